-- Which accepted deals have not come on for more than 30 days, and do not rest?
select kind, topic, coalesce(lead_partner_name, owner_name) as partner, stage_name, last_progress_at::date as since
from cosell.managed
where state = 'accepted' and last_progress_at < timestamptz '2026-06-30T09:00:00Z' - interval '30 days'
  and (paused_until is null or paused_until <= date '2026-06-30')
order by last_progress_at, id;

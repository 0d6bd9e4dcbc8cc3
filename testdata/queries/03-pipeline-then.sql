-- What was open at the end of March? The deal as of any time is its last change at or before that time.
with standing as (
    select distinct on (id) * from cosell.changes
    where recorded_at < timestamptz '2026-04-01T00:00:00Z'
    order by id, revision desc
)
select state, currency, count(*) as deals, sum(estimated_value) as value
from standing
where counted and state in ('new', 'submitted', 'distributed', 'received', 'accepted')
group by state, currency
order by state, currency;

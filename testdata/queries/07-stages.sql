-- How long do deals stay in each stage?
select from_stage as stage, count(*) as stays, round(avg(seconds) / 86400, 1) as mean_days,
       round((percentile_cont(0.5) within group (order by seconds) / 86400)::numeric, 1) as median_days
from cosell.transitions
where from_state = 'accepted' and counted
group by from_stage
order by from_stage;

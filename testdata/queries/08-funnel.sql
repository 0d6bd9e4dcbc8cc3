-- How far do opportunities come, and how many of those that reached a stage reach the next one?
select stage, reached, ended, round(reached::numeric / lag(reached) over (order by stage), 3) as conversion
from cosell.funnel
where type = 'opportunity'
order by stage;

-- Who was told of what, and by which way?
select kind, channel, state, coalesce(reason, '') as reason, count(*) as messages
from cosell.notifications
group by 1, 2, 3, 4
order by 1, 2, 3, 4;

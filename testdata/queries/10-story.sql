-- What happened to the deal that took longest from its beginning to its win?
select t.at::date as day, t.text
from cosell.timeline t
where t.id = (select id from cosell.grid where state = 'won' and kind = 'opportunity' order by closed_at - created_at desc, id limit 1)
order by t.revision;

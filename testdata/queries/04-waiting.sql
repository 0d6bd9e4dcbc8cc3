-- Which offers and invitations wait for an answer, the most urgent first?
select kind, coalesce(partner_name, owner_name) as asked, topic, deadline
from cosell.distributed
order by deadline, id;

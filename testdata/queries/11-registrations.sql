-- What is asked of the vendor's reviewers, and what became of it?
select kind, state, count(*) as registrations
from cosell.registrations
group by kind, state
order by kind, state;

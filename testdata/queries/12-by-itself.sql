-- What did the program do by itself, and did anything of it fail?
select process, command, state, count(*) as steps
from cosell.process_steps
group by process, command, state
order by process, command, state;

-- What was won in each month, in each currency? A co-sell deal counts once, by the copy of who opened it.
select to_char(won_date, 'YYYY-MM') as month, won_value_currency as currency, count(*) as deals, sum(won_value) as value
from cosell.grid
where state = 'won' and counted
group by 1, 2
order by 1, 2;

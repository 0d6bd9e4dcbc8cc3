-- How fresh is what I am looking at?
select model, state, lag, parked from cosell.freshness order by model;

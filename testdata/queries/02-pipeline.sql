-- What is open, by stage, in each currency and in US dollars, and how many deals have a value that could not be converted?
select stage, max(stage_name) as name, currency, sum(deals) as deals, sum(value)::numeric(20, 2) as value,
       sum(usd)::numeric(20, 2) as usd, sum(weighted_usd)::numeric(20, 2) as weighted_usd, sum(unconverted) as unconverted
from cosell.pipeline
group by stage, currency
order by stage, currency;

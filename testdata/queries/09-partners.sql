-- How do partners do with what the vendor offers them?
select partner_name, offered, touch_rate, win_rate, round(hours_to_answer, 1) as hours_to_answer, round(days_to_close, 1) as days_to_close
from cosell.scorecard
order by touch_rate desc nulls last, partner_name;

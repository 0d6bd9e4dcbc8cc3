package deals

import "github.com/cosell/cosell/projections/fold"

// The totals are for analysts who ask for the present: what is open, how far deals come, how partners do. The reports of the
// API answer the same for any place in the log, and in more ways; they round each deal to the cent, while nothing is rounded
// here.

// moment is the present, or another time for whoever looks at what was: by the setting cosell.now of the session.
const moment = "coalesce(nullif(current_setting('cosell.now', true), '')::timestamptz, now())"

// calling is what each partner is called now.
const calling = "name as (select distinct on (partner_id) partner_id, name from cosell.deals_partners_v1 order by partner_id, position desc)"

var pipeline = fold.Model{
	Name: "pipeline",
	Comment: "What is open, by type, stage, partner, month of the close date and currency: each opportunity once, and each co-sell deal once, by the copy of who opened it. " +
		"Amounts of several currencies are never to be added; those in USD are at the rate of this month, or of the latest month before it that has one.",
	Columns: columns("type stage stage_name partner_id partner_name close_month currency deals value weighted_value usd weighted_usd unconverted"),
	Docs: map[string]string{
		"type": "Type of the deals: opportunity, partner-led, co-sell or solution-assessment.", "stage": "Where they are in the sale, in percent; 0 before they are accepted.",
		"stage_name": "Name of that stage.", "partner_id": "Who leads, was offered or has submitted the opportunity, or owns the copy; null for what the vendor has for itself and for deals of several partners together.",
		"partner_name": "Its name.", "close_month": "Month in which the sale is expected to be made, such as 2026-03; null without a close date.",
		"currency": "Currency of the deals (ISO 4217); null where neither value nor currency is known.", "deals": "How many deals.",
		"value": "What they might be worth, in that currency; null where no value is known.", "weighted_value": "The value by its chance, the stage in percent.",
		"usd": "The value in USD, of those deals that could be converted.", "weighted_usd": "That by its chance.", "unconverted": "Deals with a value for whose currency no rate was published.",
	},
	From: `(
	with rate as (
		select distinct on (currency) currency, usd from cosell.deals_rates_v1
		where month <= to_char(` + moment + ` at time zone 'UTC', 'YYYY-MM') order by currency, month desc, position desc
	), ` + calling + `, deal as (
		select d.type, coalesce(d.stage, 0) as stage, d.stage_name, d.holder_id as partner_id, n.name as partner_name,
			to_char(d.close_date, 'YYYY-MM') as close_month, coalesce(d.estimated_value_currency, d.currency) as currency, d.estimated_value as value,
			d.estimated_value * case when d.estimated_value_currency = 'USD' then 1 else r.usd end as usd
		from cosell.deals_v1 d left join rate r on r.currency = d.estimated_value_currency left join name n on n.partner_id = d.holder_id
		where d.open and d.visible and d.counted
	)
	select type, stage, max(stage_name) as stage_name, partner_id, max(partner_name) as partner_name, close_month, currency, count(*) as deals,
		trim_scale(sum(value)) as value, trim_scale(sum(value * stage / 100)) as weighted_value,
		trim_scale(sum(usd)) as usd, trim_scale(sum(usd * stage / 100)) as weighted_usd, count(value) - count(usd) as unconverted
	from deal group by type, stage, partner_id, close_month, currency
) p`,
}

var funnel = fold.Model{
	Name: "funnel",
	Comment: "How far deals have come, by type and stage, over all that there ever were: each opportunity once, and each co-sell deal once, by the copy of who opened it. " +
		"Who skips a stage has come as far. How long they stayed follows from cosell.transitions.",
	Columns: columns("type stage deals reached ended"),
	Docs: map[string]string{
		"type": "Type of the deals.", "stage": "The step, in percent: 0 for created or received, 10 for accepted, 100 for won.", "deals": "All deals of the type.",
		"reached": "Those that came as far as this, or further.", "ended": "Those that ended without a win, and had come no further than this.",
	},
	From: `(
	with came as (
		select type, coalesce(furthest_stage, 0) as furthest, count(*) as deals, count(*) filter (where not open and state <> 'won') as ended
		from cosell.deals_v1 where visible and counted group by 1, 2
	)
	select type, stage, sum(deals)::bigint as deals, coalesce(sum(deals) filter (where furthest >= stage), 0)::bigint as reached,
		coalesce(sum(ended) filter (where furthest = stage), 0)::bigint as ended
	from came cross join (values (0), (10), (20), (40), (60), (80), (100)) s (stage) group by type, stage
) f`,
}

var scorecard = fold.Model{
	Name: "scorecard",
	Comment: "How partners do with the opportunities that the vendor brought and offered to them. An offer that was taken back counts nowhere; an opportunity that was offered twice is two offers. " +
		"Rates are parts of 1; one that is not defined is null.",
	Columns: columns("partner_id partner_name offered accepted declined lapsed waiting progressed returned stalled won lost touch_rate feedback_rate return_rate stall_rate win_rate hours_to_answer days_to_close"),
	Docs: map[string]string{
		"partner_id": "The partner.", "partner_name": "Its name.", "offered": "Offers that were not taken back.", "accepted": "Those that it accepted.", "declined": "Those that it declined.",
		"lapsed": "Those that it let pass.", "waiting": "Those that wait for its answer.", "progressed": "Accepted ones that came on while it led them: a stage was marked, or they were won or lost.",
		"returned": "Accepted ones that were given back.", "stalled": "Accepted ones that did not come on while it led them, for more than 30 days, which is what the program begins with; the report of the API goes by the policy.",
		"won": "Accepted ones that were won while it led them.", "lost": "Accepted ones that were lost while it led them.",
		"touch_rate": "Accepted and declined, of offered.", "feedback_rate": "Progressed, of accepted.", "return_rate": "Returned, of accepted.", "stall_rate": "Stalled, of accepted.", "win_rate": "Won, of won and lost.",
		"hours_to_answer": "Mean time from an offer to its acceptance or refusal, in hours.", "days_to_close": "Mean time from acceptance to win, in days.",
	},
	From: `(
	with ` + calling + `, told as (
		select partner_id, event, effective_at as at,
			min(revision) filter (where event in ('opportunity.recalled', 'opportunity.accepted', 'opportunity.declined', 'opportunity.offer-declined',
				'opportunity.offer-lapsed', 'opportunity.expired', 'opportunity.closed-as-error')) over later as answer,
			min(revision) filter (where event in ('opportunity.won', 'opportunity.lost', 'opportunity.returned', 'opportunity.shared', 'opportunity.closed-as-error')) over later as ending,
			min(revision) filter (where event in ('opportunity.stage-marked', 'opportunity.won', 'opportunity.lost')) over later as progress, id
		from cosell.deals_changes_v1 where ` + Telling + `
		window later as (partition by id order by revision rows between 1 following and unbounded following)
	), offers as (
		select o.partner_id,
			count(*) filter (where a.event is distinct from 'opportunity.recalled') as offered, count(*) filter (where a.event is null) as waiting,
			count(*) filter (where a.event = 'opportunity.accepted') as accepted,
			count(*) filter (where a.event in ('opportunity.declined', 'opportunity.offer-declined')) as declined,
			count(*) filter (where a.event in ('opportunity.offer-lapsed', 'opportunity.expired')) as lapsed,
			avg(extract(epoch from a.effective_at - o.at) / 3600)
				filter (where a.event in ('opportunity.accepted', 'opportunity.declined', 'opportunity.offer-declined')) as hours_to_answer
		from told o left join cosell.deals_changes_v1 a on a.id = o.id and a.revision = o.answer
		where o.event = 'opportunity.distributed' group by o.partner_id
	), leads as (
		select l.partner_id, count(*) filter (where l.progress <= coalesce(l.ending, l.progress)) as progressed,
			count(*) filter (where e.event = 'opportunity.returned') as returned, count(*) filter (where e.event = 'opportunity.won') as won,
			count(*) filter (where e.event = 'opportunity.lost') as lost,
			count(*) filter (where (l.progress <= coalesce(l.ending, l.progress)) is not true and coalesce(e.effective_at, ` + moment + `) - l.at > interval '30 days') as stalled,
			avg(extract(epoch from e.effective_at - l.at) / 86400) filter (where e.event = 'opportunity.won') as days_to_close
		from told l left join cosell.deals_changes_v1 e on e.id = l.id and e.revision = l.ending
		where l.event = 'opportunity.accepted' group by l.partner_id
	)
	select o.partner_id, n.name as partner_name, offered, accepted, declined, lapsed, waiting, coalesce(progressed, 0) as progressed, coalesce(returned, 0) as returned,
		coalesce(stalled, 0) as stalled, coalesce(won, 0) as won, coalesce(lost, 0) as lost,
		round((accepted + declined)::numeric / nullif(offered, 0), 6) as touch_rate, round(progressed::numeric / nullif(accepted, 0), 6) as feedback_rate,
		round(returned::numeric / nullif(accepted, 0), 6) as return_rate, round(stalled::numeric / nullif(accepted, 0), 6) as stall_rate,
		round(won::numeric / nullif(won + lost, 0), 6) as win_rate, round(hours_to_answer, 6) as hours_to_answer, round(days_to_close, 6) as days_to_close
	from offers o left join leads using (partner_id) left join name n using (partner_id)
) s`,
}

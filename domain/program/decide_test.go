package program_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/program"
)

// edit is a sample with something else in it.
func edit[C program.Command](t testing.TB, change func(*C)) program.Command {
	t.Helper()
	for _, c := range samples(t) {
		if same, ok := c.(C); ok {
			change(&same)
			return same
		}
	}
	panic("no such command")
}

func TestWhatMayBeAskedOfTheProgram(t *testing.T) {
	registration := func(change func(*program.SetRegistration)) program.Command { return edit(t, change) }
	stages := func(change func(*program.SetStages)) program.Command { return edit(t, change) }
	reasons := func(change func(*program.SetReasons)) program.Command { return edit(t, change) }
	weights := func(change func(*program.SetWeights)) program.Command { return edit(t, change) }
	alerts := func(overdue, stalled int) program.Command {
		return program.SetAlerts{Alerts: program.Alerts{OverdueDays: overdue, StalledDays: stalled}, Reason: "x"}
	}
	for _, c := range []struct {
		rule string
		when program.Command
		want string
	}{
		{"every change has a reason", program.SetTeaser{}, "invalid required reason:required"},
		{"a reason is not blank", program.SetTeaser{Reason: " \n"}, "invalid required reason:required"},
		{"a reason has a thousand characters", program.SetTeaser{Teaser: program.Teaser{On: true}, Reason: strings.Repeat("ä", 1000)}, "teaser-changed"},
		{"a reason has no more", program.SetTeaser{Reason: strings.Repeat("ä", 1001)}, "invalid too-long reason:too-long"},

		{"a window has a day", windows(1, 0), "windows-changed"},
		{"a window has ninety", windows(90, 89), "windows-changed"},
		{"a window has no more than ninety days", windows(91, 3), "invalid too-large answerDays:too-large"},
		{"a window is not without days", windows(0, 0), "invalid invalid answerDays:required reminderDays:too-large"},
		{"a reminder comes after the beginning", windows(3, 3), "invalid too-large reminderDays:too-large"},
		{"a reminder comes before the end", windows(3, -1), "invalid too-small reminderDays:too-small"},
		{"what stays is no change", windows(14, 3), "refused nothing-changed"},

		{"overdue, then stalled", alerts(10, 10), "invalid too-small stalledDays:too-small"},
		{"overdue after some days", alerts(0, 0), "invalid invalid overdueDays:required stalledDays:required"},

		{"thresholds are dollars", registration(func(c *program.SetRegistration) { c.MinimumValue = domain.NewMoney(1, "EUR") }), "invalid not-usd minimumValue.currency:not-usd"},
		{"thresholds are amounts", registration(func(c *program.SetRegistration) {
			c.MinimumValue, c.ReviewAbove = domain.Money{}, domain.NewMoney(-1, "USD")
		}), "invalid invalid minimumValue:required reviewAbove.amount:negative"},
		{"a review begins above the least", registration(func(c *program.SetRegistration) { c.ReviewAbove = domain.NewMoney(2_999_999, "USD") }), "invalid too-small reviewAbove.amount:too-small"},
		{"no early win is warned about", registration(func(c *program.SetRegistration) { c.EarlyWinHours = 0 }), "registration-changed"},
		{"windows of registrations have days", registration(func(c *program.SetRegistration) {
			c.RegistrationRules = program.RegistrationRules{MinimumValue: c.MinimumValue, ReviewAbove: c.ReviewAbove}
		}),
			"invalid invalid perpetualYears:required exclusivityDays:required reviewDays:required exceptionDays:required exceptionAnswerDays:required"},

		{"percentages stay", stages(func(c *program.SetStages) { c.Normal[3].Percent = 50 }), "refused stages-fixed normal:stages-fixed"},
		{"stages are not added", stages(func(c *program.SetStages) {
			c.Assessment = append(c.Assessment[:5:5], program.StageTable{{Percent: 75, Name: "x"}, {Percent: 80, Name: "y"}, {Percent: 100, Name: "z"}}...)
		}), "refused stages-fixed assessment:stages-fixed"},
		{"a table is a table", stages(func(c *program.SetStages) { c.Normal, c.Assessment[1].Name = c.Normal[:6], "" }), "invalid invalid assessment[1].name:required normal:bad-table"},
		{"a table has twenty stages at most", stages(func(c *program.SetStages) { c.Normal = make(program.StageTable, 21) }), "invalid normal:too-many …"},

		{"codes are codes", reasons(func(c *program.SetReasons) { c.Help[0].Code = "Kind_1" }), "invalid bad-form help[0].code:bad-form"},
		{"codes are unique", reasons(func(c *program.SetReasons) { c.Role[1] = c.Role[0] }), "invalid duplicate role[1].code:duplicate"},
		{"every catalogue is given", reasons(func(c *program.SetReasons) { c.Help, c.Error = nil, nil }), "invalid invalid error:required help:required"},
		{"fifty reasons are in use at most", reasons(func(c *program.SetReasons) { c.Help = catalogue(51) }), "invalid too-many help:too-many"},

		{"a weight of nought counts nothing", weights(func(c *program.SetWeights) { c.Distance, c.WinRate = "0", "-0.0" }), "weights-changed"},
		{"a weight may be the most", weights(func(c *program.SetWeights) { c.Distance, c.WinRate, c.DaysToClose = "-0.01", "5", "-0.5" }), "weights-changed"},
		{"a weight has a side of nought", weights(func(c *program.SetWeights) { c.Distance, c.WinRate, c.ReturnRate = "0.01", "-1", "1" }),
			"invalid invalid distance:out-of-range winRate:out-of-range returnRate:out-of-range"},
		{"a weight has an end", weights(func(c *program.SetWeights) {
			c.Distance, c.Feedback, c.StallRate, c.TouchRate, c.DaysToClose = "-0.010001", "5.1", "-5.000001", "9", "-0.51"
		}),
			"invalid invalid distance:out-of-range feedbackRate:out-of-range stallRate:out-of-range touchRate:out-of-range daysToClose:out-of-range"},
		{"a weight is a decimal", weights(func(c *program.SetWeights) {
			c.Distance, c.WinRate, c.ReturnRate, c.Feedback, c.StallRate, c.TouchRate, c.DaysToClose = "1e-3", "+1", "1/2", "٣", "-.5", "01", "-0.1234567"
		}),
			"invalid invalid distance:not-a-weight winRate:not-a-weight returnRate:not-a-weight feedbackRate:not-a-weight stallRate:not-a-weight touchRate:not-a-weight daysToClose:not-a-weight"},
		{"a weight is given", weights(func(c *program.SetWeights) { c.Distance = "" }), "invalid required distance:required"},
	} {
		got := told((&book{}).ask(rules, c.when))
		if want, rest := strings.CutSuffix(c.want, " …"); rest {
			words := strings.Fields(want)
			assert.True(t, strings.HasPrefix(got, words[0]+" ") && strings.Contains(got, words[1]), "%s: %s", c.rule, got)
			continue
		}
		assert.Equal(t, c.want, got, c.rule)
	}
}

func catalogue(n int) (c program.Catalogue) {
	for i := range n {
		c = append(c, program.Reason{Code: fmt.Sprintf("code-%d", i), Text: "x"})
	}
	return c
}

func TestRatesAreOfMonthsThatHaveCome(t *testing.T) {
	eur := func(change func(*program.Rate)) program.Command {
		r := rate("2026-03", "EUR", "1.1")
		change(&r)
		return publish(r)
	}
	for _, c := range []struct {
		rule string
		when program.Command
		want string
	}{
		{"the present month may be published", eur(func(*program.Rate) {}), "rates-published"},
		{"the next may not", eur(func(r *program.Rate) { r.Month = "2026-04" }), "invalid in-the-future rates[0].month:in-the-future"},
		{"a month is a month", eur(func(r *program.Rate) { r.Month = "2026-13" }), "invalid bad-form rates[0].month:bad-form"},
		{"a month is no date", eur(func(r *program.Rate) { r.Month = "2026-03-01" }), "invalid bad-form rates[0].month:bad-form"},
		{"a currency is known", eur(func(r *program.Rate) { r.Currency = "XXX" }), "invalid unknown-currency rates[0].currency:unknown-currency"},
		{"a dollar is a dollar", eur(func(r *program.Rate) { r.Currency = "USD" }), "invalid usd-needs-none rates[0].currency:usd-needs-none"},
		{"a rate has a source", eur(func(r *program.Rate) { r.Source = "" }), "invalid required rates[0].source:required"},
		{"a rate is above nought", eur(func(r *program.Rate) { r.USD = "0.000" }), "invalid not-a-rate rates[0].usd:not-a-rate"},
		{"a rate is not below", eur(func(r *program.Rate) { r.USD = "-1" }), "invalid not-a-rate rates[0].usd:not-a-rate"},
		{"a rate has ten digits and ten", eur(func(r *program.Rate) { r.USD = "9999999999.0000000001" }), "rates-published"},
		{"a rate has no eleven before the point", eur(func(r *program.Rate) { r.USD = "10000000000" }), "invalid not-a-rate rates[0].usd:not-a-rate"},
		{"nor after it", eur(func(r *program.Rate) { r.USD = "1.00000000001" }), "invalid not-a-rate rates[0].usd:not-a-rate"},
		{"a rate is a decimal", eur(func(r *program.Rate) { r.USD = "1e3" }), "invalid not-a-rate rates[0].usd:not-a-rate"},
		{"one rate for a month and currency", publish(rate("2026-01", "EUR", "1"), rate("2026-01", "JPY", "1"), rate("2026-01", "EUR", "2")), "invalid duplicate rates[2].month:duplicate"},
		{"there are rates", publish(), "invalid required rates:required"},
		{"two thousand at a time", publish(many(2000)...), "rates-published"},
		{"no more", publish(many(2001)...), "invalid too-many rates:too-many"},
		{"every fault is told", publish(program.Rate{}, rate("x", "USD", "x")),
			"invalid invalid rates[0].month:required rates[0].currency:required rates[0].usd:required rates[0].source:required rates[1].month:bad-form rates[1].currency:usd-needs-none rates[1].usd:not-a-rate"},
	} {
		assert.Equal(t, c.want, told((&book{}).ask(rules, c.when)), c.rule)
	}
}

func many(n int) (all []program.Rate) {
	for i := range n {
		all = append(all, rate(fmt.Sprintf("%d-%02d", 1500+i/12, 1+i%12), "EUR", "1.1"))
	}
	return all
}

func TestARateTakesThePlaceOfTheOneBefore(t *testing.T) {
	b := after(t, publish(rate("2026-02", "EUR", "1.1"), rate("2026-01", "EUR", "1.2")), publish(rate("2026-02", "JPY", "0.01"), rate("2026-02", "EUR", "1.3")))
	assert.Equal(t, []program.Rate{rate("2026-01", "EUR", "1.2"), rate("2026-02", "EUR", "1.3"), rate("2026-02", "JPY", "0.01")}, b.state.Policy().Rates)
	assert.Equal(t, "refused nothing-changed", told(b.ask(rules, publish(rate("2026-02", "EUR", "1.3")))))
	first := program.Replay(b.history[:1]).Policy()
	assert.Equal(t, "1.1", first.Rates[1].USD, "as of then")
}

func TestAReasonThatIsLeftOutIsRetiredAndComesBack(t *testing.T) {
	all := program.Default().Reasons
	few := all
	few.Return = program.Catalogue{{Code: "moved", Text: "Moved away"}}
	b := after(t, program.SetReasons{Reasons: few, Reason: "x"})
	now := b.state.Policy().Reasons.Return
	assert.Equal(t, []string{"moved"}, now.Codes())
	assert.Len(t, now, 8)
	assert.Equal(t, all.Return.Text("no-funding"), now.Text("no-funding"))
	assert.Equal(t, all.Decline, b.state.Policy().Reasons.Decline)

	b.record(read(t, program.ReasonsChanged{}, []byte(asJSON(t, program.SetReasons{Reasons: all, Reason: "y"}))).(domain.Event))
	assert.Equal(t, all.Return.Codes(), b.state.Policy().Reasons.Return.Codes())
}

func TestOnlyProgramAdministratorsOfTheVendorChangeThePolicy(t *testing.T) {
	var callers []domain.Caller
	for _, r := range domain.VendorRoles {
		callers = append(callers, domain.Caller{Member: string(r), Org: domain.Vendor, Roles: []domain.Role{r}})
	}
	for _, r := range append(domain.PartnerRoles, domain.RoleProgramAdministrator) {
		callers = append(callers, domain.Caller{Member: string(r), Org: domain.Org(contoso), Roles: []domain.Role{r}})
	}
	callers = append(callers, domain.Process("expiry"))
	for _, who := range callers {
		may := who.IsVendor() && who.Member == string(domain.RoleProgramAdministrator)
		for _, c := range samples(t) {
			events, err := (&book{}).ask(who, c)
			assert.Equal(t, may, err == nil && len(events) == 1, "%s by %v", c.CommandName(), who)
			if !may {
				assert.Equal(t, "denied needs-program-administrator", told(nil, err))
			}
		}
		for _, a := range program.Allowed(program.Program{}, program.Input{Caller: who}) {
			assert.Equal(t, may, a.Allowed, "%s by %v", a.Command, who)
		}
	}
	_, err := (&book{}).ask(domain.Caller{}, samples(t)[0])
	assert.Equal(t, domain.ClassMissing, domain.AsError(err).Class)
	assert.Nil(t, program.Allowed(program.Program{}, program.Input{}))
	require.Len(t, program.Allowed(program.Program{}, program.Input{Caller: rules}), len(program.Commands))
}

func TestTheActorUsesTheRoleThatAllowsIt(t *testing.T) {
	role, err := program.Permit(program.Program{}, teaser(true), rules)
	require.NoError(t, err)
	assert.Equal(t, domain.RoleProgramAdministrator, role)
}

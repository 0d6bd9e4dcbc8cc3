package registration_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/registration"
)

// worth is the request of an incentive whose contract is worth that much in its single year.
func worth(value domain.Money) registration.Request {
	return incentiveOf(edited(func(f *registration.Form) {
		f.ContractValue, f.SolutionValue, f.End = value, usd(1), domain.DateOf(f.Start.Start().AddDate(0, 0, 364))
	}), eligible())
}

func TestWhatIsApprovedWithoutAReview(t *testing.T) {
	several := incentive
	several.Subject.Partners = 2
	second := incentive
	second.Subject.Again = true
	approved := func(annual domain.Money) registration.AutoApproved {
		return registration.AutoApproved{Annual: annual, Until: noon.Add(time.Minute + 30*day)}
	}
	check(t, []rule{
		{"USD 900,000 a year", []step{by(clock, worth(usd(900_000)))}, clock, registration.AutoApprove{}, approved(usd(900_000))},
		{"USD 1,000,000 a year", []step{by(clock, worth(usd(1_000_000)))}, clock, registration.AutoApprove{}, approved(usd(1_000_000))},
		{"a cent more", []step{by(clock, worth(domain.NewMoney(1_000_000_01, "USD")))}, clock, registration.AutoApprove{}, "nothing"},
		{"USD 1,100,000 a year", []step{by(clock, worth(usd(1_100_000)))}, clock, registration.AutoApprove{}, "nothing"},
		{"several partners", []step{by(clock, several)}, clock, registration.AutoApprove{}, "nothing"},
		{"asked for before", []step{by(clock, second)}, clock, registration.AutoApprove{}, "nothing"},
		{"pay as you go", []step{by(clock, incentiveOf(edited(func(f *registration.Form) { f.Pricing = registration.PayAsYouGo }), eligible()))}, clock, registration.AutoApprove{}, "nothing"},
		{"a criterion that nobody knows", []step{by(clock, incentiveOf(contract(), facts(func(f *registration.Facts) { f.VendorAccepted = "" })))}, clock, registration.AutoApprove{}, "nothing"},
		{"a criterion that fails", []step{by(clock, incentiveOf(contract(), private()))}, clock, registration.AutoApprove{}, "nothing"},
		{"a contract without a rate", []step{by(clock, incentive), with(func(w *world) { w.policy.Rates = nil })}, clock, registration.AutoApprove{}, "nothing"},
		{"deployed elsewhere", []step{by(clock, elsewhere)}, clock, registration.AutoApprove{}, "nothing"},
		{"selected for review", selected, clock, registration.AutoApprove{}, "nothing"},
		{"sent back before", corrected, clock, registration.AutoApprove{}, "nothing"},
		{"after an exception", again, clock, registration.AutoApprove{}, "nothing"},
		{"exclusivity", asked, clock, registration.AutoApprove{}, "nothing"},
		{"approved already", auto, clock, registration.AutoApprove{}, "nothing"},
	})
}

func TestTheReviewOfAnIncentive(t *testing.T) {
	end := noon.Add(time.Minute + 30*day)
	check(t, []rule{
		{"selected within the window", then(auto, upTo(end)), rita, sample("select-for-review"), registration.SelectedForReview{Reason: "Drawn by lot"}},
		{"selected after it", then(auto, upTo(end.Add(1))), rita, sample("select-for-review"), "refused review-window-over"},
		{"exclusivity is not selected", granted, rita, sample("select-for-review"), "refused wrong-purpose"},
		{"sent back with fields of the form", pending, rita, registration.RequireAction{Message: "Dates?", Fields: []string{"signedDate", "endDate"}},
			registration.ActionRequired{Message: "Dates?", Fields: []string{"signedDate", "endDate"}}},
		{"sent back with others", pending, rita, registration.RequireAction{Message: "Dates?", Fields: []string{"signedDate", "colour"}}, "invalid not-one-of fields[1]"},
		{"sent back without a word", pending, rita, registration.RequireAction{}, "invalid required message"},
		{"passed", pending, rita, sample("pass"), registration.Passed{Reason: "All there"}},
		{"failed", pending, rita, sample("fail"), registration.Failed{Reason: "No contract", Until: noon.Add(60 * day)}},
		{"an incentive is not approved by hand", pending, rita, registration.Approve{}, "refused wrong-purpose"},
		{"nor rejected", pending, rita, sample("reject"), "refused wrong-purpose"},
		{"exclusivity does not pass", asked, rita, sample("pass"), "refused wrong-purpose"},
		{"nor fail", asked, rita, sample("fail"), "refused wrong-purpose"},
	})
}

func TestTheExceptionWindowCountsFromTheRequest(t *testing.T) {
	end := noon.Add(60 * day)
	late := then(pending, wait(50*day), by(rita, sample("fail")))
	tooLate := then(pending, wait(61*day), by(rita, sample("fail")))
	check(t, []rule{
		{"at its end", then(late, upTo(end)), mark, plea, registration.ExceptionRequested{Text: plea.Text, Overdue: end.AddDate(0, 0, 20)}},
		{"after it", then(late, upTo(end.Add(1))), mark, plea, "refused exception-window-over"},
		{"over before it failed", tooLate, mark, plea, "refused exception-window-over"},
		{"asked a second time", then(again, by(rita, sample("fail"))), mark, plea, "refused exception-used"},
		{"asked again by one that began with it", then(openDoor, by(mark, resubmit(contract())), by(rita, sample("fail"))), mark, plea, "refused exception-used"},
		{"without a word", failed, mark, registration.RequestException{Text: " "}, "invalid required text"},
		{"of 5,000 characters", failed, mark, registration.RequestException{Text: letters(5000)},
			registration.ExceptionRequested{Text: letters(5000), Overdue: time.Date(2026, 3, 20, 12, 2, 0, 0, time.UTC)}},
		{"of 5,001 characters", failed, mark, registration.RequestException{Text: letters(5001)}, "invalid too-long text"},
		{"granted", pleaded, rita, sample("grant-exception"), registration.ExceptionGranted{Reason: "Fair"}},
		{"denied", pleaded, rita, sample("deny-exception"), registration.ExceptionDenied{Reason: "Known before"}},
		{"denied without a reason", pleaded, rita, registration.DenyException{}, "invalid required reason"},
	})
}

func letters(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = 'a'
	}
	return string(b)
}

func TestAnExceptionIsOverdueAfterFourteenWorkingDays(t *testing.T) {
	for asked, overdue := range map[string]string{
		"2026-03-02": "2026-03-20", // a Monday: two weekends
		"2026-03-06": "2026-03-26", // a Friday
		"2026-03-07": "2026-03-26", // a Saturday counts as the Friday before
		"2026-03-08": "2026-03-26", // so does a Sunday
		"2026-03-09": "2026-03-27",
	} {
		at, err := time.Parse(time.DateOnly, asked)
		require.NoError(t, err)
		q := tell(t, []step{upTo(at.Add(17 * time.Hour)), by(clock, opening)})
		assert.Equal(t, overdue+"T17:00:00Z", registration.View(q.state, auditor).Exception.Overdue.Format(time.RFC3339), asked)
	}
}

func TestOnlyASentBackRegistrationIsEdited(t *testing.T) {
	back := then(pending, by(rita, sample("require-action")))
	better := edited(func(f *registration.Form) { f.SolutionValue = eur(50_000) })
	verdict := registration.Judge(eligible(), policy(), noon.Add(2*time.Minute))
	check(t, []rule{
		{"the whole form again", back, mark, resubmit(better), registration.Resubmitted{From: contract(), Form: better, Verdict: verdict}},
		{"as it is", back, anna, registration.Resubmit{}, registration.Resubmitted{From: contract(), Form: contract(), Verdict: verdict}},
		{"with faults", back, mark, resubmit(edited(func(f *registration.Form) { f.Tenant, f.Signed = "", date(9) })), "invalid invalid form.tenant:required form.signedDate:in-the-future"},
		{"with a fault that its tags tell", back, mark, resubmit(edited(func(f *registration.Form) { f.Tenant = "ours" })), "invalid not-one-of form.tenant"},
		{"without the deal's verdict", then(back, with(func(w *world) { w.judged = false })), mark, resubmit(better), "refused verdict-missing"},
		{"one that began without a form", openDoor, mark, registration.Resubmit{},
			"invalid invalid form.contractValue:required form.solutionValue:required form.term:required form.signedDate:required form.startDate:required form.pricing:required form.deployedHere:required form.tenant:required form.marketplace:required form.solution:required"},
		{"exclusivity for products of the deal", sentBack, mark, resubmit(registration.Form{Products: []string{"robot-arm"}}),
			registration.Resubmitted{Form: registration.Form{Products: []string{"robot-arm"}}}},
		{"exclusivity for others", sentBack, mark, resubmit(registration.Form{Products: []string{"lamp"}}), "invalid not-of-the-deal form.products[0]"},
		{"exclusivity with a contract", sentBack, mark, resubmit(registration.Form{Solution: "picking"}), "invalid not-asked form.solution"},
	})
}

func TestWhatIsHandedInAgainIsEligibleUnlessAnExceptionWasMade(t *testing.T) {
	unmanaged := with(func(w *world) { w.facts.Account = domain.AccountUnmanaged })
	back := then(pending, by(rita, sample("require-action")))
	check(t, []rule{
		{"a deal that is not eligible any more", then(back, unmanaged), mark, registration.Resubmit{}, "refused not-eligible eligibility.managed-account:managed-account"},
		{"a form that does not attest", back, mark, resubmit(edited(func(f *registration.Form) { f.HoldsContract = false })), "refused not-eligible eligibility.holds-contract:holds-contract"},
		{"a deal of which nobody can tell", then(back, with(func(w *world) { w.facts.Account = domain.AccountManual })), mark, registration.Resubmit{}, "resubmitted"},
		{"after an exception", then(excepted, unmanaged), mark, registration.Resubmit{}, "resubmitted"},
		{"one that began with an exception", then(openDoor, unmanaged), mark, resubmit(contract()), "resubmitted"},
	})
	e := domain.AsError(registration.Judge(private(), policy(), noon).Refusal())
	assert.Equal(t, "The deal is private. Let the vendor view the deal or ask it for help, before the deal is closed.", e.Fields[0].Message)
	assert.Empty(t, registration.ErrNotEligible.Fields, "the refusal itself stays as it is")
	assert.NoError(t, registration.Judge(eligible(), policy(), noon).Refusal())
}

func TestADealHasOneException(t *testing.T) {
	used := incentive
	used.Subject.Excepted = true
	check(t, []rule{
		{"asked for in an earlier registration", []step{by(clock, used), by(rita, sample("fail"))}, mark, plea, "refused exception-used"},
		{"asked for nowhere", failed, mark, plea, "exception-requested"},
	})
}

func TestWhatAPartnerAsksForStoresWhatItReliedUpon(t *testing.T) {
	for name, c := range map[string]struct {
		given []step
		asks  registration.Command
	}{
		"resubmitted":         {sentBack, registration.Resubmit{}},
		"withdrawn":           {asked, registration.Withdraw{}},
		"extension-requested": {granted, sample("request-extension")},
		"exception-requested": {failed, plea},
	} {
		got, _, err := tell(t, c.given).try(mark, c.asks)
		require.NoError(t, err, name)
		assert.Equal(t, []domain.Evidence{{Fact: "Contoso is an approved partner", Stream: "partner-" + string(contoso), Revision: 7}},
			reflect.ValueOf(got[0]).FieldByName("Evidence").Interface(), name)
	}
}

func TestWhatTheFormAttestsIsPartOfTheNewVerdict(t *testing.T) {
	back := then(pending, by(rita, sample("require-action")), with(func(w *world) { w.facts.HoldsContract = "" }))
	unnamed := edited(func(f *registration.Form) { f.NamedInContract = false })
	for outcome, c := range map[registration.Outcome]struct {
		form  registration.Form
		given []step
	}{
		registration.Pass: {contract(), back},
		registration.Fail: {unnamed, excepted},
	} {
		q := tell(t, c.given, []step{by(mark, resubmit(c.form))})
		v := registration.View(q.state, mark).Verdict
		holds, _ := v.Find(registration.CriterionContract)
		assert.Equal(t, outcome, holds.Outcome)
		assert.Equal(t, outcome, v.Eligible)
		assert.Equal(t, outcome == registration.Pass, holds.Remedy == "")
	}
	q := tell(t, back)
	in := q.input(q.state, resubmit(contract()), mark)
	in.Evidence.Verdict = &registration.Verdict{At: noon}
	events, err := registration.Decide(q.state, resubmit(contract()), in)
	require.NoError(t, err)
	assert.Equal(t, registration.Unknown, events[0].(registration.Resubmitted).Verdict.Eligible, "of no criteria nobody can tell")
}

// A review takes its time, and an exception more: neither makes a contract too old that was not when it was handed in.
func TestTheDaysOfAContractCountBackFromTheFirstRequest(t *testing.T) {
	long := then(pending, wait(55*day), by(rita, sample("require-action")))
	signed := func(days int) registration.Resubmit {
		return resubmit(edited(func(f *registration.Form) { f.Signed, f.Start = date(days), date(days) }))
	}
	older := []step{wait(0), by(clock, func() registration.Request {
		r := incentive
		r.Subject.Dates = registration.Dates{Created: noon.AddDate(-1, 0, 0)}
		return r
	}()), wait(55 * day), by(rita, sample("require-action"))}
	excused := then(older[:2], by(rita, sample("fail")), by(mark, plea), by(rita, sample("grant-exception")))
	check(t, []rule{
		{"as it was", long, mark, registration.Resubmit{}, "resubmitted"},
		{"60 days before the request", older, mark, signed(-60), "resubmitted"},
		{"61 days before it", older, mark, signed(-61), "invalid too-long-ago form.signedDate"},
		{"started 91 days before it", older, mark, resubmit(edited(func(f *registration.Form) { f.Start = date(-91) })), "invalid too-long-ago form.startDate"},
		{"signed since", older, mark, signed(50), "resubmitted"},
		{"signed in the future", older, mark, signed(56), "invalid in-the-future form.signedDate"},
		{"with an exception, however long ago", excused, mark, signed(-300), "resubmitted"},
		{"with an exception, but before the deal", excused, mark, signed(-400), "invalid before-the-deal form.signedDate"},
		{"with an exception, but not yet signed", excused, mark, signed(1), "invalid in-the-future form.signedDate"},
	})
}

func TestWithdrawing(t *testing.T) {
	check(t, []rule{
		{"before it is decided", pending, anna, registration.Withdraw{}, registration.Withdrawn{}},
		{"while something is to be put right", sentBack, mark, sample("withdraw"), registration.Withdrawn{Reason: "Too early"}},
		{"not after its approval", granted, anna, registration.Withdraw{}, "refused wrong-state"},
		{"not while an exception is decided", pleaded, anna, registration.Withdraw{}, "refused wrong-state"},
	})
}

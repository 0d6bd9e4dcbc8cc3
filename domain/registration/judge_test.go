package registration_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/domain/registration"
)

// criteria are the codes in the order in which every verdict has them.
var criteria = []string{
	registration.CriterionWon, registration.CriterionSolution, registration.CriterionType, registration.CriterionVendor,
	registration.CriterionValue, registration.CriterionAccount, registration.CriterionNoAssessment, registration.CriterionContract,
}

func facts(change func(*registration.Facts)) registration.Facts {
	f := eligible()
	change(&f)
	return f
}

func TestEachCriterionSaysWhatItSaysOfTheFacts(t *testing.T) {
	for _, c := range []struct {
		code     string
		change   func(*registration.Facts)
		outcome  registration.Outcome
		text     string
		remedied bool
	}{
		{"won", func(*registration.Facts) {}, "pass", "The deal was won on 2026-02-27.", false},
		{"won", func(f *registration.Facts) { f.Won, f.State = false, "lost" }, "fail", "The deal is closed and was not won: it is lost.", true},
		{"won", func(f *registration.Facts) { f.Won, f.Closed, f.State = false, false, "accepted" }, "unknown", "The deal is not decided yet: it is accepted.", true},
		{"eligible-solution", func(*registration.Facts) {}, "pass", "An eligible solution is part of the deal: Picking.", false},
		{"eligible-solution", func(f *registration.Facts) { f.Solution = registration.Fail }, "fail", "No solution of the deal is eligible.", true},
		{"eligible-solution", func(f *registration.Facts) { f.Solution = registration.Unknown }, "unknown", "Whether a solution of the deal is eligible has not been judged.", true},
		{"deal-type", func(*registration.Facts) {}, "pass", "The deal is a co-sell deal.", false},
		{"deal-type", func(f *registration.Facts) { f.CoSell, f.PartnerLed = false, true }, "pass", "The deal is partner-led.", false},
		{"deal-type", func(f *registration.Facts) { f.CoSell = false }, "fail", "The deal is private.", true},
		{"deal-type", func(f *registration.Facts) { f.CoSell, f.Assessment = false, true }, "fail", "A solution assessment is neither partner-led nor a co-sell deal.", false},
		{"vendor-accepted", func(*registration.Facts) {}, "pass", "The vendor takes part in the deal.", false},
		{"vendor-accepted", func(f *registration.Facts) { f.VendorAccepted = registration.Fail }, "fail", "The vendor was asked and does not take part.", false},
		{"vendor-accepted", func(f *registration.Facts) { f.VendorAccepted = "" }, "unknown", "The vendor has not answered yet.", true},
		{"vendor-accepted", func(f *registration.Facts) { f.CoSell, f.PartnerLed, f.VendorAccepted = false, true, "" }, "pass", "The vendor was not asked for help, so it need not accept.", false},
		{"minimum-value", func(*registration.Facts) {}, "pass", "The value of 40000.00 EUR, 44000.00 USD at the rate of 2026-02, is 25000.00 USD or more.", false},
		{"minimum-value", func(f *registration.Facts) { f.Value = eur(22_727) }, "fail", "The value of 22727.00 EUR, 24999.70 USD at the rate of 2026-02, is less than 25000.00 USD.", false},
		{"minimum-value", func(f *registration.Facts) { f.Value = usd(25_000) }, "pass", "The value of 25000.00 USD is 25000.00 USD or more.", false},
		{"minimum-value", func(f *registration.Facts) { f.Value = domain.NewMoney(24_999_99, "USD") }, "fail", "The value of 24999.99 USD is less than 25000.00 USD.", false},
		{"minimum-value", func(f *registration.Facts) { f.Value = domain.NewMoney(9_000_000, "JPY") }, "unknown", "There is no exchange rate of JPY for 2026-02.", true},
		{"minimum-value", func(f *registration.Facts) { f.Value = domain.Money{} }, "unknown", "The deal has no value yet.", true},
		{"managed-account", func(*registration.Facts) {}, "pass", "The vendor manages the customer's account.", false},
		{"managed-account", func(f *registration.Facts) { f.Account = domain.AccountUnmanaged }, "fail", "Nobody at the vendor manages the customer's account.", true},
		{"managed-account", func(f *registration.Facts) { f.Account = domain.AccountDUNS }, "unknown", "The vendor has not matched the customer to an account yet.", true},
		{"managed-account", func(f *registration.Facts) { f.Account = domain.AccountManual }, "unknown", "The vendor has not matched the customer to an account yet.", true},
		{"managed-account", func(f *registration.Facts) { f.Account = "" }, "unknown", "The vendor has not matched the customer to an account yet.", true},
		{"not-an-assessment", func(*registration.Facts) {}, "pass", "The deal is not a solution assessment.", false},
		{"not-an-assessment", func(f *registration.Facts) { f.Assessment = true }, "fail", "The deal is a solution assessment.", false},
		{"holds-contract", func(*registration.Facts) {}, "pass", "The requester attests that it holds the customer's contract.", false},
		{"holds-contract", func(f *registration.Facts) { f.HoldsContract = registration.Fail }, "fail", "The requester does not attest that it holds the customer's contract and is named in it.", true},
		{"holds-contract", func(f *registration.Facts) { f.HoldsContract = "" }, "unknown", "The requester has not said yet whether it holds the customer's contract.", true},
	} {
		f := facts(c.change)
		v := registration.Judge(f, policy(), noon)
		got, ok := v.Find(c.code)
		require.True(t, ok, c.code)
		assert.Equal(t, c.outcome, got.Outcome, c.text)
		assert.Equal(t, c.text, got.Text)
		assert.Equal(t, f.Events[c.code], got.Event, "the event that decided %s", c.code)
		assert.Equal(t, c.remedied, got.Remedy != "", c.text)
	}
}

func TestAVerdictHasEveryCriterionInTheirOrder(t *testing.T) {
	for _, f := range []registration.Facts{eligible(), {}} {
		v := registration.Judge(f, policy(), noon)
		var codes []string
		for _, c := range v.Criteria {
			codes = append(codes, c.Code)
			assert.NotEmpty(t, c.Text, c.Code)
			assert.Equal(t, f.Events[c.Code], c.Event, c.Code)
		}
		assert.Equal(t, criteria, codes)
	}
}

func TestOneFailureOutweighsWhatNobodyKnowsYet(t *testing.T) {
	unknown := func(f *registration.Facts) { f.Account = "" }
	fails := func(f *registration.Facts) { unknown(f); f.HoldsContract = registration.Fail }
	assert.Equal(t, registration.Pass, registration.Judge(eligible(), policy(), noon).Eligible)
	assert.Equal(t, registration.Unknown, registration.Judge(facts(unknown), policy(), noon).Eligible)
	assert.Equal(t, registration.Fail, registration.Judge(facts(fails), policy(), noon).Eligible)
}

func TestTheRateIsThatOfTheMonthOfTheWinAndBeforeItOfTheDayAskedFor(t *testing.T) {
	won := registration.Judge(eligible(), policy(), noon)
	assert.Equal(t, usd(44_000), won.ValueUSD)
	assert.Equal(t, "1 EUR = 1.10 USD in 2026-02 (ECB)", won.Rate)

	open := facts(func(f *registration.Facts) { f.Won, f.Closed, f.WonDate = false, false, domain.Date{} })
	v := registration.Judge(open, policy(), noon)
	assert.Equal(t, usd(48_000), v.ValueUSD)
	assert.Equal(t, "1 EUR = 1.20 USD in 2026-03 (ECB)", v.Rate)

	undated := facts(func(f *registration.Facts) { f.WonDate = domain.Date{} })
	assert.Equal(t, usd(48_000), registration.Judge(undated, policy(), noon).ValueUSD, "a win of an unknown day")

	v = registration.Judge(open, policy(), noon.AddDate(0, 1, 0))
	c, _ := v.Find(registration.CriterionValue)
	assert.Equal(t, "There is no exchange rate of EUR for 2026-04.", c.Text)
	assert.Equal(t, "The vendor publishes the rate of EUR for 2026-04.", c.Remedy)
	assert.True(t, v.ValueUSD.IsZero())
	assert.Empty(t, v.Rate)
}

func TestAValueInUSDNeedsNoRate(t *testing.T) {
	v := registration.Judge(facts(func(f *registration.Facts) { f.Value = usd(30_000) }), program.Default(), noon)
	assert.Equal(t, registration.Pass, v.Eligible)
	assert.Equal(t, usd(30_000), v.ValueUSD)
	assert.Empty(t, v.Rate)
}

func TestAnEarlyWinIsWarnedAbout(t *testing.T) {
	v := registration.Judge(facts(func(f *registration.Facts) { f.EarlyWin = true }), policy(), noon)
	assert.Equal(t, []string{"won-early"}, v.Warnings)
	assert.Equal(t, registration.Pass, v.Eligible, "a warning is no criterion")
	assert.Empty(t, registration.Judge(eligible(), policy(), noon).Warnings)
}

func TestAVerdictSaysWhenAndByWhichPolicy(t *testing.T) {
	p := policy()
	p.Version = 7
	v := registration.Judge(eligible(), p, noon.In(time.FixedZone("CET", 3600)))
	assert.Equal(t, noon, v.At)
	assert.Equal(t, time.UTC, v.At.Location())
	assert.Equal(t, 7, v.Policy)
	assert.False(t, v.IsZero())
	assert.True(t, registration.Verdict{}.IsZero())
}

func TestTheLeastValueIsThatOfThePolicy(t *testing.T) {
	p := policy()
	p.Registration.MinimumValue = usd(44_001)
	assert.Equal(t, registration.Fail, registration.Judge(eligible(), p, noon).Eligible)
	p.Registration.MinimumValue = usd(44_000)
	assert.Equal(t, registration.Pass, registration.Judge(eligible(), p, noon).Eligible)
}

func TestTheRemediesOfAVerdictThatNobodyKnowsAnythingFor(t *testing.T) {
	v := registration.Judge(registration.Facts{State: "accepted", CoSell: true}, policy(), noon)
	var outcomes []registration.Outcome
	for _, c := range v.Criteria {
		outcomes = append(outcomes, c.Outcome)
	}
	assert.Equal(t, []registration.Outcome{"unknown", "unknown", "pass", "unknown", "unknown", "unknown", "pass", "unknown"}, outcomes)
	assert.Equal(t, registration.Unknown, v.Eligible)
	_, known := v.Find("beauty")
	assert.False(t, known)
}

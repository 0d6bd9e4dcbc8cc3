package registration_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/domain/registration"
)

// complaints are fields and codes in one line.
func complaints(bad []domain.FieldError) string {
	all := make([]string, len(bad))
	for i, f := range bad {
		all[i] = f.Field + ":" + f.Code
	}
	return strings.Join(all, " ")
}

func dates() registration.Dates { return subject("mark").Dates }

func TestTheFormOfAnIncentive(t *testing.T) {
	for _, c := range []struct {
		rule string
		edit func(*registration.Form)
		want string
	}{
		{"a good one", func(*registration.Form) {}, ""},
		{"products are for exclusivity", func(f *registration.Form) { f.Products = []string{"robot-arm"} }, "products:not-asked"},
		{"the contract has a value", func(f *registration.Form) { f.ContractValue = domain.Money{} }, "contractValue:required"},
		{"so has the solution", func(f *registration.Form) { f.SolutionValue = domain.Money{} }, "solutionValue:required"},
		{"amounts are not below nought", func(f *registration.Form) { f.SolutionValue = eur(-1) }, "solutionValue.amount:negative"},
		{"the term is said", func(f *registration.Form) { f.Term = "" }, "term:required"},
		{"the term is one of two", func(f *registration.Form) { f.Term = "forever" }, "term:not-one-of"},
		{"the day it was signed is said", func(f *registration.Form) { f.Signed = domain.Date{} }, "signedDate:required"},
		{"the day it begins is said", func(f *registration.Form) { f.Start = domain.Date{} }, "startDate:required"},
		{"a finite contract has an end", func(f *registration.Form) { f.End = domain.Date{} }, "endDate:required"},
		{"a perpetual one has none", func(f *registration.Form) { f.Term, f.ContractValue = registration.Perpetual, eur(200_000) }, "endDate:not-asked"},
		{"a perpetual one without an end", func(f *registration.Form) {
			f.Term, f.End, f.ContractValue = registration.Perpetual, domain.Date{}, eur(200_000)
		}, ""},
		{"the pricing is said", func(f *registration.Form) { f.Pricing = "" }, "pricing:required"},
		{"whether it runs on the platform is said", func(f *registration.Form) { f.Deployed = nil }, "deployedHere:required"},
		{"that it does not is taken", func(f *registration.Form) { f.Deployed = new(false) }, ""},
		{"the tenant is said", func(f *registration.Form) { f.Tenant = "" }, "tenant:required"},
		{"the tenant is one of two", func(f *registration.Form) { f.Tenant = "ours" }, "tenant:not-one-of"},
		{"whether it was bought on the marketplace is said", func(f *registration.Form) { f.Marketplace = nil }, "marketplace:required"},
		{"if so, when", func(f *registration.Form) { f.Marketplace = new(true) }, "marketplaceDate:required"},
		{"if so, with its date", func(f *registration.Form) { f.Marketplace, f.MarketplaceDate = new(true), date(40) }, ""},
		{"if not, no date", func(f *registration.Form) { f.MarketplaceDate = date(40) }, "marketplaceDate:not-asked"},
		{"the solution is named", func(f *registration.Form) { f.Solution = "" }, "solution:required"},
		{"attestations are the verdict's", func(f *registration.Form) { f.HoldsContract, f.NamedInContract = false, false }, ""},
		{"the solution is in the contract's currency", func(f *registration.Form) { f.SolutionValue = usd(1) }, "solutionValue:currency-mismatch"},
		{"the solution is worth as much as the contract", func(f *registration.Form) { f.SolutionValue = f.ContractValue }, ""},
		{"the solution is not worth more", func(f *registration.Form) { f.SolutionValue = domain.NewMoney(100_000_01, "EUR") }, "solutionValue:too-large"},
		{"everything is told at once", func(f *registration.Form) { *f = registration.Form{} },
			"contractValue:required solutionValue:required term:required signedDate:required startDate:required pricing:required deployedHere:required tenant:required marketplace:required solution:required"},
	} {
		assert.Equal(t, c.want, complaints(registration.CheckForm(edited(c.edit), registration.Incentive, dates(), policy(), noon)), c.rule)
	}
}

func TestTheFormOfExclusivityNamesProductsAndNothingElse(t *testing.T) {
	check := func(f registration.Form) string {
		return complaints(registration.CheckForm(f, registration.Exclusivity, dates(), policy(), noon))
	}
	assert.Empty(t, check(registration.Form{}))
	assert.Empty(t, check(registration.Form{Products: []string{"robot-arm"}}))
	assert.Equal(t, "products[1]:duplicate", check(registration.Form{Products: []string{"a", "a"}}))
	full := contract()
	full.MarketplaceDate = date(40)
	asked := strings.Fields(check(full))
	assert.Len(t, asked, reflect.TypeFor[registration.Form]().NumField()-1)
	for _, a := range asked {
		assert.True(t, strings.HasSuffix(a, ":not-asked"), a)
	}
}

func TestProductsOfAFormAreAmongThoseOfTheDeal(t *testing.T) {
	f := registration.Form{Products: []string{"robot-arm", "lamp"}}
	assert.Equal(t, "products[1]:not-of-the-deal", complaints(registration.CheckProducts(f, []string{"robot-arm"})))
	assert.Empty(t, registration.CheckProducts(f, []string{"lamp", "robot-arm"}))
	assert.Empty(t, registration.CheckProducts(registration.Form{}, nil))
}

func TestDaysOfAContractHaveTheirLimits(t *testing.T) {
	old := registration.Dates{Created: noon.AddDate(-1, 0, 0)}
	for _, c := range []struct {
		rule  string
		edit  func(*registration.Form)
		dates registration.Dates
		now   time.Time
		want  string
	}{
		{"signed today", func(f *registration.Form) { f.Signed = date(0) }, old, noon, ""},
		{"signed tomorrow", func(f *registration.Form) { f.Signed = date(1) }, old, noon, "signedDate:in-the-future"},
		{"signed tomorrow, a moment before it", func(f *registration.Form) { f.Signed = date(1) }, old, noon.Add(12*time.Hour - 1), "signedDate:in-the-future"},
		{"signed tomorrow, tomorrow", func(f *registration.Form) { f.Signed = date(1) }, old, noon.Add(12 * time.Hour), ""},
		{"signed 60 days ago", func(f *registration.Form) { f.Signed = date(-60) }, old, noon, ""},
		{"signed 61 days ago", func(f *registration.Form) { f.Signed = date(-61) }, old, noon, "signedDate:too-long-ago"},
		{"signed on the day of creation", func(f *registration.Form) { f.Signed = date(-20) }, registration.Dates{Created: noon.AddDate(0, 0, -20)}, noon, ""},
		{"signed the day before creation", func(f *registration.Form) { f.Signed = date(-21) }, registration.Dates{Created: noon.AddDate(0, 0, -20)}, noon, "signedDate:before-the-deal"},
		{"signed on the day of a later invitation", func(f *registration.Form) { f.Signed = date(-15) }, registration.Dates{Created: noon.AddDate(0, 0, -20), Invited: noon.AddDate(0, 0, -15)}, noon, ""},
		{"signed between creation and invitation", func(f *registration.Form) { f.Signed = date(-16) }, registration.Dates{Created: noon.AddDate(0, 0, -20), Invited: noon.AddDate(0, 0, -15)}, noon, "signedDate:before-the-deal"},
		{"signed before a creation later than the invitation", func(f *registration.Form) { f.Signed = date(-16) }, registration.Dates{Created: noon.AddDate(0, 0, -15), Invited: noon.AddDate(0, 0, -20)}, noon, "signedDate:before-the-deal"},
		{"begun 90 days ago", func(f *registration.Form) { f.Start = date(-90) }, old, noon, ""},
		{"begun 91 days ago", func(f *registration.Form) { f.Start = date(-91) }, old, noon, "startDate:too-long-ago"},
		{"begins next year", func(f *registration.Form) { f.Start, f.End = date(365), date(700) }, old, noon, ""},
		{"begun before it was signed", func(f *registration.Form) { f.Start, f.Signed = date(-30), date(-10) }, old, noon, ""},
		{"ends on its first day", func(f *registration.Form) { f.End = f.Start }, old, noon, ""},
		{"ends before it begins", func(f *registration.Form) { f.End = date(-6) }, old, noon, "endDate:before-the-start"},
	} {
		f := edited(c.edit)
		assert.Equal(t, c.want, complaints(registration.CheckForm(f, registration.Incentive, c.dates, policy(), c.now)), c.rule)
	}
}

func TestAYearOfTheContractIsWorthMoreThanTheLeast(t *testing.T) {
	for _, c := range []struct {
		rule string
		edit func(*registration.Form)
		want string
	}{
		{"a short contract counts whole", func(f *registration.Form) { f.ContractValue, f.SolutionValue, f.End = usd(25_001), usd(1), date(30) }, ""},
		{"exactly the least is too little", func(f *registration.Form) { f.ContractValue, f.SolutionValue, f.End = usd(25_000), usd(1), date(30) }, "contractValue:too-small"},
		{"a cent more is enough", func(f *registration.Form) {
			f.ContractValue, f.SolutionValue, f.End = domain.NewMoney(25_000_01, "USD"), usd(1), date(30)
		}, ""},
		{"a perpetual one is six years'", func(f *registration.Form) {
			f.ContractValue, f.SolutionValue, f.Term, f.End = usd(150_000), usd(1), registration.Perpetual, domain.Date{}
		}, "contractValue:too-small"},
		{"a perpetual one just above", func(f *registration.Form) {
			f.ContractValue, f.SolutionValue, f.Term, f.End = domain.NewMoney(150_000_06, "USD"), usd(1), registration.Perpetual, domain.Date{}
		}, ""},
		{"at the rate of the month of signing", func(f *registration.Form) {
			f.ContractValue, f.SolutionValue, f.End, f.Signed = eur(22_000), eur(1), date(30), date(-10) // at 1.10
		}, "contractValue:too-small"},
		{"at that of the next month", func(f *registration.Form) {
			f.ContractValue, f.SolutionValue, f.End, f.Signed = eur(22_000), eur(1), date(30), date(0) // at 1.20
		}, ""},
		{"without a rate nobody can say", func(f *registration.Form) {
			f.ContractValue, f.SolutionValue = domain.NewMoney(1, "JPY"), domain.NewMoney(1, "JPY")
		}, ""},
	} {
		assert.Equal(t, c.want, complaints(registration.CheckForm(edited(c.edit), registration.Incentive, dates(), policy(), noon)), c.rule)
	}
}

func TestTheAnnualValue(t *testing.T) {
	form := func(value domain.Money, days int) registration.Form {
		return edited(func(f *registration.Form) {
			f.ContractValue, f.End = value, domain.DateOf(f.Start.Start().AddDate(0, 0, days-1))
		})
	}
	for _, c := range []struct {
		rule string
		form registration.Form
		want string
	}{
		{"a day counts as a year", form(usd(1000), 1), "1000.00 USD"},
		{"365 days are a year", form(usd(1000), 365), "1000.00 USD"},
		{"366 days are more", form(usd(1000), 366), "997.95 USD"},
		{"four years with their leap day", form(usd(4000), 1461), "1000.00 USD"},
		{"a contract of a hundred centuries", edited(func(f *registration.Form) {
			f.Start, f.End = domain.DateOf(time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC)), domain.DateOf(time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC))
		}), "13.58 USD"},
		{"converted first", form(eur(1461), 1461*2), "200.89 USD"},
		{"halves of a cent go to the even one", perpetual(domain.NewMoney(3, "USD")), "0.00 USD"},
		{"and up where that is even", perpetual(domain.NewMoney(9, "USD")), "0.02 USD"},
		{"what is more than half goes up", perpetual(domain.NewMoney(4, "USD")), "0.01 USD"},
		{"what is less goes down", perpetual(domain.NewMoney(8, "USD")), "0.01 USD"},
		{"the largest amount there is", perpetual(domain.NewMoney(999_999_999_999_99, "USD")), "166666666666.66 USD"},
	} {
		got, ok := c.form.Annual(policy())
		assert.True(t, ok, c.rule)
		assert.Equal(t, c.want, got.String(), c.rule)
	}
}

func perpetual(value domain.Money) registration.Form {
	return edited(func(f *registration.Form) {
		f.Term, f.End, f.ContractValue = registration.Perpetual, domain.Date{}, value
	})
}

func TestThereIsNoAnnualValueOfWhatIsNotSaid(t *testing.T) {
	without := program.Default()
	without.Registration.PerpetualYears = 0
	for rule, c := range map[string]struct {
		form   registration.Form
		policy program.Policy
	}{
		"no rate":                    {contract(), program.Default()},
		"no value":                   {edited(func(f *registration.Form) { f.ContractValue = domain.Money{} }), policy()},
		"no term":                    {edited(func(f *registration.Form) { f.Term = "" }), policy()},
		"no start":                   {edited(func(f *registration.Form) { f.Start = domain.Date{} }), policy()},
		"no end":                     {edited(func(f *registration.Form) { f.End = domain.Date{} }), policy()},
		"no day of signing":          {edited(func(f *registration.Form) { f.Signed = domain.Date{} }), policy()},
		"no years of perpetual ones": {perpetual(usd(1)), without},
	} {
		_, ok := c.form.Annual(c.policy)
		assert.False(t, ok, rule)
	}
}

func TestBothAttestationsMakeOne(t *testing.T) {
	assert.Equal(t, registration.Pass, contract().Attested())
	assert.Equal(t, registration.Fail, edited(func(f *registration.Form) { f.HoldsContract = false }).Attested())
	assert.Equal(t, registration.Fail, edited(func(f *registration.Form) { f.NamedInContract = false }).Attested())
}

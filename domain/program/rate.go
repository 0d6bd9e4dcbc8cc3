package program

import (
	"math/big"
	"regexp"
	"slices"

	"github.com/cosell/cosell/domain"
)

// USD is the currency in which the program's thresholds stand.
const USD domain.Currency = "USD"

var rateForm = regexp.MustCompile(`^(0|[1-9][0-9]{0,9})(\.[0-9]{1,10})?$`)

// MonthOf is the month of a date in the form of rates, "2026-03"; "" for no date.
func MonthOf(d domain.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.Start().Format("2006-01")
}

// USD is what m was worth in USD at the rate of a month ("2026-03"), exactly, rounded to the cent with halves to the even
// one, and the rate that was used: the zero Rate where m is in USD already, which needs none. It is false for no money,
// where the policy has no rate of that month, and where the result would have more than domain.MaxMajorDigits digits
// before the point.
func (p Policy) USD(m domain.Money, month string) (domain.Money, Rate, bool) {
	switch m.Currency() {
	case USD:
		return m, Rate{}, true
	case "":
		return domain.Money{}, Rate{}, false
	}
	i := slices.IndexFunc(p.Rates, func(r Rate) bool { return r.Month == month && r.Currency == m.Currency() })
	if i < 0 {
		return domain.Money{}, Rate{}, false
	}
	usd, ok := p.Rates[i].convert(m)
	return usd, p.Rates[i], ok
}

func (r Rate) convert(m domain.Money) (domain.Money, bool) {
	if !rateForm.MatchString(r.USD) {
		return domain.Money{}, false
	}
	rate, _ := new(big.Rat).SetString(r.USD)
	cents := new(big.Rat).SetInt64(m.Minor())
	cents.Mul(cents, rate)
	cents.Mul(cents, new(big.Rat).SetFrac(tenTo(USD.MinorDigits()), tenTo(m.Currency().MinorDigits())))
	n := domain.HalfEven(cents)
	if n.CmpAbs(tenTo(domain.MaxMajorDigits+USD.MinorDigits())) >= 0 {
		return domain.Money{}, false
	}
	return domain.NewMoney(n.Int64(), USD), true
}

func tenTo(n int) *big.Int { return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil) }

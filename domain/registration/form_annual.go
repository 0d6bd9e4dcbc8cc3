package registration

import (
	"math/big"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/program"
)

// Annual is what the contract is worth in a year, in USD at the rate of the month in which it was signed, rounded to the
// cent with halves to the even one. The whole value is divided by the years of the contract: as many as the policy says
// for a perpetual one, else its days, both ends counted, over 365.25, but never by less than one year. It is false where
// the form does not say enough, and where the policy has no rate.
func (f Form) Annual(p program.Policy) (usd domain.Money, ok bool) {
	whole, _, ok := p.USD(f.ContractValue, program.MonthOf(f.Signed))
	years := f.years(p)
	if !ok || years == nil {
		return domain.Money{}, false
	}
	cents := new(big.Rat).SetInt64(whole.Minor())
	return domain.NewMoney(domain.HalfEven(cents.Quo(cents, years)).Int64(), whole.Currency()), true
}

// years is how long the contract runs, nil where the form does not say.
func (f Form) years(p program.Policy) *big.Rat {
	switch {
	case f.Term == Perpetual && p.Registration.PerpetualYears > 0:
		return big.NewRat(int64(p.Registration.PerpetualYears), 1)
	case f.Term != Finite || f.Start.IsZero() || f.End.IsZero():
		return nil
	}
	const day = 24 * 60 * 60
	days := (f.End.Start().Unix()-f.Start.Start().Unix())/day + 1
	years := big.NewRat(days*100, 36525)
	if one := big.NewRat(1, 1); years.Cmp(one) < 0 {
		return one
	}
	return years
}

// Attested is what the form says of the contract: pass when the requester holds it and is named in it with the solution,
// else fail.
func (f Form) Attested() Outcome {
	if f.HoldsContract && f.NamedInContract {
		return Pass
	}
	return Fail
}

package reports

import (
	"math/big"
	"strings"

	"github.com/cosell/cosell/domain"
)

// Sum is an amount of one currency that has no greatest value, as a sum over many deals may have more digits than the
// amount of one.
type Sum struct {
	Amount   string          `json:"amount" pattern:"^-?(0|[1-9][0-9]*)(\\.[0-9]{1,4})?$" doc:"With exactly the currency's decimals."`
	Currency domain.Currency `json:"currency,omitempty" doc:"ISO 4217."`
}

// sum is n minor units of a currency.
func sum(n *big.Int, c domain.Currency) Sum {
	sign, digits := "", c.MinorDigits()
	if n.Sign() < 0 {
		sign = "-"
	}
	s := new(big.Int).Abs(n).String()
	if digits > 0 {
		s = strings.Repeat("0", max(0, digits+1-len(s))) + s
		s = s[:len(s)-digits] + "." + s[len(s)-digits:]
	}
	return Sum{sign + s, c}
}

// Ratio is an exact fraction. Without a denominator it is undefined, which is null in JSON.
type Ratio struct{ Num, Den int64 }

// ratioDecimals is what is shown of a fraction.
const ratioDecimals = 6

// String gives six decimals, halves rounded to the even one: "0.416667"; "" for an undefined one.
func (r Ratio) String() string {
	if r.Den == 0 {
		return ""
	}
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(ratioDecimals), nil)
	n := domain.HalfEven(new(big.Rat).Mul(big.NewRat(r.Num, r.Den), new(big.Rat).SetInt(scale)))
	s := new(big.Int).Abs(n).String()
	s = strings.Repeat("0", max(0, ratioDecimals+1-len(s))) + s
	s = s[:len(s)-ratioDecimals] + "." + s[len(s)-ratioDecimals:]
	if n.Sign() < 0 {
		s = "-" + s
	}
	return s
}

// MarshalJSON writes a number of six decimals, or null.
func (r Ratio) MarshalJSON() ([]byte, error) {
	if r.Den == 0 {
		return []byte("null"), nil
	}
	return []byte(r.String()), nil
}

// part is a percentage of an amount of minor units, halves rounded to the even one.
func part(minor int64, percent int) int64 {
	return domain.HalfEven(big.NewRat(minor*int64(percent), 100)).Int64()
}

// quotient is a divided by b, halves rounded to the even number.
func quotient(a, b int64) int64 { return domain.HalfEven(big.NewRat(a, b)).Int64() }

package program_test

import (
	"fmt"
	"math/big"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/program"
)

func priced(rates ...program.Rate) program.Policy {
	p := program.Default()
	p.Rates = rates
	return p
}

func TestMoneyIsWorthWhatTheMonthSays(t *testing.T) {
	p := priced(rate("2026-02", "EUR", "1.1"), rate("2026-03", "EUR", "1.005"), rate("2026-03", "JPY", "0.005"), rate("2026-03", "BHD", "2.65"),
		rate("2026-03", "CLF", "9999999999.9999999999"), rate("2026-03", "GBP", "one"))
	for _, c := range []struct {
		amount   string
		currency domain.Currency
		month    string
		want     string
	}{
		{"100.00", "EUR", "2026-02", "110.00 USD"},
		{"100.00", "EUR", "2026-03", "100.50 USD"},
		{"1.00", "EUR", "2026-03", "1.00 USD"},   // 1.005: half to the even cent
		{"3.00", "EUR", "2026-03", "3.02 USD"},   // 3.015: half to the even cent
		{"-3.00", "EUR", "2026-03", "-3.02 USD"}, // likewise below nought
		{"1", "JPY", "2026-03", "0.00 USD"},      // half a cent
		{"3", "JPY", "2026-03", "0.02 USD"},      // a cent and a half
		{"5000000", "JPY", "2026-03", "25000.00 USD"},
		{"0.001", "BHD", "2026-03", "0.00 USD"},
		{"10.002", "BHD", "2026-03", "26.51 USD"}, // 26.5053
		{"7.00", "USD", "1999-01", "7.00 USD"},    // needs no rate
		{"100.00", "EUR", "2026-01", "unknown"},   // no rate of that month
		{"100.00", "CHF", "2026-03", "unknown"},   // no rate of that currency
		{"1.00", "GBP", "2026-03", "unknown"},     // a rate that is none
		{"99.9999", "CLF", "2026-03", "999999000000.00 USD"},
		{"100", "CLF", "2026-03", "unknown"}, // more than money can hold
	} {
		m, err := domain.ParseMoney(c.amount, c.currency)
		require.NoError(t, err)
		got, used, ok := p.USD(m, c.month)
		if c.want == "unknown" {
			assert.False(t, ok, "%v", c)
			continue
		}
		if assert.True(t, ok, "%v", c) {
			assert.Equal(t, c.want, got.String(), "%v", c)
		}
		assert.Equal(t, c.currency != "USD", used.Currency == c.currency && used.Month == c.month && used.Source == "The bank")
	}
	_, _, ok := p.USD(domain.Money{}, "2026-03")
	assert.False(t, ok, "no money at all")
}

// The whole of it against rational numbers: what comes out is never more than half a cent away, and on the even side
// where it is exactly that.
func TestConvertingIsExact(t *testing.T) {
	currencies := []domain.Currency{"EUR", "JPY", "BHD", "CLF"}
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.SampledFrom(currencies).Draw(t, "currency")
		minor := rapid.Int64Range(-1e14, 1e14).Draw(t, "minor")
		usd := rapid.StringMatching(`(0|[1-9][0-9]{0,2})\.[0-9]{1,10}`).Draw(t, "rate")
		m := domain.NewMoney(minor, c)
		got, _, ok := priced(rate("2026-03", c, usd)).USD(m, "2026-03")

		exact, _ := new(big.Rat).SetString(m.Amount())
		factor, _ := new(big.Rat).SetString(usd)
		exact.Mul(exact, factor)
		limit := new(big.Rat).SetInt64(1e12)
		if !ok {
			if new(big.Rat).Abs(exact).Cmp(new(big.Rat).Sub(limit, big.NewRat(1, 100))) < 0 {
				t.Fatalf("%v at %s is refused", m, usd)
			}
			return
		}
		have, _ := new(big.Rat).SetString(got.Amount())
		off := new(big.Rat).Sub(have, exact)
		switch new(big.Rat).Abs(off).Cmp(big.NewRat(1, 200)) {
		case 1:
			t.Fatalf("%v at %s is %v, off by %v", m, usd, got, off)
		case 0:
			if got.Minor()%2 != 0 {
				t.Fatalf("%v at %s is %v, the odd one", m, usd, got)
			}
		}
	})
}

func TestTheMonthOfADate(t *testing.T) {
	d, err := domain.ParseDate("2026-03-31")
	require.NoError(t, err)
	assert.Equal(t, "2026-03", program.MonthOf(d))
	assert.Equal(t, "", program.MonthOf(domain.Date{}))
}

func BenchmarkUSDAmongTenYearsOfRates(b *testing.B) { // a report converts each of its deals
	var all []program.Rate
	for m := range 120 {
		for _, c := range strings.Fields("AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD HUF INR JPY KRW MXN NOK NZD PLN SEK SGD") {
			all = append(all, rate(fmt.Sprintf("%d-%02d", 2017+m/12, 1+m%12), domain.Currency(c), "1.23456"))
		}
	}
	p, m := priced(all...), domain.NewMoney(123_456_78, "SGD")
	for b.Loop() {
		p.USD(m, "2026-12")
	}
}

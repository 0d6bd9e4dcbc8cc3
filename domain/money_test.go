package domain_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cosell/cosell/domain"
)

func TestMoneyIsReadExactlyOrNotAtAll(t *testing.T) {
	for _, c := range []struct {
		amount   string
		currency domain.Currency
		want     string // as Money prints it, or "field:code" of each fault
	}{
		{"25000.00", "USD", "25000.00 USD"},
		{"25000", "USD", "25000.00 USD"},
		{"25000.5", "USD", "25000.50 USD"},
		{"0", "USD", "0.00 USD"},
		{"-0", "USD", "0.00 USD"},
		{"-0.05", "USD", "-0.05 USD"},
		{"1200", "JPY", "1200 JPY"},
		{"0.125", "KWD", "0.125 KWD"},
		{"1.2345", "CLF", "1.2345 CLF"},
		{"999999999999.99", "EUR", "999999999999.99 EUR"},
		{"1000000000000", "EUR", "amount:too-large"},
		{"-1000000000000", "EUR", "amount:too-large"},
		{"1200.0", "JPY", "amount:too-many-decimals"},
		{"0.001", "USD", "amount:too-many-decimals"},
		{"", "USD", "amount:not-an-amount"},
		{"-", "USD", "amount:not-an-amount"},
		{"--1", "USD", "amount:not-an-amount"},
		{"+1", "USD", "amount:not-an-amount"},
		{"1e3", "USD", "amount:not-an-amount"},
		{"1.", "USD", "amount:not-an-amount"},
		{".5", "USD", "amount:not-an-amount"},
		{"1.2.3", "USD", "amount:not-an-amount"},
		{"01", "USD", "amount:not-an-amount"},
		{" 1", "USD", "amount:not-an-amount"},
		{"1,000", "USD", "amount:not-an-amount"},
		{"٣", "USD", "amount:not-an-amount"},
		{"NaN", "USD", "amount:not-an-amount"},
		{"1", "usd", "currency:unknown-currency"},
		{"1", "XAU", "currency:unknown-currency"},
		{"1.123", "XXX", "currency:unknown-currency"},
		{"x", "", "currency:unknown-currency amount:not-an-amount"},
	} {
		m, err := domain.ParseMoney(c.amount, c.currency)
		if err != nil {
			assert.Equal(t, c.want, faults(err), "%s %s", c.amount, c.currency)
			assert.True(t, m.IsZero())
			continue
		}
		assert.Equal(t, c.want, m.String())
	}
}

func TestMoneyOnTheWireNamesEveryFault(t *testing.T) {
	for wire, want := range map[string]string{
		`{"amount":"25000.00","currency":"USD"}`:    "25000.00 USD",
		` { "currency" : "EUR" , "amount" : "1" } `: "1.00 EUR",
		`null`:                                 "0.00",
		`{"amount":25000.00,"currency":"USD"}`: "amount:wrong-type",
		`{"amount":null,"currency":["USD"]}`:   "amount:wrong-type currency:wrong-type",
		`{}`:                                   "amount:required currency:required",
		`{"amount":"1"}`:                       "currency:required",
		`{"amount":"x"}`:                       "amount:not-an-amount currency:required",
		`{"amount":"1","currency":"US"}`:       "currency:unknown-currency",
		`{"Amount":"1","currency":"USD"}`:      "amount:required Amount:unknown-field",
		`{"amount":"1","currency":"EUR","b":1,"a":{}}`: "a:unknown-field b:unknown-field",
		`"25000.00 USD"`:                      ":wrong-type",
		`25000`:                               ":wrong-type",
		`[]`:                                  ":wrong-type",
		`{"amount":"1.001","currency":"EUR"}`: "amount:too-many-decimals",
		`{"amount":"9999999999999","currency":"USD"}`:   "amount:too-large",
		`{"amount":"1","currency":"USD","note":"paid"}`: "note:unknown-field",
	} {
		var m domain.Money
		if err := json.Unmarshal([]byte(wire), &m); err != nil {
			assert.Equal(t, want, faults(err), wire)
			continue
		}
		assert.Equal(t, want, m.String(), wire)
	}
}

func TestOfMoneyThatCannotBeTakenIsKeptWhatCouldBeRead(t *testing.T) {
	for wire, want := range map[string]domain.Money{
		`{"amount":"1.001","currency":"USD"}`:         domain.NewMoney(0, "USD"),
		`{"amount":1,"currency":"USD"}`:               domain.NewMoney(0, "USD"),
		`{"amount":"-1","currency":"ZZZ"}`:            domain.NewMoney(-100, "ZZZ"),
		`{"amount":"1","currency":"USD","more":null}`: domain.NewMoney(100, "USD"),
		`{"amount":"-1"}`:                             {},
		`"1 USD"`:                                     {},
	} {
		m := domain.NewMoney(7, "EUR")
		assert.Error(t, json.Unmarshal([]byte(wire), &m), wire)
		assert.Equal(t, want, m, wire)
	}
}

func TestMoneyComesBackAsItWasWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		currency := rapid.SampledFrom([]domain.Currency{"USD", "JPY", "KWD", "CLF"}).Draw(t, "currency")
		limit := int64(math.Pow10(domain.MaxMajorDigits+currency.MinorDigits())) - 1
		m := domain.NewMoney(rapid.Int64Range(-limit, limit).Draw(t, "minor"), currency)
		parsed, err := domain.ParseMoney(m.Amount(), currency)
		require.NoError(t, err)
		assert.Equal(t, m, parsed)
		wire, err := json.Marshal(m)
		require.NoError(t, err)
		var read domain.Money
		require.NoError(t, json.Unmarshal(wire, &read))
		assert.Equal(t, m, read)
	})
}

func TestMoneyOrdersAmountsOfOneCurrency(t *testing.T) {
	one, two := domain.NewMoney(1, "EUR"), domain.NewMoney(2, "EUR")
	assert.Equal(t, -1, one.Cmp(two))
	assert.Equal(t, 0, one.Cmp(one))
	assert.Equal(t, 1, two.Cmp(one))
	assert.Panics(t, func() { one.Cmp(domain.NewMoney(1, "USD")) })
}

func TestTheSmallestAmountIsPrintedWhole(t *testing.T) {
	assert.Equal(t, "-92233720368547758.08", domain.NewMoney(math.MinInt64, "USD").Amount())
	assert.Equal(t, "0.05", domain.NewMoney(5, "USD").Amount())
	assert.Equal(t, "-0.005", domain.NewMoney(-5, "KWD").Amount())
}

func FuzzMoneyOnTheWire(f *testing.F) {
	f.Add(`{"amount":"25000.00","currency":"USD"}`)
	f.Add(`{"amount":"-1","currency":"JPY","x":null}`)
	f.Add(`null`)
	f.Fuzz(func(t *testing.T, wire string) {
		var m, again domain.Money
		if err := json.Unmarshal([]byte(wire), &m); err != nil {
			return
		}
		written, err := json.Marshal(m)
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(written, &again))
		require.Equal(t, m, again)
	})
}

// faults prints the fields of an error as "field:code field:code".
func faults(err error) string {
	var all []string
	for _, f := range domain.AsError(err).Fields {
		all = append(all, f.Field+":"+f.Code)
	}
	return strings.Join(all, " ")
}

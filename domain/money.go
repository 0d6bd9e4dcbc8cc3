package domain

import (
	"encoding/json"
	"fmt"
	"math/big"
	"strings"
)

// Money is an exact amount of one currency, held in the currency's minor units. The zero value is no money. On the
// wire it is {"amount":"25000.00","currency":"USD"}.
type Money struct {
	minor    int64
	currency Currency
}

// NewMoney returns an amount given in minor units (cents) of a currency.
func NewMoney(minor int64, c Currency) Money { return Money{minor, c} }

// Currency returns the currency, "" for the zero Money.
func (m Money) Currency() Currency { return m.currency }

// Minor returns the amount in minor units of the currency.
func (m Money) Minor() int64 { return m.minor }

// IsZero reports whether m is no money at all: without a currency.
func (m Money) IsZero() bool { return m.currency == "" }

// Negative reports whether the amount is below nought.
func (m Money) Negative() bool { return m.minor < 0 }

// Amount gives the amount with exactly the currency's minor digits: "25000.00", "1200" for JPY.
func (m Money) Amount() string {
	digits := m.currency.MinorDigits()
	s := fmt.Sprintf("%0*d", digits+1, new(big.Int).Abs(big.NewInt(m.minor)))
	if digits > 0 {
		s = s[:len(s)-digits] + "." + s[len(s)-digits:]
	}
	if m.minor < 0 {
		s = "-" + s
	}
	return s
}

// String gives "25000.00 USD".
func (m Money) String() string { return strings.TrimSpace(m.Amount() + " " + string(m.currency)) }

type moneyWire struct {
	Amount   string   `json:"amount"`
	Currency Currency `json:"currency"`
}

// MarshalJSON writes the wire form.
func (m Money) MarshalJSON() ([]byte, error) {
	return json.Marshal(moneyWire{m.Amount(), m.currency})
}

package domain

import (
	"cmp"
	"strconv"
	"strings"
)

// Money is an exact amount of one currency, held in the currency's minor units. The zero value is no money. On the
// wire it is {"amount":"25000.00","currency":"USD"}; no money is null.
type Money struct {
	minor    int64
	currency Currency
}

// MaxMajorDigits is the limit of an amount: below 10^12 major units, so twelve digits before the point.
const MaxMajorDigits = 12

// NewMoney returns an amount given in minor units (cents) of a currency.
func NewMoney(minor int64, c Currency) Money { return Money{minor, c} }

// ParseMoney reads an amount of digits, with a minus and a point where needed: "25000.00", "25000", "-0.5". It takes
// no exponent, no plus, no leading zero, no more decimals than the currency has, and at most MaxMajorDigits before
// the point. Its error is of class invalid and names the fields amount and currency.
func ParseMoney(amount string, c Currency) (Money, error) {
	m, bad := readMoney(amount, c)
	if len(bad) > 0 {
		return Money{}, Invalid(bad)
	}
	return m, nil
}

// readMoney gives with its complaints what could be read: nought for the amount if need be, nothing without a currency.
func readMoney(amount string, c Currency) (m Money, bad []FieldError) {
	if !c.Known() {
		bad = append(bad, FieldError{"currency", "unknown-currency", "This must be a currency of ISO 4217 in capitals, such as EUR."})
	}
	minor, fault := parseMinor(amount, c.MinorDigits())
	if fault != nil && (fault.Code != "too-many-decimals" || c.Known()) {
		bad = append(bad, *fault)
	}
	if c == "" {
		return Money{}, bad
	}
	return Money{minor, c}, bad
}

func parseMinor(amount string, digits int) (int64, *FieldError) {
	unsigned, negative := strings.CutPrefix(amount, "-")
	major, decimals, point := strings.Cut(unsigned, ".")
	switch {
	case !allDigits(major) || point && !allDigits(decimals) || len(major) > 1 && major[0] == '0':
		return 0, &FieldError{"amount", "not-an-amount", `An amount is a string of digits with a point, such as "25000.00".`}
	case len(major) > MaxMajorDigits:
		return 0, &FieldError{"amount", "too-large", "An amount has at most 12 digits before the point."}
	case len(decimals) > digits:
		return 0, &FieldError{"amount", "too-many-decimals", "This currency has " + strconv.Itoa(digits) + " decimals."}
	}
	minor, _ := strconv.ParseInt(major+decimals+strings.Repeat("0", digits-len(decimals)), 10, 64) // at most 16 digits
	if negative {
		minor = -minor
	}
	return minor, nil
}

func allDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// Currency returns the currency, "" for the zero Money.
func (m Money) Currency() Currency { return m.currency }

// Minor returns the amount in minor units of the currency.
func (m Money) Minor() int64 { return m.minor }

// IsZero reports whether m is no money at all: without a currency.
func (m Money) IsZero() bool { return m.currency == "" }

// Negative reports whether the amount is below nought.
func (m Money) Negative() bool { return m.minor < 0 }

// Cmp orders two amounts of one currency: -1, 0 or +1. Amounts of two currencies have no order: it panics.
func (m Money) Cmp(o Money) int {
	if m.currency != o.currency {
		panic("domain: comparing " + m.String() + " with " + o.String())
	}
	return cmp.Compare(m.minor, o.minor)
}

// Amount gives the amount with exactly the currency's minor digits: "25000.00", "1200" for JPY.
func (m Money) Amount() string {
	sign, minor := "", uint64(m.minor)
	if m.minor < 0 {
		sign, minor = "-", -minor
	}
	s, digits := strconv.FormatUint(minor, 10), m.currency.MinorDigits()
	if digits == 0 {
		return sign + s
	}
	s = strings.Repeat("0", max(0, digits+1-len(s))) + s
	return sign + s[:len(s)-digits] + "." + s[len(s)-digits:]
}

// String gives "25000.00 USD".
func (m Money) String() string { return strings.TrimSpace(m.Amount() + " " + string(m.currency)) }

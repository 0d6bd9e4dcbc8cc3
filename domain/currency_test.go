package domain_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/cosell/cosell/domain"
)

func TestCurrenciesHaveTheDigitsOfTheStandard(t *testing.T) {
	for currency, digits := range map[domain.Currency]int{
		"USD": 2, "EUR": 2, "GBP": 2, "JPY": 0, "KRW": 0, "KWD": 3, "IQD": 3, "MGA": 2, "MRU": 2, "VES": 2, "VED": 2,
		"SLE": 2, "ZWG": 2, "XCG": 2, "XAD": 2, "UYI": 0, "UYW": 4, "CLF": 4, "UGX": 0, "ISK": 0, "HUF": 2, "TND": 3,
	} {
		assert.True(t, currency.Known(), currency)
		assert.Equal(t, digits, currency.MinorDigits(), currency)
	}
}

func TestUnitsWithoutMinorUnitAndWithdrawnCodesAreNoCurrencies(t *testing.T) {
	for _, c := range []domain.Currency{
		"XAU", "XAG", "XPD", "XPT", "XDR", "XSU", "XUA", "XBA", "XBB", "XBC", "XBD", "XTS", "XXX",
		"HRK", "BGN", "ANG", "ZWL", "SLL", "CUC", "DEM", "usd", "US", "USDD", "",
	} {
		assert.False(t, c.Known(), c)
		assert.Equal(t, 2, c.MinorDigits(), c)
	}
}

// The standard's list has 178 codes, 13 of them without a minor unit.
func TestTheTableIsWhole(t *testing.T) {
	known := 0
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			for c := 'A'; c <= 'Z'; c++ {
				if domain.Currency([]rune{a, b, c}).Known() {
					known++
				}
			}
		}
	}
	assert.Equal(t, 178-13, known)
}

package domain

// Currency is an ISO 4217 code in upper case, such as "EUR".
type Currency string

var minorDigits = map[Currency]int{"USD": 2, "EUR": 2, "GBP": 2, "JPY": 0}

// MinorDigits returns how many digits the currency has after the point, 2 for an unknown one.
func (c Currency) MinorDigits() int {
	if d, ok := minorDigits[c]; ok {
		return d
	}
	return 2
}

// Known reports whether c is in the table.
func (c Currency) Known() bool { _, ok := minorDigits[c]; return ok }

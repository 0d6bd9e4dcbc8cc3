package opportunity

import "github.com/cosell/cosell/domain"

// Band is a range of amounts that hides an exact one: from From on, and below To.
type Band struct {
	From domain.Money `json:"from"`
	To   domain.Money `json:"to"`
}

// smallestBand ends at this many minor units.
const smallestBand = 100_000

// band is the range of an amount, nil for none. Bands end at 1 and 3 times a power of ten of minor units, which is coarse in
// every currency: 25,000.00 lies from 10,000.00 to 30,000.00.
func band(m domain.Money) *Band {
	if m.IsZero() {
		return nil
	}
	from, to := int64(0), int64(smallestBand)
	for decade := true; m.Minor() >= to; decade = !decade {
		from = to
		if decade {
			to *= 3
		} else {
			to = to / 3 * 10
		}
	}
	return &Band{domain.NewMoney(from, m.Currency()), domain.NewMoney(to, m.Currency())}
}

package workload

import (
	"encoding/hex"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/cosell/cosell/domain"
)

// id is a new UUID of version 4.
func (w *world) id() domain.ID {
	var b [16]byte
	for i, x := 0, w.Uint64(); i < 8; i++ {
		b[i] = byte(x >> (8 * i))
	}
	for i, x := 8, w.Uint64(); i < 16; i++ {
		b[i] = byte(x >> (8 * (i - 8)))
	}
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	var text [36]byte
	hex.Encode(text[:8], b[:4])
	hex.Encode(text[9:13], b[4:6])
	hex.Encode(text[14:18], b[6:8])
	hex.Encode(text[19:23], b[8:10])
	hex.Encode(text[24:], b[10:])
	text[8], text[13], text[18], text[23] = '-', '-', '-', '-'
	return domain.ID(text[:])
}

// likely is true so often.
func (w *world) likely(p float64) bool { return w.Float64() < p }

// pick is one of some.
func pick[T any](w *world, from []T) T { return from[w.IntN(len(from))] }

// few are up to n different ones, at least one.
func few[T any](w *world, n int, from []T) (some []T) {
	for _, i := range w.Perm(len(from))[:min(len(from), 1+w.IntN(n))] {
		some = append(some, from[i])
	}
	return some
}

// days is a time of about so many days: mostly fewer, sometimes many more.
func (w *world) days(mean float64) time.Duration {
	return time.Duration(w.ExpFloat64() * mean * float64(day))
}

// ahead is a date up to so many days from now, tomorrow at the earliest.
func (w *world) ahead(most int) domain.Date {
	return domain.DateOf(w.now.AddDate(0, 0, 1+w.IntN(most)))
}

// currencies, how often each is met of a thousand, and what a unit is worth in USD. The last is never published.
var currencies = []struct {
	code  domain.Currency
	often int
	usd   float64
}{
	{"USD", 440, 1}, {"EUR", 280, 1.12}, {"GBP", 90, 1.28}, {"JPY", 50, 0.0072}, {"CHF", 40, 1.1},
	{"INR", 35, 0.0123}, {"AUD", 30, 0.67}, {"CAD", 20, 0.74}, {"SEK", 10, 0.096}, {"KWD", 5, 3.25},
}

func (w *world) currency() (code domain.Currency, usd float64) {
	n := w.IntN(1000)
	for _, c := range currencies {
		if n -= c.often; n < 0 {
			return c.code, c.usd
		}
	}
	panic("workload: currencies do not add up to a thousand")
}

// amount is what a deal may be worth: around 60,000 USD, a hundred times more or less at the extremes, in whole hundreds.
func (w *world) amount() domain.Money {
	code, usd := w.currency()
	major := math.Exp(math.Log(60_000)+w.NormFloat64()*1.1) / usd
	hundreds := int64(max(1, math.Round(major/100)))
	return domain.NewMoney(hundreds*100*minors(code), code)
}

func minors(c domain.Currency) (n int64) {
	n = 1
	for range c.MinorDigits() {
		n *= 10
	}
	return n
}

// near is an amount so many per cent more or less, in whole units.
func (w *world) near(m domain.Money, percent int) domain.Money {
	unit := minors(m.Currency())
	changed := m.Minor() / 100 * int64(100-percent+w.IntN(2*percent+1)) / unit * unit
	return domain.NewMoney(max(unit, changed), m.Currency())
}

// text is some sentences of about so many words.
func (w *world) text(words int) string {
	var b strings.Builder
	n := max(3, int(float64(words)*(0.5+w.Float64())))
	for i := range n {
		switch {
		case i == 0:
		case i%9 == 0:
			b.WriteString(". ")
		default:
			b.WriteByte(' ')
		}
		b.WriteString(pick(w, vocabulary))
	}
	b.WriteByte('.')
	return b.String()
}

func (w *world) person() (name domain.PersonName, mail domain.Mail, phone domain.Phone) {
	first, last := pick(w, firstNames), pick(w, lastNames)
	return domain.PersonName(first + " " + last),
		domain.Mail(fmt.Sprintf("%s.%s%d@example.com", strings.ToLower(first), strings.ToLower(last), w.IntN(1000))),
		domain.Phone(fmt.Sprintf("+49 30 %07d", w.IntN(1e7)))
}

func (w *world) contact() *domain.Contact {
	name, mail, phone := w.person()
	return &domain.Contact{Name: name, Mail: mail, Phone: phone}
}

// buyer is an organisation that may buy.
func (w *world) buyer() domain.Customer {
	place := pick(w, places)
	c := domain.Customer{
		Name:       pick(w, companyNames) + " " + pick(w, companyKinds) + fmt.Sprintf(" %d", w.IntN(1e6)),
		Street:     fmt.Sprintf("%s %d", pick(w, streets), 1+w.IntN(200)),
		City:       place.city,
		PostalCode: fmt.Sprintf("%05d", w.IntN(1e5)),
		Country:    place.country,
	}
	switch x := w.Float64(); {
	case x < 0.45:
		c.Kind, c.VendorAccount = domain.AccountManaged, fmt.Sprintf("ACC-%07d", w.IntN(1e7))
	case x < 0.65:
		c.Kind, c.VendorAccount = domain.AccountUnmanaged, fmt.Sprintf("ACC-%07d", w.IntN(1e7))
	case x < 0.82:
		c.Kind, c.DUNS = domain.AccountDUNS, fmt.Sprintf("%09d", w.IntN(1e9))
		c.Federal = w.likely(0.05)
	default:
		c.Kind = domain.AccountManual
	}
	return c
}

func (w *world) point() *domain.Point {
	p := pick(w, places)
	return &domain.Point{Latitude: p.north + float64(w.IntN(100))/500, Longitude: p.east + float64(w.IntN(100))/500}
}

package assignment

import (
	"maps"
	"math/big"
	"slices"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/program"
)

// all are the measures in a fixed order, to go through them.
func (m *Measures) all() [7]*Measure {
	return [7]*Measure{&m.Distance, &m.WinRate, &m.ReturnRate, &m.Feedback, &m.StallRate, &m.TouchRate, &m.DaysToClose}
}

// weights are those of a policy in the order of the measures. One that is no number counts as nought.
type weights [7]*big.Rat

func read(w program.Weights) (all weights) {
	for i, text := range []string{w.Distance, w.WinRate, w.ReturnRate, w.Feedback, w.StallRate, w.TouchRate, w.DaysToClose} {
		weight, ok := new(big.Rat).SetString(text)
		if !ok {
			weight = new(big.Rat)
		}
		all[i] = weight
	}
	return all
}

// score is the weighted sum.
func (m Measures) score(w weights) *big.Rat {
	sum := new(big.Rat)
	for i, measure := range m.all() {
		if w[i].Sign() != 0 && measure.Num != 0 {
			part := measure.rat()
			sum.Add(sum, part.Mul(part, w[i]))
		}
	}
	return sum
}

// rat is the fraction; nought for one without a denominator.
func (m Measure) rat() *big.Rat {
	if m.Den == 0 {
		return new(big.Rat)
	}
	return big.NewRat(m.Num, m.Den)
}

// reduced is the same fraction in the smallest numbers.
func (m Measure) reduced() Measure {
	if m.Den != 0 {
		r := m.rat()
		m.Num, m.Den = r.Num().Int64(), r.Denom().Int64()
	}
	return m
}

// measure takes every candidate's measures, and gives those that are undefined the mean of the others.
func measure(d Deal, eligible []Candidate) []Scored {
	scored := make([]Scored, len(eligible))
	for i, c := range eligible {
		scored[i] = Scored{Partner: c.Partner, Measures: c.measures(d), LastOffer: c.Record.LastOffer}
	}
	for which := range new(Measures).all() {
		impute(scored, which)
	}
	return scored
}

const dayMicros = int64(24 * time.Hour / time.Microsecond)

func (c Candidate) measures(d Deal) Measures {
	r := c.Record
	return Measures{
		Distance:    c.distance(d.Customer),
		WinRate:     Measure{Num: r.Won, Den: r.Won + r.Lost},
		ReturnRate:  Measure{Num: r.Returned, Den: r.Accepted},
		Feedback:    Measure{Num: r.Progressed, Den: r.Accepted},
		StallRate:   Measure{Num: r.Stalled, Den: r.Accepted},
		TouchRate:   Measure{Num: r.Answered, Den: r.Offered},
		DaysToClose: Measure{Num: r.ToClose, Den: r.Won * dayMicros}.reduced(),
	}
}

// distance is undefined where nobody knows either place.
func (c Candidate) distance(customer *domain.Point) Measure {
	if customer == nil || len(c.Places) == 0 {
		return Measure{}
	}
	nearest := customer.Kilometres(c.Places[0])
	for _, place := range c.Places[1:] {
		nearest = min(nearest, customer.Kilometres(place))
	}
	return Measure{Num: nearest, Den: 1}
}

// impute gives a measure to those of whom it is undefined.
func impute(scored []Scored, which int) {
	mean := mean(scored, which)
	for i := range scored {
		if m := scored[i].Measures.all()[which]; m.Den == 0 {
			*m = mean
		}
	}
}

// mean is that of those who have a measure. Fractions of one denominator are added up first: there are few denominators.
func mean(scored []Scored, which int) Measure {
	sums, defined := map[int64]*big.Int{}, int64(0)
	for i := range scored {
		m := scored[i].Measures.all()[which]
		if m.Den == 0 {
			continue
		}
		if sums[m.Den] == nil {
			sums[m.Den] = new(big.Int)
		}
		sums[m.Den].Add(sums[m.Den], big.NewInt(m.Num))
		defined++
	}
	if defined == 0 {
		return Measure{Num: 0, Den: 1, Imputed: true}
	}
	sum := new(big.Rat)
	for _, den := range slices.Sorted(maps.Keys(sums)) {
		sum.Add(sum, new(big.Rat).SetFrac(sums[den], big.NewInt(den)))
	}
	m := rounded(sum.Quo(sum, big.NewRat(defined, 1)))
	m.Imputed = true
	return m
}

// rounded is a fraction to twelve decimals, halves to the even one: what fits into an event, exact from there on.
func rounded(r *big.Rat) Measure {
	scaled := new(big.Rat).Mul(r, big.NewRat(decimals, 1))
	whole, rest := new(big.Int).QuoRem(scaled.Num(), scaled.Denom(), new(big.Int))
	if up := rest.Lsh(rest, 1).CmpAbs(scaled.Denom()); up > 0 || up == 0 && whole.Bit(0) == 1 {
		whole.Add(whole, big.NewInt(int64(r.Sign())))
	}
	return Measure{Num: whole.Int64(), Den: decimals}.reduced()
}

const decimals = 1_000_000_000_000

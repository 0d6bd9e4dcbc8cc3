package projections_test

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/projections/reports"
	"github.com/cosell/cosell/projections/runner"
)

// purse is what some deals come to, counted one by one.
type purse struct {
	count, missing                            int64
	value, weighted, usd, weightedUSD, unable big.Int
}

// put counts a deal as often as times says, with a rate as known at a spot.
func (p *purse) put(history []runner.Event, at spot, value domain.Money, percent int, month string, times int64) {
	p.count += times
	if value.IsZero() {
		return
	}
	add := func(sum, n *big.Int) { sum.Add(sum, new(big.Int).Mul(n, big.NewInt(times))) }
	minor := big.NewInt(value.Minor())
	add(&p.value, minor)
	add(&p.weighted, percentOf(minor, percent))
	usd, ok := inUSD(history, at, value, month)
	if !ok {
		p.missing += times
		add(&p.unable, minor)
		return
	}
	add(&p.usd, usd)
	add(&p.weightedUSD, percentOf(usd, percent))
}

func (p *purse) empty() bool {
	return p.count == 0 && p.missing == 0 && p.value.Sign() == 0 && p.weighted.Sign() == 0 && p.usd.Sign() == 0 && p.weightedUSD.Sign() == 0
}

func (p *purse) amounts(c domain.Currency) reports.Amounts {
	as := func(n *big.Int, c domain.Currency) reports.Sum {
		return reports.Sum{Amount: domain.NewMoney(n.Int64(), c).Amount(), Currency: c}
	}
	return reports.Amounts{Count: p.count, Value: as(&p.value, c), Weighted: as(&p.weighted, c), USD: as(&p.usd, "USD"),
		WeightedUSD: as(&p.weightedUSD, "USD"), Missing: p.missing, MissingSum: as(&p.unable, c)}
}

// group says in words which group a deal is in.
func (f sight) group(by []string) string {
	var words []string
	for _, b := range by {
		switch b {
		case reports.ByStage:
			words = append(words, fmt.Sprint("stage ", f.stage))
		case reports.ByType:
			words = append(words, "type "+f.typ)
		case reports.ByPartner:
			words = append(words, "partner "+string(f.holder))
		case reports.ByMonth:
			words = append(words, "month "+f.month())
		}
	}
	return strings.Join(append(words, string(f.paid())), ", ")
}

func (f sight) month() string {
	if f.close.IsZero() {
		return ""
	}
	return f.close.String()[:7]
}

// paid is the currency that a deal is counted in.
func (f sight) paid() domain.Currency {
	if f.value.IsZero() {
		return f.currency
	}
	return f.value.Currency()
}

// same words for what a report says.
func said(g reports.Group, by []string) string {
	f := sight{typ: g.Type, holder: g.Partner.ID, currency: g.Currency}
	if g.Stage != nil {
		f.stage = *g.Stage
	}
	words := f.group(slices.DeleteFunc(slices.Clone(by), func(b string) bool { return b == reports.ByMonth }))
	if slices.Contains(by, reports.ByMonth) {
		parts := strings.Split(words, ", ")
		at := slices.Index(by, reports.ByMonth)
		words = strings.Join(slices.Insert(parts, at, "month "+g.Month), ", ")
	}
	return words
}

// naivePipeline is what is open at a spot, by group.
func naivePipeline(history []runner.Event, org domain.Org, at spot, by []string) map[string]reports.Amounts {
	purses, currencies := map[string]*purse{}, map[string]domain.Currency{}
	month := at.when(history).Format("2006-01")
	for _, stream := range streams(history, at) {
		f := sightOf(stream)
		if !f.open() || !f.counts(org) {
			continue
		}
		g := f.group(by)
		if purses[g] == nil {
			purses[g], currencies[g] = &purse{}, f.paid()
		}
		purses[g].put(history, at, f.value, f.stage, month, 1)
	}
	return counted(purses, currencies)
}

func counted(purses map[string]*purse, currencies map[string]domain.Currency) map[string]reports.Amounts {
	all := map[string]reports.Amounts{}
	for g, p := range purses {
		all[g] = p.amounts(currencies[g])
	}
	return all
}

// naiveDifference says of each deal what became of it, and adds that up: by movement and group.
func naiveDifference(history []runner.Event, org domain.Org, from, to spot, by []string) map[string]reports.Amounts {
	purses, currencies := map[string]*purse{}, map[string]domain.Currency{}
	fromMonth, toMonth := from.when(history).Format("2006-01"), to.when(history).Format("2006-01")
	enter := func(movement string, f sight, then bool, times int64) {
		g := movement + " " + f.group(by)
		if purses[g] == nil {
			purses[g], currencies[g] = &purse{}, f.paid()
		}
		at, month := to, toMonth
		if then {
			at, month = from, fromMonth
		}
		purses[g].put(history, at, f.value, f.stage, month, times)
	}
	for _, stream := range streams(history, to) {
		at := func(n int) (sight, bool) {
			if n == 0 {
				return sight{}, false
			}
			f := sightOf(stream[:n])
			return f, f.open() && f.counts(org)
		}
		known := len(slices.DeleteFunc(slices.Clone(stream), func(e runner.Event) bool { return !from.covers(e) }))
		was, wasIn := at(known)
		is, isIn := at(len(stream))
		last, lastIn := was, false
		for n := known + 1; n <= len(stream); n++ {
			if f, in := at(n); in {
				last, lastIn = f, true
			}
		}
		left := map[string]string{"won": "won", "lost": "lost", "expired": "expired"}[is.state]
		if left == "" {
			left = "ended"
		}
		switch {
		case wasIn && isIn:
			worth := was
			worth.value, worth.currency = is.value, is.currency
			enter("revalued", was, true, -1)
			enter("revalued", worth, false, 1)
			placed := worth
			placed.stage, placed.typ, placed.holder = is.stage, is.typ, is.holder
			enter("moved", worth, false, -1)
			enter("moved", placed, false, 1)
			enter("slipped", placed, false, -1)
			enter("slipped", is, false, 1)
		case wasIn:
			enter(left, was, true, -1)
		case isIn:
			enter("new", is, false, 1)
		case lastIn:
			enter("new", last, false, 1)
			enter(left, last, false, -1)
		}
		if wasIn {
			enter("opening", was, true, 1)
		}
		if isIn {
			enter("closing", is, false, 1)
		}
		if is.state == "won" && (wasIn || lastIn) {
			sold := last
			if wasIn {
				sold = was
			}
			sold.value, sold.currency = is.wonValue, is.wonValue.Currency()
			g := "booked " + sold.group(by)
			if purses[g] == nil {
				purses[g], currencies[g] = &purse{}, sold.paid()
			}
			purses[g].put(history, to, is.wonValue, 100, is.wonDate.String()[:7], 1)
		}
	}
	for g, p := range purses {
		if p.empty() {
			delete(purses, g)
		}
	}
	return counted(purses, currencies)
}

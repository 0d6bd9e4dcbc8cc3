package reports

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/program"
)

// What a pipeline may be split by; it is always split by currency.
const (
	ByStage   = "stage"
	ByType    = "type"
	ByPartner = "partner"
	ByMonth   = "month"
)

// key tells the groups of a pipeline apart.
type key struct {
	stage    int
	typ      string
	partner  domain.ID
	month    string
	currency domain.Currency
}

// standing is a deal as it stood at some place.
type standing struct {
	key      // whole, whatever the report is split by
	state    string
	value    domain.Money
	wonValue domain.Money
	wonMonth string
	terms    table // the rates that hold for it
}

// in is the group that the deal is in.
func (s standing) in(by []string) (k key) {
	k.currency = s.currency
	for _, b := range by {
		switch b {
		case ByStage:
			k.stage = s.stage
		case ByType:
			k.typ = s.typ
		case ByPartner:
			k.partner = s.partner
		case ByMonth:
			k.month = s.month
		}
	}
	return k
}

// total is what the deals of a group come to.
type total struct {
	count, missing                         int64
	value, weighted, usd, inUSD, unworthed big.Int
}

// add counts a deal n times: once, or minus once.
func (t *total) add(s standing, n int64) {
	t.count += n
	t.put(s.value, s.stage, n, s.terms, s.terms.month)
}

// book counts a deal that was won.
func (t *total) book(s standing) {
	t.count++
	t.put(s.wonValue, 100, 1, s.terms, s.wonMonth)
}

func (t *total) put(m domain.Money, percent int, n int64, terms table, month string) {
	if m.IsZero() {
		return
	}
	more(&t.value, n*m.Minor())
	more(&t.weighted, n*part(m.Minor(), percent))
	usd, ok := terms.usd(m, month)
	if !ok {
		t.missing += n
		more(&t.unworthed, n*m.Minor())
		return
	}
	more(&t.usd, n*usd.Minor())
	more(&t.inUSD, n*part(usd.Minor(), percent))
}

func more(sum *big.Int, n int64) { sum.Add(sum, big.NewInt(n)) }

// zero reports whether nothing is left of it.
func (t *total) zero() bool {
	return t.count == 0 && t.missing == 0 && t.value.Sign() == 0 && t.weighted.Sign() == 0 && t.usd.Sign() == 0 &&
		t.inUSD.Sign() == 0 && t.unworthed.Sign() == 0
}

// Amounts are what some deals come to together. Those without a value count, and are worth nothing.
type Amounts struct {
	Count       int64 `json:"count" doc:"Deals."`
	Value       Sum   `json:"value" doc:"What they might be worth."`
	Weighted    Sum   `json:"weighted" doc:"The value by its chance: of each deal its stage in percent, rounded to the currency's smallest unit, halves to the even one."`
	USD         Sum   `json:"usd" doc:"The value in USD: each deal converted at the dated rate, to the cent, halves to the even one."`
	WeightedUSD Sum   `json:"weightedUsd" doc:"Of each deal its stage in percent of that, rounded in the same way."`
	Missing     int64 `json:"unconverted" doc:"Deals with a value that are not in the amounts in USD, since no rate was known."`
	MissingSum  Sum   `json:"unconvertedValue" doc:"What those might be worth, in their own currency."`
}

func (t *total) amounts(c domain.Currency) Amounts {
	return Amounts{
		Count: t.count, Value: sum(&t.value, c), Weighted: sum(&t.weighted, c),
		USD: sum(&t.usd, program.USD), WeightedUSD: sum(&t.inUSD, program.USD),
		Missing: t.missing, MissingSum: sum(&t.unworthed, c),
	}
}

func compare(a, b string) int { return strings.Compare(a, b) }

func (k key) compare(o key) int {
	return cmp.Or(cmp.Compare(k.stage, o.stage), compare(k.typ, o.typ), cmp.Compare(k.partner, o.partner),
		compare(k.month, o.month), cmp.Compare(k.currency, o.currency))
}

// checkBy refuses what a pipeline is not split by.
func checkBy(by, known []string) error {
	for i, b := range by {
		if !slices.Contains(known, b) {
			return domain.Invalid([]domain.FieldError{{Field: fmt.Sprintf("by[%d]", i), Code: "unknown-split",
				Message: "This report is split by " + strings.Join(known, ", ") + "."}})
		}
	}
	return nil
}

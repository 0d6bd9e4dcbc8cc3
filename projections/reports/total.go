package reports

import (
	"maps"
	"math/big"
	"slices"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/program"
)

// Total is what deals of all currencies come to, as far as they could be converted.
type Total struct {
	Movement    Movement  `json:"movement,omitempty" enum:"opening,new,moved,slipped,revalued,won,lost,expired,ended,closing,booked" doc:"Of a difference: which part it is."`
	Count       int64     `json:"count" doc:"Deals, whether converted or not."`
	USD         Sum       `json:"usd" doc:"Their value in USD at the dated rates, without those that could not be converted."`
	WeightedUSD Sum       `json:"weightedUsd" doc:"Of each its stage in percent of that."`
	Missing     []Missing `json:"unconverted,omitempty" doc:"Those that could not be converted, by currency."`
}

// Missing are deals in a currency of which no rate was known.
type Missing struct {
	Count int64 `json:"count" doc:"Deals."`
	Value Sum   `json:"value" doc:"What they might be worth."`
}

func (s sheet) total(m Movement) Total {
	t := Total{Movement: m}
	var usd, weighted big.Int
	missing := map[domain.Currency]*total{}
	for k, group := range s {
		t.Count += group.count
		usd.Add(&usd, &group.usd)
		weighted.Add(&weighted, &group.inUSD)
		if missing[k.currency] == nil {
			missing[k.currency] = &total{}
		}
		missing[k.currency].missing += group.missing
		missing[k.currency].unworthed.Add(&missing[k.currency].unworthed, &group.unworthed)
	}
	t.USD, t.WeightedUSD = sum(&usd, program.USD), sum(&weighted, program.USD)
	for _, c := range slices.Sorted(maps.Keys(missing)) {
		if group := missing[c]; group.missing != 0 || group.unworthed.Sign() != 0 {
			t.Missing = append(t.Missing, Missing{group.missing, sum(&group.unworthed, c)})
		}
	}
	return t
}

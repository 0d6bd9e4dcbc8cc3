package claim

import (
	"time"

	"github.com/cosell/cosell/domain"
)

// Standing is what a member of the vendor sees: who holds exclusivity over a customer, and who waits for it.
type Standing struct {
	ID       domain.ID `json:"id" doc:"The claim."`
	MatchKey string    `json:"matchKey,omitempty" doc:"The customer: its account with the vendor, its D-U-N-S number, or its name, postal code and country."`
	State    State     `json:"state,omitempty" enum:"waiting,holding,released" doc:"Whether anybody holds a product, or anybody waits."`
	Queue    []Waiting `json:"queue,omitempty" doc:"Those that hold or wait, in the order of arrival."`
}

// Waiting is one of those.
type Waiting struct {
	Registration domain.ID    `json:"registration" doc:"The registration."`
	Partner      domain.Party `json:"partner" doc:"The partner."`
	Deal         string       `json:"deal,omitempty" doc:"Stream of its deal."`
	Products     []string     `json:"products" doc:"The products."`
	State        State        `json:"state" enum:"waiting,holding" doc:"Whether it holds them or waits."`
	FiledAt      time.Time    `json:"filedAt" doc:"When it arrived (UTC)."`
	HeldSince    time.Time    `json:"heldSince,omitzero" doc:"Since when it holds them (UTC)."`
	Place        int          `json:"place" doc:"1 with nobody before it."`
	Behind       []domain.ID  `json:"behind,omitempty" doc:"The registrations that it waits behind."`
}

// View is what the caller sees of the claims; to whom Sees says no, the id and nothing else.
func View(c Claim, who domain.Caller) Standing {
	if !Sees(c, who) {
		return Standing{ID: c.id}
	}
	v := Standing{ID: c.id, MatchKey: c.matchKey, State: c.State()}
	for _, e := range c.queue {
		if e.State == StateReleased {
			continue
		}
		w := Waiting{Registration: e.Registration, Partner: e.Partner, Deal: e.Deal, Products: e.Products, State: e.State, FiledAt: e.FiledAt, HeldSince: e.HeldSince}
		place, behind := c.Place(e.Registration)
		w.Place = place
		for _, b := range behind {
			w.Behind = append(w.Behind, b.Registration)
		}
		v.Queue = append(v.Queue, w)
	}
	return v
}

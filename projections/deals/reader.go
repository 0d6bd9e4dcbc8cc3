package deals

import (
	"slices"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/projections/page"
)

// Reader is who asks for deals, and how much of its organisation's it may see. It is the rule of every list.
type Reader struct {
	Org    domain.Org // the vendor, which sees every deal but private ones, or a partner, which sees those that it is a party of. Any other sees none
	All    bool       // the vendor sees private deals too, as its auditors do
	Member string     // of that organisation
	// OnlyHands leaves a partner's member the opportunities that it has submitted or is assigned to.
	OnlyHands bool
	// OnlyTeams leaves a partner's member the copies of co-sell deals on whose team it is, Locations those at one of them where
	// there are some.
	OnlyTeams bool
	Locations []domain.ID
}

// See leaves what the reader may see.
func (r Reader) See(w *page.Where) {
	if r.Org == domain.Vendor {
		if !r.All {
			w.And("visible")
		}
		return
	}
	Of(w, domain.ID(r.Org))
	r.Narrow(w)
}

// Narrow leaves what a partner's member may see of what its organisation does.
func (r Reader) Narrow(w *page.Where) {
	switch {
	case r.OnlyHands && r.OnlyTeams:
		r.Mine(w) // whoever is on a team has the copy in hand
	case r.OnlyHands:
		w.And("kind = 'referral' or hands @> array[?]", Hand(r.Org, r.Member))
	}
	if r.OnlyTeams {
		w.And("kind = 'opportunity' or ? = any(team)", r.Member)
	}
	if len(r.Locations) > 0 && r.Org != domain.Vendor {
		w.And("kind = 'opportunity' or location_id = any(?::text[]::uuid[])", texts(r.Locations))
	}
}

// Mine leaves what the reader has brought or works on.
func (r Reader) Mine(w *page.Where) { w.And("hands @> array[?]", Hand(r.Org, r.Member)) }

// Of leaves the deals that a partner is a party of: alone, as of most, or with others.
func Of(w *page.Where, partner domain.ID) {
	if !partner.Valid() {
		w.And("false")
		return
	}
	id := w.Arg(partner) + "::uuid"
	w.Either("party_id = "+id, Several+" and parties @> array["+id+"]")
}

// HideFrom takes away what an organisation that sees the deal is not to know of others: who had an opportunity before, and
// what they had registered.
func (d *Deal) HideFrom(org domain.Org) {
	if org == domain.Vendor {
		return
	}
	if by := partnerOf(d.CreatedByOrg); by != "" && d.CreatedByOrg != org && !slices.Contains(d.Parties, by) {
		d.CreatedBy, d.Submitter = "", domain.Party{}
	}
	if d.RegisteredBy != "" && d.RegisteredBy != domain.ID(org) {
		d.Recognition = Recognition{}
	}
}

func texts(ids []domain.ID) (all []string) {
	for _, id := range ids {
		if id.Valid() {
			all = append(all, string(id))
		}
	}
	return all
}

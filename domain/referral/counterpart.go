package referral

import (
	"slices"

	"github.com/cosell/cosell/domain"
)

// counterpart is what is known of another copy, to be changed in place: the list is the state's own by then. Nil for one
// that is not known.
func (r *Referral) counterpart(id domain.ID) *counterpart {
	i := slices.IndexFunc(r.counterparts, func(c counterpart) bool { return c.Referral == id })
	if i < 0 {
		return nil
	}
	r.counterparts = slices.Clone(r.counterparts)
	return &r.counterparts[i]
}

// meet makes another copy known, and gives it to be changed.
func (r *Referral) meet(c Counterpart) *counterpart {
	if known := r.counterpart(c.Referral); known != nil {
		return known
	}
	r.counterparts = append(slices.Clip(r.counterparts), counterpart{Counterpart: c, accepted: takesPart(c.State)})
	return &r.counterparts[len(r.counterparts)-1]
}

func (r *Referral) answered(e CounterpartAnswered, of domain.Recorded) {
	c := r.meet(e.Counterpart)
	c.State, c.at, c.reason, c.note = e.State, e.At, e.Reason, e.Note
	if e.State == StateAccepted {
		c.accepted, c.team = true, e.Team
	}
	r.heard(*c, of)
}

func (r *Referral) closed(e CounterpartClosed, of domain.Recorded) {
	c := r.meet(e.Counterpart)
	c.State = e.State
	c.accepted = c.accepted || takesPart(e.State)
	r.heard(*c, of)
}

// noted upgrades the deal where the opener did, and never the other way.
func (r *Referral) noted(e CounterpartNoted, of domain.Recorded) {
	c := r.meet(e.Counterpart)
	if len(e.Team) > 0 {
		c.team = e.Team
	}
	before := r.Type()
	r.visible = r.visible || e.Visible
	if r.help == "" && e.Help != "" {
		r.help, r.invitedAt, r.decided.vendor = e.Help, e.At, of.Ref()
	}
	if r.Type() != before {
		r.decided.kind = of.Ref()
	}
}

// heard keeps which event told what the vendor did.
func (r *Referral) heard(c counterpart, of domain.Recorded) {
	if c.Owner.Org == domain.Vendor {
		r.decided.vendor = of.Ref()
	}
}

// takesPart reports whether a copy in that state is of somebody who takes part in the deal, or did to its end.
func takesPart(s State) bool { return s == StateAccepted || s == StateWon || s == StateLost }

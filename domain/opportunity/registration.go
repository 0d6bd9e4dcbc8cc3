package opportunity

import (
	"slices"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/registration"
)

// registered is a registration as the deal knows it.
type registered struct {
	id      domain.ID
	kind    registration.Purpose
	state   registration.State
	partner domain.ID // that asked for it
}

// registrationLive reports whether any registration binds the deal.
func (o Opportunity) registrationLive() bool {
	return slices.ContainsFunc(o.registrations, func(r registered) bool { return r.state.Live() })
}

func (o Opportunity) registration(id domain.ID) (registered, bool) {
	i := slices.IndexFunc(o.registrations, func(r registered) bool { return r.id == id })
	if i < 0 {
		return registered{}, false
	}
	return o.registrations[i], true
}

// register keeps what is known of a registration: a new one at the end, a known one where it was.
func (o *Opportunity) register(r registered) {
	i := slices.IndexFunc(o.registrations, func(known registered) bool { return known.id == r.id })
	if i < 0 {
		o.registrations = append(slices.Clip(o.registrations), r)
		return
	}
	o.registrations = slices.Clone(o.registrations)
	o.registrations[i].state = r.state
}

// askedBefore reports whether an incentive was asked for before the last time, and not withdrawn.
func (o Opportunity) askedBefore() bool {
	before := o.registrations[:max(0, len(o.registrations)-1)]
	return slices.ContainsFunc(before, func(r registered) bool {
		return r.kind == registration.Incentive && r.state != registration.StateWithdrawn
	})
}

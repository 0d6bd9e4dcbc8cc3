package opportunity

import (
	"slices"

	"github.com/cosell/cosell/domain"
)

// RegistrationPending is the state in which a registration begins.
const RegistrationPending = "pending-review"

// live are the states in which a registration binds the deal.
var live = []string{RegistrationPending, "action-required", "exception-pending", "approved", "passed"}

type registration struct {
	id      domain.ID
	kind    RegistrationKind
	state   string
	partner domain.ID // that asked for it
}

// registrationLive reports whether any registration binds the deal.
func (o Opportunity) registrationLive() bool {
	return slices.ContainsFunc(o.registrations, func(r registration) bool { return slices.Contains(live, r.state) })
}

func (o Opportunity) registration(id domain.ID) (registration, bool) {
	i := slices.IndexFunc(o.registrations, func(r registration) bool { return r.id == id })
	if i < 0 {
		return registration{}, false
	}
	return o.registrations[i], true
}

// register keeps what is known of a registration: a new one at the end, a known one where it was.
func (o *Opportunity) register(r registration) {
	i := slices.IndexFunc(o.registrations, func(known registration) bool { return known.id == r.id })
	if i < 0 {
		o.registrations = append(slices.Clip(o.registrations), r)
		return
	}
	o.registrations = slices.Clone(o.registrations)
	o.registrations[i].state = r.state
}

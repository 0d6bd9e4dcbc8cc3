package opportunity

import (
	"slices"

	"github.com/cosell/cosell/domain"
)

// fields are those that a revision may name, in the order of a deal's page.
var fields = []string{
	"topic", "customer", "contact", "currency", "estimatedValue", "estimatedCloseDate",
	"customerSituation", "customerNeed", "proposedSolution", "products", "solutions", "territory",
	"leadType", "customerLocation",
}

// vendors are the fields that the vendor keeps of a deal it brought, when a lead partner works on it.
var vendors = []string{"topic", "customer", "contact", "customerSituation", "customerNeed", "territory", "leadType", "customerLocation"}

// frozen are the fields that stay while a registration is live.
var frozen = []string{"customer", "products"}

// owns reports whether a field is the caller's to revise. Without a lead partner all are the vendor's; of a deal that
// waits for approval, or that a partner brought, all are the partner's.
func (o Opportunity) owns(who domain.Caller, field string) bool {
	partners := o.state == StateSubmitted ||
		o.lead.ID != "" && (o.source == SourcePartner || !slices.Contains(vendors, field))
	if partners {
		return who.IsPartner() && o.owner().ID == who.Partner()
	}
	return who.IsVendor()
}

func (Revise) guard(o Opportunity, in Input) error {
	if o.lapsed(in) {
		return ErrOfferExpired
	}
	if !slices.ContainsFunc(fields, func(f string) bool { return o.owns(in.Caller, f) }) {
		return ErrNotYourField.Saying("In state %s the fields of this deal are another party's.", o.state)
	}
	return nil
}

func (c Revise) decide(o Opportunity, in Input) ([]domain.Event, error) {
	e := c.changes(o.details)
	changed := e.Fields()
	foreign := where(changed, func(f string) bool { return !o.owns(in.Caller, f) })
	bound := where(changed, func(f string) bool { return o.registrationLive() && slices.Contains(frozen, f) })
	switch {
	case len(changed) == 0:
		return nil, ErrNothingChanged
	case len(foreign) > 0:
		return nil, ErrNotYourField.On(foreign...)
	case len(bound) > 0:
		return nil, ErrRegistrationLive.On(bound...)
	}
	if err := o.revisable(e); err != nil {
		return nil, err
	}
	e.Evidence = in.own()
	if id := o.named(c); id != "" {
		f, err := in.customer(id)
		if err != nil {
			return nil, err
		}
		e.Evidence = append(e.Evidence, f)
	}
	return one(e), nil
}

// named is the customer record that a revision names and the deal did not; "" for none.
func (o Opportunity) named(c Revise) domain.ID {
	id := c.Customer.Or(domain.Customer{}).ID
	if o.details.Customer != nil && o.details.Customer.ID == id {
		return ""
	}
	return id
}

// revisable asks whether the deal can have the new values.
func (o Opportunity) revisable(e Revised) error {
	after := o.details
	after.revise(e)
	if missing := o.missing(after); len(missing) > 0 {
		return ErrNotClearable.On(missing...)
	}
	if v := after.EstimatedValue; !v.IsZero() && v.Currency() != after.Currency {
		return ErrNeedsValue.On("estimatedValue")
	}
	if d := e.EstimatedClose; d != nil && !d.From.IsZero() && d.To.After(d.From) {
		return ErrUseExtend.On("estimatedCloseDate")
	}
	return nil
}

// missing are the fields that a deal which a partner brought would be without.
func (o Opportunity) missing(after Details) (names []string) {
	if o.source == SourcePartner && after.Customer == nil {
		names = append(names, "customer")
	}
	if o.source == SourcePartner && after.EstimatedValue.IsZero() {
		names = append(names, "estimatedValue")
	}
	return names
}

func where(names []string, is func(string) bool) []string {
	return slices.DeleteFunc(slices.Clone(names), func(n string) bool { return !is(n) })
}

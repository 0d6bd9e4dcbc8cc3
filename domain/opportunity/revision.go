package opportunity

import "github.com/cosell/cosell/domain"

// changes are the fields that a revision would give other values than they have. A value in another currency changes
// the deal's.
func (c Revise) changes(now Details) Revised {
	e := Revised{
		Topic:            domain.Changed(c.Topic, now.Topic),
		Customer:         domain.ChangedRef(c.Customer, now.Customer),
		Contact:          domain.ChangedRef(c.Contact, now.Contact),
		Currency:         domain.Changed(c.Currency, now.Currency),
		EstimatedValue:   domain.ChangedRef(c.EstimatedValue, amount(now.EstimatedValue)),
		EstimatedClose:   domain.Changed(c.EstimatedClose, now.EstimatedClose),
		Situation:        domain.Changed(c.Situation, now.Situation),
		Need:             domain.Changed(c.Need, now.Need),
		ProposedSolution: domain.Changed(c.ProposedSolution, now.ProposedSolution),
		Products:         domain.Changed(c.Products, now.Products),
		Solutions:        domain.Changed(c.Solutions, now.Solutions),
		Territory:        domain.Changed(c.Territory, now.Territory),
		LeadType:         domain.Changed(c.LeadType, now.LeadType),
		CustomerLocation: domain.ChangedRef(c.CustomerLocation, now.CustomerLocation),
	}
	if v := e.EstimatedValue; v != nil && v.To != nil && v.To.Currency() != now.Currency && !c.Currency.Given {
		e.Currency = &domain.Change[domain.Currency]{From: now.Currency, To: v.To.Currency()}
	}
	return e
}

// Fields names what a revision changed, as requests do.
func (e Revised) Fields() (names []string) {
	for i, changed := range []bool{
		e.Topic != nil, e.Customer != nil, e.Contact != nil, e.Currency != nil, e.EstimatedValue != nil, e.EstimatedClose != nil,
		e.Situation != nil, e.Need != nil, e.ProposedSolution != nil, e.Products != nil, e.Solutions != nil, e.Territory != nil,
		e.LeadType != nil, e.CustomerLocation != nil,
	} {
		if changed {
			names = append(names, fields[i])
		}
	}
	return names
}

// revise gives the details their new values.
func (d *Details) revise(e Revised) {
	e.Topic.Set(&d.Topic)
	e.Customer.Set(&d.Customer)
	e.Contact.Set(&d.Contact)
	e.Currency.Set(&d.Currency)
	e.EstimatedClose.Set(&d.EstimatedClose)
	e.Situation.Set(&d.Situation)
	e.Need.Set(&d.Need)
	e.ProposedSolution.Set(&d.ProposedSolution)
	e.Products.Set(&d.Products)
	e.Solutions.Set(&d.Solutions)
	e.Territory.Set(&d.Territory)
	e.LeadType.Set(&d.LeadType)
	e.CustomerLocation.Set(&d.CustomerLocation)
	if v := e.EstimatedValue; v != nil {
		d.EstimatedValue = domain.Money{}
		if v.To != nil {
			d.EstimatedValue = *v.To
		}
	}
}

// amount is nil for no money.
func amount(m domain.Money) *domain.Money {
	if m.IsZero() {
		return nil
	}
	return &m
}

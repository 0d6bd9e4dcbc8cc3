package opportunity

import (
	"slices"

	"github.com/cosell/cosell/domain"
)

// changes are the fields that a revision would give other values than they have. A value in another currency changes
// the deal's.
func (c Revise) changes(now Details) Revised {
	e := Revised{
		Topic:            changed(c.Topic, now.Topic),
		Customer:         changedRef(c.Customer, now.Customer),
		Contact:          changedRef(c.Contact, now.Contact),
		Currency:         changed(c.Currency, now.Currency),
		EstimatedValue:   changedRef(c.EstimatedValue, amount(now.EstimatedValue)),
		EstimatedClose:   changed(c.EstimatedClose, now.EstimatedClose),
		Situation:        changed(c.Situation, now.Situation),
		Need:             changed(c.Need, now.Need),
		ProposedSolution: changed(c.ProposedSolution, now.ProposedSolution),
		Products:         changedList(c.Products, now.Products),
		Solutions:        changedList(c.Solutions, now.Solutions),
		Territory:        changed(c.Territory, now.Territory),
	}
	if v := e.EstimatedValue; v != nil && v.To != nil && v.To.Currency() != now.Currency && !c.Currency.Given {
		e.Currency = &Change[domain.Currency]{From: now.Currency, To: v.To.Currency()}
	}
	return e
}

// Fields names what a revision changed, as requests do.
func (e Revised) Fields() (names []string) {
	for i, changed := range []bool{
		e.Topic != nil, e.Customer != nil, e.Contact != nil, e.Currency != nil, e.EstimatedValue != nil, e.EstimatedClose != nil,
		e.Situation != nil, e.Need != nil, e.ProposedSolution != nil, e.Products != nil, e.Solutions != nil, e.Territory != nil,
	} {
		if changed {
			names = append(names, fields[i])
		}
	}
	return names
}

// revise gives the details their new values.
func (d *Details) revise(e Revised) {
	set(&d.Topic, e.Topic)
	set(&d.Customer, e.Customer)
	set(&d.Contact, e.Contact)
	set(&d.Currency, e.Currency)
	set(&d.EstimatedClose, e.EstimatedClose)
	set(&d.Situation, e.Situation)
	set(&d.Need, e.Need)
	set(&d.ProposedSolution, e.ProposedSolution)
	set(&d.Products, e.Products)
	set(&d.Solutions, e.Solutions)
	set(&d.Territory, e.Territory)
	if v := e.EstimatedValue; v != nil {
		d.EstimatedValue = domain.Money{}
		if v.To != nil {
			d.EstimatedValue = *v.To
		}
	}
}

func set[T any](field *T, c *Change[T]) {
	if c != nil {
		*field = c.To
	}
}

func changed[T comparable](o domain.Optional[T], now T) *Change[T] {
	if to := o.Or(now); to != now {
		return &Change[T]{From: now, To: to}
	}
	return nil
}

func changedRef[T comparable](o domain.Optional[T], now *T) *Change[*T] {
	same := o.Value == nil && now == nil || o.Value != nil && now != nil && *o.Value == *now
	if !o.Given || same {
		return nil
	}
	return &Change[*T]{From: now, To: o.Value}
}

func changedList(o domain.Optional[[]string], now []string) *Change[[]string] {
	if to := o.Or(now); !slices.Equal(to, now) {
		return &Change[[]string]{From: now, To: to}
	}
	return nil
}

// amount is nil for no money.
func amount(m domain.Money) *domain.Money {
	if m.IsZero() {
		return nil
	}
	return &m
}

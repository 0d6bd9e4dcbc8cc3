package opportunity_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
)

func text(from, to string) *domain.Change[string] {
	return &domain.Change[string]{From: from, To: to}
}

func amount(m domain.Money) *domain.Money { return &m }

func money(from, to domain.Money) *domain.Change[*domain.Money] {
	return &domain.Change[*domain.Money]{From: &from, To: &to}
}

// every field, revised.
var everyField = opportunity.Revise{
	Topic:            domain.Some("Forklifts"),
	Customer:         domain.Some(domain.Customer{Name: "Alpine Ski House"}),
	Contact:          domain.Some(domain.Contact{Name: "Kim Akers"}),
	Currency:         domain.Some(domain.Currency("EUR")),
	EstimatedValue:   domain.Some(eur(30000)),
	EstimatedClose:   domain.Some(date(50)),
	Situation:        domain.Some("They drive by hand."),
	Need:             domain.Some("Fewer dents."),
	ProposedSolution: domain.Some("Sensors."),
	Products:         domain.Some([]string{"sensor"}),
	Solutions:        domain.Some([]string{"driving"}),
	Territory:        domain.Some("Tyrol"),
}

const (
	vendorsFields  = " topic customer contact customerSituation customerNeed territory"
	partnersFields = " currency estimatedValue estimatedCloseDate proposedSolution products solutions"
)

func TestRevisingIsForTheOwnerOfTheField(t *testing.T) {
	vendorsOnly := opportunity.Revise{
		Topic: everyField.Topic, Customer: everyField.Customer, Contact: everyField.Contact,
		Situation: everyField.Situation, Need: everyField.Need, Territory: everyField.Territory,
	}
	partnersOnly := opportunity.Revise{
		Currency: everyField.Currency, EstimatedValue: everyField.EstimatedValue, EstimatedClose: everyField.EstimatedClose,
		ProposedSolution: everyField.ProposedSolution, Products: everyField.Products, Solutions: everyField.Solutions,
	}
	check(t, []rule{
		{"a new deal is the vendor's", created, vera, everyField, revisedAll()},
		{"an offered deal too", offered, vera, everyField, revisedAll()},
		{"until the deadline", then(offered, upTo(deadline.Add(instant))), vera, everyField, "refused offer-expired"},
		{"the offered partner revises nothing", offered, anna, everyField, "refused not-your-field"},
		{"a submission is the submitter's", submitted, anna, everyField, revisedAll()},
		{"also its seller's", submitted, sam, everyField, revisedAll()},
		{"not the vendor's", submitted, vera, everyField, "refused not-your-field"},
		{"of a deal that it brought, the vendor keeps the customer's side", accepted, vera, vendorsOnly, "revised"},
		{"and leaves the sale to the lead partner", accepted, vera, everyField, "refused not-your-field" + partnersFields},
		{"who revises the sale", accepted, anna, partnersOnly, "revised"},
		{"and not the customer's side", accepted, anna, everyField, "refused not-your-field" + vendorsFields},
		{"the assigned seller may", assigned, sam, partnersOnly, "revised"},
		{"a deal that the partner brought is all the partner's", approved, anna, everyField, revisedAll()},
		{"and none of it the vendor's", approved, vera, everyField, "refused not-your-field"},
		{"a shared deal is the vendor's", shared, vera, everyField, revisedAll()},
		{"and none of it the partners'", shared, anna, everyField, "refused not-your-field"},
		{"what was returned is the vendor's", takenBack, vera, opportunity.Revise{Topic: everyField.Topic}, "revised"},
		{"a former party revises nothing", returned, anna, everyField, "denied not-a-party"},
	})
}

func revisedAll() opportunity.Revised {
	return opportunity.Revised{
		Topic:            text(lead.Topic, "Forklifts"),
		Customer:         &domain.Change[*domain.Customer]{From: lead.Customer, To: &domain.Customer{Name: "Alpine Ski House"}},
		Contact:          &domain.Change[*domain.Contact]{From: lead.Contact, To: &domain.Contact{Name: "Kim Akers"}},
		Currency:         &domain.Change[domain.Currency]{From: "USD", To: "EUR"},
		EstimatedValue:   money(usd(25000), eur(30000)),
		EstimatedClose:   &domain.Change[domain.Date]{From: date(60), To: date(50)},
		Situation:        text(lead.Situation, "They drive by hand."),
		Need:             text(lead.Need, "Fewer dents."),
		ProposedSolution: text(lead.ProposedSolution, "Sensors."),
		Products:         &domain.Change[[]string]{From: lead.Products, To: []string{"sensor"}},
		Solutions:        &domain.Change[[]string]{From: lead.Solutions, To: []string{"driving"}},
		Territory:        text(lead.Territory, "Tyrol"),
	}
}

func TestRevising(t *testing.T) {
	check(t, []rule{
		{"only what changed is kept, with its old value", created, vera,
			opportunity.Revise{Topic: domain.Some("Forklifts"), Need: domain.Some(lead.Need)}, opportunity.Revised{Topic: text(lead.Topic, "Forklifts")}},
		{"others' fields may be named as they are", accepted, anna,
			opportunity.Revise{Topic: domain.Some(lead.Topic), Products: domain.Some([]string{"sensor"})},
			opportunity.Revised{Products: &domain.Change[[]string]{From: lead.Products, To: []string{"sensor"}}}},
		{"nothing is no revision", created, vera, opportunity.Revise{}, "refused nothing-changed"},
		{"nor is everything as it was", created, vera, opportunity.Revise{
			Customer: domain.Some(*lead.Customer), EstimatedValue: domain.Some(usd(25000)), Solutions: domain.Some(lead.Solutions),
		}, "refused nothing-changed"},
		{"null clears", created, vera, opportunity.Revise{
			Contact: domain.Null[domain.Contact](), Situation: domain.Null[string](), Products: domain.Null[[]string](), EstimatedValue: domain.Null[domain.Money](),
		}, opportunity.Revised{
			Contact: &domain.Change[*domain.Contact]{From: lead.Contact}, Situation: text(lead.Situation, ""),
			Products:       &domain.Change[[]string]{From: lead.Products},
			EstimatedValue: &domain.Change[*domain.Money]{From: &lead.EstimatedValue},
		}},
		{"but not what a deal cannot be without", created, vera, opportunity.Revise{
			Topic: domain.Null[string](), Currency: domain.Null[domain.Currency](), EstimatedClose: domain.Null[domain.Date](),
		}, "invalid invalid topic:required currency:required estimatedCloseDate:required"},
		{"nor what a submission cannot be without", submitted, anna, opportunity.Revise{
			Customer: domain.Null[domain.Customer](), EstimatedValue: domain.Null[domain.Money](),
		}, "refused not-clearable customer estimatedValue"},
		{"limits hold as in creating", created, vera, opportunity.Revise{
			Topic: domain.Some(strings.Repeat("x", 201)), Customer: domain.Some(domain.Customer{}), EstimatedValue: domain.Some(usd(-1)),
		}, "invalid invalid topic:too-long customer.name:required estimatedValue.amount:negative"},
		{"the close date is brought forward", accepted, anna, opportunity.Revise{EstimatedClose: domain.Some(date(59))},
			opportunity.Revised{EstimatedClose: &domain.Change[domain.Date]{From: date(60), To: date(59)}}},
		{"not put off", accepted, anna, opportunity.Revise{EstimatedClose: domain.Some(date(61))}, "refused use-extend estimatedCloseDate"},
		{"not into the past", accepted, anna, opportunity.Revise{EstimatedClose: domain.Some(date(-1))}, "invalid in-the-past estimatedCloseDate"},
		{"a value in another currency changes the deal's", created, vera, opportunity.Revise{EstimatedValue: domain.Some(eur(1))},
			opportunity.Revised{Currency: &domain.Change[domain.Currency]{From: "USD", To: "EUR"}, EstimatedValue: money(usd(25000), eur(1))}},
		{"a value where there was none", []step{by(vera, opportunity.Create{Topic: "Robots", Currency: "USD"})}, vera,
			opportunity.Revise{EstimatedValue: domain.Some(usd(5))},
			opportunity.Revised{EstimatedValue: &domain.Change[*domain.Money]{To: amount(usd(5))}}},
		{"a currency alone asks for a value in it", created, vera, opportunity.Revise{Currency: domain.Some(domain.Currency("EUR"))}, "refused needs-value estimatedValue"},
		{"or for none", created, vera, opportunity.Revise{Currency: domain.Some(domain.Currency("EUR")), EstimatedValue: domain.Null[domain.Money]()},
			opportunity.Revised{Currency: &domain.Change[domain.Currency]{From: "USD", To: "EUR"}, EstimatedValue: &domain.Change[*domain.Money]{From: &lead.EstimatedValue}}},
		{"value and currency agree", created, vera, opportunity.Revise{Currency: domain.Some(domain.Currency("EUR")), EstimatedValue: domain.Some(usd(1))},
			"invalid currency-mismatch estimatedValue.currency"},
		{"customer and products stay while a registration is live", registered, anna, everyField, "refused registration-live customer products"},
		{"the rest does not", registered, anna, opportunity.Revise{Topic: domain.Some("Forklifts")}, opportunity.Revised{Topic: text(lead.Topic, "Forklifts")}},
		{"when it is over they move again", then(registered, by(clock, opportunity.NoteRegistration{Registration: regID, State: "rejected"})),
			anna, opportunity.Revise{Products: domain.Some([]string{"sensor"})},
			opportunity.Revised{Products: &domain.Change[[]string]{From: lead.Products, To: []string{"sensor"}}}},
	})
	d := tell(t, created, []step{by(vera, everyField)})
	v := asJSON(t, opportunity.View(d.state, vera, d.policy))
	assert.Equal(t, map[string]any{"amount": "30000.00", "currency": "EUR"}, v["estimatedValue"])
	assert.Equal(t, "EUR", v["currency"])
	assert.Equal(t, map[string]any{"name": "Alpine Ski House"}, v["customer"])
	assert.Equal(t, []any{"sensor"}, v["products"])
}

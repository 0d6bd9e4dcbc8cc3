package deals

import (
	"cmp"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/referral"
)

// Sale is what a deal is about.
type Sale struct {
	Topic string `db:"topic text not null" json:"topic" doc:"What the sale is about: the topic of an opportunity, the name of a co-sell deal."`
	Buyer
	Terms
	Territory string   `db:"territory text" json:"territory,omitempty" doc:"Sales territory of an opportunity."`
	LeadType  string   `db:"lead_type text" json:"leadType,omitempty" doc:"Type of an opportunity, in the words of the program."`
	Products  []string `db:"products text[]" json:"products,omitempty" doc:"Products that an opportunity asks for."`
}

// Buyer is who may buy. It holds no personal data: only the company.
type Buyer struct {
	Customer string             `db:"customer text" json:"customer,omitempty" doc:"Company that may buy; null for a receiver that did not take part."`
	City     string             `db:"city text" json:"city,omitempty" doc:"City of that company."`
	Country  string             `db:"country text" json:"country,omitempty" doc:"Country of that company (ISO 3166-1, two letters)."`
	Account  domain.AccountKind `db:"account_kind text" json:"accountKind,omitempty" doc:"What the vendor's books say of that company: managed, unmanaged, duns or manual."`
}

// Terms are what is to be sold, for how much and when.
type Terms struct {
	Currency       domain.Currency `db:"currency char(3)" json:"currency,omitempty" doc:"Currency of the deal (ISO 4217); of an opportunity known before its value is."`
	EstimatedValue domain.Money    `db:"estimated_value" json:"estimatedValue,omitzero" doc:"What the sale may be worth; of a referral to the owner of the copy."`
	CloseDate      domain.Date     `db:"close_date date" json:"estimatedCloseDate,omitzero" doc:"Day on which the sale is expected to be made."`
	Solutions      []string        `db:"solutions text[]" json:"solutions,omitempty" doc:"Solutions that the deal is about: their names, or ids."`
}

func (s *Sale) begin(d opportunity.Details) {
	*s = Sale{Topic: d.Topic, Territory: d.Territory, LeadType: d.LeadType, Products: d.Products,
		Terms: Terms{d.Currency, d.EstimatedValue, d.EstimatedClose, d.Solutions}}
	s.by(d.Customer)
}

func (s *Sale) revise(e opportunity.Revised) {
	e.Topic.Set(&s.Topic)
	e.Territory.Set(&s.Territory)
	e.LeadType.Set(&s.LeadType)
	e.Products.Set(&s.Products)
	e.Solutions.Set(&s.Solutions)
	e.Currency.Set(&s.Currency)
	e.EstimatedClose.Set(&s.CloseDate)
	if e.Customer != nil {
		s.by(e.Customer.To)
	}
	if v := e.EstimatedValue; v != nil {
		s.EstimatedValue = domain.Money{}
		if v.To != nil {
			s.EstimatedValue = *v.To
		}
	}
}

// named takes the facts of a copy in its owner's words; of the customer it keeps what came with the invitation.
func (s *Sale) named(d referral.Details) {
	s.Topic, s.CloseDate = d.Name, d.EstimatedClose
	s.worth(d.EstimatedValue)
}

func (s *Sale) worth(value domain.Money) { s.EstimatedValue, s.Currency = value, value.Currency() }

func (b *Buyer) by(c *domain.Customer) {
	if c == nil {
		c = &domain.Customer{}
	}
	*b = Buyer{c.Name, c.City, c.Country, c.Kind}
}

func solutions(all []referral.Solution) (names []string) {
	for _, s := range all {
		names = append(names, cmp.Or(s.Name, s.ID))
	}
	return names
}

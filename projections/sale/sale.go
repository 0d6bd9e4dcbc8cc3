// Package sale holds the columns by which every view shows what a deal is about.
package sale

import (
	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
)

// Sale is embedded in rows. It holds no personal data: of the customer only the company.
type Sale struct {
	Topic          string       `db:"topic text not null" json:"topic" doc:"What the sale is about."`
	Customer       string       `db:"customer text" json:"customer,omitempty" doc:"Company that may buy."`
	City           string       `db:"city text" json:"city,omitempty" doc:"City of that company."`
	Country        string       `db:"country text" json:"country,omitempty" doc:"Country of that company (ISO 3166-1, two letters)."`
	Territory      string       `db:"territory text" json:"territory,omitempty" doc:"Sales territory."`
	Products       []string     `db:"products text[]" json:"products,omitempty" doc:"Products that are asked for."`
	EstimatedValue domain.Money `db:"estimated_value" json:"estimatedValue,omitzero" doc:"What the sale may be worth."`
	CloseDate      domain.Date  `db:"close_date date" json:"estimatedCloseDate,omitzero" doc:"Day on which the sale is expected to be made."`
}

// Begin takes the facts that a deal begins with.
func (s *Sale) Begin(d opportunity.Details) {
	*s = Sale{Topic: d.Topic, Territory: d.Territory, Products: d.Products, EstimatedValue: d.EstimatedValue, CloseDate: d.EstimatedClose}
	s.at(d.Customer)
}

// Extend takes a later close date.
func (s *Sale) Extend(e opportunity.Extended) { s.CloseDate = e.To }

// Revise takes the facts that changed.
func (s *Sale) Revise(e opportunity.Revised) {
	e.Topic.Set(&s.Topic)
	e.Territory.Set(&s.Territory)
	e.Products.Set(&s.Products)
	e.EstimatedClose.Set(&s.CloseDate)
	if e.Customer != nil {
		s.at(e.Customer.To)
	}
	if v := e.EstimatedValue; v != nil {
		s.EstimatedValue = domain.Money{}
		if v.To != nil {
			s.EstimatedValue = *v.To
		}
	}
}

func (s *Sale) at(c *domain.Customer) {
	if c == nil {
		c = &domain.Customer{}
	}
	s.Customer, s.City, s.Country = c.Name, c.City, c.Country
}

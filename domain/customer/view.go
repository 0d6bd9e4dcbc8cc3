package customer

import (
	"slices"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/own"
)

// CustomerView is a record as a caller may see it.
type CustomerView struct { //nolint:revive // View is the function that makes one
	ID            domain.ID            `json:"id" doc:"The record."`
	State         State                `json:"state,omitempty" enum:"kept" doc:"Where in its life the record is."`
	Owner         *domain.Organisation `json:"owner,omitempty" doc:"The organisation that it belongs to."`
	Name          string               `json:"name,omitempty" doc:"Name of the customer."`
	Street        string               `json:"street,omitempty" doc:"Street and number."`
	City          string               `json:"city,omitempty" doc:"City."`
	PostalCode    string               `json:"postalCode,omitempty" doc:"Postal code."`
	Country       string               `json:"country,omitempty" doc:"Two-letter country code."`
	Kind          domain.AccountKind   `json:"accountKind,omitempty" enum:"managed,unmanaged,duns,manual" doc:"What the vendor's books say of it."`
	VendorAccount string               `json:"vendorAccount,omitempty" doc:"Its account with the vendor."`
	DUNS          string               `json:"duns,omitempty" doc:"Its D-U-N-S number."`
	Linked        []string             `json:"linkedAccounts,omitempty" doc:"Other accounts of the same customer."`
	Federal       bool                 `json:"federal,omitempty" doc:"Whether it belongs to a federal government."`
	Contacts      []domain.ID          `json:"contacts,omitempty" doc:"The contacts that are associated with it."`
	CreatedAt     time.Time            `json:"createdAt,omitzero" doc:"When it was taken down."`
	ChangedAt     time.Time            `json:"changedAt,omitzero" doc:"When anything last changed."`
}

// Sees reports whether a caller may know of the record.
func Sees(c Customer, who domain.Caller) bool { return own.Sees(c.owner.Org, who) }

// Permit says in which role a caller may issue a command; its error is of class denied.
func Permit(c Customer, _ Command, who domain.Caller) (domain.Role, error) {
	return own.Permit(c.owner.Org, who)
}

// View is the record as a caller may see it: everything, or to whom Sees says no its id alone.
func View(c Customer, who domain.Caller) CustomerView {
	if !Sees(c, who) {
		return CustomerView{ID: c.id}
	}
	r, owner := c.Record(), c.owner
	return CustomerView{
		ID:            c.id,
		State:         c.state,
		Owner:         &owner,
		Name:          r.Name,
		Street:        r.Street,
		City:          r.City,
		PostalCode:    r.PostalCode,
		Country:       r.Country,
		Kind:          r.Kind,
		VendorAccount: r.VendorAccount,
		DUNS:          r.DUNS,
		Linked:        r.Linked,
		Federal:       r.Federal,
		Contacts:      slices.Clone(c.contacts),
		CreatedAt:     c.createdAt,
		ChangedAt:     c.changedAt,
	}
}

// Allowed says of every command, but the one that creates, whether a caller may issue it now; nil to one who does not see
// the record.
func Allowed(c Customer, in Input) (all []domain.AllowedCommand) {
	if !Sees(c, in.Caller) {
		return nil
	}
	for _, t := range Commands {
		if t.Creates {
			continue
		}
		cmd := t.Zero.(Command)
		_, err := Permit(c, cmd, in.Caller)
		if err == nil {
			err = possible(c, cmd, in)
		}
		all = append(all, domain.Allow(t.Name(), err))
	}
	return all
}

package customer

import "github.com/cosell/cosell/domain"

// Kinds and JSON names of this file are on disk, for ever: they may be added to, never renamed.

// Kind is an event's name on disk.
type Kind string

// The kinds, in the order of a record's life.
const (
	KindCreated       Kind = "customer.created"
	KindRevised       Kind = "customer.revised"
	KindAccountLinked Kind = "customer.account-linked"
	KindAssociated    Kind = "customer.associated"
	KindDissociated   Kind = "customer.dissociated"
)

// Event is a fact of a customer's record.
//
//sumtype:decl
type Event interface {
	domain.Event
	kind() Kind
}

// Created records that an organisation took a customer down. The ID of the customer is that of the record.
type Created struct {
	Owner    domain.Organisation `json:"owner"`
	Customer domain.Customer     `json:"customer"`
	Evidence []domain.Evidence   `json:"evidence,omitempty"`
}

// Revised records the fields that changed, each with its old and new value; the others are nil.
type Revised struct {
	Name          *domain.Change[string]             `json:"name,omitempty"`
	Street        *domain.Change[string]             `json:"street,omitempty"`
	City          *domain.Change[string]             `json:"city,omitempty"`
	PostalCode    *domain.Change[string]             `json:"postalCode,omitempty"`
	Country       *domain.Change[string]             `json:"country,omitempty"`
	Kind          *domain.Change[domain.AccountKind] `json:"accountKind,omitempty"`
	VendorAccount *domain.Change[string]             `json:"vendorAccount,omitempty"`
	DUNS          *domain.Change[string]             `json:"duns,omitempty"`
	Linked        *domain.Change[[]string]           `json:"linkedAccounts,omitempty"`
	Federal       *domain.Change[bool]               `json:"federal,omitempty"`
	Evidence      []domain.Evidence                  `json:"evidence,omitempty"`
}

// AccountLinked records that one more account with the vendor is the same customer.
type AccountLinked struct {
	Account  string            `json:"account"`
	Evidence []domain.Evidence `json:"evidence,omitempty"`
}

// Associated records that a contact is somebody to talk to at the customer.
type Associated struct {
	Contact  domain.ID         `json:"contact"`
	Evidence []domain.Evidence `json:"evidence,omitempty"`
}

// Dissociated records that a contact no longer is.
type Dissociated struct {
	Contact  domain.ID         `json:"contact"`
	Reason   string            `json:"reason,omitempty"`
	Evidence []domain.Evidence `json:"evidence,omitempty"`
}

package customer

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/own"
)

// Limits of a record.
const (
	MaxLinked   = 50  // accounts
	MaxContacts = 200 // associated at a time
)

// Refusals of a customer's record, beside those of its lifecycle and of its owner's standing.
var (
	errNothingChanged    = domain.Refusal("nothing-changed", "Everything is as it was.")
	errAlreadyLinked     = domain.Refusal("already-linked", "This is one of the customer's accounts already.")
	errTooManyAccounts   = domain.Refusal("too-many-accounts", fmt.Sprintf("A customer has at most %d linked accounts.", MaxLinked))
	errAlreadyAssociated = domain.Refusal("already-associated", "This contact is associated already.")
	errNotAssociated     = domain.Refusal("not-associated", "This contact is not associated with the customer.")
	errTooManyContacts   = domain.Refusal("too-many-contacts", fmt.Sprintf("A customer has at most %d contacts.", MaxContacts))
)

// Decide gives the events that a command leads to, or the rule that refuses it. It takes for granted that Validate and
// Permit had nothing against the command.
func Decide(c Customer, cmd Command, in Input) ([]domain.Event, error) {
	if err := possible(c, cmd, in); err != nil {
		return nil, err
	}
	return cmd.decide(c, in)
}

// row is the kind whose row of the lifecycle says where a command is possible.
var row = domain.Rows[Kind](Commands)

// possible is what a state and the standing of the caller's partner say to a command, whatever its fields hold.
func possible(c Customer, cmd Command, in Input) error {
	if err := in.Evidence.Partners.Membership(in.Caller); err != nil {
		return err
	}
	if err := lifecycle.Refuse(row[cmd.CommandName()], c.state); err != nil {
		return err
	}
	return in.Evidence.Partners.Standing(in.Caller)
}

func (in Input) relied() []domain.Evidence { return in.Evidence.Partners.Own(in.Caller) }

func (cmd Create) decide(_ Customer, in Input) ([]domain.Event, error) {
	return []domain.Event{Created{
		Owner:    own.Owner(in.Caller, in.Evidence.Partners),
		Customer: cmd.record(in.ID),
		Evidence: in.relied(),
	}}, nil
}

func (cmd Create) record(id domain.ID) domain.Customer {
	r := domain.Customer{
		ID:            id,
		Name:          cmd.Name,
		Street:        cmd.Street,
		City:          cmd.City,
		PostalCode:    cmd.PostalCode,
		Country:       cmd.Country,
		Kind:          cmd.Kind,
		VendorAccount: cmd.VendorAccount,
		DUNS:          cmd.DUNS,
		Linked:        cmd.Linked,
		Federal:       cmd.Federal,
	}
	switch {
	case r.Kind == "" && r.DUNS != "":
		r.Kind = domain.AccountDUNS
	case r.Kind == "":
		r.Kind = domain.AccountManual
	}
	return r
}

func (cmd Revise) decide(c Customer, in Input) ([]domain.Event, error) {
	now := c.record
	e := Revised{
		Name:          domain.Changed(cmd.Name, now.Name),
		Street:        domain.Changed(cmd.Street, now.Street),
		City:          domain.Changed(cmd.City, now.City),
		PostalCode:    domain.Changed(cmd.PostalCode, now.PostalCode),
		Country:       domain.Changed(cmd.Country, now.Country),
		Kind:          domain.Changed(cmd.Kind, now.Kind),
		VendorAccount: domain.Changed(cmd.VendorAccount, now.VendorAccount),
		DUNS:          domain.Changed(cmd.DUNS, now.DUNS),
		Linked:        domain.Changed(cmd.Linked, now.Linked),
		Federal:       domain.Changed(cmd.Federal, now.Federal),
	}
	if reflect.ValueOf(e).IsZero() {
		return nil, errNothingChanged
	}
	if err := domain.Invalid(e.after(now).CheckAccount("")); err != nil {
		return nil, err
	}
	e.Evidence = in.relied()
	return []domain.Event{e}, nil
}

func (cmd LinkAccount) decide(c Customer, in Input) ([]domain.Event, error) {
	switch {
	case slices.Contains(c.record.Linked, cmd.Account), cmd.Account == c.record.VendorAccount:
		return nil, errAlreadyLinked.On("account")
	case len(c.record.Linked) >= MaxLinked:
		return nil, errTooManyAccounts.On("account")
	}
	return []domain.Event{AccountLinked{cmd.Account, in.relied()}}, nil
}

func (cmd Associate) decide(c Customer, in Input) ([]domain.Event, error) {
	contact := in.Evidence.Contact
	switch {
	case contact == nil || contact.Owner != c.owner.Org || contact.Removed:
		return nil, domain.Invalid([]domain.FieldError{{
			Field: "contact", Code: "unknown-contact", Message: "There is no such contact, or none that you may know of.",
		}})
	case slices.Contains(c.contacts, cmd.Contact):
		return nil, errAlreadyAssociated.On("contact")
	case len(c.contacts) >= MaxContacts:
		return nil, errTooManyContacts.On("contact")
	}
	known := domain.Evidence{Fact: "the contact is the owner's", Stream: contact.Stream, Revision: contact.Revision}
	return []domain.Event{Associated{cmd.Contact, append(in.relied(), known)}}, nil
}

func (cmd Dissociate) decide(c Customer, in Input) ([]domain.Event, error) {
	if !slices.Contains(c.contacts, cmd.Contact) {
		return nil, errNotAssociated.On("contact")
	}
	return []domain.Event{Dissociated{cmd.Contact, cmd.Reason, in.relied()}}, nil
}

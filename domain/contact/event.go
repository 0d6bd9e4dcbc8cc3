package contact

import "github.com/cosell/cosell/domain"

// Kinds and JSON names of this file are on disk, for ever: they may be added to, never renamed.

// Kind is an event's name on disk.
type Kind string

// The kinds, in the order of a record's life.
const (
	KindCreated Kind = "contact.created"
	KindRevised Kind = "contact.revised"
	KindRemoved Kind = "contact.removed"
)

// Event is a fact of a contact's record.
//
//sumtype:decl
type Event interface {
	domain.Event
	kind() Kind
}

// Person is what is kept of somebody.
type Person struct {
	domain.Contact
	Title   string   `json:"title,omitempty" maxLength:"100" doc:"What the person does there."`
	Consent *Consent `json:"consent,omitempty" doc:"Whether the person agreed to be passed on to others; left out when nobody asked."`
}

// Consent says whether a person agreed that the data is passed on to the parties of a deal, when, and how it was given.
type Consent struct {
	Given bool        `json:"given" doc:"Whether the person agreed."`
	On    domain.Date `json:"on,omitzero" doc:"When it was given or refused: today or earlier; left out, today."`
	How   string      `json:"how,omitempty" maxLength:"200" doc:"How it was given, such as in a mail or on a form. Required where it was."`
}

// Created records that an organisation took a person down.
type Created struct {
	Owner domain.Organisation `json:"owner"`
	Person
	Evidence []domain.Evidence `json:"evidence,omitempty"`
}

// Revised records the fields that changed, each with its old and new value; the others are nil.
type Revised struct {
	Name     *domain.Change[domain.PersonName] `json:"name,omitempty"`
	Mail     *domain.Change[domain.Mail]       `json:"mail,omitempty"`
	Phone    *domain.Change[domain.Phone]      `json:"phone,omitempty"`
	Title    *domain.Change[string]            `json:"title,omitempty"`
	Consent  *domain.Change[*Consent]          `json:"consent,omitempty"`
	Evidence []domain.Evidence                 `json:"evidence,omitempty"`
}

// Removed records that the organisation no longer keeps the person.
type Removed struct {
	Reason   string            `json:"reason,omitempty"`
	Evidence []domain.Evidence `json:"evidence,omitempty"`
}

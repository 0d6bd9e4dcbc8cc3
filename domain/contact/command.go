package contact

import "github.com/cosell/cosell/domain"

// Command is a request to one contact's record. Its fields carry, as tags, the limits that domain.Check reads; what they
// ask for beyond that is said by Validate and by the command's own rules.
type Command interface {
	domain.Command
	decide(c Contact, in Input) ([]domain.Event, error)
}

// Create takes a person down for the caller's organisation.
type Create struct {
	Person
}

// Revise changes what the record says. A field left out stays; null clears one that may be empty. Deals that copied the
// record stay as they are.
type Revise struct {
	Name    domain.Optional[domain.PersonName] `json:"name,omitzero" minLength:"1" maxLength:"200" doc:"Name of the person; cannot be cleared."`
	Mail    domain.Optional[domain.Mail]       `json:"mail,omitzero" maxLength:"254" pattern:"^[^@ ]+@[^@ ]+$" doc:"Mail address."`
	Phone   domain.Optional[domain.Phone]      `json:"phone,omitzero" maxLength:"50" doc:"Phone number."`
	Title   domain.Optional[string]            `json:"title,omitzero" maxLength:"100" doc:"What the person does there."`
	Consent domain.Optional[Consent]           `json:"consent,omitzero" doc:"Whether the person agreed to be passed on to others; null when nobody asked."`
}

// Remove ends the record. Customers with which it is associated keep its id and nothing else.
type Remove struct {
	Reason string `json:"reason,omitempty" maxLength:"1000" doc:"Why. Say nothing of the person here."`
}

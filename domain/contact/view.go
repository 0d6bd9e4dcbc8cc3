package contact

import (
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/own"
)

// ContactView is a record as a caller may see it. A removed one shows nothing of the person.
type ContactView struct { //nolint:revive // View is the function that makes one
	ID        domain.ID            `json:"id" doc:"The record."`
	State     State                `json:"state,omitempty" enum:"kept,removed" doc:"Where in its life the record is."`
	Owner     *domain.Organisation `json:"owner,omitempty" doc:"The organisation that it belongs to."`
	Name      domain.PersonName    `json:"name,omitempty" doc:"Name of the person."`
	Mail      domain.Mail          `json:"mail,omitempty" doc:"Mail address."`
	Phone     domain.Phone         `json:"phone,omitempty" doc:"Phone number."`
	Title     string               `json:"title,omitempty" doc:"What the person does there."`
	Consent   *Consent             `json:"consent,omitempty" doc:"Whether the person agreed to be passed on to others."`
	CreatedAt time.Time            `json:"createdAt,omitzero" doc:"When it was taken down."`
	ChangedAt time.Time            `json:"changedAt,omitzero" doc:"When anything last changed."`
}

// Sees reports whether a caller may know of the record.
func Sees(c Contact, who domain.Caller) bool { return own.Sees(c.owner.Org, who) }

// Permit says in which role a caller may issue a command; its error is of class denied.
func Permit(c Contact, _ Command, who domain.Caller) (domain.Role, error) {
	return own.Permit(c.owner.Org, who)
}

// View is the record as a caller may see it: everything, or to whom Sees says no its id alone.
func View(c Contact, who domain.Caller) ContactView {
	if !Sees(c, who) {
		return ContactView{ID: c.id}
	}
	owner := c.owner
	v := ContactView{
		ID:        c.id,
		State:     c.state,
		Owner:     &owner,
		Name:      c.person.Name,
		Mail:      c.person.Mail,
		Phone:     c.person.Phone,
		Title:     c.person.Title,
		CreatedAt: c.createdAt,
		ChangedAt: c.changedAt,
	}
	if c.person.Consent != nil {
		consent := *c.person.Consent
		v.Consent = &consent
	}
	return v
}

// Allowed says of every command, but the one that creates, whether a caller may issue it now; nil to one who does not see
// the record.
func Allowed(c Contact, in Input) (all []domain.AllowedCommand) {
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

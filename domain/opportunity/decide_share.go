package opportunity

import (
	"fmt"
	"slices"

	"github.com/cosell/cosell/domain"
)

func (Share) guard(o Opportunity, _ Input) error {
	if o.collaborating() {
		return ErrAlreadyShared
	}
	return nil
}

func (c Share) decide(o Opportunity, in Input) ([]domain.Event, error) {
	var choice choice
	for i, id := range c.Partners {
		choice.take(o, in, fmt.Sprintf("partners[%d]", i), id)
	}
	if err := choice.err(); err != nil {
		return nil, err
	}
	e := Shared{Partners: choice.partners, Stage: o.stage, Evidence: append(in.Evidence.Partners.Relied(c.Partners...), in.unclaimed()...)}
	if o.state == StateNew {
		e.Stage = in.Policy.Stages.Entry()
	}
	if lead := o.lead; lead.ID != "" {
		if !in.Evidence.Partners[lead.ID].Approved {
			return nil, ErrPartnerNotApproved.Saying("%s, which leads the deal and would share it, is not an approved partner.", lead.Name)
		}
		e.FormerLead, e.Partners = &lead, with(e.Partners, lead)
		if !slices.Contains(c.Partners, lead.ID) {
			e.Evidence = append(e.Evidence, in.Evidence.Partners.Relied(lead.ID)...)
		}
	}
	return one(e), nil
}

func (AddCollaborator) guard(o Opportunity, _ Input) error { return o.mustCollaborate() }

func (c AddCollaborator) decide(o Opportunity, in Input) ([]domain.Event, error) {
	if has(o.collaborators, c.Partner) {
		return nil, ErrAlreadyCollaborator.On("partner")
	}
	var choice choice
	choice.take(o, in, "partner", c.Partner)
	if err := choice.err(); err != nil {
		return nil, err
	}
	return one(CollaboratorAdded{Partner: choice.partners[0], Evidence: append(in.Evidence.Partners.Relied(c.Partner), in.unclaimed()...)}), nil
}

func (RemoveCollaborator) guard(o Opportunity, _ Input) error {
	if len(o.collaborators) == 1 {
		return ErrLastCollaborator
	}
	return o.mustCollaborate()
}

func (c RemoveCollaborator) decide(o Opportunity, _ Input) ([]domain.Event, error) {
	for _, p := range o.collaborators {
		if p.ID == c.Partner {
			return one(CollaboratorRemoved{Partner: p, Reason: c.Reason}), nil
		}
	}
	return nil, ErrNotCollaborator.On("partner")
}

func (o Opportunity) mustCollaborate() error {
	if !o.collaborating() {
		return ErrNotCollaborating
	}
	return nil
}

// choice collects the partners that a command names, and what speaks against each.
type choice struct {
	partners         []domain.Party
	unknown, refused []domain.FieldError
}

// take adds the partner of a field, when it is approved, not excluded from the deal, and nobody else has exclusivity.
func (c *choice) take(o Opportunity, in Input, field string, id domain.ID) {
	f := in.Evidence.Partners[id]
	switch {
	case !f.Exists:
		c.unknown = append(c.unknown, domain.FieldError{Field: field, Code: "unknown-partner", Message: "There is no such partner."})
	case !f.Approved:
		c.refused = append(c.refused, ErrPartnerNotApproved.On(field).Fields...)
	case has(o.excluded, id):
		c.refused = append(c.refused, ErrPartnerExcluded.On(field).Fields...)
	case o.exclusiveToAnother(id, in):
		c.refused = append(c.refused, ErrExclusiveToAnother.On(field).Fields...)
	default:
		c.partners = append(c.partners, in.party(id))
	}
}

// err names every partner that cannot be taken; those that do not exist go first.
func (c *choice) err() error {
	if len(c.unknown) > 0 || len(c.refused) == 0 {
		return domain.Invalid(c.unknown)
	}
	first := c.refused[0]
	e := domain.Refusal(first.Code, first.Message)
	e.Fields = c.refused
	return e
}

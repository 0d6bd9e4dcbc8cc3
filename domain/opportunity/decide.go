package opportunity

import (
	"slices"

	"github.com/cosell/cosell/domain"
)

// Decide says what a command leads to: events, or the first rule that refuses it. It asks neither Validate nor Permit
// again. A command of a process that comes too late, or twice, leads to nothing and is no error.
func Decide(o Opportunity, c Command, in Input) ([]domain.Event, error) {
	if err := possible(o, c, in); err != nil {
		return nil, err
	}
	return c.decide(o, in)
}

// Allowed says for every command of people whether the caller may issue it now. Of evidence it takes the caller's own
// partner alone; what the fields say, and what is to be known of other partners, is left open.
func Allowed(o Opportunity, in Input) (all []domain.AllowedCommand) {
	for _, t := range Commands {
		if c := t.Zero.(Command); !t.Process && !t.Creates {
			_, err := Permit(o, c, in.Caller)
			if err == nil {
				err = possible(o, c, in)
			}
			all = append(all, domain.Allow(t.Name(), err))
		}
	}
	return all
}

// shut are the commands that a partner may not issue while it shares a deal with others.
var shut = []string{"return", "mark-stage", "extend", "assign", "pause", "resume", "win", "lose", "close-as-error", "register"}

// possible asks what does not depend on the fields of a command: whether the member was removed, the deadline, the state,
// whether the caller's partner is in good standing, and the command's own guard.
func possible(o Opportunity, c Command, in Input) error {
	if _, looks := c.(SeeOffer); looks || in.Caller.IsSystem() {
		return nil
	}
	if err := in.Evidence.Partners.Membership(in.Caller); err != nil {
		return err
	}
	if err := o.answerable(c, in); err != nil {
		return err
	}
	if err := lifecycle.Refuse(row[c.CommandName()], o.state); err != nil {
		return err
	}
	if err := in.Evidence.Partners.Standing(in.Caller); err != nil {
		return err
	}
	if slices.Contains(shut, c.CommandName()) && has(o.collaborators, in.Caller.Partner()) {
		return ErrCollaborating
	}
	if g, ok := c.(interface {
		guard(Opportunity, Input) error
	}); ok {
		return g.guard(o, in)
	}
	return nil
}

// row is the kind whose row of the lifecycle says where a command is possible.
var row = domain.Rows[Kind](Commands)

// answerable refuses answers to an offer that was over before, whether or not a clock has written so.
func (o Opportunity) answerable(c Command, in Input) error {
	switch c.(type) {
	case Accept, Decline:
	default:
		return nil
	}
	t, _ := o.tie(in.Caller.Partner())
	if t.How == EndLapsed || o.lapsed(in) && o.offer.partner.ID == in.Caller.Partner() {
		return ErrOfferExpired.Saying("The time to answer this offer ended at %s.", t.Deadline.UTC().Format("2006-01-02 15:04 UTC"))
	}
	return nil
}

// lapsed reports whether an offer is open whose deadline has passed: at the deadline itself an answer is in time.
func (o Opportunity) lapsed(in Input) bool {
	return o.offer != nil && in.Now.After(o.offer.deadline)
}

// own is what a decision relied upon about the caller's partner; nil for everybody else.
func (in Input) own() []domain.Evidence { return in.Evidence.Partners.Own(in.Caller) }

func one(e domain.Event) []domain.Event { return []domain.Event{e} }

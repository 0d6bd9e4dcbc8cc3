package referral

import (
	"github.com/cosell/cosell/domain"
)

// Decide says what a command leads to: events, or the first rule that refuses it. It asks neither Validate nor Permit
// again. A command of a process that comes too late, or twice, leads to nothing and is no error.
func Decide(r Referral, c Command, in Input) ([]domain.Event, error) {
	if err := possible(r, c, in); err != nil {
		return nil, err
	}
	return c.decide(r, in)
}

// Allowed says for every command of people whether the caller may issue it now. What the fields say, and what is to be
// known of partners that a command names, is left open.
func Allowed(r Referral, in Input) (all []domain.AllowedCommand) {
	for _, t := range Commands {
		if c := t.Zero.(Command); !t.Process && !t.Creates {
			_, err := Permit(r, c, in.Caller)
			if err == nil {
				err = possible(r, c, in)
			}
			all = append(all, domain.Allow(t.Name(), err))
		}
	}
	return all
}

// possible asks what does not depend on the fields of a command: whether the member was removed, the deadline, the state,
// whether the caller's partner is in good standing, and the command's own guard.
func possible(r Referral, c Command, in Input) error {
	if _, looks := c.(See); looks || in.Caller.IsSystem() {
		return r.begun(c)
	}
	if err := in.Evidence.Partners.Membership(in.Caller); err != nil {
		return err
	}
	if err := r.answerable(c, in); err != nil {
		return err
	}
	if err := lifecycle.Refuse(row[c.CommandName()], r.state); err != nil {
		return err
	}
	if err := in.Evidence.Partners.Standing(in.Caller); err != nil {
		return err
	}
	if g, ok := c.(interface {
		guard(Referral, Input) error
	}); ok {
		return g.guard(r, in)
	}
	return nil
}

// row is the kind whose row of the lifecycle says where a command is possible.
var row = domain.Rows[Kind](Commands)

// begun refuses what a process says of a copy that is not there.
func (r Referral) begun(c Command) error {
	if _, founds := c.(Receive); founds || r.state != "" {
		return nil
	}
	return lifecycle.Refuse(row[c.CommandName()], r.state)
}

// answerable refuses answers to an invitation that was over before, and anything else that is done with one that waits
// for its answer no longer, whether or not a clock has written so.
func (r Referral) answerable(c Command, in Input) error {
	var answers bool
	switch c.(type) {
	case Accept, Decline:
		answers = true
	case AddNote, CloseAsError:
	default:
		return nil
	}
	if r.lapsed(in) || answers && r.state == StateExpired {
		return ErrOfferExpired.Saying("The time to answer this invitation ended at %s.", r.deadline.UTC().Format("2006-01-02 15:04 UTC"))
	}
	return nil
}

// lapsed reports whether an invitation waits whose deadline has passed: at the deadline itself an answer is in time.
func (r Referral) lapsed(in Input) bool {
	return r.state == StateReceived && in.Now.After(r.deadline)
}

// own is what a decision relied upon about the caller's partner; nil for everybody else.
func (in Input) own() []domain.Evidence { return in.Evidence.Partners.Own(in.Caller) }

func one(e domain.Event) []domain.Event { return []domain.Event{e} }

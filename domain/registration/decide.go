package registration

import (
	"github.com/cosell/cosell/domain"
)

// Decide says what a command leads to: events, or the first rule that refuses it. It asks neither Validate nor Permit
// again. A command of a process that comes too late, or twice, leads to nothing and is no error.
func Decide(r Registration, c Command, in Input) ([]domain.Event, error) {
	if err := possible(r, c, in); err != nil {
		return nil, err
	}
	return c.decide(r, in)
}

// Allowed says for every command of people whether the caller may issue it now. Of evidence it takes the caller's own
// partner alone; what the fields say, and who has exclusivity over the customer, is left open.
func Allowed(r Registration, in Input) (all []domain.AllowedCommand) {
	for _, t := range Commands {
		if c := t.Zero.(Command); !t.Process {
			_, err := Permit(r, c, in.Caller)
			if err == nil {
				err = possible(r, c, in)
			}
			all = append(all, domain.Allow(t.Name(), err))
		}
	}
	return all
}

// possible asks what does not depend on the fields of a command: whether the member was removed, the state, the kind of
// registration, whether the caller's partner is in good standing, and the command's own guard.
func possible(r Registration, c Command, in Input) error {
	if in.Caller.IsSystem() {
		return nil
	}
	kind := row[c.CommandName()]
	if err := in.Evidence.Partners.Membership(in.Caller); err != nil {
		return err
	}
	if err := r.suits(kind); err != nil {
		return err
	}
	if err := lifecycle.Refuse(kind, r.state); err != nil {
		return err
	}
	if err := in.Evidence.Partners.Standing(in.Caller); err != nil {
		return err
	}
	if g, ok := c.(interface {
		guard(Registration, Input) error
	}); ok {
		return g.guard(r, in)
	}
	return nil
}

// row is the kind whose row of the lifecycle says where a command is possible.
var row = domain.Rows[Kind](Commands)

// suits refuses what is for registrations of the other kind; that a registration is closed is said first.
func (r Registration) suits(kind Kind) error {
	if p := purposes[kind]; p != "" && p != r.purpose && !r.final() {
		return ErrWrongPurpose.Saying("This is for the %s; this registration is for the %s.", p, r.purpose)
	}
	return nil
}

// final reports whether the registration is closed.
func (r Registration) final() bool { return r.state != "" && lifecycle.Final(r.state) }

// own is what a decision relied upon about the caller's partner; nil for everybody else.
func (in Input) own() []domain.Evidence { return in.Evidence.Partners.Own(in.Caller) }

func one(e domain.Event) []domain.Event { return []domain.Event{e} }

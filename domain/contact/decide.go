package contact

import (
	"reflect"
	"slices"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/own"
)

var errNothingChanged = domain.Refusal("nothing-changed", "Everything is as it was.")

// Validate names every field of a command that cannot be taken whatever the state: class invalid.
func Validate(c Command, in Input) error {
	bad := domain.Check(c)
	var more []domain.FieldError
	switch c := c.(type) {
	case Create:
		more = c.Consent.faults(in)
	case Revise:
		more = c.Consent.Value.faults(in)
		if c.Name.Given && c.Name.Value == nil {
			more = append(more, domain.FieldError{Field: "name", Code: "required", Message: "This cannot be cleared."})
		}
	}
	for _, f := range more {
		if !slices.ContainsFunc(bad, func(b domain.FieldError) bool { return b.Field == f.Field }) {
			bad = append(bad, f)
		}
	}
	return domain.Invalid(bad)
}

// faults is what a consent, if there is one, asks for.
func (c *Consent) faults(in Input) (bad []domain.FieldError) {
	if c == nil {
		return nil
	}
	if c.Given && domain.Blank(c.How) {
		bad = append(bad, domain.FieldError{Field: "consent.how", Code: "required", Message: "Say how the consent was given."})
	}
	if c.On.After(domain.DateOf(in.Now)) {
		bad = append(bad, domain.FieldError{Field: "consent.on", Code: "in-the-future", Message: "This day has not come yet."})
	}
	return bad
}

// Decide gives the events that a command leads to, or the rule that refuses it. It takes for granted that Validate and
// Permit had nothing against the command.
func Decide(c Contact, cmd Command, in Input) ([]domain.Event, error) {
	if err := possible(c, cmd, in); err != nil {
		return nil, err
	}
	return cmd.decide(c, in)
}

// row is the kind whose row of the lifecycle says where a command is possible.
var row = domain.Rows[Kind](Commands)

// possible is what a state and the standing of the caller's partner say to a command, whatever its fields hold.
func possible(c Contact, cmd Command, in Input) error {
	if err := in.Evidence.Partners.Membership(in.Caller); err != nil {
		return err
	}
	if err := lifecycle.Refuse(row[cmd.CommandName()], c.state); err != nil {
		return err
	}
	return in.Evidence.Partners.Standing(in.Caller)
}

func (in Input) relied() []domain.Evidence { return in.Evidence.Partners.Own(in.Caller) }

func (cmd Create) decide(_ Contact, in Input) ([]domain.Event, error) {
	person := cmd.Person
	person.Consent = person.Consent.dated(in)
	return []domain.Event{Created{own.Owner(in.Caller, in.Evidence.Partners), person, in.relied()}}, nil
}

// dated is a consent with the day on which it was given, today where it names none.
func (c *Consent) dated(in Input) *Consent {
	if c == nil || !c.On.IsZero() {
		return c
	}
	today := *c
	today.On = domain.DateOf(in.Now)
	return &today
}

func (cmd Revise) decide(c Contact, in Input) ([]domain.Event, error) {
	now := c.person
	e := Revised{
		Name:    domain.Changed(cmd.Name, now.Name),
		Mail:    domain.Changed(cmd.Mail, now.Mail),
		Phone:   domain.Changed(cmd.Phone, now.Phone),
		Title:   domain.Changed(cmd.Title, now.Title),
		Consent: domain.ChangedRef(domain.Optional[Consent]{Given: cmd.Consent.Given, Value: cmd.Consent.Value.dated(in)}, now.Consent),
	}
	if reflect.ValueOf(e).IsZero() {
		return nil, errNothingChanged
	}
	e.Evidence = in.relied()
	return []domain.Event{e}, nil
}

func (cmd Remove) decide(_ Contact, in Input) ([]domain.Event, error) {
	return []domain.Event{Removed{cmd.Reason, in.relied()}}, nil
}

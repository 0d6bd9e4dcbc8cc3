package program

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/cosell/cosell/domain"
)

// Refusals of the program.
var (
	errNothingChanged = domain.Refusal("nothing-changed", "Everything is as it was.")
	errStagesFixed    = domain.Refusal("stages-fixed", "The percentages of a stage table stay: deals are bound to them. Only names may change.")
)

// Validate names every field of a command that cannot be taken whatever the state: class invalid.
func Validate(c Command, in Input) error {
	return domain.Invalid(both(domain.Check(c), slices.Concat(faults(c), late(c, in))))
}

// late is what the time says to a command.
func late(c Command, in Input) (bad []domain.FieldError) {
	rates, ok := c.(PublishRates)
	for i, r := range rates.Rates {
		if ok && r.Month > MonthOf(domain.DateOf(in.Now)) {
			bad = append(bad, domain.FieldError{Field: fmt.Sprintf("rates[%d].month", i), Code: "in-the-future", Message: "This month has not come yet."})
		}
	}
	return bad
}

// Decide gives the event that a command leads to, or the rule that refuses it. The whole policy that would come of it is
// looked at before it is taken: what is wrong elsewhere in it refuses the command too, named by its path from the
// policy's root. Decide takes for granted that Validate and Permit had nothing against the command.
func Decide(p Program, c Command, in Input) ([]domain.Event, error) {
	e, err := c.decide(p, in)
	if err != nil {
		return nil, err
	}
	now := p.Policy()
	after := now.after(e)
	if err := after.Validate(); err != nil {
		return nil, err
	}
	if after.Version = now.Version; reflect.DeepEqual(after, now) {
		return nil, errNothingChanged
	}
	return []domain.Event{e}, nil
}

func (c SetWindows) decide(Program, Input) (Event, error)      { return WindowsChanged(c), nil }
func (c SetTeaser) decide(Program, Input) (Event, error)       { return TeaserChanged(c), nil }
func (c SetRegistration) decide(Program, Input) (Event, error) { return RegistrationChanged(c), nil }
func (c SetWeights) decide(Program, Input) (Event, error)      { return WeightsChanged(c), nil }
func (c SetAlerts) decide(Program, Input) (Event, error)       { return AlertsChanged(c), nil }
func (c PublishRates) decide(Program, Input) (Event, error)    { return RatesPublished(c), nil }

func (c SetStages) decide(p Program, _ Input) (Event, error) {
	now := p.Policy()
	var moved []string
	if !c.Normal.sameKeys(now.Stages) {
		moved = append(moved, "normal")
	}
	if !c.Assessment.sameKeys(now.Assessment) {
		moved = append(moved, "assessment")
	}
	if len(moved) > 0 {
		return nil, errStagesFixed.On(moved...)
	}
	return StagesChanged(c), nil
}

func (t StageTable) sameKeys(o StageTable) bool {
	return slices.EqualFunc(t, o, func(a, b Stage) bool { return a.Percent == b.Percent })
}

func (c SetReasons) decide(p Program, _ Input) (Event, error) {
	now := p.Policy().Reasons
	c.Decline = c.Decline.retiring(now.Decline)
	c.Error = c.Error.retiring(now.Error)
	c.Return = c.Return.retiring(now.Return)
	c.Help = c.Help.retiring(now.Help)
	c.Role = c.Role.retiring(now.Role)
	return ReasonsChanged(c), nil
}

// retiring is the catalogue followed by those of an earlier one that it leaves out, which nobody may give any more.
func (c Catalogue) retiring(earlier Catalogue) Catalogue {
	all := slices.Clone(c)
	for _, r := range earlier {
		if !slices.ContainsFunc(c, func(o Reason) bool { return o.Code == r.Code }) {
			r.Retired = true
			all = append(all, r)
		}
	}
	return all
}

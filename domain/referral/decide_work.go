package referral

import (
	"slices"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/program"
)

// table is that of the stages of a deal.
func table(assessment bool, in Input) program.StageTable {
	if assessment {
		return in.Policy.Assessment
	}
	return in.Policy.Stages
}

func (c MarkStage) decide(r Referral, in Input) ([]domain.Event, error) {
	percent := 0
	if c.Stage != nil {
		percent = *c.Stage
	}
	stages := table(r.assessment(), in)
	stage, err := stages.Mark(r.stage, percent, c.Reason)
	switch {
	case err != nil:
		return nil, err
	case r.assessment() && len(stages.Skipped(stage.Percent, r.marked)) > 0:
		return nil, ErrStageSkipped.On("stage")
	}
	return one(StageMarked{
		From:     r.stage,
		Stage:    stage.Percent,
		Name:     stage.Name,
		Unmarked: r.markedAfter(stage.Percent),
		Reason:   c.Reason,
		Evidence: in.own(),
	}), nil
}

// markedAfter are the stages that a step back to percent unmarks.
func (r Referral) markedAfter(percent int) (all []int) {
	for _, m := range r.marked {
		if m > percent {
			all = append(all, m)
		}
	}
	return all
}

func (c Revise) decide(r Referral, in Input) ([]domain.Event, error) {
	e := c.changes(r.details)
	changed := e.Fields()
	foreign := where(changed, func(f string) bool { return r.received() && slices.Contains(openers, f) })
	switch {
	case len(changed) == 0:
		return nil, ErrNothingChanged
	case len(foreign) > 0:
		return nil, ErrNotYourField.On(foreign...)
	case e.Contact != nil && r.help != "":
		return nil, ErrSentToVendor.On("contact")
	case e.Notes != nil && domain.Blank(e.Notes.To) && !r.received():
		return nil, ErrNotClearable.On("notes")
	case e.Intent != nil && e.Intent.To == IntentYes && !in.incentivised(r.solutions):
		return nil, ErrNeedsIncentivised.On("marketplaceIntent")
	}
	e.Evidence = in.own()
	return one(e), nil
}

func (c ChangeTeam) decide(r Referral, in Input) ([]domain.Event, error) {
	if slices.Equal(c.Team, r.team) {
		return nil, ErrNothingChanged.On("team")
	}
	if err := in.employed("team", c.Team); err != nil {
		return nil, err
	}
	return one(TeamChanged{From: r.team, To: c.Team, Evidence: in.own()}), nil
}

func (ChangeSolutions) guard(r Referral, _ Input) error {
	if r.assessment() {
		return ErrAssessment
	}
	return nil
}

func (c ChangeSolutions) decide(r Referral, in Input) ([]domain.Event, error) {
	to, relied, err := in.solutions("solutions", c.Solutions)
	switch {
	case err != nil:
		return nil, err
	case slices.Equal(to, r.solutions):
		return nil, ErrNothingChanged.On("solutions")
	case r.details.Intent == IntentYes && r.incentivises(in) && !in.incentivised(to):
		return nil, ErrNeedsIncentivised.On("solutions")
	}
	return one(SolutionsChanged{From: r.solutions, To: to, Evidence: append(in.own(), relied...)}), nil
}

// incentivises reports whether the intent to buy on the marketplace binds the solutions: a receiver that took it over from
// the opener is bound once one of its own solutions is incentivised.
func (r Referral) incentivises(in Input) bool { return !r.received() || in.incentivised(r.solutions) }

func (c AddNote) decide(_ Referral, in Input) ([]domain.Event, error) {
	audience := c.Audience
	if audience == "" {
		audience = AudienceOwn
	}
	return one(NoteAdded{Text: c.Text, Audience: audience, Evidence: in.own()}), nil
}

func (c MatchAccount) decide(r Referral, in Input) ([]domain.Event, error) {
	now := r.details.Customer
	switch same := now != nil && now.Kind == c.Account && now.VendorAccount == c.Vendor; {
	case same && in.Caller.IsSystem():
		return nil, nil
	case same:
		return nil, ErrNothingChanged
	}
	return one(AccountMatched(c)), nil
}

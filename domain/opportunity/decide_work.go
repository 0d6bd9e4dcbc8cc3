package opportunity

import (
	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/evidence"
)

func (c MarkStage) decide(o Opportunity, in Input) ([]domain.Event, error) {
	percent := 0
	if c.Stage != nil {
		percent = *c.Stage
	}
	stage, err := in.Policy.Stages.Mark(o.stage, percent, c.Reason)
	if err != nil {
		return nil, err
	}
	return one(StageMarked{From: o.stage, Stage: stage.Percent, Name: stage.Name, Reason: c.Reason, Evidence: in.own()}), nil
}

func (c Extend) decide(o Opportunity, in Input) ([]domain.Event, error) {
	if !c.EstimatedClose.After(o.details.EstimatedClose) {
		return nil, ErrNotLater.On("estimatedCloseDate")
	}
	return one(Extended{From: o.details.EstimatedClose, To: c.EstimatedClose, Evidence: in.own()}), nil
}

func (c Assign) decide(o Opportunity, in Input) ([]domain.Event, error) {
	to := c.Member.Or("")
	own := in.Evidence.Partners[in.Caller.Partner()]
	relied := in.own()
	switch {
	case to == o.assignee:
		return nil, ErrNothingChanged.On("member")
	case to != "" && own.Members[to] != evidence.MemberActive:
		return nil, ErrAssigneeNotActive.On("member")
	case to != "":
		relied = append(relied, own.Believed("the assignee is an active member of "+own.Name))
	}
	return one(AssigneeChanged{From: o.assignee, To: to, Evidence: relied}), nil
}

func (c Unassign) decide(o Opportunity, _ Input) ([]domain.Event, error) {
	if o.state != StateAccepted || o.assignee != c.Member || o.lead.ID != c.Partner {
		return nil, nil
	}
	return one(AssigneeChanged{From: o.assignee}), nil
}

func (AddNote) guard(o Opportunity, in Input) error {
	if o.lapsed(in) && o.offer.partner.ID == in.Caller.Partner() {
		return ErrOfferExpired
	}
	return nil
}

func (c AddNote) decide(_ Opportunity, in Input) ([]domain.Event, error) {
	audience := c.Audience
	switch {
	case c.Brief:
		audience = AudienceAll
	case audience == "":
		audience = AudienceOwn
	}
	return one(NoteAdded{Text: c.Text, Audience: audience, Brief: c.Brief, Evidence: in.own()}), nil
}

func (Pause) guard(o Opportunity, _ Input) error {
	if o.paused != nil {
		return ErrAlreadyPaused
	}
	return nil
}

func (c Pause) decide(_ Opportunity, in Input) ([]domain.Event, error) {
	return one(Paused{Reason: c.Reason, Until: c.Until, Evidence: in.own()}), nil
}

func (Resume) guard(o Opportunity, _ Input) error {
	if o.paused == nil {
		return ErrNotPaused
	}
	return nil
}

func (Resume) decide(_ Opportunity, in Input) ([]domain.Event, error) {
	return one(Resumed{Evidence: in.own()}), nil
}

func (c EndPause) decide(o Opportunity, in Input) ([]domain.Event, error) {
	switch {
	case o.paused == nil, !c.Until.IsZero() && c.Until != o.paused.until:
		return nil, nil
	case in.Now.Before(o.paused.until.Start()):
		return nil, ErrNotDue
	}
	return one(Resumed{Due: true, At: o.paused.until.Start()}), nil
}

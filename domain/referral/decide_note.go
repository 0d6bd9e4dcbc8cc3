package referral

import (
	"slices"

	"github.com/cosell/cosell/domain"
)

// known is what is known of another copy; of one that is not known, that it has not answered.
func (r Referral) known(id domain.ID) counterpart {
	if c := r.counterpart(id); c != nil {
		return *c
	}
	return counterpart{Counterpart: Counterpart{State: StateReceived}}
}

func (c NoteAnswer) decide(r Referral, _ Input) ([]domain.Event, error) {
	if c.Counterpart.Referral == r.id || r.known(c.Counterpart.Referral).State != StateReceived {
		return nil, nil
	}
	return one(CounterpartAnswered{c.Counterpart, c.At, c.Team, c.Reason, c.Note}), nil
}

func (c NoteClosing) decide(r Referral, _ Input) ([]domain.Event, error) {
	if c.Counterpart.Referral == r.id || r.known(c.Counterpart.Referral).State == c.Counterpart.State {
		return nil, nil
	}
	return one(CounterpartClosed{c.Counterpart, c.At}), nil
}

// decide keeps what is new. A note always is; a team is when it differs.
func (c NoteCounterpart) decide(r Referral, _ Input) ([]domain.Event, error) {
	met := r.counterpart(c.Counterpart.Referral) != nil
	if r.turnedDown() {
		c.Text, c.Team = "", nil // what those who take part tell each other
	}
	if slices.Equal(c.Team, r.known(c.Counterpart.Referral).team) {
		c.Team = nil
	}
	e := CounterpartNoted{
		Counterpart: c.Counterpart,
		At:          c.At,
		Text:        c.Text,
		Team:        c.Team,
		Visible:     c.Visible && !r.visible,
		Invited:     c.Invited && !met,
	}
	if r.help == "" {
		e.Help = c.Help
	}
	if c.Counterpart.Referral == r.id || e.Text == "" && len(e.Team) == 0 && !e.Visible && !e.Invited && e.Help == "" {
		return nil, nil
	}
	return one(e), nil
}

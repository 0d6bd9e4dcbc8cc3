package scenario

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/partner"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/domain/registration"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/handlers/command"
)

// Stage is what a story is told on. The first three are required and belong together: Commands writes to Log, and its
// clock is Clock.Now. Nobody else should use Commands meanwhile, least of all the processes that react to events.
type Stage struct {
	Commands *command.Service
	Log      eventstore.Store
	Clock    *Clock
	// React does what our processes do because of the events up to a position, and because of what comes of that, and
	// returns the place of the last of these events. It must do the same when it is asked again in another telling. nil
	// where nothing happens by itself. What clocks do, the story tells in steps of its own.
	React func(ctx context.Context, upTo eventstore.Position) (eventstore.Position, error)
}

// ErrOtherLog says that the log holds events and does not begin with this story. Nothing was written.
var ErrOtherLog = errors.New("the log was not begun by this story")

// Tell issues every step, so that the story ends on the day before the one that the clock shows. Telling it again
// changes nothing, and completes what an earlier telling left undone, with the dates that it began with; a story that
// was told to its end is recognised without telling it. A step that is refused, or that leads to no event, is an error
// that names its line, and ends the telling.
func (s *Story) Tell(ctx context.Context, on Stage) error {
	end, whole, err := s.begun(ctx, on)
	if err != nil || whole {
		return err
	}
	defer on.Clock.run()
	t := telling{Stage: on, end: end}
	for i := range s.steps {
		if err := t.step(ctx, &s.steps[i]); err != nil {
			return s.at(s.steps[i].line, err)
		}
	}
	return nil
}

// begun looks into the log for an earlier telling: on which day it ended or was to end, and whether it did.
func (s *Story) begun(ctx context.Context, on Stage) (end domain.Date, whole bool, err error) {
	last, err := on.Log.End(ctx)
	if err != nil || last.IsZero() {
		return domain.DateOf(on.Clock.Now()), false, err
	}
	first, err := firstOf(ctx, on.Log)
	if err != nil {
		return end, false, err
	}
	if !s.steps[0].wrote(first) {
		return end, false, fmt.Errorf("%s: %w", s.name, ErrOtherLog)
	}
	for e, err := range on.Log.Read(ctx, s.steps[len(s.steps)-1].stream, eventstore.From{}) {
		if err != nil {
			return end, false, err
		}
		whole = whole || s.steps[len(s.steps)-1].wrote(e)
	}
	return s.steps[0].when.end(first.Metadata.RecordedAt), whole, nil
}

func firstOf(ctx context.Context, log eventstore.Store) (first eventstore.Recorded, err error) {
	for first, err = range log.Subscribe(ctx, eventstore.Position{}) {
		break
	}
	return first, err
}

// wrote reports whether an event came of this step.
func (s *step) wrote(e eventstore.Recorded) bool {
	return e.Stream == s.stream && e.Metadata.CommandID == s.key && e.Metadata.Actor.Org == string(s.who.Org)
}

// telling is one run through a story.
type telling struct {
	Stage
	end  domain.Date
	seen eventstore.Position // of the last event in told
	told []eventstore.Recorded
}

func (t *telling) step(ctx context.Context, s *step) error {
	t.Clock.stand(s.when.in(t.end))
	c, err := s.commandOn(t.end)
	if err != nil {
		return err
	}
	a, err := s.ask(ctx, t.Commands, t.request(s), s.id, c)
	if err == nil && len(a.Events) == 0 {
		err = errors.New("nothing comes of it")
	}
	if err != nil {
		return fmt.Errorf("%s %s: %w", c.CommandName(), s.subject, err)
	}
	reached := a.Position
	if t.React != nil {
		if reached, err = t.React(ctx, reached); err != nil {
			return fmt.Errorf("after %s %s: %w", c.CommandName(), s.subject, err)
		}
	}
	return t.listen(ctx, reached)
}

// listen takes in what the log holds up to a position.
func (t *telling) listen(ctx context.Context, upTo eventstore.Position) error {
	if !t.seen.Before(upTo) {
		return nil
	}
	for e, err := range t.Log.Subscribe(ctx, t.seen) {
		if err != nil {
			return err
		}
		t.told, t.seen = append(t.told, e), e.Position
		if !e.Position.Before(upTo) {
			break
		}
	}
	return nil
}

// reactsTo says after which events our processes issue which commands.
var reactsTo = map[string][]string{
	"expire":    {string(opportunity.KindDistributed), string(referral.KindReceived), string(partner.KindSuspended)},
	"end-pause": {string(opportunity.KindPaused)},
	"lapse":     {string(registration.KindApproved), string(registration.KindExtended)},
	"close":     {string(registration.KindAutoApproved), string(registration.KindFailed)},
	"unassign":  {string(partner.KindMemberRemoved)},
	"recall":    {string(partner.KindSuspended)},
}

// request is what comes with the step's command. A process reacts to the last event of the kinds that it waits for, of
// the same subject or of a partner, and shares its correlation.
func (t *telling) request(s *step) command.Request {
	req := s.request()
	for _, e := range slices.Backward(t.told) {
		near := e.Stream == s.stream || strings.HasPrefix(e.Stream, aPartner+"-")
		if s.who.IsSystem() && near && slices.Contains(reactsTo[s.command.Name()], e.Kind) {
			req.CausationID, req.CorrelationID = e.ID, e.Metadata.CorrelationID
			break
		}
	}
	return req
}

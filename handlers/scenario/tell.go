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
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/handlers/command"
)

// Stage is what a story is told on. All three are required and belong together: Commands writes to Log, and its clock
// is Clock.Now. Nobody else should use Commands meanwhile, least of all the processes that react to events: the story
// tells their part itself.
type Stage struct {
	Commands *command.Service
	Log      eventstore.Store
	Clock    *Clock
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
	told []happened
}

// happened is an event of the telling.
type happened struct {
	command.EventRef
	subject     string
	correlation string
}

func (t *telling) step(ctx context.Context, s *step) error {
	t.Clock.stand(s.when.in(t.end))
	c, err := s.commandOn(t.end)
	if err != nil {
		return err
	}
	req := t.request(s)
	var a command.Answer
	switch s.kind {
	case aPartner:
		a, err = t.Commands.Partners.Do(ctx, req, s.id, c.(partner.Command))
	case anOpportunity:
		a, err = t.Commands.Opportunities.Do(ctx, req, s.id, c.(opportunity.Command))
	}
	if err == nil && len(a.Events) == 0 {
		err = errors.New("nothing comes of it")
	}
	if err != nil {
		return fmt.Errorf("%s %s: %w", c.CommandName(), s.subject, err)
	}
	for _, e := range a.Events {
		t.told = append(t.told, happened{e, s.subject, req.CorrelationID})
	}
	return nil
}

// reactsTo says after which events our processes issue which commands.
var reactsTo = map[string][]string{
	"expire":            {string(opportunity.KindDistributed)},
	"end-pause":         {string(opportunity.KindPaused)},
	"note-no-candidate": {string(opportunity.KindOfferLapsed), string(opportunity.KindOfferDeclined)},
	"note-registration": {string(opportunity.KindRegistered)},
	"unassign":          {string(partner.KindMemberRemoved)},
	"recall":            {string(partner.KindSuspended)},
}

// request is what comes with the step's command. A process reacts to the last event of the kinds that it waits for, of
// the same subject or of a partner, and shares its correlation.
func (t *telling) request(s *step) command.Request {
	req := s.request()
	for _, h := range slices.Backward(t.told) {
		near := h.subject == s.subject || strings.HasPrefix(h.Kind, aPartner+".")
		if s.who.IsSystem() && near && slices.Contains(reactsTo[s.command.Name()], h.Kind) {
			req.CausationID, req.CorrelationID = string(h.ID), h.correlation
			break
		}
	}
	return req
}

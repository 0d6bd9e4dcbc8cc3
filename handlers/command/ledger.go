package command

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/cosell/cosell/domain/assignment"
	"github.com/cosell/cosell/domain/candidates"
	"github.com/cosell/cosell/eventstore"
)

// ledger is what this process knows of all partners, folded from the log as far as anybody has asked. It is for whoever
// has the turn at the section.
type ledger struct {
	journal  journal
	partners candidates.Ledger
	position eventstore.Position // of the last event that was folded, or passed over
}

// errCaughtUp ends a subscription that has come to where the log ended.
var errCaughtUp = errors.New("caught up")

// catchUp folds what was written since the last time, up to the end of the log as it is now. What was folded stays so
// when it breaks. Its errors are of class unavailable, or the context's cause.
func (l *ledger) catchUp(ctx context.Context) error {
	end, err := l.journal.store.End(ctx)
	if err != nil {
		return unavailable(ctx, err)
	}
	if !l.position.Before(end) {
		return nil
	}
	reading, stop := context.WithCancelCause(ctx)
	defer stop(errCaughtUp)
	for r, err := range l.journal.store.Subscribe(reading, l.position) {
		if err == nil {
			err = l.fold(r)
		}
		if err != nil {
			return unavailable(ctx, err)
		}
		if !l.position.Before(end) {
			return nil
		}
	}
	return ErrUnreachable.Because(fmt.Errorf("the log ended at %s, before %s", l.position, end))
}

// fold takes the next event, if it is one that candidates are made of.
func (l *ledger) fold(r eventstore.Recorded) error {
	if strings.HasPrefix(r.Kind, "opportunity.") || strings.HasPrefix(r.Kind, "partner.") {
		e, err := Decode(l.journal.codec, r)
		if err != nil {
			return err
		}
		l.partners.Apply(e)
	}
	l.position = r.Position
	return nil
}

// candidates are the partners as of the end of the log, with the place where that is.
func (l *ledger) candidates(
	ctx context.Context, now time.Time, stalledAfter time.Duration,
) ([]assignment.Candidate, *eventstore.Position, error) {
	if err := l.catchUp(ctx); err != nil {
		return nil, nil, err
	}
	end := l.position
	return l.partners.Candidates(now, stalledAfter), &end, nil
}

package main

import (
	"context"
	"iter"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/handlers/command"
)

// parseAsOf reads a place in the log's history: a time (RFC 3339), a date (its last instant, UTC) or a position.
func parseAsOf(s string) (as command.AsOf, err error) {
	if s == "" {
		return as, nil
	}
	if p, err := eventstore.ParsePosition(s); err == nil {
		as.Position = &p
		return as, nil
	}
	if d, err := domain.ParseDate(s); err == nil {
		as.Time = d.Start().Add(24*time.Hour - time.Microsecond)
		return as, nil
	}
	if as.Time, err = time.Parse(time.RFC3339, s); err != nil {
		return as, usagef("%q is neither a time (2026-03-31T12:00:00Z), a date (2026-03-31) nor a position", s)
	}
	return as, nil
}

// come refuses a place that has not come yet, as a flag names it: a position behind the end of the log, or a time that lies behind
// this machine's clock and behind everything that was told.
func (b *base) come(ctx context.Context, flag, text string, told iter.Seq2[eventstore.Recorded, error]) error {
	as, err := parseAsOf(text)
	switch {
	case err != nil:
		return err
	case as.Position != nil:
		end, err := b.store.End(ctx)
		if err == nil && end.Before(*as.Position) {
			return usagef("%s %s lies behind the end of the log, which is %s: leave it out for the present", flag, text, end)
		}
		return err
	case !as.Time.After(endOf(time.Now(), text)):
		return nil
	}
	for e, err := range told {
		if err != nil || !e.Metadata.RecordedAt.Before(as.Time) {
			return err // a log may be ahead of this machine's clock
		}
	}
	return usagef("%s %s has not come yet: leave it out for the present", flag, text)
}

// endOf is the latest time that has come: the whole day where one is named by its date.
func endOf(now time.Time, text string) time.Time {
	if _, err := domain.ParseDate(text); err != nil {
		return now
	}
	return domain.DateOf(now.UTC()).Start().Add(24 * time.Hour)
}

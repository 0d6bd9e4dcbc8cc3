package main

import (
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

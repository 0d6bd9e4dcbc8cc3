package runner

import (
	"context"
	"fmt"
	"regexp"

	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/eventstore"
)

// Event is a decoded event with its place in the log.
type Event struct {
	domain.Recorded
	Position eventstore.Position
}

// Consumer is a read model or a process manager: something that turns events into rows of its own. The runner hands it
// every event of the log once, in order, and commits its rows together with the position it has reached.
type Consumer struct {
	// Name names the checkpoint: a lower-case word, or several joined by hyphens, unique in the database.
	Name string
	// Version counts the forms of the rows, from 1. A greater version than the database has seen runs Schema and
	// begins at the start of the log; a smaller one is refused.
	Version int
	// Schema is the DDL of this version, run once, in the transaction that makes the checkpoint. It is "" where
	// another package migrates the tables.
	Schema string
	// Tables are the qualified names of the tables that hold what Apply wrote. They are emptied when the log turns out
	// not to hold what was applied, as after restoring an older backup; then every event is applied again.
	Tables []string
	// Emptied, where given, runs in the transaction that empties Tables, for what emptying alone does not mend.
	Emptied func(ctx context.Context, tx pgx.Tx) error
	// Apply writes what events mean through tx, which the runner commits. The events are in the order of the log; those
	// of kinds that do not concern the consumer are among them. An error or a panic rolls everything back: a lost
	// connection or a serialization failure is tried again for as long as it takes, anything else a few times
	// with fewer and fewer events; then the consumer stops at the event that cannot be applied.
	Apply func(ctx context.Context, tx pgx.Tx, events []Event) error
	// CaughtUp, where given, runs in a transaction of its own when the consumer has reached the end that the log had when
	// this process began to own it: for what is better done once than with every row, such as indexes.
	CaughtUp func(ctx context.Context, tx pgx.Tx) error
	// Forget, where given, tells that what Apply remembers of earlier batches is void: the last one may not have been
	// committed, or another process may have written since.
	Forget func()
	// Committed, where given, is called after each commit with the position reached. It must return at once.
	Committed func(eventstore.Position)
	// Owner, where given, runs beside Apply in a goroutine of its own while this process owns the consumer: its context
	// ends when ownership does, and ownership is given up when it has returned.
	Owner func(ctx context.Context)
}

var nameForm = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)

func (c Consumer) check() error {
	if !nameForm.MatchString(c.Name) || c.Version < 1 || c.Apply == nil {
		return fmt.Errorf("consumer %q version %d: a name of lower-case words, a version from 1 and Apply are needed", c.Name, c.Version)
	}
	return nil
}

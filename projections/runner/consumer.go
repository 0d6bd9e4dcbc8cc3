package runner

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/eventstore"
)

// Event is a decoded event with its place in the log.
type Event struct {
	domain.Recorded
	Position eventstore.Position

	kind   string  // where there is a fault
	fault  error   // why it cannot be decoded; then its Recorded holds only what the log says
	before []Event // events of its stream that a subscription left out: they belong to this one, and go before it
}

func (e *Event) kindName() string {
	if e.fault != nil || e.Event == nil {
		return e.kind
	}
	return e.Event.EventKind()
}

// Consumer is a read model or a process manager: something that turns events into rows of its own. The runner hands it
// every event of the log once, in order, and commits its rows together with the position it has reached.
type Consumer struct {
	// Name names the checkpoint: a lower-case word, or several joined by hyphens, unique in the database.
	Name string
	// Version counts the forms of the rows, from 1. A greater version than the database has seen runs Schema and
	// begins at the start of the log, while a smaller one that has a Beside goes on in the programs that know it; once it
	// is no more shown and nobody owns it, its tables go.
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
	// with fewer and fewer events; then the event that cannot be applied is parked, and those that follow it.
	Apply func(ctx context.Context, tx pgx.Tx, events []Event) error
	// CaughtUp, where given, runs in a transaction of its own when the consumer has reached the end that the log had when
	// this process began to own it, possibly more than once: for what is better done once than with every row, such as indexes.
	CaughtUp func(ctx context.Context, tx pgx.Tx) error
	// Forget, where given, tells that what Apply remembers of earlier batches is void: the last one may not have been
	// committed, or another process may have written since.
	Forget func()
	// Committed, where given, is called after each commit with the position reached. It must return at once.
	Committed func(eventstore.Position)
	// Batch is how many events are handed to Apply together while the consumer catches up; 8,000 when zero, which is also the most.
	Batch int
	// Pace is the least time from one batch to the next once the consumer has caught up, for events that come without a pause; 2 ms
	// when zero. A batch is often a single event, and costs nearly what many do.
	Pace time.Duration
	// Heeds, where given, reports whether an event may mean something to Apply, which is not called for batches without any.
	Heeds func(*Event) bool
	// KeepsPlans says that Apply's prepared statements are planned alike however many rows there are, so that a plan may be kept
	// from one batch to the next. Those of which this is not true it must then not prepare by name.
	KeepsPlans bool
	// Models names what the consumer shows analysts: views of the schema cosell.
	Models []string
	// Shows is the DDL that makes the Models, or makes them again, over the tables of this version, with comments and
	// rights. It runs apart from Schema: when these tables are as new as those that the Models showed before.
	Shows string
	// Beside, where given, is the same consumer with nothing remembered, whose Schema, Tables and Apply use tables of
	// other names, and which has no Owner: all that it does can be undone by dropping its Tables. One that does
	// anything beside writing its Tables has none: it is never rebuilt, and never checked.
	Beside func(Place) Consumer
	// Touches names the rows that an event changes, by words of the consumer's own. Two events that name the same row are
	// applied in their order, also when one of them was parked; nil says that no row is touched by events of two streams.
	Touches func(*Event) []string
	// Owner, where given, runs beside Apply in a goroutine of its own while this process owns the consumer: its context
	// ends when ownership does, and ownership is given up when it has returned.
	Owner func(ctx context.Context)
}

// Place says where a consumer has its tables: the schema, and what their names end with after the version. The usual one
// is cosell, with no suffix.
type Place struct{ Schema, Suffix string }

var nameForm = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)

func (c Consumer) batch() int { return min(cmp.Or(c.Batch, catchUpBatch), catchUpBatch) }

func (c Consumer) pace() time.Duration { return cmp.Or(c.Pace, livePace) }

// heeds reports whether any of the events is for Apply.
func (c Consumer) heeds(events []Event) bool {
	return len(events) > 0 && (c.Heeds == nil || slices.ContainsFunc(events, func(e Event) bool { return c.Heeds(&e) }))
}

func (c Consumer) check() error {
	if !nameForm.MatchString(c.Name) || c.Version < 1 || c.Apply == nil {
		return fmt.Errorf("consumer %q version %d: a name of lower-case words, a version from 1 and Apply are needed", c.Name, c.Version)
	}
	return nil
}

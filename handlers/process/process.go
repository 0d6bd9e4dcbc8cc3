// Package process holds the process managers: what our own clocks and followers do because something happened.
//
// The rules are:
//
//   - A manager reacts to an event by issuing a command with an id derived from the event, so that doing it twice
//     does it once. Whether there is anything to do the rules of the aggregate decide when it is issued.
//   - What it remembers commits together with its position in the log; a step that it takes is stored before it is taken.
//   - A step holds ids and deadlines, nothing of anybody's. What its command says beyond that is read from the log when it is
//     taken, as it was when the cause was written, so that the command is the same each time.
//   - A manager takes its steps in the order in which they fell due; behind one that is to be tried again, those to the same
//     subject wait.
//   - A step that is refused stays in the list as failed, with the code of the refusal, until somebody gives it back.
//   - A clock of which nothing can be made when it goes off is put back for a while, and holds up no other.
//   - Being told is not a step: reminders become notices in the transaction in which their clock goes off.
package process

import (
	"context"
	"embed"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/eventstore/postgres/migrate"
	"github.com/cosell/cosell/handlers/command"
	"github.com/cosell/cosell/projections/runner"
)

//go:embed migrations
var migrations embed.FS

// Migrate makes the tables of the process managers, or brings them up to what this package expects.
func Migrate(ctx context.Context, pool *pgxpool.Pool) error {
	return migrate.Up(ctx, pool, migrate.Set{Schema: "cosell_ops", Owner: "process", Files: migrations})
}

// Clock tells the time, and wakes after some of it.
type Clock interface {
	Now() time.Time
	After(time.Duration) <-chan time.Time
}

// SystemClock is the machine's.
type SystemClock struct{}

// Now is part of Clock.
func (SystemClock) Now() time.Time { return time.Now() }

// After is part of Clock.
func (SystemClock) After(d time.Duration) <-chan time.Time { return time.After(d) }

// Options are what process managers work with.
type Options struct {
	Service *command.Service
	Store   eventstore.Store
	Decode  func(eventstore.Recorded) (domain.Recorded, error) // as the runner's; command.Decode when nil
	Pool    *pgxpool.Pool
	// Reached waits until the named consumer has applied the log up to a position: the Wait of the runner that the
	// consumers are given to.
	Reached func(ctx context.Context, consumer string, p eventstore.Position) error
	Clock   Clock        // SystemClock when nil; the same time as the command service's
	Log     *slog.Logger // discards when nil
	Issue   Issue        // of steps; to the service when nil
	Hook    func(Point)  // called between durable steps, so that tests can crash there; nil for none

	bell *bell
}

// Point is a place between two durable steps of a manager.
type Point string

// The points, in the order of a step's life.
const (
	Fired   Point = "fired"   // the step is stored, its command not issued
	Issued  Point = "issued"  // the command was done or refused, the step does not say so
	Settled Point = "settled" // the step says so
)

// Consumers are the process managers, to be run beside the read models. A manager takes steps in the process that owns its
// consumer.
func Consumers(o Options) []runner.Consumer {
	if o.Clock == nil {
		o.Clock = SystemClock{}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Hook == nil {
		o.Hook = func(Point) {}
	}
	if o.Issue == nil {
		o.Issue = through(o.Service)
	}
	if o.Decode == nil {
		o.Decode = decoder()
	}
	o.bell = &bell{pool: o.Pool, clock: o.Clock, workers: map[string]*worker{}}
	return []runner.Consumer{
		expiry(o), reminders(o), invitations(o), registrar(o), reoffer(o), membership(o),
	}
}

// decoder reads whatever the aggregates write.
func decoder() func(eventstore.Recorded) (domain.Recorded, error) {
	codec, err := command.NewCodec()
	return func(e eventstore.Recorded) (domain.Recorded, error) {
		if err != nil {
			return domain.Recorded{}, err
		}
		return command.Decode(codec, e)
	}
}

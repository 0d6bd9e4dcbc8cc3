package runner_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/eventstore/codec"
	"github.com/cosell/cosell/eventstore/memory"
	"github.com/cosell/cosell/eventstore/postgres/localserver/localservertest"
	"github.com/cosell/cosell/projections/runner"
)

func TestMain(m *testing.M) { localservertest.Main(m) }

var now = time.Date(2026, 3, 31, 12, 0, 0, 0, time.UTC)

// said is the only kind of event of these tests.
type said struct{ Text string }

func (said) EventKind() string { return "test.said" }

func decode(r eventstore.Recorded) (domain.Recorded, error) {
	var e said
	if r.Kind == "test.garbled" {
		return domain.Recorded{}, errors.New("garbled")
	}
	if r.Kind != e.EventKind() {
		return domain.Recorded{}, fmt.Errorf("%s: %w", r.Kind, codec.ErrUnknownKind)
	}
	err := json.Unmarshal(r.Data, &e)
	return domain.Recorded{Event: e, Meta: domain.Meta{
		Stream: r.Stream, Revision: r.Revision, EventID: domain.ID(r.ID), RecordedAt: r.Metadata.RecordedAt,
	}}, err
}

// stream is the name of the n-th stream.
func stream(n int) string { return fmt.Sprintf("test-00000000-0000-4000-8000-%012d", n) }

func pending(kind, text string) eventstore.Pending {
	data, _ := json.Marshal(said{text})
	return eventstore.Pending{ID: uuid.NewString(), Kind: kind, SchemaVersion: 1, Data: data,
		Metadata: eventstore.Metadata{RecordedAt: now, CommandID: "c", CorrelationID: "c"}}
}

// say appends one event to the n-th stream, which is at revision last.
func say(t testing.TB, s eventstore.Store, n int, last int64, text string) eventstore.Position {
	t.Helper()
	return write(t, s, n, last, pending("test.said", text))
}

func write(t testing.TB, s eventstore.Store, n int, last int64, events ...eventstore.Pending) eventstore.Position {
	t.Helper()
	a, err := s.Append(t.Context(), stream(n), eventstore.At(last), events)
	require.NoError(t, err)
	return a.Position
}

// heard is a consumer that writes what was said into a table of its own, one row each.
func heard(name string, each ...func(e runner.Event) error) runner.Consumer {
	return runner.Consumer{
		Name: name, Version: 1, Tables: []string{"cosell." + name + "_v1"}, Models: []string{name},
		Schema: fmt.Sprintf("create table cosell.%[1]s_v1 (n bigserial, text text); create view cosell.%[1]s as select n, text from cosell.%[1]s_v1", name),
		Apply: func(ctx context.Context, tx pgx.Tx, events []runner.Event) error {
			for _, e := range events {
				for _, do := range each {
					if err := do(e); err != nil {
						return err
					}
				}
				if _, err := tx.Exec(ctx, "insert into cosell."+name+"_v1 (text) values ($1)", e.Event.(said).Text); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

func texts(t testing.TB, pool *pgxpool.Pool, name string) []string {
	t.Helper()
	rows, err := pool.Query(t.Context(), "select text from cosell."+name+"_v1 order by n")
	require.NoError(t, err)
	all, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	return all
}

func database(t testing.TB) *pgxpool.Pool {
	t.Helper()
	pool, err := pgxpool.New(t.Context(), localservertest.Database(t))
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	return pool
}

// process is a program that runs consumers.
type process struct {
	*runner.Runner
	stop func()
}

// start runs consumers until the test ends or stop is called.
func start(t testing.TB, pool *pgxpool.Pool, s eventstore.Store, consumers ...runner.Consumer) *process {
	t.Helper()
	return run(t, prepared(t, pool, s, nil, consumers...))
}

// prepared is a program that runs nothing yet. Hook may be nil.
func prepared(t testing.TB, pool *pgxpool.Pool, s eventstore.Store, hook func(runner.Point), consumers ...runner.Consumer) *runner.Runner {
	t.Helper()
	o := runner.Options{Store: s, Decode: decode, Pool: pool, Consumers: consumers, Hook: hook,
		Standby: 5 * time.Millisecond, FirstPause: time.Millisecond, Beat: 50 * time.Millisecond}
	if _, leaks := s.(gappy); leaks { // reading it does not tell how much there is
		o.Count = func(_ context.Context, p eventstore.Position) (int64, error) { return int64(p.Commit), nil }
	}
	r, err := runner.New(o)
	require.NoError(t, err)
	_, err = r.Prepare(t.Context())
	require.NoError(t, err)
	return r
}

func run(t testing.TB, r *runner.Runner) *process {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- r.Run(ctx) }()
	p := &process{Runner: r, stop: sync.OnceFunc(func() {
		cancel()
		require.NoError(t, <-done)
	})}
	t.Cleanup(p.stop)
	return p
}

// reach waits until a consumer has reached p.
func (p *process) reach(t testing.TB, name string, at eventstore.Position) {
	t.Helper()
	if err := p.Wait(soon(t), name, at); err != nil {
		require.NoError(t, err, "%+v", p.status(t, name))
	}
}

// stopped waits until a consumer has stopped before p.
func (p *process) stopped(t testing.TB, name string, at eventstore.Position) runner.Status {
	t.Helper()
	require.ErrorIs(t, p.Wait(soon(t), name, at), runner.ErrViewStopped)
	return p.status(t, name)
}

func (p *process) status(t testing.TB, name string) runner.Status {
	t.Helper()
	all, err := p.Status(t.Context())
	require.NoError(t, err)
	for _, s := range all {
		if s.Name == name {
			return s
		}
	}
	t.Fatalf("no status of %s", name)
	return runner.Status{}
}

// soon bounds what a test waits for.
func soon(t testing.TB) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeoutCause(t.Context(), 20*time.Second, errors.New("the test waited too long"))
	t.Cleanup(cancel)
	return ctx
}

func newLog() *memory.Store { return memory.New() }

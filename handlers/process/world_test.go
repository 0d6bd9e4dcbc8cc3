package process_test

import (
	"context"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/partner"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/eventstore/memory"
	"github.com/cosell/cosell/eventstore/postgres/localserver/localservertest"
	"github.com/cosell/cosell/handlers/command"
	"github.com/cosell/cosell/handlers/process"
	"github.com/cosell/cosell/projections/runner"
)

func TestMain(m *testing.M) { localservertest.Main(m) }

var (
	begin       = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	errorReason = program.Default().Reasons.Error[0].Code
	window      = program.Default().AnswerWindow
	manager     = domain.Caller{Member: "maria", Org: domain.Vendor, Roles: []domain.Role{domain.RoleChannelManager}}
	admin       = domain.Caller{Member: "vera", Org: domain.Vendor, Roles: []domain.Role{domain.RoleProgramAdministrator}}
)

// clock stands still until it is set; who waits for a time is woken when it is set to it or past it.
type clock struct {
	mu      sync.Mutex
	now     time.Time
	waiting map[chan time.Time]time.Time
	asleep  chan struct{} // somebody began to wait
}

func newClock() *clock {
	return &clock{now: begin, waiting: map[chan time.Time]time.Time{}, asleep: make(chan struct{}, 1)}
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) After(d time.Duration) <-chan time.Time {
	c.mu.Lock()
	ch := make(chan time.Time, 1)
	c.waiting[ch] = c.now.Add(d)
	c.mu.Unlock()
	if d <= 0 {
		c.set(c.Now())
		return ch
	}
	select {
	case c.asleep <- struct{}{}:
	default:
	}
	return ch
}

func (c *clock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t
	for ch, at := range c.waiting {
		if !at.After(t) {
			ch <- t
			delete(c.waiting, ch)
		}
	}
}

func (c *clock) add(d time.Duration) { c.set(c.Now().Add(d)) }

// world is a log, a database for the managers, and a partner.
type world struct {
	*command.Service
	store    eventstore.Store
	feed     eventstore.Store // what the managers see of it
	receipts command.Receipts
	pool     *pgxpool.Pool
	clock    *clock
	steps    process.Opportunities // where managers issue; the service unless a test says otherwise
	contoso  domain.ID
}

func newWorld(t *testing.T) *world {
	t.Helper()
	pool, err := pgxpool.New(t.Context(), localservertest.Database(t))
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	require.NoError(t, command.Migrate(t.Context(), pool))
	require.NoError(t, process.Migrate(t.Context(), pool))
	store := memory.New()
	w := &world{store: store, feed: store, receipts: command.NewPostgresReceipts(pool), pool: pool, clock: newClock()}
	w.open(t)
	w.contoso = w.enrol(t, "Contoso", "carl")
	return w
}

// open makes the service over the store.
func (w *world) open(t *testing.T) {
	t.Helper()
	s, err := command.New(command.Options{Store: w.store, Receipts: w.receipts, Clock: w.clock.Now})
	require.NoError(t, err)
	w.Service, w.steps = s, s.Opportunities
}

func (w *world) enrol(t *testing.T, name, administrator string) domain.ID {
	t.Helper()
	a, err := w.Partners.Do(t.Context(), command.Request{Caller: admin, Key: "enrol " + name}, "", partner.Enrol{
		Profile:       partner.Profile{Name: name},
		Administrator: &partner.Person{Member: administrator, Name: "Somebody", Mail: "somebody@example.com"},
	})
	require.NoError(t, err)
	return a.ID
}

func (w *world) carl() domain.Caller {
	return domain.Caller{Member: "carl", Org: domain.Org(w.contoso), Roles: []domain.Role{domain.RoleAdministrator}}
}

func (w *world) do(t *testing.T, who domain.Caller, id domain.ID, cmd opportunity.Command) command.Answer {
	t.Helper()
	a, err := w.Opportunities.Do(t.Context(), command.Request{Caller: who}, id, cmd)
	require.NoError(t, err)
	return a
}

func (w *world) partner(t *testing.T, cmd partner.Command) {
	t.Helper()
	_, err := w.Partners.Do(t.Context(), command.Request{Caller: admin}, w.contoso, cmd)
	require.NoError(t, err)
}

// offered is a deal that waits for Contoso's answer; accepted is one that Contoso works on.
func (w *world) offered(t *testing.T) domain.ID {
	t.Helper()
	id := w.do(t, manager, "", opportunity.Create{Topic: "New plant", Currency: "USD"}).ID
	w.do(t, manager, id, opportunity.Distribute{Partner: w.contoso})
	return id
}

func (w *world) accepted(t *testing.T) domain.ID {
	t.Helper()
	id := w.offered(t)
	w.do(t, w.carl(), id, opportunity.Accept{})
	return id
}

// last is the newest event of a deal.
func (w *world) last(t *testing.T, id domain.ID) (last command.Entry) {
	t.Helper()
	for e, err := range w.Opportunities.History(context.WithoutCancel(t.Context()), id) {
		require.NoError(t, err)
		last = e
	}
	return last
}

// running is a program that runs the managers.
type running struct {
	*runner.Runner
	points chan process.Point // where its workers come by
	dead   chan struct{}      // closed when it was killed
	stop   func()             // ends it and waits until all is still
}

// start runs the managers until the test ends, they are stopped, or they come by a point at which to die.
func (w *world) start(t *testing.T, die func(process.Point) bool) *running {
	t.Helper()
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	r := &running{points: make(chan process.Point, 1000), dead: make(chan struct{})}
	codec, err := command.NewCodec()
	require.NoError(t, err)
	r.Runner, err = runner.New(runner.Options{
		Store:  w.feed,
		Pool:   w.pool,
		Decode: func(e eventstore.Recorded) (domain.Recorded, error) { return command.Decode(codec, e) },
		Consumers: process.Consumers(process.Options{
			Opportunities: w.steps,
			Store:         w.store,
			Pool:          w.pool,
			Clock:         w.clock,
			Reached: func(ctx context.Context, consumer string, p eventstore.Position) error {
				return r.Wait(ctx, consumer, p)
			},
			Hook: func(p process.Point) {
				if die != nil && die(p) {
					cancel()
					close(r.dead)
					runtime.Goexit()
				}
				r.points <- p
			},
		}),
	})
	require.NoError(t, err)
	_, err = r.Prepare(ctx)
	require.NoError(t, err)
	ended := make(chan error, 1)
	go func() { ended <- r.Run(ctx) }()
	r.stop = sync.OnceFunc(func() {
		cancel()
		require.NoError(t, <-ended)
	})
	t.Cleanup(r.stop)
	return r
}

// seen waits until the managers know what is in the log.
func (w *world) seen(t *testing.T, r *running) {
	t.Helper()
	end, err := w.store.End(t.Context())
	require.NoError(t, err)
	for _, name := range []string{process.Expiry, process.Membership} {
		require.NoError(t, r.Wait(t.Context(), name, end))
	}
}

// settled waits until the managers have taken n steps more. While they sleep, time passes a minute at once.
func (w *world) settled(r *running, n int) {
	for n > 0 {
		select {
		case p := <-r.points:
			if p == process.Settled {
				n--
			}
		case <-w.clock.asleep:
			w.clock.add(time.Minute)
		}
	}
}

package notify_test

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/partner"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/eventstore/memory"
	"github.com/cosell/cosell/eventstore/postgres/localserver/localservertest"
	"github.com/cosell/cosell/handlers/notify"
	"github.com/cosell/cosell/handlers/preferences"
	"github.com/cosell/cosell/projections/runner"
)

func TestMain(m *testing.M) { localservertest.Main(m) }

var begin = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

const (
	contoso  = domain.ID("00000000-0000-4000-8000-00000000c001")
	fabrikam = domain.ID("00000000-0000-4000-8000-00000000fab1")
	lyon     = domain.ID("00000000-0000-4000-8000-0000000010c1")
	paris    = domain.ID("00000000-0000-4000-8000-0000000010c2")
	dealID   = domain.ID("00000000-0000-4000-8000-0000000dea10")
)

var (
	manager = domain.Caller{Member: "maria", Org: domain.Vendor, Roles: []domain.Role{domain.RoleChannelManager}}
	carl    = domain.Caller{Member: "carl", Org: domain.Org(contoso), Roles: []domain.Role{domain.RoleAdministrator}}
)

// clock stands still until it is set; who waits for a time is woken when it is set to it or past it.
type clock struct {
	mu      sync.Mutex
	now     time.Time
	waiting map[chan time.Time]time.Time
}

func newClock() *clock {
	return &clock{now: begin, waiting: map[chan time.Time]time.Time{}}
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) After(d time.Duration) <-chan time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	ch := make(chan time.Time, 1)
	if d <= 0 {
		ch <- c.now
		return ch
	}
	c.waiting[ch] = c.now.Add(d)
	return ch
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	for ch, at := range c.waiting {
		if !at.After(c.now) {
			ch <- c.now
			delete(c.waiting, ch)
		}
	}
}

// world is a log, a database, and the members who are told.
type world struct {
	log      *memory.Store
	mu       sync.Mutex
	events   map[string]domain.Recorded // what the log's events mean, by id
	last     map[domain.ID]int64
	pool     *pgxpool.Pool
	clock    *clock
	wishes   *preferences.Store
	hooks    *notify.Webhooks
	partners map[domain.ID]partner.Partner
}

func newWorld(t *testing.T) *world {
	t.Helper()
	pool, err := pgxpool.New(t.Context(), localservertest.Database(t))
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	require.NoError(t, preferences.Migrate(t.Context(), pool))
	require.NoError(t, notify.Migrate(t.Context(), pool))
	w := &world{
		log: memory.New(), events: map[string]domain.Recorded{}, last: map[domain.ID]int64{}, pool: pool, clock: newClock(),
		wishes: preferences.NewStore(pool), partners: map[domain.ID]partner.Partner{},
	}
	w.hooks = notify.NewWebhooks(pool, w.clock.Now, true)
	w.partners[contoso] = staff(person("carl", domain.RoleAdministrator), person("dora", domain.RoleSeller))
	w.partners[fabrikam] = staff(person("fay", domain.RoleAdministrator))
	return w
}

func person(name string, role domain.Role, locations ...domain.ID) partner.MemberInvited {
	return partner.MemberInvited{
		Person: partner.Person{Member: name, Name: domain.PersonName(name), Mail: domain.Mail(name + "@example.com")},
		Roles:  []domain.Role{role}, Locations: locations,
	}
}

func staff(people ...partner.MemberInvited) partner.Partner {
	history := []domain.Recorded{{Event: partner.Enrolled{Profile: partner.Profile{Name: "Somebody"}}}}
	for _, p := range people {
		history = append(history, domain.Recorded{Event: p}, domain.Recorded{Event: partner.MemberActivated{Member: p.Member}})
	}
	return partner.Replay(history)
}

func (w *world) load(_ context.Context, id domain.ID) (partner.Partner, error) {
	p, ok := w.partners[id]
	if !ok {
		return p, &domain.Error{Class: domain.ClassMissing, Code: "not-found"}
	}
	return p, nil
}

// happens writes an event to the log, by a member of an organisation.
func (w *world) happens(t *testing.T, stream string, subject domain.ID, org domain.Org, e domain.Event) domain.Recorded {
	t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	revision, begun := w.last[subject]
	expected := eventstore.NoStream
	if begun {
		expected, revision = eventstore.At(revision), revision+1
	}
	r := domain.Recorded{Event: e, Meta: domain.Meta{
		Stream: stream + "-" + string(subject), Subject: subject, Revision: revision, EventID: domain.ID(uuid.NewString()),
		RecordedAt: w.clock.Now(), Effective: w.clock.Now(), Actor: domain.Actor{Member: "somebody", Org: org},
	}}
	w.events[string(r.EventID)] = r
	_, err := w.log.Append(t.Context(), r.Stream, expected, []eventstore.Pending{{
		ID: string(r.EventID), Kind: e.EventKind(), SchemaVersion: 1, Data: []byte("{}"),
		Metadata: eventstore.Metadata{RecordedAt: r.RecordedAt, CommandID: "c", CorrelationID: "c"},
	}})
	require.NoError(t, err)
	w.last[subject] = revision
	return r
}

func (w *world) decode(r eventstore.Recorded) (domain.Recorded, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	e, ok := w.events[r.ID]
	if !ok {
		return e, fmt.Errorf("%s is not known", r.ID)
	}
	return e, nil
}

// running is a program that sends notices.
type running struct {
	*runner.Runner
	w      *world
	points chan notify.Point
	dead   chan struct{} // closed when it was killed
	stop   func()        // ends it and waits until all is still
}

// start sends until the test ends, it is stopped, or it comes by a point at which to die.
func (w *world) start(t *testing.T, o notify.Options, die func(notify.Point) bool) *running {
	t.Helper()
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	r := &running{w: w, points: make(chan notify.Point, 1000), dead: make(chan struct{})}
	o.Pool, o.Clock = w.pool, w.clock
	if o.Members == nil {
		o.Members = notify.NewMembers(w.load, w.wishes)
	}
	dying := sync.OnceFunc(func() { cancel(); close(r.dead) })
	o.Hook = func(p notify.Point) {
		if die != nil && die(p) {
			dying()
			runtime.Goexit()
		}
		r.points <- p
	}
	var err error
	r.Runner, err = runner.New(runner.Options{
		Store: w.log, Pool: w.pool, Decode: w.decode, Consumers: []runner.Consumer{notify.Consumer(o)},
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

// seen waits until what is in the log was made into notices.
func (r *running) seen(t *testing.T) {
	t.Helper()
	end, err := r.w.log.End(t.Context())
	require.NoError(t, err)
	require.NoError(t, r.Wait(t.Context(), notify.Name, end))
}

// pass waits until the program came by a point n times more. Should it have gone to sleep just when a test moved the clock,
// the clock is moved again.
func (r *running) pass(t *testing.T, point notify.Point, n int) {
	t.Helper()
	nudge := time.NewTicker(time.Second)
	defer nudge.Stop()
	for n > 0 {
		select {
		case p := <-r.points:
			if p == point {
				n--
			}
		case <-nudge.C:
			r.w.clock.add(5 * time.Second)
		case <-t.Context().Done():
			return
		}
	}
}

// await waits for something that happens when the clock goes on.
func (w *world) await(t *testing.T, what <-chan struct{}) {
	t.Helper()
	nudge := time.NewTicker(100 * time.Millisecond)
	defer nudge.Stop()
	for {
		select {
		case <-what:
			return
		case <-nudge.C:
			w.clock.add(time.Second)
		case <-t.Context().Done():
			return
		}
	}
}

func (r *running) settled(t *testing.T, n int) {
	t.Helper()
	r.pass(t, notify.Settled, n)
}

// expanded waits until there is a delivery for everything that was to be told.
func (r *running) expanded(t *testing.T) {
	t.Helper()
	r.seen(t)
	for {
		var waiting int
		require.NoError(t, r.w.pool.QueryRow(t.Context(),
			`select count(*) from cosell_ops.notices where expanded_at is null`).Scan(&waiting))
		if waiting == 0 {
			return
		}
		r.pass(t, notify.Expanded, 1)
	}
}

type row struct {
	Channel, Recipient, State, Reason, Kind string
	Attempts, Status                        int
	LastError                               string
	RetryAt                                 time.Time
	ID                                      domain.ID
}

// rows are the deliveries, by recipient.
func (w *world) rows(t *testing.T) []row {
	t.Helper()
	rows, err := w.pool.Query(t.Context(), `
select d.channel, d.recipient, d.state, d.reason, n.kind, d.attempts, d.status, d.last_error, d.retry_at, d.id
from cosell_ops.deliveries d join cosell_ops.notices n on n.id = d.notice order by n.at, n.position, d.channel, d.recipient`)
	require.NoError(t, err)
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[row])
	require.NoError(t, err)
	return all
}

func (w *world) subscribe(t *testing.T, who domain.Caller, url string, kinds ...notify.Kind) notify.Webhook {
	t.Helper()
	h, err := w.hooks.Subscribe(t.Context(), who, notify.Subscription{URL: url, Kinds: kinds})
	require.NoError(t, err)
	return h
}

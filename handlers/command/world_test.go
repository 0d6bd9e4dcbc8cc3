package command_test

import (
	"context"
	"encoding/json"
	"math/rand/v2"
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
	"github.com/cosell/cosell/eventstore/postgres"
	"github.com/cosell/cosell/eventstore/postgres/localserver/localservertest"
	"github.com/cosell/cosell/handlers/command"
)

func TestMain(m *testing.M) { localservertest.Main(m) }

var (
	begin   = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	manager = domain.Caller{Member: "maria", Org: domain.Vendor, Roles: []domain.Role{domain.RoleChannelManager}}
	admin   = domain.Caller{Member: "vera", Org: domain.Vendor, Roles: []domain.Role{domain.RoleProgramAdministrator}}
	auditor = domain.Caller{Member: "audrey", Org: domain.Vendor, Roles: []domain.Role{domain.RoleAuditor}}
)

// clock stands still until it is set, or goes a step with each look.
type clock struct {
	mu   sync.Mutex
	now  time.Time
	step time.Duration
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(c.step)
	return c.now
}

func (c *clock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t
}

func (c *clock) add(d time.Duration) { c.set(c.Now().Add(d)) }

// world is a service over a store, with two partners.
type world struct {
	*command.Service
	store    eventstore.Store
	receipts command.Receipts
	clock    *clock
	pool     *pgxpool.Pool // nil in memory

	contoso, fabrikam domain.ID
}

// worlds are the memory and a real Postgres: what is tested over both ranges over them.
var worlds = map[string]func(testing.TB) *world{"memory": inMemory, "postgres": inPostgres}

func inMemory(tb testing.TB) *world {
	tb.Helper()
	return settle(tb, memory.New(), command.NewMemoryReceipts())
}

func inPostgres(tb testing.TB) *world {
	tb.Helper()
	pool := database(tb)
	require.NoError(tb, postgres.Migrate(tb.Context(), pool))
	store, err := postgres.Open(tb.Context(), pool, postgres.Options{})
	require.NoError(tb, err)
	tb.Cleanup(store.Close)
	w := settle(tb, store, command.NewPostgresReceipts(pool))
	w.pool = pool
	return w
}

func database(tb testing.TB) *pgxpool.Pool {
	tb.Helper()
	pool, err := pgxpool.New(tb.Context(), localservertest.Database(tb))
	require.NoError(tb, err)
	tb.Cleanup(pool.Close)
	require.NoError(tb, command.Migrate(tb.Context(), pool))
	return pool
}

func settle(tb testing.TB, store eventstore.Store, receipts command.Receipts) *world {
	tb.Helper()
	w := &world{store: store, receipts: receipts, clock: &clock{now: begin}}
	w.Service = w.service(tb, nil)
	w.contoso, w.fabrikam = w.enrol(tb, "Contoso", "carl"), w.enrol(tb, "Fabrikam", "fay")
	return w
}

// service is another service over the same store, as another process would be.
func (w *world) service(tb testing.TB, hook func(command.Point)) *command.Service {
	tb.Helper()
	s, err := command.New(command.Options{Store: w.store, Receipts: w.receipts, Clock: w.clock.Now, Hook: hook})
	require.NoError(tb, err)
	return s
}

// sparing is another service that keeps snapshots, and remembers streams.
func (w *world) sparing(tb testing.TB, o command.Snapshotting, hook func(command.Point)) *command.Service {
	tb.Helper()
	s, err := command.New(command.Options{Store: w.store, Receipts: w.receipts, Clock: w.clock.Now, Snapshots: o, Memory: 1 << 20, Hook: hook})
	require.NoError(tb, err)
	return s
}

// atOnce does what comes after an answer before it.
func atOnce(f func()) { f() }

// among is another service that takes turns at assigning with others.
func (w *world) among(tb testing.TB, others command.Exclusive) *command.Service {
	tb.Helper()
	s, err := command.New(command.Options{Store: w.store, Receipts: w.receipts, Clock: w.clock.Now, Exclusive: others})
	require.NoError(tb, err)
	return s
}

func (w *world) enrol(tb testing.TB, name, administrator string) domain.ID {
	tb.Helper()
	a, err := w.Partners.Do(tb.Context(), command.Request{Caller: admin, Key: "enrol " + name}, "", partner.Enrol{
		Profile:       partner.Profile{Name: name},
		Administrator: &partner.Person{Member: administrator, Name: domain.PersonName(administrator), Mail: domain.Mail(administrator + "@example.com")},
	})
	require.NoError(tb, err)
	return a.ID
}

func (w *world) carl() domain.Caller { return member("carl", w.contoso) }
func (w *world) fay() domain.Caller  { return member("fay", w.fabrikam) }

func member(name string, of domain.ID) domain.Caller {
	return domain.Caller{Member: name, Org: domain.Org(of), Roles: []domain.Role{domain.RoleAdministrator}}
}

// do issues a command without a key, and insists that it is done.
func (w *world) do(tb testing.TB, who domain.Caller, id domain.ID, cmd opportunity.Command) command.Answer {
	tb.Helper()
	a, err := w.Opportunities.Do(tb.Context(), command.Request{Caller: who}, id, cmd)
	require.NoError(tb, err)
	return a
}

func create(topic string) opportunity.Create {
	return opportunity.Create{
		Topic:          topic,
		Customer:       &domain.Customer{Name: "Northwind Traders", City: "Lyon", Country: "FR"},
		EstimatedValue: domain.NewMoney(2_500_000, "USD"),
		EstimatedClose: domain.DateOf(begin.AddDate(0, 3, 0)),
		Products:       []string{"Cloud"},
	}
}

// newDeal, offered and accepted are deals of the vendor: new, distributed to Contoso, and taken by it.
func (w *world) newDeal(tb testing.TB) domain.ID {
	tb.Helper()
	return w.do(tb, manager, "", create("New plant")).ID
}

func (w *world) offered(tb testing.TB) domain.ID {
	tb.Helper()
	id := w.newDeal(tb)
	w.do(tb, manager, id, opportunity.Distribute{Partner: opportunity.Addressee(w.contoso)})
	return id
}

func (w *world) accepted(tb testing.TB) domain.ID {
	tb.Helper()
	id := w.offered(tb)
	w.do(tb, w.carl(), id, opportunity.Accept{})
	return id
}

// declineReason is one that the policy knows.
func (w *world) declineReason() string { return program.Default().Reasons.Decline[0].Code }

// history is what the log holds of a deal.
func (w *world) history(tb testing.TB, id domain.ID) (all []command.Entry) {
	tb.Helper()
	for e, err := range w.Opportunities.History(context.WithoutCancel(tb.Context()), id) {
		require.NoError(tb, err)
		all = append(all, e)
	}
	return all
}

func kinds(history []command.Entry) (all []string) {
	for _, e := range history {
		all = append(all, e.Kind)
	}
	return all
}

func toJSON(tb testing.TB, v any) string {
	tb.Helper()
	b, err := json.Marshal(v)
	require.NoError(tb, err)
	return string(b)
}

func ptr[T any](v T) *T { return &v }

// requireError insists on a class and a code.
func requireError(tb testing.TB, err error, class domain.Class, code string) {
	tb.Helper()
	require.Error(tb, err)
	e := domain.AsError(err)
	require.Equal(tb, string(class)+" "+code, string(e.Class)+" "+e.Code, "%v", err)
}

// deadline is what an offer's event says.
func deadline(tb testing.TB, e command.Entry) time.Time {
	tb.Helper()
	offer, ok := e.Event.(opportunity.Distributed)
	require.True(tb, ok, e.Kind)
	return offer.Deadline
}

// scatter lets others go first, sometimes.
func scatter(command.Point) {
	for range rand.IntN(4) {
		runtime.Gosched()
	}
}

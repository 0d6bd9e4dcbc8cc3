package process_test

import (
	"context"
	"fmt"
	"strings"
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
	"github.com/cosell/cosell/handlers/notify"
	"github.com/cosell/cosell/handlers/process"
)

func TestMain(m *testing.M) { localservertest.Main(m) }

var (
	begin       = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	errorReason = program.Default().Reasons.Error[0].Code
	window      = program.Default().AnswerWindow
	manager     = domain.Caller{Member: "maria", Org: domain.Vendor, Roles: []domain.Role{domain.RoleChannelManager}}
	suspend     = partner.Suspend{Reason: "unpaid fees"}
	admin       = domain.Caller{Member: "vera", Org: domain.Vendor, Roles: []domain.Role{domain.RoleProgramAdministrator}}
)

var managers = []string{
	process.Expiry, process.Reminders, process.Invitations, process.Registrar, process.Reoffer, process.Membership,
}

// world is a log, a database for the managers, and a partner.
type world struct {
	*command.Service
	store    eventstore.Store
	feed     eventstore.Store // what the managers see of it
	receipts command.Receipts
	pool     *pgxpool.Pool
	clock    *clock
	issue    process.Issue // where managers issue; the service when nil
	contoso  domain.ID
	requests int
}

// by is a request that has the same ids in every world that is told the same.
func (w *world) by(who domain.Caller) command.Request {
	w.requests++
	return command.Request{Caller: who, Key: fmt.Sprint("request ", w.requests)}
}

func newWorld(t *testing.T) *world {
	t.Helper()
	return newWorldOn(t, func(*pgxpool.Pool) eventstore.Store { return memory.New() })
}

// newWorldInPostgres has its log where the managers have theirs.
func newWorldInPostgres(t *testing.T) *world {
	t.Helper()
	return newWorldOn(t, func(pool *pgxpool.Pool) eventstore.Store {
		require.NoError(t, postgres.Migrate(t.Context(), pool))
		store, err := postgres.Open(t.Context(), pool, postgres.Options{})
		require.NoError(t, err)
		t.Cleanup(func() { store.Close() })
		return store
	})
}

func newWorldOn(t *testing.T, log func(*pgxpool.Pool) eventstore.Store) *world {
	t.Helper()
	pool, err := pgxpool.New(t.Context(), localservertest.Database(t))
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	require.NoError(t, command.Migrate(t.Context(), pool))
	require.NoError(t, process.Migrate(t.Context(), pool))
	require.NoError(t, notify.Migrate(t.Context(), pool))
	store := log(pool)
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
	w.Service = s
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
	a, err := w.Opportunities.Do(t.Context(), w.by(who), id, cmd)
	require.NoError(t, err)
	return a
}

func (w *world) partner(t *testing.T, cmd partner.Command) {
	t.Helper()
	_, err := w.Partners.Do(t.Context(), w.by(admin), w.contoso, cmd)
	require.NoError(t, err)
}

// offered is a deal that waits for Contoso's answer; accepted is one that Contoso works on.
func (w *world) offered(t *testing.T) domain.ID {
	t.Helper()
	id := w.do(t, manager, "", opportunity.Create{Topic: "New plant", Currency: "USD"}).ID
	w.do(t, manager, id, opportunity.Distribute{Partner: opportunity.Addressee(w.contoso)})
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

// kinds are those of a stream's events, without the aggregate's name.
func (w *world) kinds(t *testing.T, stream string) (kinds []string) {
	t.Helper()
	for e, err := range w.store.Read(t.Context(), stream, eventstore.From{}) {
		require.NoError(t, err)
		_, short, _ := strings.Cut(e.Kind, ".")
		kinds = append(kinds, short)
	}
	return kinds
}

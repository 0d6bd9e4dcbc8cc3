package command_test

import (
	"context"
	"fmt"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/eventstore/postgres"
	"github.com/cosell/cosell/eventstore/postgres/localserver/localservertest"
	"github.com/cosell/cosell/handlers/command"
)

const clients = 64

var benchDeal = opportunity.Create{
	Topic:     "Renewal of a fleet of forklifts",
	Currency:  "USD",
	Customer:  &domain.Customer{Name: "Northwind Traders", City: "Lyon", Country: "FR"},
	Situation: "The leases end next year and nobody has asked for offers yet.",
	Products:  []string{"Cloud", "Support"},
}

// BenchmarkCommand asks how many commands a second 64 clients get done, durable, with and without keys, and what of the rate
// of bare appends of the same events is left.
func BenchmarkCommand(b *testing.B) {
	config, err := pgxpool.ParseConfig(localservertest.Durable(b))
	require.NoError(b, err)
	config.MaxConns = 32
	pool, err := pgxpool.NewWithConfig(b.Context(), config)
	require.NoError(b, err)
	b.Cleanup(pool.Close)
	require.NoError(b, postgres.Migrate(b.Context(), pool))
	require.NoError(b, command.Migrate(b.Context(), pool))
	store, err := postgres.Open(b.Context(), pool, postgres.Options{})
	require.NoError(b, err)
	b.Cleanup(store.Close)
	event := sample(b, store, pool)

	b.Run("append alone", func(b *testing.B) {
		together(b, func(ctx context.Context, _ int64) error {
			e := event
			e.ID = uuid.NewString()
			_, err := store.Append(ctx, "opportunity-"+uuid.NewString(), eventstore.NoStream, []eventstore.Pending{e})
			return err
		})
	})
	run := time.Now().UnixNano()
	for name, receipts := range map[string]command.Receipts{
		"create, key":    command.NewPostgresReceipts(pool),
		"create, no key": nil,
	} {
		b.Run(name, func(b *testing.B) {
			s, err := command.New(command.Options{Store: store, Receipts: receipts})
			require.NoError(b, err)
			together(b, func(ctx context.Context, n int64) error {
				req := command.Request{Caller: manager}
				if receipts != nil {
					req.Key = fmt.Sprintf("%s %d %d %d", name, run, b.N, n)
				}
				_, err := s.Opportunities.Do(ctx, req, "", benchDeal)
				return err
			})
		})
	}
}

// sample is the event that creating a deal writes.
func sample(b *testing.B, store *postgres.Store, pool *pgxpool.Pool) eventstore.Pending {
	b.Helper()
	s, err := command.New(command.Options{Store: store, Receipts: command.NewPostgresReceipts(pool)})
	require.NoError(b, err)
	a, err := s.Opportunities.Do(b.Context(), command.Request{Caller: manager}, "", benchDeal)
	require.NoError(b, err)
	for e, err := range store.Read(b.Context(), "opportunity-"+string(a.ID), eventstore.From{}) {
		require.NoError(b, err)
		return e.Pending
	}
	return eventstore.Pending{}
}

func together(b *testing.B, do func(context.Context, int64) error) {
	b.Helper()
	b.SetParallelism(max(1, clients/runtime.GOMAXPROCS(0)))
	var n atomic.Int64
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if err := do(b.Context(), n.Add(1)); err != nil {
				b.Error(err)
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "commands/s")
}

// BenchmarkLoad asks what folding the streams of a usual and of a long deal costs without a snapshot.
func BenchmarkLoad(b *testing.B) {
	for _, events := range []int{20, 1000} {
		b.Run(fmt.Sprint(events, " events"), func(b *testing.B) {
			w := inMemory(b)
			id := w.do(b, manager, "", benchDeal).ID
			for range events - 1 {
				w.do(b, manager, id, opportunity.AddNote{Text: "another note", Audience: opportunity.AudienceAll})
			}
			var v command.Version[opportunity.Opportunity]
			for b.Loop() {
				v, _ = w.Opportunities.Load(b.Context(), id, command.AsOf{})
			}
			require.EqualValues(b, events-1, v.Revision)
		})
	}
}

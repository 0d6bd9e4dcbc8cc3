package kurrent_test

import (
	"context"
	"fmt"
	"iter"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/eventstore/eventstoretest"
	"github.com/cosell/cosell/eventstore/kurrent"
	"github.com/cosell/cosell/eventstore/kurrenttest"
)

// largest is what the contract lets an append hold.
const largest = eventstore.MaxBatch * eventstore.MaxData

// serve starts a server that takes what the contract allows.
func serve(t testing.TB, o kurrenttest.Options) *kurrenttest.Server {
	t.Helper()
	if o.MaxAppend == 0 {
		o.MaxAppend = largest + 1<<20
	}
	server, err := kurrenttest.Start(o)
	require.NoError(t, err)
	t.Cleanup(func() { server.Close() })
	return server
}

// process is a store, and what it was opened with.
type process struct {
	*kurrent.Store
	url     string
	options kurrent.Options
}

// connect opens a log as a program does.
func connect(t testing.TB, url string, o kurrent.Options) process {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), time.Minute)
	defer cancel()
	store, err := kurrent.Open(ctx, url, o)
	require.NoError(t, err)
	t.Cleanup(store.Close)
	return process{store, url, o}
}

// ownPrefix keeps the log of a test apart from all others of its server.
func ownPrefix() string { return fmt.Sprintf("cosell.test.%s_", uuid.NewString()[:8]) }

// A real cluster takes part when COSELL_TEST_KURRENT names it; it must take appends of 64 MiB.
func TestKurrentKeepsTheContract(t *testing.T) {
	cluster, err := kurrenttest.StartCluster(kurrenttest.Options{MaxAppend: largest + 1<<20})
	require.NoError(t, err)
	t.Cleanup(func() { cluster.Close() })
	runs := map[string]string{
		"one node":        serve(t, kurrenttest.Options{}).URL(),
		"the oldest node": serve(t, kurrenttest.Options{Version: "22.6.0"}).URL(),
		"three nodes":     cluster.URL(),
	}
	if url := os.Getenv("COSELL_TEST_KURRENT"); url != "" {
		runs["a real cluster"] = url
	}
	for name, url := range runs {
		t.Run(name, func(t *testing.T) { eventstoretest.Run(t, harness(url)) })
	}
}

func TestTwoProcessesOverOneLogKeepTheContractTogether(t *testing.T) {
	url := serve(t, kurrenttest.Options{}).URL()
	two := func(t testing.TB, o kurrent.Options) eventstoretest.Store {
		return &pair{of: [2]process{connect(t, url, o), connect(t, url, o)}}
	}
	eventstoretest.Run(t, eventstoretest.Harness{
		Open: func(t testing.TB) eventstoretest.Store { return two(t, kurrent.Options{Prefix: ownPrefix()}) },
		Reopen: func(t testing.TB, closed eventstoretest.Store) eventstoretest.Store {
			return two(t, closed.(*pair).of[0].options)
		},
	})
}

// pair is two processes that take turns.
type pair struct {
	of    [2]process
	calls atomic.Uint64
}

func (p *pair) turn() process { return p.of[p.calls.Add(1)%2] }

func (p *pair) Append(
	ctx context.Context, stream string, at eventstore.Expected, events []eventstore.Pending,
) (eventstore.Appended, error) {
	return p.turn().Append(ctx, stream, at, events)
}

func (p *pair) Read(ctx context.Context, stream string, from eventstore.From) iter.Seq2[eventstore.Recorded, error] {
	return p.turn().Read(ctx, stream, from)
}

func (p *pair) Subscribe(ctx context.Context, after eventstore.Position) iter.Seq2[eventstore.Recorded, error] {
	return p.turn().Subscribe(ctx, after)
}

func (p *pair) End(ctx context.Context) (eventstore.Position, error) { return p.turn().End(ctx) }

func (p *pair) Close() {
	p.of[0].Close()
	p.of[1].Close()
}

// harness opens each log beside all the others of one server.
func harness(url string) eventstoretest.Harness {
	return eventstoretest.Harness{
		Open: func(t testing.TB) eventstoretest.Store { return connect(t, url, kurrent.Options{Prefix: ownPrefix()}) },
		Reopen: func(t testing.TB, closed eventstoretest.Store) eventstoretest.Store {
			p := closed.(process)
			return connect(t, p.url, p.options)
		},
	}
}

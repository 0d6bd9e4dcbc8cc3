package kurrent_test

import (
	"context"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/cosell/cosell/eventstore/kurrent"
	"github.com/cosell/cosell/eventstore/kurrenttest"
)

// A day of the test.
const (
	flaps       = 100
	writers     = 32
	subscribers = 4
)

// deadlines of appends: some writers cannot wait for the end of an outage.
var deadlines = []time.Duration{50 * time.Millisecond, 300 * time.Millisecond, time.Second}

// A day of failures in less than a minute: whatever befalls the server, every acknowledged append is in the log once, none twice, no
// subscriber misses or repeats an event, no caller stays past its deadline, and nothing is left behind.
func TestADayOfFailuresInAMinute(t *testing.T) {
	said := captureStandardLog(t)
	server := serve(t, kurrenttest.Options{})
	store, err := kurrent.Open(t.Context(), server.URL(), kurrent.Options{Patience: 20 * time.Second, Timeout: 500 * time.Millisecond})
	require.NoError(t, err)
	d := day{server: server, store: store, over: make(chan struct{}), acknowledged: make(chan struct{}, 1)}

	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	for n := range writers {
		w := newWriter(n)
		d.writers = append(d.writers, w)
		d.writing.Go(func() error { return w.run(ctx, &d) })
	}
	for range subscribers {
		d.tails = append(d.tails, &tail{})
		tail := d.tails[len(d.tails)-1]
		d.reading.Go(func() { tail.run(ctx, store) })
	}
	d.flap(t)
	close(d.over)
	require.NoError(t, d.writing.Wait())
	d.check(ctx, t)
	cancel()
	d.reading.Wait()

	clients, evening := store.Stats().Clients, goroutines()
	store.Close()
	d.print(t, clients, evening)
	requireNoneOfOurs(t)
	require.Empty(t, said.String(), "the client's own words belong to the store's log")
}

// day is the test under way.
type day struct {
	server       *kurrenttest.Server
	store        *kurrent.Store
	over         chan struct{}
	acknowledged chan struct{} // has room for one: something was
	writers      []*writer
	writing      errgroup.Group
	tails        []*tail
	reading      sync.WaitGroup
	peak         census // of all flaps
}

// kinds are the faults that a call can meet, by the calls that they can befall.
var kinds = map[kurrenttest.Op][]kurrenttest.Kind{
	kurrenttest.Append: {
		kurrenttest.DropBeforeCommit, kurrenttest.DropAfterCommit, kurrenttest.Stall, kurrenttest.StallAfterCommit, kurrenttest.Reset,
		kurrenttest.Cut, kurrenttest.NotLeader, kurrenttest.Busy, kurrenttest.Timeout, kurrenttest.GoAway, kurrenttest.UnknownMessage,
		kurrenttest.TooManyPings,
	},
	kurrenttest.Read: {
		kurrenttest.Stall, kurrenttest.Reset, kurrenttest.Cut, kurrenttest.Busy, kurrenttest.GoAway, kurrenttest.UnknownMessage,
	},
	kurrenttest.Subscribe: {
		kurrenttest.Stall, kurrenttest.Reset, kurrenttest.Cut, kurrenttest.Busy, kurrenttest.GoAway, kurrenttest.UnknownMessage,
		kurrenttest.DuplicateCheckpoint, kurrenttest.SlowConsumer, kurrenttest.FallBehind, kurrenttest.TooManyPings,
	},
	kurrenttest.Features: {kurrenttest.Stall, kurrenttest.Reset, kurrenttest.Cut, kurrenttest.Busy},
}

// flap does everything to the server that can be done, in an order of chance, and lets it work in between.
func (d *day) flap(t *testing.T) {
	chance := rand.New(rand.NewPCG(2026, 11))
	ops := []kurrenttest.Op{kurrenttest.Append, kurrenttest.Append, kurrenttest.Read, kurrenttest.Subscribe, kurrenttest.Features}
	for n := range flaps {
		for range chance.IntN(4) {
			op := ops[chance.IntN(len(ops))]
			kind := kinds[op][chance.IntN(len(kinds[op]))]
			d.server.Faults().Arm(kurrenttest.Fault{Kind: kind, Op: op, After: chance.IntN(3)})
		}
		if n%2 == 0 {
			require.NoError(t, d.server.Restart())
		} else {
			d.server.Stop()
			d.wait(time.Duration(chance.IntN(150)) * time.Millisecond)
			require.NoError(t, d.server.Resume())
		}
		d.untilAcknowledged(t, 4)
		now := goroutines()
		d.peak = census{max(d.peak.ours, now.ours), max(d.peak.client, now.client), max(d.peak.all, now.all)}
	}
	d.server.Faults().Clear()
	d.untilAcknowledged(t, writers)
}

// wait is an outage: it lasts, whatever anybody does.
func (d *day) wait(long time.Duration) {
	timer := time.NewTimer(long)
	<-timer.C
}

func (d *day) untilAcknowledged(t *testing.T, n int) {
	for range n {
		select {
		case <-d.acknowledged:
		case <-time.After(30 * time.Second):
			buf := make([]byte, 1<<20)
			require.Fail(t, "nothing is written any more", "%s", buf[:runtime.Stack(buf, true)])
		}
	}
}

// check compares what was acknowledged, the log and what the subscribers saw.
func (d *day) check(ctx context.Context, t *testing.T) {
	log := whole(t, d.store)
	places := map[string]int{}
	for _, e := range log {
		places[e.ID]++
		require.Equal(t, 1, places[e.ID], "event %s at %s is there twice", e.ID, e.Stream)
	}
	for _, w := range d.writers {
		require.NotEmpty(t, w.acknowledged)
		for id, at := range w.acknowledged {
			require.Equal(t, 1, places[id], "event %s was acknowledged", id)
			require.Equal(t, w.placed(ctx, t, d.store)[at], id)
		}
	}
	end := log[len(log)-1].Position
	for _, tail := range d.tails {
		require.Equal(t, ids(log), ids(tail.until(t, end)))
	}
}

func (d *day) print(t *testing.T, clients int64, evening census) {
	var took, late []time.Duration
	written, doubts := 0, 0
	for _, w := range d.writers {
		took, late = append(took, w.took...), append(late, w.late...)
		written, doubts = written+len(w.acknowledged), doubts+w.doubts
	}
	slices.Sort(took)
	slices.Sort(late)
	at := func(list []time.Duration, share float64) time.Duration {
		return list[int(share*float64(len(list)-1))].Round(time.Microsecond)
	}
	t.Logf("%d flaps, %d events acknowledged, %d appends left in doubt, %d sent again by the store, %d clients",
		flaps, written, doubts, d.store.Stats().Repeats, clients)
	t.Logf("%d calls took p50 %v, p99 %v, max %v; past their deadlines p99 %v, p99.9 %v, max %v",
		len(took), at(took, .5), at(took, .99), at(took, 1), at(late, .99), at(late, .999), at(late, 1))
	t.Logf("goroutines at most: %+v; in the evening: %+v; after Close: %+v", d.peak, evening, goroutines())
	require.Less(t, at(late, 1), slack, "a caller stayed past its deadline")
	require.LessOrEqual(t, d.peak.client, 8*int(clients), "the client's goroutines are bounded by the number of clients")
}

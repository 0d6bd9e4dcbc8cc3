package eventstoretest

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/cosell/cosell/eventstore"
)

// Benchmarks answers, for one adapter, what a program can ask of its log. Each opens an empty log.
func Benchmarks(b *testing.B, open func(b testing.TB) Store) {
	for _, writers := range []int{1, 8, 64} {
		b.Run(fmt.Sprintf("append/writers=%d", writers), func(b *testing.B) { benchmarkAppend(b, open(b), writers) })
	}
	b.Run("read/events=20", func(b *testing.B) { benchmarkRead(b, open(b), 20) })
	b.Run("read/events=10000", func(b *testing.B) { benchmarkRead(b, open(b), 10_000) })
	b.Run("subscribe/events=50000", func(b *testing.B) { benchmarkSubscribe(b, open(b), 50_000) })
}

// Typical is an event as large as the usual ones are: some 300 bytes of data, 400 of metadata. It is the n-th.
func Typical(n int) eventstore.Pending {
	const note = "The customer wants to replace the terminals in three plants before the summer stop, and asks for two references."
	return eventstore.Pending{
		ID:            fmt.Sprintf("e0000000-0000-5000-8000-%012x", n),
		Kind:          "opportunity.note-added",
		SchemaVersion: 1,
		Data: fmt.Appendf(nil, `{"note":{"id":"e1000000-0000-5000-8000-%012x","text":%q},"author":{"member":"mara.lindqvist",`+
			`"org":"0e6b0000-0000-4000-8000-000000000001"},"visibility":"both","attachments":[]}`, n, note),
		Metadata: eventstore.Metadata{
			RecordedAt: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC).Add(time.Duration(n) * 7 * time.Millisecond),
			Actor: eventstore.Actor{
				Member: "mara.lindqvist", Org: "0e6b0000-0000-4000-8000-000000000001", Role: "partner-seller",
			},
			CommandID: fmt.Sprintf("c0000000-0000-4000-8000-%012x", n), CorrelationID: fmt.Sprintf("c1000000-0000-4000-8000-%012x", n),
			PolicyVersion: 1, RequestHash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
		},
	}
}

// benchmarkAppend: how many appends of one event a second, when so many callers each wait for their own?
func benchmarkAppend(b *testing.B, s eventstore.Store, writers int) {
	events := make([]eventstore.Pending, b.N)
	for n := range events {
		events[n] = Typical(n)
	}
	b.ResetTimer()
	if err := AppendEach(b.Context(), s, writers, events); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "events/s")
}

// streams numbers those that AppendEach begins, so that one call does not meet another's.
var streams atomic.Int64

// AppendEach writes each event in an append of its own, twenty to a new stream, by as many callers at once as writers says.
func AppendEach(ctx context.Context, s eventstore.Store, writers int, events []eventstore.Pending) error {
	const perStream = 20
	var next atomic.Int64
	var group errgroup.Group
	for range writers {
		group.Go(func() error {
			name := ""
			for i := 0; ; i++ {
				n := next.Add(1)
				if n > int64(len(events)) {
					return nil
				}
				if i%perStream == 0 {
					name = stream(int(streams.Add(1)))
				}
				if _, err := s.Append(ctx, name, eventstore.At(int64(i%perStream-1)), events[n-1:n]); err != nil {
					return err
				}
			}
		})
	}
	return group.Wait()
}

// benchmarkRead: how long does it take to load a stream of so many events?
func benchmarkRead(b *testing.B, s eventstore.Store, events int) {
	load(b, s, events)
	for b.Loop() {
		count(b, events, s.Read(b.Context(), stream(0), eventstore.From{}))
	}
	b.ReportMetric(float64(events)*float64(b.N)/b.Elapsed().Seconds(), "events/s")
}

// benchmarkSubscribe: how fast does history come, when a view is rebuilt from zero?
func benchmarkSubscribe(b *testing.B, s eventstore.Store, events int) {
	load(b, s, events)
	for b.Loop() {
		count(b, events, s.Subscribe(b.Context(), eventstore.Position{}))
	}
	b.ReportMetric(float64(events)*float64(b.N)/b.Elapsed().Seconds(), "events/s")
}

func load(b *testing.B, s eventstore.Store, events int) {
	var pending []eventstore.Pending
	for n := range events {
		if pending = append(pending, Typical(n)); len(pending) < eventstore.MaxBatch && n < events-1 {
			continue
		}
		if _, err := s.Append(b.Context(), stream(0), eventstore.At(int64(n-len(pending))), pending); err != nil {
			b.Fatal(err)
		}
		pending = nil
	}
}

func count(b *testing.B, want int, events func(func(eventstore.Recorded, error) bool)) {
	n := 0
	for _, err := range events {
		if err != nil {
			b.Fatal(err)
		}
		if n++; n == want {
			return
		}
	}
	if n != want {
		b.Fatalf("%d events of %d", n, want)
	}
}

package kurrent_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/eventstore/eventstoretest"
	"github.com/cosell/cosell/eventstore/kurrent"
	"github.com/cosell/cosell/eventstore/kurrenttest"
)

func BenchmarkKurrent(b *testing.B) {
	eventstoretest.Benchmarks(b, func(b testing.TB) eventstoretest.Store {
		return connect(b, serve(b, kurrenttest.Options{}).URL(), kurrent.Options{})
	})
}

// turn is how many events are written the one way before the other has its turn, so that what else the machine does meets both.
const turn = 200

// BenchmarkAppendBesideTheBareClient: how much longer does one append take through the store than through the client alone, which
// gets its events ready made? By the medians of both. What both write is made before either begins: work between two appends lets
// the threads of the connection fall asleep, and whoever has more of it finds the connection slower.
func BenchmarkAppendBesideTheBareClient(b *testing.B) {
	server := serve(b, kurrenttest.Options{})
	store, client := connect(b, server.URL(), kurrent.Options{}), bare(b, server.URL())
	ready := readyMade(b, store)
	var through, alone []time.Duration
	b.ResetTimer()
	for n := 0; n < b.N; n += turn {
		name, list := fmt.Sprintf("deal-00000000-0000-4000-8000-%012x", n), events(n, min(turn, b.N-n))
		ids := make([]uuid.UUID, len(list))
		for i := range ids {
			ids[i] = uuid.New()
		}
		for i := range list {
			began := time.Now()
			_, err := store.Append(b.Context(), name, eventstore.At(int64(i-1)), list[i:i+1])
			through = append(through, time.Since(began))
			require.NoError(b, err)
		}
		for i, id := range ids {
			began := time.Now()
			options := esdb.AppendToStreamOptions{ExpectedRevision: esdb.NoStream{}}
			if i > 0 {
				options.ExpectedRevision = esdb.Revision(uint64(i - 1))
			}
			ready.EventID = id
			_, err := client.AppendToStream(b.Context(), "bare."+name, options, ready)
			alone = append(alone, time.Since(began))
			require.NoError(b, err)
		}
	}
	b.ReportMetric(float64(median(through).Microseconds()), "µs/append")
	b.ReportMetric(float64(median(alone).Microseconds()), "bare-µs/append")
	b.ReportMetric(float64(median(through))/float64(median(alone)), "of-bare")
}

// readyMade gives an event as the store writes it.
func readyMade(b *testing.B, p process) esdb.EventData {
	_, err := p.Append(b.Context(), stream, eventstore.NoStream, event(0))
	require.NoError(b, err)
	read, err := bare(b, p.url).ReadStream(b.Context(), stored, esdb.ReadStreamOptions{}, 1)
	require.NoError(b, err)
	defer read.Close()
	e, err := read.Recv()
	require.NoError(b, err)
	return esdb.EventData{
		EventType: e.Event.EventType, ContentType: esdb.ContentTypeJson, Data: e.Event.Data, Metadata: e.Event.UserMetadata,
	}
}

func median(list []time.Duration) time.Duration {
	slices.Sort(list)
	return list[len(list)/2]
}

// BenchmarkCatchUpBesideTheBareClient: what part of the rate at which the client alone receives history is left when the store reads
// metadata, checks the order and yields? By the best of both, since what else the machine does only ever slows them.
func BenchmarkCatchUpBesideTheBareClient(b *testing.B) {
	const history = 20_000
	server := serve(b, kurrenttest.Options{})
	store, client := connect(b, server.URL(), kurrent.Options{}), bare(b, server.URL())
	for n := 0; n < history; n += eventstore.MaxBatch {
		_, err := store.Append(b.Context(), stream, eventstore.At(int64(n-1)), events(n, eventstore.MaxBatch))
		require.NoError(b, err)
	}
	var through, alone []time.Duration
	for b.Loop() {
		began, n := time.Now(), 0
		for _, err := range store.Subscribe(b.Context(), eventstore.Position{}) {
			require.NoError(b, err)
			if n++; n == history {
				break
			}
		}
		through = append(through, time.Since(began))
		began = time.Now()
		catchUp(b, client, history)
		alone = append(alone, time.Since(began))
	}
	best, bareBest := slices.Min(through), slices.Min(alone)
	b.ReportMetric(history/best.Seconds(), "events/s")
	b.ReportMetric(history/bareBest.Seconds(), "bare-events/s")
	b.ReportMetric(float64(bareBest)/float64(best), "of-bare")
	b.ReportMetric(float64(median(alone))/float64(median(through)), "of-bare-median")
}

// catchUp receives so many events as the client gives them.
func catchUp(b *testing.B, client *esdb.Client, events int) {
	subscription, err := client.SubscribeToAll(b.Context(), esdb.SubscribeToAllOptions{
		From: esdb.Start{}, MaxSearchWindow: 2000, CheckpointInterval: 1,
		Filter: &esdb.SubscriptionFilter{Type: esdb.StreamFilterType, Prefixes: []string{"cosell.opp"}},
	})
	require.NoError(b, err)
	defer subscription.Close()
	for n := 0; n < events; {
		message := subscription.Recv()
		require.Nil(b, message.SubscriptionDropped)
		if message.EventAppeared != nil {
			n++
		}
	}
}

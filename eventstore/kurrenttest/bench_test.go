package kurrenttest_test

import (
	"context"
	"testing"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore/kurrenttest"
)

// BenchmarkAppend answers what one append of one event costs with the bare client: what an adapter is measured against.
func BenchmarkAppend(b *testing.B) {
	_, c := both(b, kurrenttest.Options{})
	e := events(1)
	for b.Loop() {
		e[0].EventID = uuid.New()
		_, err := c.AppendToStream(context.Background(), "s", expecting(esdb.Any{}), e...)
		require.NoError(b, err)
	}
}

// BenchmarkCatchUp answers how many events a second the bare client is sent by a subscription to everything.
func BenchmarkCatchUp(b *testing.B) {
	const n = 10_000
	_, c := both(b, kurrenttest.Options{})
	for range n / 100 {
		mustAppend(b, c, "s", esdb.Any{}, events(100)...)
	}
	for b.Loop() {
		sub, err := c.SubscribeToAll(context.Background(), esdb.SubscribeToAllOptions{From: esdb.Start{}})
		require.NoError(b, err)
		for seen := 0; seen < n; {
			if sub.Recv().EventAppeared != nil {
				seen++
			}
		}
		require.NoError(b, sub.Close())
	}
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "events/s")
}

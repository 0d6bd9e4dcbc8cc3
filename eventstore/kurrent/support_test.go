package kurrent_test

import (
	"context"
	"io"
	"log/slog"
	"testing"
	"time"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/eventstore/eventstoretest"
	"github.com/cosell/cosell/eventstore/kurrent"
	"github.com/cosell/cosell/eventstore/kurrenttest"
)

// stream names a stream, event gives the n-th event.
const stream = "opportunity-00000000-0000-4000-8000-0000000000ac"

func event(n int) []eventstore.Pending { return []eventstore.Pending{eventstoretest.Typical(n)} }

func events(first, n int) (list []eventstore.Pending) {
	for i := range n {
		list = append(list, eventstoretest.Typical(first+i))
	}
	return list
}

// impatient is for tests that see a log go away; patient for those that see it come back.
var (
	impatient = kurrent.Options{Patience: 300 * time.Millisecond, Timeout: 100 * time.Millisecond}
	patient   = kurrent.Options{Patience: 30 * time.Second, Timeout: 300 * time.Millisecond}
)

func logTo(w io.Writer) *slog.Logger {
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// bare gives the official client as it is.
func bare(t testing.TB, url string) *esdb.Client {
	t.Helper()
	config, err := esdb.ParseConnectionString(url)
	require.NoError(t, err)
	config.Logger = esdb.NoopLogging()
	client, err := esdb.NewClient(config)
	require.NoError(t, err)
	t.Cleanup(func() { client.Close() })
	return client
}

// write appends as somebody else would, to any stream.
func write(t testing.TB, server *kurrenttest.Server, stream string, events ...esdb.EventData) {
	t.Helper()
	_, err := bare(t, server.URL()).AppendToStream(t.Context(), stream, esdb.AppendToStreamOptions{}, events...)
	require.NoError(t, err)
}

// read requires that a read does not break.
func read(t testing.TB, s eventstore.Store, name string, from eventstore.From) (got []eventstore.Recorded) {
	t.Helper()
	for e, err := range s.Read(t.Context(), name, from) {
		require.NoError(t, err)
		got = append(got, e)
	}
	return got
}

// broken gives the error that a read ends with; nil for none.
func broken(t testing.TB, s eventstore.Store, name string, from eventstore.From) (last error) {
	t.Helper()
	for _, err := range s.Read(t.Context(), name, from) {
		require.NoError(t, last)
		last = err
	}
	return last
}

// whole gives the log from zero to its present end.
func whole(t testing.TB, s eventstore.Store) (got []eventstore.Recorded) {
	t.Helper()
	end, err := s.End(t.Context())
	require.NoError(t, err)
	if end.IsZero() {
		return nil
	}
	for e, err := range s.Subscribe(t.Context(), eventstore.Position{}) {
		require.NoError(t, err)
		if got = append(got, e); !e.Position.Before(end) {
			break
		}
	}
	return got
}

func ids(events []eventstore.Recorded) []string {
	list := make([]string, len(events))
	for i, e := range events {
		list[i] = e.ID
	}
	return list
}

func idsOf(events []eventstore.Pending) []string {
	list := make([]string, len(events))
	for i, e := range events {
		list[i] = e.ID
	}
	return list
}

// follower is a subscription in a goroutine of its own.
type follower struct {
	events chan eventstore.Recorded
	ended  chan error
	cancel context.CancelFunc
}

func follow(t testing.TB, s eventstore.Store, after eventstore.Position) follower {
	ctx, cancel := context.WithCancel(t.Context())
	f := follower{make(chan eventstore.Recorded), make(chan error, 1), cancel}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for e, err := range s.Subscribe(ctx, after) {
			if err != nil {
				f.ended <- err
				return
			}
			select {
			case f.events <- e:
			case <-ctx.Done():
			}
		}
	}()
	t.Cleanup(func() { cancel(); <-done })
	return f
}

// next takes n events.
func (f follower) next(t testing.TB, n int) (got []eventstore.Recorded) {
	t.Helper()
	for range n {
		select {
		case e := <-f.events:
			got = append(got, e)
		case err := <-f.ended:
			require.NoError(t, err)
		case <-time.After(30 * time.Second):
			require.Fail(t, "waited too long", "%d of %d", len(got), n)
		}
	}
	return got
}

package kurrenttest_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore/kurrenttest"
)

// patience is how long anything may take that happens at once on a machine that is not overloaded.
const patience = 20 * time.Second

// start starts a server that is closed, and has no goroutines left, when the test ends.
func start(t testing.TB, o kurrenttest.Options) *kurrenttest.Server {
	t.Helper()
	s, err := kurrenttest.Start(o)
	require.NoError(t, err)
	t.Cleanup(func() {
		require.NoError(t, s.Close())
		requireNoServer(t)
	})
	return s
}

// requireNoServer fails when a goroutine of a server is left. Tests of this package do not run in parallel.
func requireNoServer(t testing.TB) {
	t.Helper()
	var stacks string
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); runtime.Gosched() {
		buf := make([]byte, 1<<20)
		stacks = string(buf[:runtime.Stack(buf, true)])
		if !strings.Contains(stacks, "/eventstore/kurrenttest.") && !strings.Contains(stacks, "grpc/internal/transport.(*http2Server)") {
			return
		}
	}
	t.Fatalf("goroutines of a server are left:\n%s", stacks)
}

// connect is the official client, closed when the test ends.
func connect(t testing.TB, url string) *esdb.Client {
	t.Helper()
	config, err := esdb.ParseConnectionString(url)
	require.NoError(t, err)
	config.Logger = esdb.NoopLogging()
	client, err := esdb.NewClient(config)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, client.Close()) })
	return client
}

// both starts a server and connects to it.
func both(t testing.TB, o kurrenttest.Options) (*kurrenttest.Server, *esdb.Client) {
	t.Helper()
	s := start(t, o)
	return s, connect(t, s.URL())
}

func patient(t testing.TB) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	t.Cleanup(cancel)
	return ctx
}

func event(kind, data string) esdb.EventData {
	return esdb.EventData{EventID: uuid.New(), EventType: kind, ContentType: esdb.ContentTypeJson, Data: []byte(data)}
}

func events(n int) []esdb.EventData {
	out := make([]esdb.EventData, n)
	for i := range out {
		out[i] = event("Counted", fmt.Sprint(i))
	}
	return out
}

func expecting(r esdb.ExpectedRevision) esdb.AppendToStreamOptions {
	return esdb.AppendToStreamOptions{ExpectedRevision: r}
}

func mustAppend(t testing.TB, c *esdb.Client, stream string, r esdb.ExpectedRevision, events ...esdb.EventData) *esdb.WriteResult {
	t.Helper()
	w, err := c.AppendToStream(patient(t), stream, expecting(r), events...)
	require.NoError(t, err)
	return w
}

// drain is what a read yields, and its error unless it is the end.
func drain(s *esdb.ReadStream, err error) ([]*esdb.ResolvedEvent, error) {
	if err != nil {
		return nil, err
	}
	defer s.Close()
	var out []*esdb.ResolvedEvent
	for {
		e, err := s.Recv()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return out, err
		}
		out = append(out, e)
	}
}

// all is every event of a read that must succeed.
func all(t testing.TB, s *esdb.ReadStream, err error) []*esdb.ResolvedEvent {
	t.Helper()
	out, err := drain(s, err)
	require.NoError(t, err)
	return out
}

func revisions(events []*esdb.ResolvedEvent) []uint64 {
	out := []uint64{}
	for _, e := range events {
		out = append(out, e.OriginalEvent().EventNumber)
	}
	return out
}

func code(t testing.TB, err error) esdb.ErrorCode {
	t.Helper()
	var e *esdb.Error
	require.ErrorAs(t, err, &e)
	return e.Code()
}

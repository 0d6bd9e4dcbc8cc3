package postgres_test

import (
	"bytes"
	"context"
	"errors"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/eventstore/eventstoretest"
	"github.com/cosell/cosell/eventstore/postgres"
	"github.com/cosell/cosell/eventstore/postgres/localserver/localservertest"
)

var errCut = errors.New("somebody cut the wire")

// wire lies between a process and its database, and can be cut.
type wire struct {
	mu     sync.Mutex
	mark   []byte // what the next cut waits for; nil for none
	before bool   // the database does not get what holds the mark
	down   bool   // stays cut: nobody gets a new connection
	conns  map[net.Conn]bool
	hits   chan struct{}
}

func newWire() *wire { return &wire{conns: map[net.Conn]bool{}, hits: make(chan struct{}, 10)} }

func (w *wire) install(c *pgxpool.Config) {
	dial := c.ConnConfig.DialFunc
	c.ConnConfig.DialFunc = func(ctx context.Context, network, address string) (net.Conn, error) {
		w.mu.Lock()
		defer w.mu.Unlock()
		if w.down {
			return nil, errCut
		}
		conn, err := dial(ctx, network, address)
		if err == nil {
			w.conns[conn] = true
		}
		return &end{conn, w}, err
	}
}

// cutAt cuts the connection that sends mark, once: before the database gets it, or after.
func (w *wire) cutAt(mark string, before, stay bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.mark, w.before, w.down = []byte(mark), before, stay
}

// set cuts every connection and all to come, or heals the wire.
func (w *wire) set(down bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.down = down; down {
		for c := range w.conns {
			c.Close()
			delete(w.conns, c)
		}
	}
}

type end struct {
	net.Conn
	wire *wire
}

func (e *end) Write(b []byte) (int, error) {
	w := e.wire
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.mark == nil || !bytes.Contains(b, w.mark) {
		return e.Conn.Write(b)
	}
	if !w.before {
		if n, err := e.Conn.Write(b); err != nil {
			return n, err
		}
	}
	w.mark = nil
	e.Conn.Close()
	w.hits <- struct{}{}
	return len(b), nil // nobody is told where it was lost
}

// stream names a stream, event gives the n-th event.
const stream = "opportunity-00000000-0000-4000-8000-0000000000ac"

func event(n int) []eventstore.Pending { return []eventstore.Pending{eventstoretest.Typical(n)} }

func read(t *testing.T, s eventstore.Store) (ids []string) {
	t.Helper()
	for e, err := range s.Read(t.Context(), stream, eventstore.From{}) {
		require.NoError(t, err)
		ids = append(ids, e.ID)
	}
	return ids
}

func TestALostCommitIsSettledForTheCaller(t *testing.T) {
	for name, before := range map[string]bool{"lost before the database had it": true, "answer lost": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWire()
			s := start(t, localservertest.Database(t), postgres.Options{Patience: time.Minute}, w.install)
			_, err := s.Append(t.Context(), stream, eventstore.NoStream, event(0))
			require.NoError(t, err)
			w.cutAt(event(1)[0].Metadata.CommandID, before, false)
			done, err := s.Append(t.Context(), stream, eventstore.At(0), event(1))
			require.NoError(t, err)
			require.Len(t, w.hits, 1)
			require.Equal(t, eventstore.Appended{Revision: 1, Position: eventstore.Position{Commit: 2, Prepare: 2}}, done)
			require.Equal(t, []string{event(0)[0].ID, event(1)[0].ID}, read(t, s))
		})
	}
}

func TestALostCommitThatCannotBeSettledIsUnknown(t *testing.T) {
	for name, before := range map[string]bool{"lost before the database had it": true, "answer lost": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWire()
			s := start(t, localservertest.Database(t), postgres.Options{Patience: 20 * time.Millisecond}, w.install)
			_, err := s.Append(t.Context(), stream, eventstore.NoStream, event(0))
			require.NoError(t, err)
			w.cutAt(event(1)[0].Metadata.CommandID, before, true)
			_, err = s.Append(t.Context(), stream, eventstore.At(0), event(1))
			require.ErrorIs(t, err, eventstore.ErrUnknown)
			require.ErrorIs(t, err, eventstore.ErrUnavailable)

			w.set(false)
			done, err := s.Append(t.Context(), stream, eventstore.At(0), event(1))
			require.NoError(t, err, "the same batch again finds out")
			require.Equal(t, int64(1), done.Revision)
			require.Len(t, read(t, s), 2)
		})
	}
}

func TestADatabaseThatIsAwayIsUnavailableUntilItIsBack(t *testing.T) {
	t.Parallel()
	w := newWire()
	s := start(t, localservertest.Database(t), postgres.Options{Patience: 20 * time.Millisecond, Poll: 10 * time.Millisecond}, w.install)
	_, err := s.Append(t.Context(), stream, eventstore.NoStream, event(0))
	require.NoError(t, err)
	w.set(true)

	_, err = s.Append(t.Context(), stream, eventstore.At(0), event(1))
	require.ErrorIs(t, err, eventstore.ErrUnavailable)
	require.NotErrorIs(t, err, eventstore.ErrUnknown)
	_, err = s.End(t.Context())
	require.ErrorIs(t, err, eventstore.ErrUnavailable)
	for _, err := range s.Read(t.Context(), stream, eventstore.From{}) {
		require.ErrorIs(t, err, eventstore.ErrUnavailable)
	}
	for _, err := range s.Subscribe(t.Context(), eventstore.Position{}) {
		require.ErrorIs(t, err, eventstore.ErrUnavailable)
	}

	w.set(false)
	_, err = s.Append(t.Context(), stream, eventstore.At(0), event(1))
	require.NoError(t, err)
	require.Len(t, read(t, s), 2)
}

func TestASubscriptionThatLosesItsDatabaseSaysSoAndEnds(t *testing.T) {
	t.Parallel()
	w := newWire()
	s := start(t, localservertest.Database(t), postgres.Options{Poll: 10 * time.Millisecond}, w.install)
	_, err := s.Append(t.Context(), stream, eventstore.NoStream, event(0))
	require.NoError(t, err)
	var last eventstore.Position
	var broken []error
	for e, err := range s.Subscribe(t.Context(), eventstore.Position{}) {
		if err != nil {
			broken = append(broken, err)
			continue
		}
		last = e.Position
		w.set(true)
	}
	require.Len(t, broken, 1)
	require.ErrorIs(t, broken[0], eventstore.ErrUnavailable)

	w.set(false)
	_, err = s.Append(t.Context(), stream, eventstore.At(0), event(1))
	require.NoError(t, err)
	for e, err := range s.Subscribe(t.Context(), last) {
		require.NoError(t, err)
		require.Equal(t, event(1)[0].ID, e.ID, "the caller resumes from its last position")
		break
	}
}

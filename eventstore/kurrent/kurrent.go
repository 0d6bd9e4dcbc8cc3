// Package kurrent keeps the log in a KurrentDB (EventStoreDB) cluster, through the official client.
//
// That client dies for good after a short outage, lets callers hang past their deadline and never takes up a broken
// subscription again. So no call of it is waited for without a way out: each runs in another goroutine than its caller's, ends
// when its context does, and goes to another client when its own one was lost. A supervisor makes one new client for all of them.
//
// The program must be the only one that writes to streams whose names begin with the prefix, and needs the right to read
// $all. The cluster must accept appends of eventstore.MaxBatch events with eventstore.MaxData bytes each, or what is larger than
// its own limit (MaxAppendSize, 1 MiB unless set) is eventstore.ErrInvalid. Streams must not be truncated or deleted by
// others: what is no longer whole is eventstore.ErrTruncated.
//
// In a cluster that others write to as well, subscriptions are filtered by the server. The end of the log is not: it is looked for
// from the cluster's end backwards, through what others have written since, once.
package kurrent

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/cosell/cosell/eventstore"
)

// Options of a store; the zero value is the usual one. They hold no secrets.
type Options struct {
	// Prefix begins the name of every stream of this log; "cosell." when empty. It consists of letters, digits, dots, hyphens and
	// underscores, begins with a letter and does not end with one.
	Prefix string

	// Patience is how long an operation tries to reach the log before it returns ErrUnavailable or, when an append may have been
	// written, ErrUnknown; 10 s when zero. It must cover the election of a leader.
	Patience time.Duration

	// Timeout is how long a client may leave a request without an answer before it is taken for dead; 5 s when zero. A
	// subscription that is silent for twice as long is checked against the end of the log.
	Timeout time.Duration

	// Log hears at debug level what the client says; nil for nobody.
	Log *slog.Logger
}

// Store is a log in a cluster.
type Store struct {
	options    Options
	supervisor *supervisor
	end        end

	closed chan struct{}
	close  func()
}

var _ eventstore.Store = (*Store)(nil)

// Open connects to the cluster that the connection string names, as esdb://, esdb+discover://, kurrentdb:// or
// kurrentdb+discover://, with credentials, certificates and settings as the official clients know them, and begins the log when
// there is none. A string that is not well formed is eventstore.ErrInvalid, and no error repeats it. A server before version
// 22.6.0 is ErrOldServer, a log of another format eventstore.ErrFormat.
func Open(ctx context.Context, connection string, o Options) (*Store, error) {
	config, err := parse(connection)
	if err == nil {
		err = o.complete()
	}
	if err != nil {
		return nil, err
	}
	s := &Store{options: o, closed: make(chan struct{})}
	s.supervisor = newSupervisor(config, o)
	s.close = sync.OnceFunc(func() {
		close(s.closed)
		s.supervisor.stop()
	})
	if err := s.begin(ctx); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// Close ends every operation with eventstore.ErrClosed, and so answers every later call; an append that was on its way is
// ErrUnknown as well. It may be called again.
func (s *Store) Close() { s.close() }

// String names the log without its secrets.
func (s *Store) String() string {
	return fmt.Sprintf("log %s* at %s", s.options.Prefix, s.supervisor.address)
}

// GoString is String.
func (s *Store) GoString() string { return s.String() }

// Stats counts what a store has had to do since it was opened.
type Stats struct {
	Clients int64 // clients of the official library that were connected, the present one included
	Repeats int64 // appends that were sent again because nobody knew what became of them
}

// Stats returns the present counts.
func (s *Store) Stats() Stats {
	return Stats{Clients: s.supervisor.clients.Load(), Repeats: s.supervisor.repeats.Load()}
}

// complete fills in what is not set.
func (o *Options) complete() error {
	if o.Prefix == "" {
		o.Prefix = "cosell."
	}
	if !isPrefix(o.Prefix) {
		return fmt.Errorf("%q is not a prefix for streams: %w", o.Prefix, eventstore.ErrInvalid)
	}
	if o.Patience <= 0 {
		o.Patience = 10 * time.Second
	}
	if o.Timeout <= 0 {
		o.Timeout = 5 * time.Second
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return nil
}

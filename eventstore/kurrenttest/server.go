package kurrenttest

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/url"
	"path/filepath"
	"sync"
	"sync/atomic"

	"github.com/google/uuid"
)

// Server is one node. All methods may be called concurrently.
type Server struct {
	options       Options
	version       version
	id            uuid.UUID
	log           *eventLog
	faults        *Faults
	cluster       *Cluster // nil: the node is alone
	tls           *tls.Config
	subscriptions atomic.Int64
	tally         tally

	turning sync.Mutex // one start or stop at a time; taken before mu

	mu     sync.Mutex
	addr   string
	run    *run // nil: stopped
	closed bool
}

// Start starts a server; it accepts connections when Start returns.
func Start(o Options) (*Server, error) {
	s, err := newServer(o, newLog(o))
	if err != nil {
		return nil, err
	}
	return s, s.start(o.Address)
}

// Serve runs a server on a listener until the context ends or the listener breaks, and closes the listener. It returns nil
// when the context ended. Options.Address is ignored.
func Serve(ctx context.Context, l net.Listener, o Options) error {
	s, err := newServer(o, newLog(o))
	if err != nil {
		_ = l.Close()
		return err
	}
	s.addr = l.Addr().String()
	r := s.serve(l)
	s.run = r
	select {
	case <-ctx.Done():
		return s.Close()
	case <-r.done:
		_ = s.Close()
		return r.err
	}
}

func newServer(o Options, l *eventLog) (*Server, error) {
	o = o.withDefaults()
	v, err := parseVersion(o.Version)
	if err != nil {
		return nil, err
	}
	s := &Server{options: o, version: v, id: uuid.New(), log: l, faults: newFaults()}
	if o.TLSDir != "" {
		s.tls, err = selfSigned(o.TLSDir)
	}
	return s, err
}

// URL is the connection string for official clients.
func (s *Server) URL() string { return s.options.url(s.Addr()) }

// url is the connection string that names some hosts.
func (o Options) url(hosts string) string {
	u := url.URL{Scheme: "esdb", Host: hosts}
	if o.Username != "" {
		u.User = url.UserPassword(o.Username, o.Password)
	}
	q := url.Values{"tls": {fmt.Sprint(o.TLSDir != "")}}
	if o.TLSDir != "" {
		q.Set("tlsCAFile", filepath.Join(o.TLSDir, caFile))
	}
	u.RawQuery = q.Encode()
	return u.String()
}

// Addr is where the server listens, as host:port. It stays the same from Start to Close.
func (s *Server) Addr() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.addr
}

// Faults are the faults of this server.
func (s *Server) Faults() *Faults { return s.faults }

// Events is how many events lie in the log, system events and events of deleted streams included.
func (s *Server) Events() int {
	s.log.mu.RLock()
	defer s.log.mu.RUnlock()
	return len(s.log.all)
}

// Subscriptions is how many subscriptions are open.
func (s *Server) Subscriptions() int { return int(s.subscriptions.Load()) }

// leader is the node that writes, which is this one if it is alone.
func (s *Server) leader() *Server {
	if s.cluster == nil {
		return s
	}
	return s.cluster.Leader()
}

func (s *Server) nodes() []*Server {
	if s.cluster == nil {
		return []*Server{s}
	}
	return s.cluster.Nodes()
}

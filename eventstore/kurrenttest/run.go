package kurrenttest

import (
	"errors"
	"net"
	"time"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/gossip"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/serverfeatures"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
	"google.golang.org/grpc"
	"google.golang.org/grpc/keepalive"
)

// Keepalive as the server does it by default. Clients may ping as often as they like, with calls under way or without.
const (
	keepaliveInterval = 10 * time.Second
	keepaliveTimeout  = 10 * time.Second
	leastPing         = time.Nanosecond
)

// ErrClosed is the error of resuming a server that was closed.
var ErrClosed = errors.New("server is closed")

// run is the time between a start and a stop.
type run struct {
	grpc     *grpc.Server
	listener *listener
	done     chan struct{} // closed when nothing is accepted any more
	err      error         // why; valid after done
}

// start listens on an address and serves there.
func (s *Server) start(address string) error {
	s.turning.Lock()
	defer s.turning.Unlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.closed:
		return ErrClosed
	case s.run != nil:
		return nil
	}
	l, err := listen(address)
	if err != nil {
		return err
	}
	s.addr = l.Addr().String()
	s.run = s.serve(l)
	return nil
}

func (s *Server) serve(l net.Listener) *run {
	r := &run{listener: newListener(l, s.tls), done: make(chan struct{})}
	r.grpc = grpc.NewServer(
		grpc.MaxRecvMsgSize(MaxMessage), grpc.MaxSendMsgSize(MaxMessage),
		grpc.KeepaliveEnforcementPolicy(keepalive.EnforcementPolicy{MinTime: leastPing, PermitWithoutStream: true}),
		grpc.KeepaliveParams(keepalive.ServerParameters{Time: keepaliveInterval, Timeout: keepaliveTimeout}),
		grpc.InTapHandle(s.told), grpc.UnaryInterceptor(unary), grpc.StreamInterceptor(streaming),
		grpc.WaitForHandlers(true),
	)
	streams.RegisterStreamsServer(r.grpc, &service{server: s})
	gossip.RegisterGossipServer(r.grpc, &gossiper{server: s})
	serverfeatures.RegisterServerFeaturesServer(r.grpc, &features{server: s})
	go func() {
		defer close(r.done)
		r.err = r.grpc.Serve(r.listener)
	}()
	return r
}

// Stop breaks every connection and refuses new ones, keeping the log and the port, until Resume.
func (s *Server) Stop() {
	s.turning.Lock()
	defer s.turning.Unlock()
	s.mu.Lock()
	r := s.run
	s.run = nil
	s.mu.Unlock()
	if r == nil {
		return
	}
	_ = r.listener.Close() // first, so that nobody whose connection is cut comes back before all are
	<-r.done
	for _, c := range r.listener.connections() {
		c.cut()
	}
	r.grpc.Stop()
}

// Resume lets a stopped server listen on its port again. A server that runs goes on; one that was closed is ErrClosed.
func (s *Server) Resume() error { return s.start(s.Addr()) }

// Restart stops and resumes: every connection breaks, the data are kept, and the node forgets which event ids it has seen
// lately, so that an append without an expected revision is no longer known to be a repetition.
func (s *Server) Restart() error {
	s.Stop()
	if s.leader() == s {
		s.log.forget()
	}
	return s.Resume()
}

// GoAway tells the clients on all connections to open new ones; calls under way go on.
func (s *Server) GoAway() {
	s.mu.Lock()
	r := s.run
	s.mu.Unlock()
	if r == nil {
		return
	}
	for _, c := range r.listener.connections() {
		c.inject(goAway())
	}
}

// Close stops the server for good and waits for its goroutines. It may be called again.
func (s *Server) Close() error {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.Stop()
	return nil
}

func (s *Server) running() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.run != nil
}

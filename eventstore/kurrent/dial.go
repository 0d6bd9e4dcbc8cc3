package kurrent

import (
	"context"
	"fmt"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"

	"github.com/cosell/cosell/eventstore"
)

// dial makes a client and waits until it has found a node that suits.
func (s *supervisor) dial() (*member, error) {
	config := s.config()
	config.Logger = s.listener
	if leader := s.named(); leader.Host != "" {
		config.Address, config.GossipSeeds, config.DnsDiscover = leader.String(), nil, false
	}
	client, err := esdb.NewClient(&config)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", eventstore.ErrInvalid, err)
	}
	m := &member{client: client, idle: make(chan struct{})}
	m.ctx, m.cancel = context.WithCancelCause(context.Background())
	s.running.Go(func() { m.bury(s.grace) })
	version, err := call(s.ctx, m, func(_ context.Context, c *esdb.Client) (*esdb.ServerVersion, error) { return c.GetServerVersion() })
	if err == nil {
		err = suits(version)
	}
	if err != nil {
		m.retire(err)
		return nil, err
	}
	s.clients.Add(1)
	m.useful.Store(false)
	return m, nil
}

// suits refuses servers whose streams do not say where their events lie.
func suits(v *esdb.ServerVersion) error {
	if v.Major > 22 || v.Major == 22 && v.Minor >= 6 {
		return nil
	}
	if (*v == esdb.ServerVersion{}) {
		return fmt.Errorf("server does not tell its version: %w", ErrOldServer)
	}
	return fmt.Errorf("server is of version %d.%d.%d: %w", v.Major, v.Minor, v.Patch, ErrOldServer)
}

// follow remembers the leader that a node has named, for the next attempt.
func (s *supervisor) follow(leader esdb.EndPoint) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.leader = leader
}

// named gives the leader that was named, once.
func (s *supervisor) named() (leader esdb.EndPoint) {
	s.mu.Lock()
	defer s.mu.Unlock()
	leader, s.leader = s.leader, esdb.EndPoint{}
	return leader
}

package kurrenttest

import (
	"errors"
	"slices"
	"strings"
	"sync/atomic"
)

// clusterSize is how many nodes a cluster has.
const clusterSize = 3

// Cluster is three nodes with one log, one of which is the leader. The others pass writes on to it, unless the client
// insists on being served by the leader: then they refuse and name it.
type Cluster struct {
	options Options
	nodes   []*Server
	leader  atomic.Pointer[Server]
}

// StartCluster starts three nodes, the first of which leads. Options.Address is ignored.
func StartCluster(o Options) (*Cluster, error) {
	o.Address = ""
	c := &Cluster{options: o}
	log := newLog(o)
	for range clusterSize {
		s, err := newServer(o, log)
		if err == nil {
			s.cluster = c
			c.nodes = append(c.nodes, s)
		}
		if err != nil {
			return nil, errors.Join(err, c.Close())
		}
	}
	c.leader.Store(c.nodes[0])
	for _, s := range c.nodes {
		if err := s.start(""); err != nil {
			return nil, errors.Join(err, c.Close())
		}
	}
	return c, nil
}

// URL is the connection string that names all three nodes as seeds of gossip.
func (c *Cluster) URL() string {
	hosts := make([]string, len(c.nodes))
	for i, n := range c.nodes {
		hosts[i] = n.Addr()
	}
	return c.options.url(strings.Join(hosts, ","))
}

// Nodes are the three nodes, always in the same order.
func (c *Cluster) Nodes() []*Server { return slices.Clone(c.nodes) }

// Leader is the node that writes.
func (c *Cluster) Leader() *Server { return c.leader.Load() }

// Elect makes one of the nodes the leader; what the old one knew of recent event ids is lost. Connections stay. Nothing
// is elected by itself: while the leader is stopped, nobody can write.
func (c *Cluster) Elect(node *Server) {
	if node.cluster == c && c.leader.Swap(node) != node {
		node.log.forget()
	}
}

// Close stops all nodes for good. It may be called again.
func (c *Cluster) Close() error {
	for _, n := range c.nodes {
		_ = n.Close()
	}
	return nil
}

package kurrenttest

import (
	"context"
	"net"
	"strconv"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/gossip"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/shared"
)

// gossiper answers who belongs to the cluster.
type gossiper struct {
	gossip.UnimplementedGossipServer
	server *Server
}

// Read names all nodes and says which of them leads.
func (g *gossiper) Read(ctx context.Context, _ *shared.Empty) (*gossip.ClusterInfo, error) {
	if _, err := g.server.enter(ctx, Gossip, ""); err != nil {
		return nil, err
	}
	info := &gossip.ClusterInfo{}
	leader := g.server.leader()
	for _, n := range g.server.nodes() {
		state := gossip.MemberInfo_Follower
		if n == leader {
			state = gossip.MemberInfo_Leader
		}
		host, port, _ := net.SplitHostPort(n.Addr())
		number, _ := strconv.ParseUint(port, 10, 16)
		info.Members = append(info.Members, &gossip.MemberInfo{
			InstanceId: structured(n.id), TimeStamp: ticks(g.server.log.now()), State: state, IsAlive: n.running(),
			HttpEndPoint: &gossip.EndPoint{Address: host, Port: uint32(number)},
		})
	}
	return info, nil
}

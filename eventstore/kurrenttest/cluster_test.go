package kurrenttest_test

import (
	"strings"
	"testing"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/gossip"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/shared"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"

	"github.com/cosell/cosell/eventstore/kurrenttest"
)

func startCluster(t testing.TB) *kurrenttest.Cluster {
	t.Helper()
	c, err := kurrenttest.StartCluster(kurrenttest.Options{})
	require.NoError(t, err)
	t.Cleanup(func() {
		require.NoError(t, c.Close())
		requireNoServer(t)
	})
	return c
}

// dial is a bare connection for what the official client does not do.
func dial(t testing.TB, s *kurrenttest.Server) *grpc.ClientConn {
	t.Helper()
	conn, err := grpc.NewClient(s.Addr(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, conn.Close()) })
	return conn
}

func TestAClusterIsFoundThroughGossip(t *testing.T) {
	cluster := startCluster(t)
	require.Len(t, strings.Split(cluster.URL(), ","), 3)
	c := connect(t, cluster.URL())
	f := subscribeAll(t, connect(t, cluster.URL()+"&nodePreference=follower"), esdb.SubscribeToAllOptions{})
	require.Equal(t, "caught up", f.next())
	mustAppend(t, c, "s", esdb.NoStream{}, events(1)...)
	require.Equal(t, "s@0", f.next(), "all nodes have the same log")

	discover := "esdb+discover://" + cluster.Nodes()[2].Addr() + "?tls=false"
	mustAppend(t, connect(t, discover), "s", esdb.Revision(0), events(1)...)
	for _, n := range cluster.Nodes() {
		require.Equal(t, cluster.Leader().Events(), n.Events())
	}
}

func TestGossipSaysWhoLeadsAndWhoIsAlive(t *testing.T) {
	cluster := startCluster(t)
	nodes := cluster.Nodes()
	states := func(n *kurrenttest.Server) (out []string) {
		info, err := gossip.NewGossipClient(dial(t, n)).Read(patient(t), &shared.Empty{})
		require.NoError(t, err)
		for _, m := range info.Members {
			word := m.State.String()
			if !m.IsAlive {
				word += ", dead"
			}
			out = append(out, word)
		}
		return out
	}
	require.Equal(t, []string{"Leader", "Follower", "Follower"}, states(nodes[0]))
	cluster.Elect(nodes[2])
	nodes[1].Stop()
	require.Equal(t, []string{"Follower", "Follower, dead", "Leader"}, states(nodes[0]))
	require.Equal(t, nodes[2], cluster.Leader())

	alone := func() []string { s := start(t, kurrenttest.Options{}); return states(s) }
	require.NoError(t, cluster.Close())
	require.Equal(t, []string{"Leader"}, alone())
}

func TestAFollowerPassesWritesOnUnlessTheLeaderIsRequired(t *testing.T) {
	cluster := startCluster(t)
	follower := cluster.Nodes()[1]
	mustAppend(t, connect(t, follower.URL()), "s", esdb.NoStream{}, events(1)...)

	client := streams.NewStreamsClient(dial(t, follower))
	remove := func() error {
		ctx := metadata.AppendToOutgoingContext(patient(t), "requires-leader", "true")
		var trailers metadata.MD
		_, err := client.Delete(ctx, &streams.DeleteReq{Options: &streams.DeleteReq_Options{
			StreamIdentifier:       &shared.StreamIdentifier{StreamName: []byte("s")},
			ExpectedStreamRevision: &streams.DeleteReq_Options_Any{Any: &shared.Empty{}},
		}}, grpc.Trailer(&trailers))
		if err != nil {
			require.Equal(t, []string{"not-leader"}, trailers.Get("exception"))
			require.Equal(t, cluster.Leader().Addr(), trailers.Get("leader-endpoint-host")[0]+":"+trailers.Get("leader-endpoint-port")[0])
		}
		return err
	}
	require.Equal(t, codes.NotFound, status.Code(remove()))
	cluster.Leader().Stop()
	_, err := connect(t, follower.URL()).AppendToStream(patient(t), "s", expecting(esdb.Any{}), events(1)...)
	require.Equal(t, esdb.ErrorUnavailable, code(t, err))
	cluster.Elect(follower)
	require.NoError(t, remove())
}

func TestNotLeaderLeadsTheClientToTheLeader(t *testing.T) {
	cluster := startCluster(t)
	follower := cluster.Nodes()[2]
	c := connect(t, follower.URL())
	follower.Faults().Arm(kurrenttest.Fault{Kind: kurrenttest.NotLeader})
	_, err := c.AppendToStream(patient(t), "s", expecting(esdb.Any{}), events(1)...)
	require.Equal(t, esdb.ErrorCodeNotLeader, code(t, err))
	for _, n := range cluster.Nodes() {
		if n != cluster.Leader() {
			n.Stop()
		}
	}
	mustAppend(t, c, "s", esdb.NoStream{}, events(1)...)
}

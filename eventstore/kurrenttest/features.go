package kurrenttest

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/serverfeatures"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/shared"
)

// version is major, minor and patch.
type version [3]int

// From these versions on the server behaves as it does today.
var (
	streamPositions = version{22, 6, 0}  // events read from a stream carry their positions
	saysCaughtUp    = version{23, 10, 0} // subscriptions tell when they have caught up
	fallsBehind     = version{24, 2, 0}  // a slow subscription reads on from the log instead of being ended
)

func parseVersion(s string) (version, error) {
	var v version
	parts := strings.Split(s, ".")
	if len(parts) != len(v) {
		return v, fmt.Errorf("version %q: three numbers are wanted", s)
	}
	for i, p := range parts {
		n, err := strconv.Atoi(p)
		if err != nil {
			return v, fmt.Errorf("version %q: %w", s, err)
		}
		v[i] = n
	}
	return v, nil
}

func (v version) from(first version) bool {
	for i := range v {
		if v[i] != first[i] {
			return v[i] > first[i]
		}
	}
	return true
}

// features answers what the server can do.
type features struct {
	serverfeatures.UnimplementedServerFeaturesServer
	server *Server
}

// GetSupportedMethods names the version and the methods, in lower case as the real server does.
func (f *features) GetSupportedMethods(ctx context.Context, _ *shared.Empty) (*serverfeatures.SupportedMethods, error) {
	if _, err := f.server.enter(ctx, Features, ""); err != nil {
		return nil, err
	}
	const service = "event_store.client.streams.streams"
	method := func(service, name string, features ...string) *serverfeatures.SupportedMethod {
		return &serverfeatures.SupportedMethod{ServiceName: service, MethodName: name, Features: features}
	}
	return &serverfeatures.SupportedMethods{
		EventStoreServerVersion: f.server.options.Version,
		Methods: []*serverfeatures.SupportedMethod{
			method(service, "read", "position", "events"),
			method(service, "append"),
			method(service, "delete"),
			method(service, "tombstone"),
			method(service, "batchappend", "deadline_duration"),
			method("event_store.client.gossip.gossip", "read"),
			method("event_store.client.server_features.serverfeatures", "getsupportedmethods"),
		},
	}, nil
}

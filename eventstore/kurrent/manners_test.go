package kurrent_test

import (
	"maps"
	"os"
	"os/exec"
	"slices"
	"testing"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/eventstore/kurrent"
	"github.com/cosell/cosell/eventstore/kurrenttest"
)

const appends = "/event_store.client.streams.Streams/Append"

// Persistent subscriptions promise no order, and a batch of appends would need a connection past the client.
func TestNothingIsAskedOfTheClusterButItsStreams(t *testing.T) {
	t.Parallel()
	server := serve(t, kurrenttest.Options{})
	p := connect(t, server.URL(), patient)
	require.NoError(t, p.BindKey(t.Context(), "a key"))
	before := server.Calls()[appends]
	_, err := p.Append(t.Context(), stream, eventstore.NoStream, events(0, eventstore.MaxBatch))
	require.NoError(t, err)
	require.Equal(t, before+1, server.Calls()[appends], "an append is one call, however many its events")

	f := follow(t, p, eventstore.Position{})
	require.Len(t, f.next(t, eventstore.MaxBatch), eventstore.MaxBatch)
	require.NoError(t, server.Restart())
	require.Len(t, read(t, p, stream, eventstore.From{}), eventstore.MaxBatch)
	_, err = p.Append(t.Context(), stream, eventstore.At(eventstore.MaxBatch-1), event(eventstore.MaxBatch))
	require.NoError(t, err)
	require.Equal(t, idsOf(event(eventstore.MaxBatch)), ids(f.next(t, 1)))
	require.ElementsMatch(t, []string{
		"/event_store.client.server_features.ServerFeatures/GetSupportedMethods", "/event_store.client.streams.Streams/Read", appends,
	}, slices.Collect(maps.Keys(server.Calls())))
}

// By default the server reports its place after each 32 events that it looks at, whoever wrote them.
func TestWhatOthersWriteIsPassedWithFewCheckpoints(t *testing.T) {
	t.Parallel()
	const chunks, chunk, window = 20, 500, 2000
	server := serve(t, kurrenttest.Options{})
	p := connect(t, server.URL(), patient)
	others := make([]esdb.EventData, chunk)
	for i := range others {
		others[i] = esdb.EventData{EventType: "theirs", Data: []byte("{}")}
	}
	crowd := func() {
		for range chunks {
			write(t, server, "theirs", others...)
		}
	}
	mine := func(n int) {
		_, err := p.Append(t.Context(), stream, eventstore.At(int64(n-1)), event(n))
		require.NoError(t, err)
	}
	mine(0)
	crowd()
	mine(1)
	f := follow(t, p, eventstore.Position{})
	require.Equal(t, idsOf(events(0, 2)), ids(f.next(t, 2)), "from history")
	crowd()
	mine(2)
	require.Equal(t, idsOf(event(2)), ids(f.next(t, 1)), "while it is live")
	sent := server.Checkpoints()
	require.Positive(t, sent)
	require.LessOrEqual(t, sent, 2*chunks*chunk/window+2, "one for each window, and one where history ends")

	require.NoError(t, server.Restart())
	crowd()
	mine(3)
	require.Equal(t, idsOf(event(3)), ids(f.next(t, 1)), "from the place of the last event, before all that others wrote since")
}

// The client pings every ten seconds, calls or none. A strict server in between ends the connection of who does that.
func TestAClientThatIsSentAwayForItsPingsIsReplaced(t *testing.T) {
	t.Parallel()
	server := serve(t, kurrenttest.Options{})
	p := connect(t, server.URL(), patient)
	f := follow(t, p, eventstore.Position{})
	for n := range 5 {
		_, err := p.Append(t.Context(), stream, eventstore.At(int64(n-1)), event(n))
		require.NoError(t, err)
		require.Equal(t, idsOf(event(n)), ids(f.next(t, 1)))
		for _, op := range []kurrenttest.Op{kurrenttest.Subscribe, kurrenttest.Append, kurrenttest.Read} {
			fault := server.Faults().Arm(kurrenttest.Fault{Kind: kurrenttest.TooManyPings, Op: op})
			if op == kurrenttest.Subscribe {
				<-fault.Struck() // while nobody calls
			}
		}
		require.Len(t, read(t, p, stream, eventstore.From{}), n+1)
	}
	quiet := connect(t, server.URL()+"&keepAliveInterval=-1", patient)
	require.Len(t, read(t, quiet, stream, eventstore.From{}), 5, "whoever has such a server in between switches the pings off")
}

// fatalURL names the server to the process that does not survive it.
const fatalURL = "COSELL_TEST_FATAL_URL"

// No recovery is possible here: the client ends the process. What it had written is in the cluster, and the next process finds it.
func TestAnEventWithoutATimeEndsTheProcessAndNothingElse(t *testing.T) {
	if url := os.Getenv(fatalURL); url != "" {
		read(t, connect(t, url, patient), stream, eventstore.From{})
		t.Fatal("the client has learnt to live with it")
	}
	t.Parallel()
	server := serve(t, kurrenttest.Options{})
	p := connect(t, server.URL(), kurrent.Options{})
	_, err := p.Append(t.Context(), stream, eventstore.NoStream, events(0, 3))
	require.NoError(t, err)
	server.Faults().Arm(kurrenttest.Fault{Kind: kurrenttest.BadCreated, Op: kurrenttest.Read, Stream: stored, After: 1})

	victim := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$")
	victim.Env = append(os.Environ(), fatalURL+"="+server.URL())
	said, err := victim.CombinedOutput()
	var ended *exec.ExitError
	require.ErrorAs(t, err, &ended)
	require.Equal(t, 1, ended.ExitCode())
	require.Contains(t, string(said), "Failed to parse created date")
	require.NotContains(t, string(said), "learnt")
	require.Equal(t, idsOf(events(0, 3)), ids(read(t, connect(t, server.URL(), patient), stream, eventstore.From{})))
}

package kurrent_test

import (
	"encoding/json"
	"sync/atomic"
	"testing"
	"time"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/eventstore/kurrent"
	"github.com/cosell/cosell/eventstore/kurrenttest"
)

// stored is the name of stream in the cluster.
const stored = "cosell." + stream

// The client says that a read has ended after it has said that it broke, and panics on messages that it does not know.
func TestAReadThatBreaksGoesOnWhereItWas(t *testing.T) {
	t.Parallel()
	server := serve(t, kurrenttest.Options{})
	p := connect(t, server.URL(), patient)
	for n := range 3 {
		_, err := p.Append(t.Context(), stream, eventstore.At(int64(n*100-1)), events(n*100, 100))
		require.NoError(t, err)
	}
	forwards, backwards := events(0, 300), read(t, p, stream, eventstore.From{Revision: -1, Backwards: true})
	for _, kind := range []kurrenttest.Kind{
		kurrenttest.Cut, kurrenttest.Reset, kurrenttest.UnknownMessage, kurrenttest.Stall, kurrenttest.Busy,
	} {
		for _, after := range []int{0, 1, 150, 299} {
			fault := server.Faults().Arm(kurrenttest.Fault{Kind: kind, Op: kurrenttest.Read, After: after})
			require.Equal(t, idsOf(forwards), ids(read(t, p, stream, eventstore.From{})))
			<-fault.Struck()
			fault = server.Faults().Arm(kurrenttest.Fault{Kind: kind, Op: kurrenttest.Read, After: after})
			require.Equal(t, backwards, read(t, p, stream, eventstore.From{Revision: -1, Backwards: true}))
			<-fault.Struck()
		}
	}
}

func truncate(t *testing.T, server *kurrenttest.Server, set func(*esdb.StreamMetadata)) {
	t.Helper()
	var m esdb.StreamMetadata
	set(&m)
	_, err := bare(t, server.URL()).SetStreamMetadata(t.Context(), stored, esdb.AppendToStreamOptions{}, m)
	require.NoError(t, err)
}

func TestAStreamThatIsNotWholeIsTruncated(t *testing.T) {
	t.Parallel()
	for name, set := range map[string]func(*esdb.StreamMetadata){
		"truncated before 3": func(m *esdb.StreamMetadata) { m.SetTruncateBefore(3) },
		"at most two events": func(m *esdb.StreamMetadata) { m.SetMaxCount(2) },
		"truncated past all": func(m *esdb.StreamMetadata) { m.SetTruncateBefore(100) },
		"all events too old": func(m *esdb.StreamMetadata) { m.SetMaxAge(time.Minute) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var later atomic.Int64
			server := serve(t, kurrenttest.Options{Now: func() time.Time { return time.Now().Add(time.Duration(later.Load())) }})
			p := connect(t, server.URL(), patient)
			_, err := p.Append(t.Context(), stream, eventstore.NoStream, events(0, 5))
			require.NoError(t, err)
			truncate(t, server, set)
			later.Store(int64(time.Hour))
			require.ErrorIs(t, broken(t, p, stream, eventstore.From{}), eventstore.ErrTruncated)
			require.ErrorIs(t, broken(t, p, stream, eventstore.From{Limit: 1}), eventstore.ErrTruncated)
			require.ErrorIs(t, broken(t, p, stream, eventstore.From{Revision: -1, Backwards: true}), eventstore.ErrTruncated)
		})
	}
	t.Run("what is left can be read", func(t *testing.T) {
		server := serve(t, kurrenttest.Options{})
		p := connect(t, server.URL(), patient)
		_, err := p.Append(t.Context(), stream, eventstore.NoStream, events(0, 5))
		require.NoError(t, err)
		truncate(t, server, func(m *esdb.StreamMetadata) { m.SetTruncateBefore(3) })
		require.Len(t, read(t, p, stream, eventstore.From{Revision: 3}), 2)
		require.Len(t, read(t, p, stream, eventstore.LastEvent), 1)
	})
}

func TestADeletedStreamIsTruncatedAndNotNew(t *testing.T) {
	t.Parallel()
	for name, remove := range map[string]func(*esdb.Client) error{
		"deleted": func(c *esdb.Client) error {
			_, err := c.DeleteStream(t.Context(), stored, esdb.DeleteStreamOptions{})
			return err
		},
		"tombstoned": func(c *esdb.Client) error {
			_, err := c.TombstoneStream(t.Context(), stored, esdb.TombstoneStreamOptions{})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			server := serve(t, kurrenttest.Options{})
			p := connect(t, server.URL(), patient)
			const other = "deal-00000000-0000-4000-8000-0000000000ac"
			_, err := p.Append(t.Context(), stream, eventstore.NoStream, events(0, 5))
			require.NoError(t, err)
			require.NoError(t, remove(bare(t, server.URL())))
			for _, from := range []eventstore.From{{}, {Revision: 3}, eventstore.LastEvent} {
				require.ErrorIs(t, broken(t, p, stream, from), eventstore.ErrTruncated)
			}
			for _, at := range []eventstore.Expected{eventstore.At(2), eventstore.At(9), eventstore.NoStream} {
				_, err = p.Append(t.Context(), stream, at, event(7))
				require.ErrorIs(t, err, eventstore.ErrTruncated, at)
			}
			done, err := p.Append(t.Context(), other, eventstore.NoStream, event(8))
			require.NoError(t, err)
			end, err := p.End(t.Context())
			require.NoError(t, err)
			require.Equal(t, done.Position, end)
		})
	}
}

// Others write to the cluster as well, and servers and operators write to our streams.
func TestWhatIsNotOursIsNotInTheLog(t *testing.T) {
	t.Parallel()
	server := serve(t, kurrenttest.Options{})
	p := connect(t, server.URL(), patient)
	const linked = "deal-00000000-0000-4000-8000-0000000000ac"
	for n := range 3 {
		_, err := p.Append(t.Context(), stream, eventstore.At(int64(n-1)), event(n))
		require.NoError(t, err)
		for _, name := range []string{
			"cosell.notes", "cosell.other.opportunity-00000000-0000-4000-8000-0000000000ac", "cosell.Deal-1", stream, "invoices-1",
			"cosellx." + stream,
		} {
			write(t, server, name, esdb.EventData{EventType: "theirs", Data: []byte("{}")})
		}
		_, err = p.Append(t.Context(), linked, eventstore.At(int64(2*n-1)), event(10+n))
		require.NoError(t, err)
		write(t, server, "cosell."+linked, esdb.EventData{EventType: "$>", Data: []byte("0@" + stored)})
	}
	got := whole(t, p)
	require.Equal(t, idsOf([]eventstore.Pending{event(0)[0], event(10)[0], event(1)[0], event(11)[0], event(2)[0], event(12)[0]}), ids(got))
	end, err := p.End(t.Context())
	require.NoError(t, err)
	require.Equal(t, got[5].Position, end)
	require.ErrorIs(t, broken(t, p, linked, eventstore.From{}), eventstore.ErrTruncated, "links take places of the stream")
}

func TestWhatSomebodyElseWroteToAStreamOfOursIsNotReadAsOurs(t *testing.T) {
	t.Parallel()
	server := serve(t, kurrenttest.Options{})
	p := connect(t, server.URL(), patient)
	write(t, server, stored, esdb.EventData{EventType: "theirs", Data: []byte("{}"), Metadata: []byte("?")})
	require.ErrorIs(t, broken(t, p, stream, eventstore.From{}), eventstore.ErrFormat)
	for _, err := range p.Subscribe(t.Context(), eventstore.Position{}) {
		require.ErrorIs(t, err, eventstore.ErrFormat)
	}
}

func TestMetadataIsReadWhateverWroteItsJSON(t *testing.T) {
	t.Parallel()
	server := serve(t, kurrenttest.Options{})
	p := connect(t, server.URL(), kurrent.Options{})
	e := event(0)[0]
	usual, err := e.Metadata.Encode()
	require.NoError(t, err)
	var fields map[string]any
	require.NoError(t, json.Unmarshal(usual, &fields))
	fields["schemaVersion"] = 3
	spaced, err := json.MarshalIndent(fields, "", "  ")
	require.NoError(t, err)
	write(t, server, stored, esdb.EventData{EventType: e.Kind, Data: e.Data, Metadata: spaced})
	got := read(t, p, stream, eventstore.From{})
	require.Len(t, got, 1)
	require.Equal(t, e.Metadata, got[0].Metadata)
	require.Equal(t, 3, got[0].SchemaVersion)
}

package kurrenttest_test

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/shared"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/cosell/cosell/eventstore/kurrenttest"
)

type readOptions = streams.ReadReq_Options

func named(s string) *shared.StreamIdentifier { return &shared.StreamIdentifier{StreamName: []byte(s)} }

// plain is a read of a stream, or of all events where stream is "", from its start.
func plain(stream string) *readOptions {
	o := &readOptions{CountOption: &streams.ReadReq_Options_Count{Count: 100}}
	if stream == "" {
		o.StreamOption = &streams.ReadReq_Options_All{All: &streams.ReadReq_Options_AllOptions{
			AllOption: &streams.ReadReq_Options_AllOptions_Start{Start: &shared.Empty{}},
		}}
		return o
	}
	o.StreamOption = &streams.ReadReq_Options_Stream{Stream: &streams.ReadReq_Options_StreamOptions{
		StreamIdentifier: named(stream), RevisionOption: &streams.ReadReq_Options_StreamOptions_Start{Start: &shared.Empty{}},
	}}
	return o
}

func prefixed(prefixes ...string) *streams.ReadReq_Options_FilterOptions {
	return &streams.ReadReq_Options_FilterOptions{
		Filter: &streams.ReadReq_Options_FilterOptions_StreamIdentifier{
			StreamIdentifier: &streams.ReadReq_Options_FilterOptions_Expression{Prefix: prefixes},
		},
		Window:                       &streams.ReadReq_Options_FilterOptions_Count{Count: &shared.Empty{}},
		CheckpointIntervalMultiplier: 1,
	}
}

// messages is everything that a read sends, and its error unless it is the end.
func messages(t testing.TB, s *kurrenttest.Server, o *readOptions) (out []*streams.ReadResp, err error) {
	t.Helper()
	in, err := streams.NewStreamsClient(dial(t, s)).Read(patient(t), &streams.ReadReq{Options: o})
	require.NoError(t, err)
	for {
		m, err := in.Recv()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return out, err
		}
		out = append(out, m)
	}
}

func TestOtherClientsMayFilterReadsOfAllEvents(t *testing.T) {
	s, c := both(t, kurrenttest.Options{})
	for _, stream := range []string{"a-1", "b-1", "a-2", "b-2", "c-1"} {
		mustAppend(t, c, stream, esdb.NoStream{}, events(1)...)
	}
	for direction, want := range map[streams.ReadReq_Options_ReadDirection]string{
		streams.ReadReq_Options_Forwards: "a-1 a-2 c-1", streams.ReadReq_Options_Backwards: "c-1 a-2 a-1",
	} {
		o := plain("")
		o.ReadDirection = direction
		o.FilterOption = &streams.ReadReq_Options_Filter{Filter: prefixed("a-", "c-")}
		if direction == streams.ReadReq_Options_Backwards {
			o.GetAll().AllOption = &streams.ReadReq_Options_AllOptions_End{End: &shared.Empty{}}
		}
		got, err := messages(t, s, o)
		require.NoError(t, err)
		var names []string
		for _, m := range got {
			names = append(names, string(m.GetEvent().GetEvent().GetStreamIdentifier().GetStreamName()))
		}
		require.Equal(t, want, strings.Join(names, " "))
	}
}

func TestOtherClientsMayAskForTextIDsAndBounds(t *testing.T) {
	s, c := both(t, kurrenttest.Options{})
	written := events(3)
	mustAppend(t, c, "s", esdb.NoStream{}, written...)
	o := plain("s")
	o.UuidOption = &streams.ReadReq_Options_UUIDOption{Content: &streams.ReadReq_Options_UUIDOption_String_{String_: &shared.Empty{}}}
	o.ControlOption = &streams.ReadReq_Options_ControlOption{Compatibility: 1}
	got, err := messages(t, s, o)
	require.NoError(t, err)
	require.Len(t, got, 4)
	for i, e := range written {
		require.Equal(t, e.EventID.String(), got[i].GetEvent().GetEvent().GetId().GetString_())
	}
	require.EqualValues(t, 2, got[3].GetLastStreamPosition())

	setMetadata(t, c, "s", func(m *esdb.StreamMetadata) { m.SetTruncateBefore(3) })
	got, err = messages(t, s, o)
	require.NoError(t, err)
	require.EqualValues(t, 3, got[0].GetFirstStreamPosition(), "where the stream begins now")
	require.EqualValues(t, 2, got[1].GetLastStreamPosition())
}

func TestReadsThatMakeNoSenseAreRefused(t *testing.T) {
	s := start(t, kurrenttest.Options{})
	filtered := func(o *readOptions, change func(*streams.ReadReq_Options_FilterOptions)) *readOptions {
		f := prefixed("a")
		change(f)
		o.FilterOption = &streams.ReadReq_Options_Filter{Filter: f}
		return o
	}
	following := func(o *readOptions) *readOptions {
		o.CountOption = &streams.ReadReq_Options_Subscription{Subscription: &streams.ReadReq_Options_SubscriptionOptions{}}
		return o
	}
	backwards := following(plain(""))
	backwards.ReadDirection = streams.ReadReq_Options_Backwards
	for name, o := range map[string]*readOptions{
		"nothing":              {},
		"a filter on a stream": filtered(plain("s"), func(*streams.ReadReq_Options_FilterOptions) {}),
		"a filter of nothing":  filtered(plain(""), func(f *streams.ReadReq_Options_FilterOptions) { f.Filter = nil }),
		"a window of nothing":  filtered(plain(""), func(f *streams.ReadReq_Options_FilterOptions) { f.Window = nil }),
		"no checkpoints":       filtered(following(plain("")), func(f *streams.ReadReq_Options_FilterOptions) { f.CheckpointIntervalMultiplier = 0 }),
		"following backwards":  backwards,
	} {
		t.Run(name, func(t *testing.T) {
			_, err := messages(t, s, o)
			require.Equal(t, codes.InvalidArgument, status.Code(err), "%v", err)
		})
	}
}

func TestAppendsThatMakeNoSenseAreRefused(t *testing.T) {
	s := start(t, kurrenttest.Options{})
	before := s.Events()
	options := &streams.AppendReq{Content: &streams.AppendReq_Options_{Options: &streams.AppendReq_Options{
		StreamIdentifier: named("s"), ExpectedStreamRevision: &streams.AppendReq_Options_Any{Any: &shared.Empty{}},
	}}}
	silent := &streams.AppendReq{Content: &streams.AppendReq_Options_{Options: &streams.AppendReq_Options{StreamIdentifier: named("s")}}}
	event := func(id string, pairs ...string) *streams.AppendReq {
		md := map[string]string{}
		for i := 0; i < len(pairs); i += 2 {
			md[pairs[i]] = pairs[i+1]
		}
		return &streams.AppendReq{Content: &streams.AppendReq_ProposedMessage_{
			ProposedMessage: &streams.AppendReq_ProposedMessage{Id: text(id), Metadata: md},
		}}
	}
	id := uuid.NewString()
	large := event(id, "type", "T", "content-type", "application/octet-stream")
	large.GetProposedMessage().Data = make([]byte, kurrenttest.MaxMessage)
	for name, sent := range map[string][]*streams.AppendReq{
		"a message over the limit": {options, large},
		"no options":               {event(id, "type", "T", "content-type", "application/json")},
		"no expectation":           {silent},
		"options twice":            {options, options},
		"no type":                  {options, event(id, "content-type", "application/json")},
		"no content type":          {options, event(id, "type", "T")},
		"an id that is no id":      {options, event("7", "type", "T", "content-type", "application/json")},
	} {
		t.Run(name, func(t *testing.T) {
			out, err := streams.NewStreamsClient(dial(t, s)).Append(patient(t))
			require.NoError(t, err)
			for _, m := range sent {
				_ = out.Send(m) // io.EOF when the server has refused already
			}
			_, err = out.CloseAndRecv()
			require.Contains(t, []codes.Code{codes.InvalidArgument, codes.ResourceExhausted}, status.Code(err), "%v", err)
		})
	}
	require.Equal(t, before, s.Events())
}

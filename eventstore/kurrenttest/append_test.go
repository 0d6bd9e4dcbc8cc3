package kurrenttest_test

import (
	"testing"
	"time"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore/kurrenttest"
)

func TestAnAppendIsReadAsItWasWritten(t *testing.T) {
	at := time.Date(2026, 3, 4, 5, 6, 7, 890_123_400, time.UTC)
	_, c := both(t, kurrenttest.Options{Now: func() time.Time { return at }})
	written := []esdb.EventData{
		{EventID: uuid.New(), EventType: "Made", ContentType: esdb.ContentTypeJson, Data: []byte(`{"a": 1}`), Metadata: []byte(`{"b":2}`)},
		{EventID: uuid.New(), EventType: "Mixed", ContentType: esdb.ContentTypeBinary, Data: []byte("\x00\xff")},
	}
	w := mustAppend(t, c, "thing-1", esdb.NoStream{}, written...)
	require.EqualValues(t, 1, w.NextExpectedVersion)

	read := all(t, streamOf(t, c, "thing-1"), nil)
	require.Len(t, read, 2)
	for i, r := range read {
		e := r.Event
		require.Nil(t, r.Link)
		require.Equal(t, written[i].EventID, e.EventID)
		require.Equal(t, written[i].EventType, e.EventType)
		require.Equal(t, written[i].Data, e.Data)
		require.Equal(t, string(written[i].Metadata), string(e.UserMetadata))
		require.Equal(t, "thing-1", e.StreamID)
		require.EqualValues(t, i, e.EventNumber)
		require.Equal(t, at, e.CreatedDate)
	}
	require.Equal(t, "application/json", read[0].Event.ContentType)
	require.Equal(t, "application/octet-stream", read[1].Event.ContentType)
	require.Equal(t, esdb.Position{Commit: w.CommitPosition, Prepare: w.PreparePosition}, read[1].Event.Position)
}

func streamOf(t testing.TB, c *esdb.Client, name string) *esdb.ReadStream {
	t.Helper()
	s, err := c.ReadStream(patient(t), name, esdb.ReadStreamOptions{}, 1<<40)
	require.NoError(t, err)
	return s
}

// TestExpectations goes through what an append may expect of a stream that is missing, at 1, deleted or tombstoned.
func TestExpectationsAreKept(t *testing.T) {
	_, c := both(t, kurrenttest.Options{})
	mustAppend(t, c, "two", esdb.NoStream{}, events(2)...)
	mustAppend(t, c, "described", esdb.Any{}, events(1)...)
	const wrong, gone = esdb.ErrorCodeWrongExpectedVersion, esdb.ErrorCodeStreamDeleted
	for _, r := range []struct {
		name, stream string
		expected     esdb.ExpectedRevision
		want         esdb.ErrorCode
		text         string
	}{
		{"missing, no stream", "m1", esdb.NoStream{}, 0, ""},
		{"missing, any", "m2", esdb.Any{}, 0, ""},
		{"missing, exists", "m3", esdb.StreamExists{}, wrong, "expecting 'stream_exists' but got 'no_stream'"},
		{"missing, revision", "m4", esdb.Revision(0), wrong, "expecting '0' but got 'no_stream'"},
		{"there, no stream", "two", esdb.NoStream{}, wrong, "expecting 'no_stream' but got '1'"},
		{"there, behind", "two", esdb.Revision(0), wrong, "expecting '0' but got '1'"},
		{"there, ahead", "two", esdb.Revision(7), wrong, "expecting '7' but got '1'"},
		{"there, right", "two", esdb.Revision(1), 0, ""},
		{"there, exists", "two", esdb.StreamExists{}, 0, ""},
		{"there, any", "two", esdb.Any{}, 0, ""},
	} {
		t.Run(r.name, func(t *testing.T) {
			_, err := c.AppendToStream(patient(t), r.stream, expecting(r.expected), events(1)...)
			if r.want == 0 {
				require.NoError(t, err)
				return
			}
			require.Equal(t, r.want, code(t, err))
			require.ErrorContains(t, err, r.text)
		})
	}
	_, err := c.TombstoneStream(patient(t), "two", esdb.TombstoneStreamOptions{ExpectedRevision: esdb.Any{}})
	require.NoError(t, err)
	for _, e := range []esdb.ExpectedRevision{esdb.NoStream{}, esdb.Any{}, esdb.StreamExists{}, esdb.Revision(4)} {
		_, err := c.AppendToStream(patient(t), "two", expecting(e), events(1)...)
		require.Equal(t, gone, code(t, err))
	}
}

func TestARepeatedAppendIsTheFirstOne(t *testing.T) {
	_, c := both(t, kurrenttest.Options{})
	three := events(3)
	first := mustAppend(t, c, "s", esdb.NoStream{}, three...)
	mustAppend(t, c, "s", esdb.Revision(2), events(4)...)
	for _, e := range []esdb.ExpectedRevision{esdb.NoStream{}, esdb.Any{}, esdb.StreamExists{}} {
		require.Equal(t, first, mustAppend(t, c, "s", e, three...))
	}
	require.Equal(t, first, mustAppend(t, c, "s", esdb.Revision(1), three[2]))
	require.EqualValues(t, 1, mustAppend(t, c, "s", esdb.Revision(0), three[1]).NextExpectedVersion)
	require.Len(t, all(t, streamOf(t, c, "s"), nil), 7)
}

func TestAnAppendThatAgreesOnlyInPartIsRefused(t *testing.T) {
	_, c := both(t, kurrenttest.Options{})
	three := events(3)
	mustAppend(t, c, "s", esdb.NoStream{}, three...)
	for name, a := range map[string]struct {
		expected esdb.ExpectedRevision
		events   []esdb.EventData
	}{
		"longer":            {esdb.NoStream{}, append(three[:3:3], events(1)...)},
		"other end":         {esdb.NoStream{}, append(three[:2:2], events(1)...)},
		"longer, any":       {esdb.Any{}, append(three[:3:3], events(1)...)},
		"other order":       {esdb.NoStream{}, []esdb.EventData{three[1], three[0]}},
		"at the next place": {esdb.Revision(0), three[:1]},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := c.AppendToStream(patient(t), "s", expecting(a.expected), a.events...)
			require.Equal(t, esdb.ErrorCodeWrongExpectedVersion, code(t, err))
		})
	}
	require.Len(t, all(t, streamOf(t, c, "s"), nil), 3)
}

func TestARestartForgetsRecentIDsAndKeepsTheLog(t *testing.T) {
	s, c := both(t, kurrenttest.Options{})
	one := event("Made", "1")
	first := mustAppend(t, c, "s", esdb.NoStream{}, one)
	require.NoError(t, s.Restart())
	again := connect(t, s.URL())
	require.Equal(t, first, mustAppend(t, again, "s", esdb.NoStream{}, one), "known by its place in the stream")
	require.EqualValues(t, 1, mustAppend(t, again, "s", esdb.Any{}, one).NextExpectedVersion, "no longer known by its id")
}

func TestAnIDIsItsStreamsOwn(t *testing.T) {
	_, c := both(t, kurrenttest.Options{})
	one := event("Made", "1")
	mustAppend(t, c, "a", esdb.Any{}, one)
	mustAppend(t, c, "b", esdb.Any{}, one)
	require.Len(t, all(t, streamOf(t, c, "a"), nil), 1)
	require.Len(t, all(t, streamOf(t, c, "b"), nil), 1)
}

func TestAnAppendOfNothingSaysWhereTheStreamIs(t *testing.T) {
	s, c := both(t, kurrenttest.Options{})
	before := s.Events()
	require.EqualValues(t, 1, mustAppend(t, c, "s", esdb.Any{}).NextExpectedVersion, "the client's reading of 'no stream'")
	mustAppend(t, c, "s", esdb.NoStream{}, events(3)...)
	require.EqualValues(t, 2, mustAppend(t, c, "s", esdb.Revision(2)).NextExpectedVersion)
	require.Equal(t, before+3, s.Events())
}

func TestAnAppendHasALimitOfBytes(t *testing.T) {
	s, c := both(t, kurrenttest.Options{})
	before := s.Events()
	kind := "Large"
	fits := esdb.EventData{EventType: kind, Data: make([]byte, kurrenttest.MaxAppend-2*len(kind))}
	over := esdb.EventData{EventType: kind, Data: make([]byte, kurrenttest.MaxAppend-2*len(kind)+1)}
	mustAppend(t, c, "s", esdb.Any{}, fits)
	_, err := c.AppendToStream(patient(t), "s", expecting(esdb.Any{}), over)
	require.ErrorContains(t, err, "Maximum Append Size of 1048576 Exceeded.")
	_, err = c.AppendToStream(patient(t), "s", expecting(esdb.Any{}), fits, event("Small", "1"))
	require.ErrorContains(t, err, "Maximum Append Size of 1048576 Exceeded.")
	require.Equal(t, before+1, s.Events())
}

func TestLargeEventsPassWhereTheLimitsAllow(t *testing.T) {
	_, c := both(t, kurrenttest.Options{MaxAppend: 64 << 20})
	big := esdb.EventData{EventType: "Large", Data: make([]byte, 15<<20)}
	mustAppend(t, c, "s", esdb.Any{}, big)
	require.Len(t, all(t, streamOf(t, c, "s"), nil)[0].Event.Data, 15<<20)
	big.Data = make([]byte, 16<<20)
	_, err := c.AppendToStream(patient(t), "s", expecting(esdb.Any{}), big)
	require.ErrorContains(t, err, "Exceeded", "more than a record of the log")
}

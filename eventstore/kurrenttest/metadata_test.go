package kurrenttest_test

import (
	"sync/atomic"
	"testing"
	"time"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore/kurrenttest"
)

func setMetadata(t testing.TB, c *esdb.Client, stream string, set func(*esdb.StreamMetadata)) {
	t.Helper()
	m := esdb.StreamMetadata{}
	set(&m)
	_, err := c.SetStreamMetadata(patient(t), stream, expecting(esdb.Any{}), m)
	require.NoError(t, err)
}

func TestMetadataHideEvents(t *testing.T) {
	_, c := both(t, kurrenttest.Options{})
	for name, r := range map[string]struct {
		set  func(*esdb.StreamMetadata)
		want []uint64
	}{
		"max count":       {func(m *esdb.StreamMetadata) { m.SetMaxCount(2) }, []uint64{3, 4}},
		"truncate before": {func(m *esdb.StreamMetadata) { m.SetTruncateBefore(3) }, []uint64{3, 4}},
		"the stricter":    {func(m *esdb.StreamMetadata) { m.SetTruncateBefore(4); m.SetMaxCount(3) }, []uint64{4}},
		"everything":      {func(m *esdb.StreamMetadata) { m.SetTruncateBefore(9) }, []uint64{}},
	} {
		t.Run(name, func(t *testing.T) {
			mustAppend(t, c, name, esdb.NoStream{}, events(5)...)
			setMetadata(t, c, name, r.set)
			require.Equal(t, r.want, revisions(all(t, streamOf(t, c, name), nil)))
			s, err := c.ReadStream(patient(t), name, esdb.ReadStreamOptions{From: esdb.End{}, Direction: esdb.Backwards}, 9)
			require.Len(t, all(t, s, err), len(r.want))
			mustAppend(t, c, name, esdb.Revision(4), events(1)...)
			now := revisions(all(t, streamOf(t, c, name), nil))
			f := subscribeTo(t, c, name, esdb.SubscribeToStreamOptions{From: esdb.Start{}})
			require.Equal(t, now, append([]uint64{}, revisions(f.take(len(now)))...))
		})
	}
}

func TestEventsGrowTooOld(t *testing.T) {
	var seconds atomic.Int64
	now := func() time.Time { return time.Unix(seconds.Load(), 0) }
	_, c := both(t, kurrenttest.Options{Now: now})
	setMetadata(t, c, "s", func(m *esdb.StreamMetadata) { m.SetMaxAge(10 * time.Second) })
	for range 3 {
		mustAppend(t, c, "s", esdb.Any{}, events(1)...)
		seconds.Add(5)
	}
	require.Equal(t, []uint64{1, 2}, revisions(all(t, streamOf(t, c, "s"), nil)))
	seconds.Add(100)
	require.Empty(t, all(t, streamOf(t, c, "s"), nil), "an empty stream, not a missing one")
	s, err := c.ReadAll(patient(t), esdb.ReadAllOptions{}, 99)
	require.Equal(t, []string{"s@0", "s@1", "s@2"}, user(all(t, s, err)), "hidden in the stream only")
}

func TestMetadataComeBackAsTheyWereSet(t *testing.T) {
	_, c := both(t, kurrenttest.Options{})
	setMetadata(t, c, "s", func(m *esdb.StreamMetadata) { m.SetMaxCount(1) })
	setMetadata(t, c, "s", func(m *esdb.StreamMetadata) { m.SetMaxCount(7); m.AddCustomProperty("colour", "blue") })
	m, err := c.GetStreamMetadata(patient(t), "s", esdb.ReadStreamOptions{})
	require.NoError(t, err)
	require.EqualValues(t, 7, *m.MaxCount(), "only the last metadata are read")
	require.Equal(t, "blue", m.CustomProperty("colour"))
}

func TestADeletedStreamComesBackWithTheNextEvent(t *testing.T) {
	_, c := both(t, kurrenttest.Options{})
	setMetadata(t, c, "s", func(m *esdb.StreamMetadata) { m.AddCustomProperty("colour", "blue") })
	three := events(3)
	mustAppend(t, c, "s", esdb.NoStream{}, three...)
	_, err := c.DeleteStream(patient(t), "s", esdb.DeleteStreamOptions{ExpectedRevision: esdb.Revision(1)})
	require.ErrorContains(t, err, "FailedPrecondition")
	deleted, err := c.DeleteStream(patient(t), "s", esdb.DeleteStreamOptions{ExpectedRevision: esdb.Revision(2)})
	require.NoError(t, err)
	s, err := c.ReadAll(patient(t), esdb.ReadAllOptions{From: deleted.Position}, 1)
	require.Equal(t, "$metadata", all(t, s, err)[0].Event.EventType)
	_, err = drain(streamOf(t, c, "s"), nil)
	require.Equal(t, esdb.ErrorCodeResourceNotFound, code(t, err))

	_, err = c.AppendToStream(patient(t), "s", expecting(esdb.StreamExists{}), events(1)...)
	require.Equal(t, esdb.ErrorCodeStreamDeleted, code(t, err))
	again := mustAppend(t, c, "s", esdb.NoStream{}, three...)
	require.EqualValues(t, 2, again.NextExpectedVersion, "the same events at the same place were written before")
	require.Zero(t, again.CommitPosition, "and cannot be read any more")

	require.EqualValues(t, 3, mustAppend(t, c, "s", esdb.NoStream{}, events(1)...).NextExpectedVersion)
	require.Equal(t, []uint64{3}, revisions(all(t, streamOf(t, c, "s"), nil)))
	m, err := c.GetStreamMetadata(patient(t), "s", esdb.ReadStreamOptions{})
	require.NoError(t, err)
	require.EqualValues(t, 3, *m.TruncateBefore())
	require.Equal(t, "blue", m.CustomProperty("colour"))
}

func TestMetadataBringADeletedStreamBackWithoutItsEvents(t *testing.T) {
	_, c := both(t, kurrenttest.Options{})
	mustAppend(t, c, "s", esdb.NoStream{}, events(2)...)
	_, err := c.DeleteStream(patient(t), "s", esdb.DeleteStreamOptions{ExpectedRevision: esdb.Any{}})
	require.NoError(t, err)
	setMetadata(t, c, "s", func(m *esdb.StreamMetadata) { m.SetMaxCount(5) })
	require.Empty(t, all(t, streamOf(t, c, "s"), nil))
	mustAppend(t, c, "s", esdb.Revision(1), events(1)...)
	require.Equal(t, []uint64{2}, revisions(all(t, streamOf(t, c, "s"), nil)))
}

func TestATombstoneIsForEver(t *testing.T) {
	s, c := both(t, kurrenttest.Options{})
	mustAppend(t, c, "s", esdb.NoStream{}, events(2)...)
	f := subscribeTo(t, c, "s", esdb.SubscribeToStreamOptions{From: esdb.Start{}})
	f.take(2)
	before := s.Events()
	_, err := c.TombstoneStream(patient(t), "s", esdb.TombstoneStreamOptions{ExpectedRevision: esdb.NoStream{}})
	require.ErrorContains(t, err, "WrongExpectedVersion")
	tomb, err := c.TombstoneStream(patient(t), "s", esdb.TombstoneStreamOptions{ExpectedRevision: esdb.Revision(1)})
	require.NoError(t, err)
	require.Equal(t, before+1, s.Events())

	r, err := c.ReadAll(patient(t), esdb.ReadAllOptions{From: tomb.Position}, 9)
	last := all(t, r, err)[0].Event
	require.Equal(t, "$streamDeleted", last.EventType)
	require.EqualValues(t, int64(1<<63-1), last.EventNumber)

	for said := ""; ; {
		if said = f.next(); said != "caught up" {
			require.Contains(t, said, "is deleted")
			break
		}
	}
	_, err = drain(streamOf(t, c, "s"), nil)
	require.Equal(t, esdb.ErrorCodeStreamDeleted, code(t, err))
	_, err = drain(streamOf(t, c, "$$s"), nil)
	require.Equal(t, esdb.ErrorCodeStreamDeleted, code(t, err))
	_, err = c.DeleteStream(patient(t), "s", esdb.DeleteStreamOptions{ExpectedRevision: esdb.Any{}})
	require.Equal(t, esdb.ErrorCodeStreamDeleted, code(t, err))
	_, err = c.SubscribeToStream(patient(t), "s", esdb.SubscribeToStreamOptions{From: esdb.Start{}})
	require.Equal(t, esdb.ErrorCodeStreamDeleted, code(t, err))
}

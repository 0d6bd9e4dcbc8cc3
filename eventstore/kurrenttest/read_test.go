package kurrenttest_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore/kurrenttest"
)

func TestAStreamIsReadFromAnywhereInBothDirections(t *testing.T) {
	_, c := both(t, kurrenttest.Options{})
	mustAppend(t, c, "s", esdb.NoStream{}, events(5)...)
	for _, r := range []struct {
		from      esdb.StreamPosition
		direction esdb.Direction
		count     uint64
		want      []uint64
	}{
		{esdb.Start{}, esdb.Forwards, math.MaxUint64, []uint64{0, 1, 2, 3, 4}},
		{esdb.Start{}, esdb.Forwards, 2, []uint64{0, 1}},
		{esdb.Revision(3), esdb.Forwards, 9, []uint64{3, 4}},
		{esdb.Revision(5), esdb.Forwards, 9, []uint64{}},
		{esdb.End{}, esdb.Forwards, 9, []uint64{}},
		{esdb.End{}, esdb.Backwards, math.MaxUint64, []uint64{4, 3, 2, 1, 0}},
		{esdb.End{}, esdb.Backwards, 1, []uint64{4}},
		{esdb.Revision(1), esdb.Backwards, 9, []uint64{1, 0}},
		{esdb.Revision(99), esdb.Backwards, 2, []uint64{4, 3}},
		{esdb.Start{}, esdb.Backwards, 9, []uint64{0}},
	} {
		t.Run(fmt.Sprintf("%T%+v %v %d", r.from, r.from, r.direction, r.count), func(t *testing.T) {
			s, err := c.ReadStream(patient(t), "s", esdb.ReadStreamOptions{From: r.from, Direction: r.direction}, r.count)
			require.Equal(t, r.want, revisions(all(t, s, err)))
		})
	}
}

func TestALongStreamIsReadWhole(t *testing.T) {
	const n = 1000
	_, c := both(t, kurrenttest.Options{})
	mustAppend(t, c, "s", esdb.NoStream{}, events(n)...)
	for i, e := range all(t, streamOf(t, c, "s"), nil) {
		require.EqualValues(t, i, e.Event.EventNumber)
	}
	s, err := c.ReadStream(patient(t), "s", esdb.ReadStreamOptions{Direction: esdb.Backwards, From: esdb.End{}}, n)
	require.Len(t, all(t, s, err), n)
}

func TestAMissingStreamIsNotFoundByTheFirstEvent(t *testing.T) {
	_, c := both(t, kurrenttest.Options{})
	s, err := c.ReadStream(patient(t), "nothing", esdb.ReadStreamOptions{}, 1)
	require.NoError(t, err)
	_, err = s.Recv()
	require.Equal(t, esdb.ErrorCodeResourceNotFound, code(t, err))
}

// user is every event that is not the server's own.
func user(events []*esdb.ResolvedEvent) []string {
	out := []string{}
	for _, e := range events {
		if e.OriginalEvent().EventType[0] != '$' {
			out = append(out, fmt.Sprintf("%s@%d", e.OriginalEvent().StreamID, e.OriginalEvent().EventNumber))
		}
	}
	return out
}

func TestAllEventsAreReadFromAPositionOnOrBeforeIt(t *testing.T) {
	_, c := both(t, kurrenttest.Options{})
	mustAppend(t, c, "a", esdb.Any{}, events(2)...)
	mustAppend(t, c, "b", esdb.Any{}, events(1)...)
	mustAppend(t, c, "a", esdb.Any{}, events(1)...)
	s, err := c.ReadAll(patient(t), esdb.ReadAllOptions{}, math.MaxUint64)
	everything := all(t, s, err)
	require.Equal(t, []string{"a@0", "a@1", "b@0", "a@2"}, user(everything))
	require.Greater(t, len(everything), 4, "the server has events of its own")
	for i, e := range everything[1:] {
		require.Less(t, everything[i].Event.Position.Commit, e.Event.Position.Commit)
		require.Equal(t, e.Event.Position.Commit, *e.Commit)
	}
	middle := everything[len(everything)-2].Event.Position // of b@0

	s, err = c.ReadAll(patient(t), esdb.ReadAllOptions{From: middle}, 9)
	require.Equal(t, []string{"b@0", "a@2"}, user(all(t, s, err)))
	s, err = c.ReadAll(patient(t), esdb.ReadAllOptions{From: middle, Direction: esdb.Backwards}, 2)
	require.Equal(t, []string{"a@1", "a@0"}, user(all(t, s, err)))
	s, err = c.ReadAll(patient(t), esdb.ReadAllOptions{From: esdb.End{}, Direction: esdb.Backwards}, 1)
	require.Equal(t, []string{"a@2"}, user(all(t, s, err)))
	s, err = c.ReadAll(patient(t), esdb.ReadAllOptions{From: esdb.End{}}, 9)
	require.Empty(t, all(t, s, err))
	s, err = c.ReadAll(patient(t), esdb.ReadAllOptions{Direction: esdb.Backwards, From: esdb.Start{}}, 9)
	require.Empty(t, all(t, s, err))
}

func TestAPositionBetweenRecordsIsRefused(t *testing.T) {
	_, c := both(t, kurrenttest.Options{})
	w := mustAppend(t, c, "a", esdb.Any{}, events(2)...)
	between := esdb.Position{Commit: w.CommitPosition - 1, Prepare: w.PreparePosition - 1}
	_, err := drain(c.ReadAll(patient(t), esdb.ReadAllOptions{From: between}, 9))
	require.ErrorContains(t, err, "invalid position")
	_, err = c.SubscribeToAll(patient(t), esdb.SubscribeToAllOptions{From: between})
	require.ErrorContains(t, err, "invalid position")
}

func TestOlderServersHaveNoPositionsInStreams(t *testing.T) {
	for version, usable := range map[string]bool{"21.10.9": false, "22.6.0": true, "24.10.0": true} {
		t.Run(version, func(t *testing.T) {
			_, c := both(t, kurrenttest.Options{Version: version})
			v, err := c.GetServerVersion()
			require.NoError(t, err)
			require.Equal(t, version, fmt.Sprintf("%d.%d.%d", v.Major, v.Minor, v.Patch))
			w := mustAppend(t, c, "s", esdb.NoStream{}, events(1)...)
			want := esdb.Position{Commit: w.CommitPosition, Prepare: w.PreparePosition}
			if !usable {
				want = esdb.Position{Commit: math.MaxUint64, Prepare: math.MaxUint64}
			}
			e := all(t, streamOf(t, c, "s"), nil)[0]
			require.Equal(t, want, e.Event.Position)
			require.Equal(t, usable, e.Commit != nil)
		})
	}
	_, err := kurrenttest.Start(kurrenttest.Options{Version: "25"})
	require.ErrorContains(t, err, `version "25"`)
}

func TestExplicitTransactionsShareACommitPosition(t *testing.T) {
	_, c := both(t, kurrenttest.Options{Transactions: true})
	w := mustAppend(t, c, "s", esdb.NoStream{}, events(3)...)
	mustAppend(t, c, "s", esdb.Revision(2), events(1)...)
	s, err := c.ReadAll(patient(t), esdb.ReadAllOptions{From: esdb.End{}, Direction: esdb.Backwards}, 4)
	back := all(t, s, err)
	require.Equal(t, []uint64{3, 2, 1, 0}, revisions(back))
	for _, e := range back[1:] {
		require.Equal(t, w.CommitPosition, e.Event.Position.Commit)
		require.Less(t, e.Event.Position.Prepare, e.Event.Position.Commit)
	}
	require.Equal(t, w.PreparePosition, back[1].Event.Position.Prepare)

	s, err = c.ReadAll(patient(t), esdb.ReadAllOptions{From: back[2].Event.Position}, 9)
	require.Equal(t, []uint64{1, 2, 3}, revisions(all(t, s, err)))
	require.EqualValues(t, uint64(math.MaxUint64), all(t, streamOf(t, c, "s"), nil)[0].Event.Position.Commit)
	got := subscribeAll(t, c, esdb.SubscribeToAllOptions{From: back[2].Event.Position}).take(2)
	require.Equal(t, []uint64{2, 3}, revisions(got))
}

func TestLinksLeadToTheirEvents(t *testing.T) {
	_, c := both(t, kurrenttest.Options{})
	mustAppend(t, c, "s", esdb.NoStream{}, event("Made", `"x"`))
	link := func(to string) esdb.EventData {
		return esdb.EventData{EventType: "$>", ContentType: esdb.ContentTypeBinary, Data: []byte(to)}
	}
	mustAppend(t, c, "$ce-s", esdb.NoStream{}, link("0@s"), link("1@s"), link("nonsense"))
	read := func(resolve bool) []*esdb.ResolvedEvent {
		s, err := c.ReadStream(patient(t), "$ce-s", esdb.ReadStreamOptions{ResolveLinkTos: resolve}, 9)
		return all(t, s, err)
	}
	plain := read(false)
	require.Equal(t, "$>", plain[0].Event.EventType)
	require.Nil(t, plain[0].Link)

	resolved := read(true)
	require.Equal(t, "Made", resolved[0].Event.EventType)
	require.Equal(t, "$ce-s", resolved[0].OriginalEvent().StreamID)
	require.Nil(t, resolved[1].Event, "leads past the end")
	require.Nil(t, resolved[2].Event)
	require.Equal(t, []uint64{0, 1, 2}, revisions(resolved))
}

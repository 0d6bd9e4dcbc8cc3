package kurrenttest_test

import (
	"fmt"
	"testing"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore/kurrenttest"
)

// follower is a subscription of the official client.
type follower struct {
	t   testing.TB
	sub *esdb.Subscription
}

func subscribeAll(t testing.TB, c *esdb.Client, o esdb.SubscribeToAllOptions) follower {
	t.Helper()
	sub, err := c.SubscribeToAll(patient(t), o)
	require.NoError(t, err)
	t.Cleanup(func() { sub.Close() })
	return follower{t, sub}
}

func subscribeTo(t testing.TB, c *esdb.Client, stream string, o esdb.SubscribeToStreamOptions) follower {
	t.Helper()
	sub, err := c.SubscribeToStream(patient(t), stream, o)
	require.NoError(t, err)
	t.Cleanup(func() { sub.Close() })
	return follower{t, sub}
}

// take is the next n events, whatever else comes between.
func (f follower) take(n int) []*esdb.ResolvedEvent {
	f.t.Helper()
	var out []*esdb.ResolvedEvent
	for len(out) < n {
		e := f.sub.Recv()
		if e.SubscriptionDropped != nil {
			f.t.Fatalf("dropped after %d of %d events: %v", len(out), n, e.SubscriptionDropped.Error)
		}
		if e.EventAppeared != nil {
			out = append(out, e.EventAppeared)
		}
	}
	return out
}

// say is the next n things that are said, in words.
func (f follower) say(n int) []string {
	f.t.Helper()
	out := make([]string, n)
	for i := range out {
		out[i] = f.next()
	}
	return out
}

func (f follower) next() string {
	switch e := f.sub.Recv(); {
	case e.EventAppeared != nil:
		return fmt.Sprintf("%s@%d", e.EventAppeared.OriginalEvent().StreamID, e.EventAppeared.OriginalEvent().EventNumber)
	case e.CheckPointReached != nil:
		return fmt.Sprintf("checkpoint %d", e.CheckPointReached.Commit)
	case e.CaughtUp != nil:
		return "caught up"
	case e.FellBehind != nil:
		return "fell behind"
	default:
		return fmt.Sprintf("dropped: %v", e.SubscriptionDropped.Error)
	}
}

func TestAStreamIsFollowedFromAnywhere(t *testing.T) {
	_, c := both(t, kurrenttest.Options{})
	mustAppend(t, c, "s", esdb.NoStream{}, events(3)...)
	start := subscribeTo(t, c, "s", esdb.SubscribeToStreamOptions{From: esdb.Start{}})
	middle := subscribeTo(t, c, "s", esdb.SubscribeToStreamOptions{From: esdb.Revision(1)})
	end := subscribeTo(t, c, "s", esdb.SubscribeToStreamOptions{})
	missing := subscribeTo(t, c, "later", esdb.SubscribeToStreamOptions{From: esdb.Start{}})
	require.Equal(t, []string{"s@0", "s@1", "s@2", "caught up"}, start.say(4))
	require.Equal(t, []string{"s@2", "caught up"}, middle.say(2))
	require.Equal(t, "caught up", end.next())
	require.Equal(t, "caught up", missing.next())

	mustAppend(t, c, "later", esdb.NoStream{}, events(1)...)
	mustAppend(t, c, "s", esdb.Any{}, events(2)...)
	for _, f := range []follower{start, middle, end} {
		require.Equal(t, []string{"s@3", "s@4"}, f.say(2))
	}
	require.Equal(t, "later@0", missing.next())
}

func TestAllEventsAreFollowedFromAnywhere(t *testing.T) {
	_, c := both(t, kurrenttest.Options{})
	own := len(subscribeAll(t, c, esdb.SubscribeToAllOptions{From: esdb.Start{}}).take(2))
	w := mustAppend(t, c, "a", esdb.NoStream{}, events(1)...)
	mustAppend(t, c, "b", esdb.NoStream{}, events(1)...)
	start := subscribeAll(t, c, esdb.SubscribeToAllOptions{From: esdb.Start{}})
	middle := subscribeAll(t, c, esdb.SubscribeToAllOptions{From: esdb.Position{Commit: w.CommitPosition, Prepare: w.PreparePosition}})
	end := subscribeAll(t, c, esdb.SubscribeToAllOptions{})
	require.Equal(t, []string{"a@0", "b@0", "caught up"}, start.say(own + 3)[own:])
	require.Equal(t, []string{"b@0", "caught up"}, middle.say(2))
	require.Equal(t, "caught up", end.next())
	mustAppend(t, c, "a", esdb.Any{}, events(1)...)
	for _, f := range []follower{start, middle, end} {
		require.Equal(t, "a@1", f.next())
	}
}

func TestFiltersLetPassWhatTheyName(t *testing.T) {
	_, c := both(t, kurrenttest.Options{})
	mustAppend(t, c, "user-1", esdb.NoStream{}, event("user.Made", "1"), event("company.Made", "1"))
	mustAppend(t, c, "group-1", esdb.NoStream{}, event("user.Joined", "1"), event("other", "1"))
	for name, r := range map[string]struct {
		filter esdb.SubscriptionFilter
		want   []string
	}{
		"type prefixes":   {esdb.SubscriptionFilter{Type: esdb.EventFilterType, Prefixes: []string{"user.", "other"}}, []string{"user-1@0", "group-1@0", "group-1@1"}},
		"type pattern":    {esdb.SubscriptionFilter{Type: esdb.EventFilterType, Regex: "^(user|company)"}, []string{"user-1@0", "user-1@1", "group-1@0"}},
		"stream prefixes": {esdb.SubscriptionFilter{Type: esdb.StreamFilterType, Prefixes: []string{"user-"}}, []string{"user-1@0", "user-1@1"}},
		"stream pattern":  {esdb.SubscriptionFilter{Type: esdb.StreamFilterType, Regex: "p-1$"}, []string{"group-1@0", "group-1@1"}},
		"no system":       {*esdb.ExcludeSystemEventsFilter(), []string{"user-1@0", "user-1@1", "group-1@0", "group-1@1"}},
	} {
		t.Run(name, func(t *testing.T) {
			f := subscribeAll(t, c, esdb.SubscribeToAllOptions{From: esdb.Start{}, Filter: &r.filter})
			require.Equal(t, r.want, user(f.take(len(r.want))))
			require.Contains(t, f.next(), "checkpoint")
			require.Equal(t, "caught up", f.next())
		})
	}
	_, err := c.SubscribeToAll(patient(t), esdb.SubscribeToAllOptions{Filter: &esdb.SubscriptionFilter{Regex: "("}})
	require.ErrorContains(t, err, "InvalidArgument")
}

// TestCheckpointsNeverRunAhead follows a filter through a log with checkpoints after every second event, and resumes from
// each of them: what has not been seen must come.
func TestCheckpointsNeverRunAhead(t *testing.T) {
	_, c := both(t, kurrenttest.Options{})
	for i := range 20 {
		mustAppend(t, c, []string{"yes", "no"}[i%2], esdb.Any{}, events(1)...)
	}
	o := esdb.SubscribeToAllOptions{
		From: esdb.Start{}, MaxSearchWindow: 2, CheckpointInterval: 1,
		Filter: &esdb.SubscriptionFilter{Type: esdb.StreamFilterType, Prefixes: []string{"yes"}},
	}
	f := subscribeAll(t, c, o)
	seen, checkpoints := 0, 0
	for live := false; !live; {
		switch e := f.sub.Recv(); {
		case e.EventAppeared != nil:
			require.EqualValues(t, seen, e.EventAppeared.Event.EventNumber)
			seen++
		case e.CheckPointReached != nil:
			checkpoints++
			o.From = *e.CheckPointReached
			if seen < 10 {
				require.EqualValues(t, seen, subscribeAll(t, c, o).take(1)[0].Event.EventNumber)
			}
		case e.CaughtUp != nil:
			live = true
		}
	}
	require.Equal(t, 10, seen)
	require.Equal(t, 11, checkpoints, "one for two events of 22")

	mustAppend(t, c, "no", esdb.Any{}, events(2)...)
	require.Contains(t, f.next(), "checkpoint")
	mustAppend(t, c, "yes", esdb.Any{}, events(2)...)
	require.Equal(t, []string{"yes@10", "yes@11"}, f.say(2))
}

func TestOlderServersDoNotSayThatTheyCaughtUp(t *testing.T) {
	_, c := both(t, kurrenttest.Options{Version: "22.10.4"})
	f := subscribeTo(t, c, "s", esdb.SubscribeToStreamOptions{From: esdb.Start{}})
	mustAppend(t, c, "s", esdb.NoStream{}, events(1)...)
	require.Equal(t, "s@0", f.next())
}

package feed_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell"
	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/eventstore/memory"
	"github.com/cosell/cosell/handlers/command"
	"github.com/cosell/cosell/handlers/feed"
	"github.com/cosell/cosell/handlers/process"
	"github.com/cosell/cosell/handlers/scenario"
)

// auditor reads everything.
var auditor = domain.Caller{Member: "audrey", Org: domain.Vendor, Roles: []domain.Role{domain.RoleAuditor}}

// demo is the log of the demo story, with everything that can happen in it, and its cast.
var demo = sync.OnceValues(func() (store *memory.Store, story *scenario.Story) {
	must := func(err error) {
		if err != nil {
			panic(err)
		}
	}
	store = memory.New()
	clock := scenario.NewClock(time.Date(2026, 6, 30, 14, 5, 0, 0, time.UTC))
	service, err := command.New(command.Options{Store: store, Receipts: command.NewMemoryReceipts(), Clock: clock.Now})
	must(err)
	managers := process.NewUnderstudy(process.Options{Service: service, Store: store, Decode: decode})
	story, err = scenario.Parse(cosell.DemoName, cosell.DemoStory)
	must(err)
	must(story.Tell(context.Background(), scenario.Stage{Commands: service, Log: store, Clock: clock, React: managers.React}))
	return store, story
})

var decode = func() func(eventstore.Recorded) (domain.Recorded, error) {
	codec, err := command.NewCodec()
	if err != nil {
		panic(err)
	}
	var known sync.Map // by event
	return func(r eventstore.Recorded) (domain.Recorded, error) {
		if d, ok := known.Load(r.ID); ok {
			return d.(domain.Recorded), nil
		}
		d, err := command.Decode(codec, r)
		if err == nil {
			known.Store(r.ID, d)
		}
		return d, err
	}
}()

// policy is one whose teaser is on or off.
func policy(teaser bool) func(context.Context) (program.Policy, error) {
	p := program.Default()
	p.Teaser = teaser
	return func(context.Context) (program.Policy, error) { return p, nil }
}

func over(store eventstore.Store) *feed.Feed {
	return feed.New(feed.Options{Store: store, Decode: decode, Policy: policy(false)})
}

// callers are the cast of the story, one for each other role of everybody's organisation, and somebody of no partner in it.
func callers(story *scenario.Story) (all []domain.Caller) {
	orgs := []domain.Org{"99999999-9999-4999-8999-999999999999"}
	for _, m := range story.Members() {
		all = append(all, m.Caller())
		if !slices.Contains(orgs, m.Org) && m.Org != domain.Vendor {
			orgs = append(orgs, m.Org)
		}
	}
	for _, r := range domain.VendorRoles {
		all = append(all, domain.Caller{Member: "v-" + string(r), Org: domain.Vendor, Roles: []domain.Role{r}})
	}
	for _, org := range orgs {
		for _, r := range domain.PartnerRoles {
			all = append(all, domain.Caller{Member: "somebody", Org: org, Roles: []domain.Role{r}})
		}
	}
	return all
}

// log is everything in a store.
func log(t testing.TB, store eventstore.Store) (all []eventstore.Recorded) {
	t.Helper()
	end, err := store.End(t.Context())
	require.NoError(t, err)
	for e, err := range store.Subscribe(t.Context(), eventstore.Position{}) {
		require.NoError(t, err)
		if all = append(all, e); e.Position == end {
			break
		}
	}
	return all
}

// read gives the events of a query up to the present end of the log.
func read(t testing.TB, f *feed.Feed, who domain.Caller, q feed.Query) (all []eventstore.Recorded) {
	t.Helper()
	end, err := f.Store.End(t.Context())
	require.NoError(t, err)
	q.Until = &end
	last := q.After
	for i, err := range f.Read(t.Context(), who, q) {
		require.NoError(t, err)
		require.True(t, last.Before(i.Position), "positions rise")
		if last = i.Position; i.Event != nil {
			require.Equal(t, i.Position, i.Event.Position)
			all = append(all, *i.Event)
		}
	}
	if q.After.Before(end) {
		require.Equal(t, end, last, "the end is said")
	}
	return all
}

func ids(events []eventstore.Recorded) (all []string) {
	for _, e := range events {
		all = append(all, e.ID)
	}
	return all
}

// copied is a log with the events of another, in the same places; appended is told whenever it has grown.
func copied(t testing.TB, events []eventstore.Recorded, appended func(*memory.Store)) *memory.Store {
	t.Helper()
	store := memory.New()
	write(t, store, events, func() { appended(store) })
	return store
}

// write appends what another log has as it was appended there.
func write(t testing.TB, store eventstore.Store, events []eventstore.Recorded, appended func()) {
	t.Helper()
	for len(events) > 0 {
		n := 1
		for n < len(events) && events[n].Stream == events[0].Stream && sameAppend(events[0], events[n]) {
			n++
		}
		batch := make([]eventstore.Pending, n)
		for i := range batch {
			batch[i] = events[i].Pending
		}
		_, err := store.Append(t.Context(), events[0].Stream, eventstore.At(events[0].Revision-1), batch)
		require.NoError(t, err)
		appended()
		events = events[n:]
	}
}

func sameAppend(a, b eventstore.Recorded) bool {
	return a.Metadata.CommandID == b.Metadata.CommandID && a.Metadata.RecordedAt.Equal(b.Metadata.RecordedAt)
}

func members(t testing.TB, data []byte) map[string]any {
	t.Helper()
	var all map[string]any
	require.NoError(t, json.Unmarshal(data, &all), string(data))
	return all
}

func aggregate(e eventstore.Recorded) string {
	kind, _, _ := strings.Cut(e.Stream, "-")
	return kind
}

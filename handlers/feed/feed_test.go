package feed_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/eventstore/codec"
	"github.com/cosell/cosell/eventstore/memory"
	"github.com/cosell/cosell/handlers/feed"
)

func TestAnAuditorGetsTheLogAsItIs(t *testing.T) {
	store, _ := demo()
	require.Equal(t, log(t, store), read(t, over(store), auditor, feed.Query{}))
}

func TestReadingOnFromAnyPlaceGivesWhatAReaderFromTheBeginningGetsAfterIt(t *testing.T) {
	store, story := demo()
	events := log(t, store)
	for n, who := range callers(story) {
		f := over(store)
		whole := read(t, f, who, feed.Query{})
		for i := n % 53; i < len(events); i += 53 { // between them, the callers begin everywhere
			at := events[i].Position
			rest := whole[slices.IndexFunc(append(slices.Clone(whole), eventstore.Recorded{Position: eventstore.Position{Commit: 1 << 60}}),
				func(e eventstore.Recorded) bool { return at.Before(e.Position) }):]
			got := read(t, f, who, feed.Query{After: at})
			require.Equal(t, ids(rest), ids(got), "%v after %s", who, at)
			if len(rest) > 0 {
				require.Equal(t, rest, got, "%v after %s", who, at)
			}
		}
	}
}

func TestPiecesOfRandomLengthMakeTheWhole(t *testing.T) {
	store, story := demo()
	all := callers(story)
	rapid.Check(t, func(r *rapid.T) {
		who := rapid.SampledFrom(all).Draw(r, "who")
		q := feed.Query{Kinds: rapid.SampledFrom([][]string{nil, {"opportunity.*"}, {"referral.*", "program.rates-published"}, {"opportunity.accepted"}}).Draw(r, "kinds")}
		f := over(store).Remembering(rapid.SampledFrom([]int{1, 3, 1000}).Draw(r, "remembering"))
		whole := read(t, f, who, q)
		end, err := store.End(t.Context())
		require.NoError(r, err)
		q.Until = &end
		var pieces []string
		for q.After != end {
			left := rapid.IntRange(1, 60).Draw(r, "piece")
			for i, err := range f.Read(t.Context(), who, q) {
				require.NoError(r, err)
				if q.After = i.Position; i.Event != nil {
					pieces = append(pieces, i.Event.ID)
				}
				if left--; left == 0 {
					break
				}
			}
		}
		require.Equal(r, ids(whole), pieces)
	})
}

// Who follows the log gets everything that a later reader gets: what was hidden when it was written stays hidden.
func TestAReaderThatFollowsTheLogMissesNothingThatALaterOneGets(t *testing.T) {
	store, story := demo()
	events, who := log(t, store), callers(story)
	followed, after := make([][]string, len(who)), make([]eventstore.Position, len(who))
	end := copied(t, events, func(grown *memory.Store) {
		for i := range who {
			got := read(t, over(grown), who[i], feed.Query{After: after[i]})
			followed[i] = append(followed[i], ids(got)...)
			after[i], _ = grown.End(t.Context())
		}
	})
	lost := 0
	for i := range who {
		later := ids(read(t, over(end), who[i], feed.Query{}))
		require.Subset(t, append(followed[i], ""), append(later, ""), "%v", who[i])
		lost += len(followed[i]) - len(later)
	}
	require.Positive(t, lost, "some lost what they could read when it was written")
}

func TestOneReadingThatStaysOpenGivesWhatManyShortOnesDo(t *testing.T) {
	store, story := demo()
	events := log(t, store)
	synctest.Test(t, func(t *testing.T) {
		for _, who := range callers(story) {
			q := feed.Query{Kinds: []string{"opportunity.*", "referral.*"}}
			ctx, cancel := context.WithCancel(t.Context())
			var open, short []string
			begun := false
			copied(t, events, func(growing *memory.Store) {
				if !begun {
					begun = true
					go func() {
						for i, err := range over(growing).Read(ctx, who, feed.Query{Kinds: q.Kinds}) {
							if err == nil && i.Event != nil {
								open = append(open, i.Event.ID)
							}
						}
					}()
				}
				synctest.Wait()
				short = append(short, ids(read(t, over(growing), who, q))...)
				q.After, _ = growing.End(t.Context())
			})
			cancel()
			require.Equal(t, short, open, "%v", who)
		}
	})
}

func TestAFeedOfKindsSubjectsAndOrganisationsHoldsThoseAlone(t *testing.T) {
	store, story := demo()
	f := over(store)
	all := read(t, f, auditor, feed.Query{})
	kinds := read(t, f, auditor, feed.Query{Kinds: []string{"opportunity.accepted", "claim.*"}})
	require.NotEmpty(t, kinds)
	subject := kinds[0].Stream
	one := read(t, f, auditor, feed.Query{Subject: subject})
	wanted := func(keep func(eventstore.Recorded) bool) []string {
		return ids(slices.DeleteFunc(slices.Clone(all), func(e eventstore.Recorded) bool { return !keep(e) }))
	}
	require.Equal(t, wanted(func(e eventstore.Recorded) bool {
		return e.Kind == "opportunity.accepted" || strings.HasPrefix(e.Kind, "claim.")
	}), ids(kinds))
	require.Equal(t, wanted(func(e eventstore.Recorded) bool { return e.Stream == subject }), ids(one))
	for _, m := range story.Members() {
		if m.Org == domain.Vendor {
			continue
		}
		concerns := read(t, f, auditor, feed.Query{Org: m.Org})
		require.NotEmpty(t, concerns)
		for _, e := range concerns {
			require.NotContains(t, []string{"claim", "program"}, aggregate(e))
		}
		administrator := domain.Caller{Member: "somebody", Org: m.Org, Roles: []domain.Role{domain.RoleAdministrator}}
		for _, e := range read(t, f, administrator, feed.Query{Org: m.Org}) {
			require.Contains(t, ids(concerns), e.ID, "what a partner reads of its own concerns it: %s", e.Kind)
		}
	}
}

func TestAReaderIsToldHowFarItIsWhereNothingIsForIt(t *testing.T) {
	store := memory.New()
	for i := range 3 * feed.SkipAtMost {
		e := eventstore.Pending{ID: fmt.Sprintf("00000000-0000-4000-8000-%012d", i), Kind: "opportunity.accepted", SchemaVersion: 1, Data: []byte("{}"),
			Metadata: eventstore.Metadata{CommandID: "x", CorrelationID: "x", Actor: eventstore.Actor{Member: "x", Org: "vendor", Role: "auditor"}}}
		_, err := store.Append(t.Context(), "opportunity-00000000-0000-4000-8000-000000000001", eventstore.At(int64(i)-1), []eventstore.Pending{e})
		require.NoError(t, err)
	}
	end, err := store.End(t.Context())
	require.NoError(t, err)
	var places []eventstore.Position
	for i, err := range over(store).Read(t.Context(), auditor, feed.Query{Kinds: []string{"partner.*"}, Until: &end}) {
		require.NoError(t, err)
		require.Nil(t, i.Event)
		places = append(places, i.Position)
	}
	require.Len(t, places, 3)
	require.Equal(t, end, places[2])
}

func TestAPlaceBeyondTheEndGivesNothingUntilTheLogIsThere(t *testing.T) {
	store, _ := demo()
	end, err := store.End(t.Context())
	require.NoError(t, err)
	require.Empty(t, read(t, over(store), auditor, feed.Query{After: eventstore.Position{Commit: end.Commit + 5, Prepare: end.Prepare + 5}}))

	growing := memory.New()
	events := log(t, store)[:20]
	got := make(chan feed.Item)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() {
		for i, err := range over(growing).Read(ctx, auditor, feed.Query{After: events[9].Position}) {
			if err != nil {
				return
			}
			got <- i
		}
	}()
	for _, e := range events {
		_, err := growing.Append(t.Context(), e.Stream, eventstore.At(e.Revision-1), []eventstore.Pending{e.Pending})
		require.NoError(t, err)
	}
	require.Equal(t, events[10].ID, (<-got).Event.ID)
}

func TestAnEventOfANewerProgramStopsAllButAuditors(t *testing.T) {
	store := memory.New()
	_, err := store.Append(t.Context(), "opportunity-00000000-0000-4000-8000-000000000001", eventstore.NoStream, []eventstore.Pending{{
		ID: "00000000-0000-4000-8000-000000000002", Kind: "opportunity.sold-to-the-moon", SchemaVersion: 1, Data: []byte(`{}`),
		Metadata: eventstore.Metadata{CommandID: "x", CorrelationID: "x", Actor: eventstore.Actor{Member: "x", Org: "vendor", Role: "auditor"}},
	}})
	require.NoError(t, err)
	require.Len(t, read(t, over(store), auditor, feed.Query{}), 1)
	manager := domain.Caller{Member: "vera", Org: domain.Vendor, Roles: []domain.Role{domain.RoleChannelManager}}
	for _, err := range over(store).Read(t.Context(), manager, feed.Query{}) {
		require.True(t, errors.Is(err, codec.ErrUnknownKind), "%v", err)
		return
	}
	t.Fatal("nothing was said")
}

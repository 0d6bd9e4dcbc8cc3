package feed_test

import (
	"context"
	"iter"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/eventstore/memory"
	"github.com/cosell/cosell/handlers/feed"
)

// shelf is a log whose streams can be read, and of which nobody may read the whole.
type shelf struct {
	eventstore.Store
	t testing.TB
}

func (s shelf) Subscribe(context.Context, eventstore.Position) iter.Seq2[eventstore.Recorded, error] {
	s.t.Error("the whole log is read")
	return func(func(eventstore.Recorded, error) bool) {}
}

func TestTheFeedOfOneSubjectIsReadFromItsStreamAndIsWhatTheWholeLogWouldGive(t *testing.T) {
	store, story := demo()
	events := log(t, store)
	var subjects []string
	for _, e := range events {
		if e.Revision == 0 {
			subjects = append(subjects, e.Stream)
		}
	}
	given := 0
	for n, who := range callers(story) {
		whole := read(t, over(store), who, feed.Query{})
		for i := n % 3; i < len(subjects); i += 3 {
			q := feed.Query{Subject: subjects[i]}
			if i%2 == 0 {
				q.After = events[len(events)/2].Position
			}
			want := slices.DeleteFunc(slices.Clone(whole), func(e eventstore.Recorded) bool { return e.Stream != q.Subject || !q.After.Before(e.Position) })
			got := read(t, over(shelf{store, t}), who, q)
			require.Equal(t, ids(want), ids(got), "%v reads %s", who, q.Subject)
			require.Equal(t, append([]eventstore.Recorded{}, want...), append([]eventstore.Recorded{}, got...))
			given += len(got)
		}
	}
	require.Greater(t, given, 100)
}

func TestTheFeedOfASubjectThatTheReaderMayNotKnowOfIsThatOfOneThatThereIsNot(t *testing.T) {
	store, story := demo()
	stranger := callers(story)[0]
	stranger.Org, stranger.Roles = "99999999-9999-4999-8999-999999999999", []domain.Role{domain.RoleAdministrator}
	end, err := store.End(t.Context())
	require.NoError(t, err)
	items := func(subject string) (all []feed.Item) {
		for i, err := range over(store).Read(t.Context(), stranger, feed.Query{Subject: subject, Until: &end}) {
			require.NoError(t, err)
			all = append(all, i)
		}
		return all
	}
	none := items("opportunity-99999999-9999-4999-8999-999999999999")
	require.Equal(t, []feed.Item{{Position: end}}, none)
	for _, e := range log(t, store) {
		if e.Revision == 0 && e.Kind == "opportunity.created" {
			require.Equal(t, none, items(e.Stream))
		}
	}
}

func TestAFeedOfOneSubjectThatStaysOpenGoesOnWithWhatIsWritten(t *testing.T) {
	store, _ := demo()
	events := log(t, store)
	half := len(events) / 2
	later := events[half:]
	i := slices.IndexFunc(later, func(e eventstore.Recorded) bool { return e.Revision > 1 })
	subject := later[i].Stream
	var want []string
	for _, e := range events {
		if e.Stream == subject {
			want = append(want, e.ID)
		}
	}
	grown := copied(t, events[:half], func(*memory.Store) {})
	var got []string
	written := false
	for item, err := range over(grown).Read(t.Context(), auditor, feed.Query{Subject: subject}) {
		require.NoError(t, err)
		switch {
		case item.Event == nil && written:
			continue
		case item.Event == nil:
			end, err := grown.End(t.Context())
			require.NoError(t, err)
			require.Equal(t, end, item.Position, "how far it has come")
			write(t, grown, later, func() {})
			written = true
			continue
		}
		if got = append(got, item.Event.ID); len(got) == len(want) {
			break
		}
	}
	require.Equal(t, want, got)
}

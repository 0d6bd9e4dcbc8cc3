package preferences_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/eventstore/postgres/localserver/localservertest"
	"github.com/cosell/cosell/handlers/preferences"
)

func TestMain(m *testing.M) { localservertest.Main(m) }

var (
	carl  = domain.Caller{Member: "carl", Org: "00000000-0000-4000-8000-00000000c001", Roles: []domain.Role{domain.RoleAdministrator}}
	maria = domain.Caller{Member: "carl", Org: domain.Vendor, Roles: []domain.Role{domain.RoleChannelManager, domain.RoleReviewer}}
)

const deal = "opportunity/00000000-0000-4000-8000-000000000001"

func store(t *testing.T) *preferences.Store {
	t.Helper()
	pool, err := pgxpool.New(t.Context(), localservertest.Database(t))
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	require.NoError(t, preferences.Migrate(t.Context(), pool))
	return preferences.NewStore(pool)
}

func TestEachPartIsReplacedAsAWholeAndTheOthersStay(t *testing.T) {
	t.Parallel()
	s := store(t)
	nothing, err := s.Get(t.Context(), carl)
	require.NoError(t, err)
	text, err := json.Marshal(nothing)
	require.NoError(t, err)
	require.JSONEq(t, `{"deals": [], "views": [], "preferences": {}}`, string(text))

	odd := preferences.View{Name: "Näme", Query: json.RawMessage(`{"b":"\u0000<","a":[1e400,null]}`)}
	require.NoError(t, s.PutFavourites(t.Context(), carl, preferences.Favourites{Deals: []string{"referral" + deal[11:], deal}}))
	require.NoError(t, s.PutViews(t.Context(), carl, preferences.Views{Views: []preferences.View{odd}}))
	wish := preferences.Preferences{Mail: "c@example.com", Locale: "ja", OptOut: []string{"stalled", "overdue"}}
	require.NoError(t, s.PutPreferences(t.Context(), carl, wish))
	mine, err := s.Get(t.Context(), carl)
	require.NoError(t, err)
	require.Equal(t, []string{"referral" + deal[11:], deal}, mine.Deals)
	require.JSONEq(t, `{"b":"\u0000<"}`, strings.Replace(string(mine.Views.Views[0].Query), `,"a":[1e400,null]`, "", 1))
	require.Equal(t, wish, mine.Preferences)

	require.NoError(t, s.PutFavourites(t.Context(), carl, preferences.Favourites{Deals: []string{}}))
	require.NoError(t, s.PutPreferences(t.Context(), carl, preferences.Preferences{}))
	mine, err = s.Get(t.Context(), carl)
	require.NoError(t, err)
	require.Empty(t, mine.Deals)
	require.Equal(t, "Näme", mine.Views.Views[0].Name)
	require.Equal(t, preferences.Preferences{OptOut: []string{}}, mine.Preferences)
}

func TestNobodySeesAnothersPreferences(t *testing.T) {
	t.Parallel()
	s := store(t)
	require.NoError(t, s.PutFavourites(t.Context(), carl, preferences.Favourites{Deals: []string{deal}}))
	require.NoError(t, s.PutPreferences(t.Context(), maria, preferences.Preferences{Mail: "m@vendor.example"}))
	mine, err := s.Get(t.Context(), maria)
	require.NoError(t, err)
	require.Empty(t, mine.Deals, "the same subject in another organisation is somebody else")
	wishes, err := s.Of(t.Context(), domain.Vendor)
	require.NoError(t, err)
	require.Equal(t, map[string]preferences.Wishes{"carl": {
		Member: "carl", Roles: maria.Roles, Preferences: preferences.Preferences{Mail: "m@vendor.example", OptOut: []string{}},
	}}, wishes)
}

func TestEveryFieldIsChecked(t *testing.T) {
	t.Parallel()
	s := store(t)
	many := func(n int) (deals []string) {
		for i := range n {
			deals = append(deals, fmt.Sprintf("opportunity/00000000-0000-4000-8000-%012d", i))
		}
		return deals
	}
	views := func(n int) (v preferences.Views) {
		for i := range n {
			v.Views = append(v.Views, preferences.View{Name: fmt.Sprint("view ", i), Query: json.RawMessage("{}")})
		}
		return v
	}
	sized := func(n int) preferences.Views {
		return preferences.Views{Views: []preferences.View{{Name: "x", Query: json.RawMessage(`"` + strings.Repeat("x", n-2) + `"`)}}}
	}
	named := func(name, query string) preferences.Views {
		return preferences.Views{Views: []preferences.View{{Name: name, Query: json.RawMessage(query)}}}
	}
	for name, c := range map[string]struct {
		field, code string
		err         error
	}{
		"1,000 favourites": {"", "", s.PutFavourites(t.Context(), carl, preferences.Favourites{Deals: many(1000)})},
		"one more":         {"deals", "too-many", s.PutFavourites(t.Context(), carl, preferences.Favourites{Deals: many(1001)})},
		"one twice":        {"deals[1]", "duplicate", s.PutFavourites(t.Context(), carl, preferences.Favourites{Deals: []string{deal, deal}})},
		"something else":   {"deals[0]", "bad-form", s.PutFavourites(t.Context(), carl, preferences.Favourites{Deals: []string{"partner" + deal[11:]}})},
		"100 views":        {"", "", s.PutViews(t.Context(), carl, views(100))},
		"101 views":        {"views", "too-many", s.PutViews(t.Context(), carl, views(101))},
		"a full query":     {"", "", s.PutViews(t.Context(), carl, sized(preferences.MaxQuery))},
		"a byte more":      {"views[0].query", "too-large", s.PutViews(t.Context(), carl, sized(preferences.MaxQuery+1))},
		"no name":          {"views[0].name", "required", s.PutViews(t.Context(), carl, named(" ", "{}"))},
		"no query":         {"views[0].query", "required", s.PutViews(t.Context(), carl, preferences.Views{Views: []preferences.View{{Name: "x"}}})},
		"no JSON":          {"views[0].query", "malformed", s.PutViews(t.Context(), carl, named("x", "{"))},
		"no UTF-8":         {"views[0].query", "malformed", s.PutViews(t.Context(), carl, named("x", "\"\xff\""))},
		"a name twice": {"views[1].name", "duplicate", s.PutViews(t.Context(), carl, preferences.Views{
			Views: append(named("x", "{}").Views, named("x", "{}").Views...)})},
		"no such locale": {"locale", "not-one-of", s.PutPreferences(t.Context(), carl, preferences.Preferences{Locale: "tlh"})},
		"no such kind":   {"optOut[0]", "not-one-of", s.PutPreferences(t.Context(), carl, preferences.Preferences{OptOut: []string{"gossip"}})},
		"a kind twice":   {"optOut[1]", "duplicate", s.PutPreferences(t.Context(), carl, preferences.Preferences{OptOut: []string{"stalled", "stalled"}})},
		"no address":     {"mail", "bad-form", s.PutPreferences(t.Context(), carl, preferences.Preferences{Mail: "nowhere"})},
		"two lines":      {"mail", "bad-character", s.PutPreferences(t.Context(), carl, preferences.Preferences{Mail: "a@b.example\r\nBcc:c@d.example"})},
	} {
		if c.code == "" {
			require.NoError(t, c.err, name)
			continue
		}
		refusal := domain.AsError(c.err)
		require.Equal(t, domain.ClassInvalid, refusal.Class, name)
		require.Equal(t, []string{c.field, c.code}, []string{refusal.Fields[0].Field, refusal.Fields[0].Code}, name)
	}
}

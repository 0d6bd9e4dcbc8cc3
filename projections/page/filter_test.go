package page_test

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/projections/page"
)

var columns = page.Columns{
	{Name: "topic", SQL: "topic", Kind: page.Text},
	{Name: "stage", SQL: "stage", Kind: page.Integer, Nullable: true},
	{Name: "value.amount", SQL: "value", Kind: page.Number, Nullable: true, Currency: "value_currency"},
	{Name: "at", SQL: "at", Kind: page.Time},
	{Name: "day", SQL: "day", Kind: page.Date, Nullable: true},
	{Name: "open", SQL: "open", Kind: page.Bool},
	{Name: "partner", SQL: "partner_id", Kind: page.ID, Nullable: true},
	{Name: "tags", SQL: "tags", Kind: page.Text, List: true},
	{SQL: "secret", Kind: page.Text},
}

func filtered(t *testing.T, terms ...string) page.Where {
	t.Helper()
	var w page.Where
	require.NoError(t, columns.Filter(&w, terms...))
	return w
}

func TestTheTermsOfAFilterHoldTogether(t *testing.T) {
	t.Parallel()
	w := filtered(t, "topic:contains:50%", "stage:ge:40", "value.amount:in:1,2.50", "at:lt:2026-03-31", "open:eq:true", "partner:empty:false",
		"tags:has:a:b", "day:ne:2026-01-01")
	require.Equal(t, " where (topic ilike $1) and (stage >= $2::text::bigint) and (value = any($3::text[]::numeric[]))"+
		" and (at < $4::text::timestamptz) and (open = $5::text::boolean) and (partner_id is not null) and (tags @> array[$6])"+
		" and (day is distinct from $7::text::date)", w.SQL())
	require.Equal(t, []any{`%50\%%`, "40", []string{"1", "2.50"}, "2026-03-31 00:00:00Z", "true", "a:b", "2026-01-01"}, w.Args())
	none := filtered(t)
	require.Empty(t, none.SQL())
}

func TestEveryTermThatIsWrongIsComplainedAbout(t *testing.T) {
	t.Parallel()
	var w page.Where
	err := columns.Filter(&w, "colour:eq:red", "topic:eq:fine", "stage:contains:4", "stage:ge:forty", "secret:eq:x", "at:lt:soon", "day:in:2026-01-01,never",
		"partner:eq:me", "open:eq:perhaps", "topic", "tags:eq:x", "open:empty:true", "stage:empty:maybe", "value.amount:gt:1e9", "topic:eq:\x00",
		"topic:eq:", "topic:in:a,,b", "topic:contains:", "tags:has:")
	var refused *domain.Error
	require.True(t, errors.As(err, &refused))
	var codes []string
	for _, f := range refused.Fields {
		require.Equal(t, "filter", f.Field)
		codes = append(codes, f.Code)
	}
	require.Equal(t, []string{"unknown-column", "unknown-operator", "bad-value", "unknown-column", "bad-value", "bad-value", "bad-value", "bad-value",
		"unknown-operator", "unknown-operator", "unknown-operator", "bad-value", "bad-value", "bad-value",
		"bad-value", "bad-value", "bad-value", "bad-value"}, codes)
	require.NotContains(t, refused.Fields[0].Message, "secret")
	require.Contains(t, refused.Fields[2].Message, `"stage:ge:forty"`)
	require.Error(t, columns.Filter(&w, make([]string, 21)...))
}

func TestAComplaintSaysAgainOnlyTheBeginningOfALongTerm(t *testing.T) {
	t.Parallel()
	for _, begin := range []string{"colour:eq:", "stage:like:", "stage:ge:"} {
		err := columns.Filter(new(page.Where), begin+strings.Repeat("é", 9000))
		require.Contains(t, err.Error(), begin+"é")
		require.Less(t, utf8.RuneCountInString(err.Error()), 800, begin)
	}
}

func TestAListIsSortedByTheColumnsThatItOffers(t *testing.T) {
	t.Parallel()
	sorts := columns.Sorts()
	require.Equal(t, []string{"topic", "stage", "value.amount", "at", "day", "open", "partner"}, sorts.Names())
	o, err := sorts.Parse("-value.amount")
	require.NoError(t, err)
	require.Equal(t, "value_currency desc nulls last, value desc nulls last, id desc", o.SQL())
	require.Equal(t, []string{"at", "topic"}, columns.Only("at", "nothing", "topic", "").Names())
}

func TestAListWhoseKeyMayBeMissingIsReadInStretches(t *testing.T) {
	t.Parallel()
	read := func(sort string, after *page.Place) (all []string) {
		o, err := columns.Sorts().Parse(sort)
		require.NoError(t, err)
		for _, s := range o.Stretches(after) {
			var w page.Where
			s.Add(&w)
			all = append(all, w.SQL()+" order by "+s.SQL())
		}
		return all
	}
	require.Equal(t, []string{" where stage is not null order by stage desc, id desc", " where stage is null order by stage desc, id desc"},
		read("-stage", nil))
	require.Equal(t, []string{" where (stage, id) < ($1::text::bigint, $2::uuid) order by stage desc, id desc", " where stage is null order by stage desc, id desc"},
		read("-stage", &page.Place{Keys: []*string{text("40")}, ID: row}))
	require.Equal(t, []string{" where stage is null and id < $1::uuid order by stage desc, id desc"},
		read("-stage", &page.Place{Keys: []*string{nil}, ID: row}))
	require.Equal(t, []string{" where (topic, id) > ($1, $2::uuid) order by topic, id"}, read("topic", &page.Place{Keys: []*string{text("x")}, ID: row}))
}

func FuzzAFilterIsReadOrRefusedAndNothingElse(f *testing.F) {
	for _, term := range []string{"topic:contains:a", "stage:ge:40", "at:lt:2026-03-31", "day:in:2026-01-01,2026-01-02", "value.amount:eq:-1.5", "", ":::", "open:eq:TRUE"} {
		f.Add(term)
	}
	f.Fuzz(func(t *testing.T, term string) {
		var w page.Where
		err := columns.Filter(&w, term)
		if err != nil {
			var refused *domain.Error
			require.True(t, errors.As(err, &refused) && refused.Class == domain.ClassInvalid)
			return
		}
		require.NotEmpty(t, w.SQL())
		require.LessOrEqual(t, len(w.Args()), 1)
	})
}

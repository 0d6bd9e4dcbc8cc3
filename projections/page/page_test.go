package page_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/projections/page"
)

var sorts = page.Sorts{
	{Name: "at", Keys: []page.Key{{SQL: "at", Kind: page.Time}}},
	{Name: "value", Keys: []page.Key{{SQL: "currency", Nullable: true}, {SQL: "value", Kind: page.Number, Nullable: true}}},
	{Name: "day", Keys: []page.Key{{SQL: "day", Kind: page.Date, Nullable: true}}},
}

const row = "00000000-0000-4000-8000-000000000001"

func text(s string) *string { return &s }

func order(t testing.TB, name string) page.Order {
	t.Helper()
	o, err := sorts.Parse(name)
	require.NoError(t, err)
	return o
}

func TestACursorLeadsBackToItsPlace(t *testing.T) {
	t.Parallel()
	for sort, keys := range map[string][]*string{
		"":       {text("2026-03-31 12:00:00.123456+00")},
		"-at":    {text("2026-03-31 12:00:00+00")},
		"value":  {text("USD"), text("-25000.00")},
		"-value": {nil, nil},
		"day":    {text("2026-03-31")},
	} {
		o := order(t, sort)
		want := page.Place{Keys: keys, ID: row}
		c, err := o.Cursor("list", want)
		require.NoError(t, err)
		got, err := o.Place("list", c)
		require.NoError(t, err)
		require.Equal(t, want, got)
		_, err = o.Place("other", c)
		require.ErrorIs(t, err, page.ErrBadCursor)
	}
}

func TestACursorThatWasTamperedWithIsRefused(t *testing.T) {
	t.Parallel()
	for name, json := range map[string]string{
		"another version":    `{"v":2,"l":"list","s":"at","k":["2026-03-31 12:00:00+00"],"i":"` + row + `"}`,
		"no time":            `{"v":1,"l":"list","s":"at","k":["soon"],"i":"` + row + `"}`,
		"a key too few":      `{"v":1,"l":"list","s":"at","k":[],"i":"` + row + `"}`,
		"a key too many":     `{"v":1,"l":"list","s":"at","k":["2026-03-31 12:00:00+00","x"],"i":"` + row + `"}`,
		"null where none is": `{"v":1,"l":"list","s":"at","k":[null],"i":"` + row + `"}`,
		"no id":              `{"v":1,"l":"list","s":"at","k":["2026-03-31 12:00:00+00"],"i":"x"}`,
		"something unknown":  `{"v":1,"l":"list","s":"at","k":["2026-03-31 12:00:00+00"],"i":"` + row + `","x":1}`,
		"something behind":   `{"v":1,"l":"list","s":"at","k":["2026-03-31 12:00:00+00"],"i":"` + row + `"} `,
		"too long":           strings.Repeat(" ", 5000),
	} {
		_, err := order(t, "at").Place("list", base64.RawURLEncoding.EncodeToString([]byte(json)))
		require.ErrorIs(t, err, page.ErrBadCursor, name)
	}
}

func TestARowComesBehindAnotherKeyByKey(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		sort string
		keys []*string
		want string
	}{
		"one key": {"at", []*string{text("x")},
			" where (at, id) > ($1::text::timestamptz, $2::uuid)"},
		"downwards": {"-at", []*string{text("x")},
			" where (at, id) < ($1::text::timestamptz, $2::uuid)"},
		"behind a null are nulls": {"day", []*string{nil},
			" where (day is null and id > $1::uuid)"},
		"before them values": {"day", []*string{text("x")},
			" where (day > $2::text::date or day is null or day = $2::text::date and id > $1::uuid)"},
	} {
		t.Run(name, func(t *testing.T) {
			var w page.Where
			w.Behind(order(t, c.sort), page.Place{Keys: c.keys, ID: row})
			require.Equal(t, c.want, w.SQL())
		})
	}
}

func TestAnOrderNamesItsDirectionAndItsTie(t *testing.T) {
	t.Parallel()
	require.Equal(t, "at, id", order(t, "").SQL())
	require.Equal(t, "currency desc nulls last, value desc nulls last, id desc", order(t, "-value").SQL())
	require.Equal(t, "-value", order(t, "-value").Name())
	_, err := sorts.Parse("--value")
	require.Error(t, err)
}

func TestWhatTheDatabaseCannotHoldMatchesNothing(t *testing.T) {
	t.Parallel()
	for _, bad := range []any{"a\x00b", "\xff", []string{"good", "\xff"}} {
		var w page.Where
		w.And("x = ?", bad)
		require.Equal(t, " where false", w.SQL())
		require.Empty(t, w.Args())
	}
	require.Equal(t, `%50\%\_\\%`, page.Containing(`50%_\`))
}

func FuzzACursorIsReadOrRefusedAndNothingElse(f *testing.F) {
	for _, s := range []string{"", "at", "-value", "day"} {
		o, _ := sorts.Parse(s)
		keys := []*string{text("2026-03-31 12:00:00+00"), text("1")}[:len(o.Keys)]
		c, _ := o.Cursor("list", page.Place{Keys: keys, ID: row})
		f.Add(s, c)
	}
	f.Add("value", "garbage")
	f.Fuzz(func(t *testing.T, sort, cursor string) {
		o, err := sorts.Parse(sort)
		if err != nil {
			return
		}
		p, err := o.Place("list", cursor)
		if err != nil {
			require.ErrorIs(t, err, page.ErrBadCursor)
			return
		}
		again, err := o.Cursor("list", p)
		require.NoError(t, err)
		same, err := o.Place("list", again)
		require.NoError(t, err)
		require.Equal(t, p, same)
		var w page.Where
		w.Behind(o, p)
		require.NotEmpty(t, w.SQL())
	})
}

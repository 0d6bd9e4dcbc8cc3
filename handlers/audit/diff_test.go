package audit_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cosell/cosell/handlers/audit"
	"github.com/cosell/cosell/handlers/command"
)

func TestTheChangesBetweenTwoPlacesAddUpInEveryHistoryOfEveryKind(t *testing.T) {
	for kind := range tellers {
		t.Run(kind, func(t *testing.T) {
			all := stories(t, kind)
			rapid.Check(t, func(r *rapid.T) {
				s := all.Draw(r, "story")
				from := rapid.Int64Range(-1, s.last()).Draw(r, "from")
				to := rapid.Int64Range(max(from, 0), s.last()).Draw(r, "to")
				d, err := audit.Diff(t.Context(), s.history, &command.AsOf{Revision: &from}, command.AsOf{Revision: &to})
				require.NoError(r, err)
				var changes []audit.Change
				for _, c := range printed(r, d).Changes {
					changes = append(changes, c.Change)
					require.Greater(r, c.By.Revision, from, c.Path)
					require.LessOrEqual(r, c.By.Revision, to, c.Path)
				}
				sum, err := audit.Apply(s.at(from), changes)
				require.NoError(r, err)
				want, err := json.Marshal(s.at(to))
				require.NoError(r, err)
				require.JSONEq(r, string(want), string(sum))
			})
		})
	}
}

// printed is what a reader makes of what is printed.
func printed[T any](t require.TestingT, v T) (out T) {
	data, err := json.Marshal(v)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(data, &out))
	return out
}

// anything generates JSON: objects with lists of whatever, some of which have identities.
func anything(depth int) *rapid.Generator[any] {
	scalar := rapid.OneOf(
		rapid.Custom(func(r *rapid.T) any {
			return rapid.SampledFrom([]string{"", "a", "b", `c"]`, "d.e", "[1]"}).Draw(r, "word")
		}),
		rapid.Custom(func(r *rapid.T) any { return rapid.IntRange(-1, 3).Draw(r, "number") }),
		rapid.Custom(func(r *rapid.T) any { return rapid.Bool().Draw(r, "bool") }),
		rapid.Just[any](nil),
	)
	if depth == 0 {
		return scalar
	}
	object := rapid.Custom(func(r *rapid.T) any { return things(depth-1).Draw(r, "object") })
	list := rapid.Custom(func(r *rapid.T) any {
		return rapid.SliceOfN(rapid.OneOf(anything(depth-1), object, scalar), 0, 3).Draw(r, "list")
	})
	objects := rapid.Custom(func(r *rapid.T) any { return rapid.SliceOfN(object, 0, 3).Draw(r, "objects") })
	return rapid.OneOf(scalar, object, list, objects)
}

func things(depth int) *rapid.Generator[map[string]any] {
	names := rapid.SampledFrom([]string{"id", "name", "market", "0", "1", "x y", "a.b", `q"`})
	return rapid.MapOfN(names, anything(depth), 0, 4)
}

func TestTheChangesBetweenAnyTwoThingsMakeOneOfTheOther(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		from, to := things(3).Draw(r, "from"), things(3).Draw(r, "to")
		changes, err := audit.Compare(from, to)
		require.NoError(r, err)
		sum, err := audit.Apply(from, printed(r, changes))
		require.NoError(r, err)
		want, err := json.Marshal(to)
		require.NoError(r, err)
		require.JSONEq(r, string(want), string(sum))
		if len(changes) == 0 {
			require.Equal(r, from, to)
		}
	})
}

func TestFieldsElementsAndTheirOrderAreNamed(t *testing.T) {
	person := func(member, phone string) map[string]any { return map[string]any{"member": member, "phone": phone} }
	rate := func(month, currency, usd string) map[string]any {
		return map[string]any{"month": month, "currency": currency, "usd": usd}
	}
	for _, c := range []struct{ rule, from, to, want string }{
		{"a field", `{"a":{"city":"Graz"}}`, `{"a":{"city":"Linz"}}`, `[{"path":"a.city","from":"Graz","to":"Linz"}]`},
		{"a field that came, with all it holds", `{}`, `{"a":{"city":"Linz","zip":1}}`, `[{"path":"a.city","to":"Linz"},{"path":"a.zip","to":1}]`},
		{"one that went", `{"a":null}`, `{}`, `[{"path":"a","from":null}]`},
		{"a list of values", `{"p":["x","y"]}`, `{"p":["z","y"]}`, `[{"path":"p[=\"x\"]","from":"x"},{"path":"p[=\"z\"]","to":"z","at":0}]`},
		{"their order", `{"p":["x","y"]}`, `{"p":["y","x"]}`, `[{"path":"p[]","from":["x","y"],"to":["y","x"]}]`},
		{"a list of things", toJSON(t, map[string]any{"t": []any{person("ann", "1"), person("bob", "1")}}),
			toJSON(t, map[string]any{"t": []any{person("bob", "2")}}),
			`[{"path":"t[member=\"ann\"]","from":{"member":"ann","phone":"1"}},{"path":"t[member=\"bob\"].phone","from":"1","to":"2"}]`},
		{"things that two fields tell apart", toJSON(t, []any{rate("03", "EUR", "1"), rate("03", "JPY", "1"), rate("04", "EUR", "1")}),
			toJSON(t, []any{rate("03", "EUR", "1"), rate("03", "JPY", "2"), rate("04", "EUR", "1")}),
			`[{"path":"r[month=\"03\",currency=\"JPY\"].usd","from":"1","to":"2"}]`},
		{"what nothing tells apart", `{"s":[{"p":1},{"p":1}]}`, `{"s":[{"p":1},{"p":2}]}`, `[{"path":"s[1].p","from":1,"to":2}]`},
		{"values that come twice", `{"s":[1,1]}`, `{"s":[1,1,1]}`, `[{"path":"s[2]","to":1,"at":2}]`},
		{"a list that is emptied", `{"s":[1]}`, `{"s":[]}`, `[{"path":"s","from":[1],"to":[]}]`},
	} {
		t.Run(c.rule, func(t *testing.T) {
			if c.from[0] == '[' {
				c.from, c.to = `{"r":`+c.from+`}`, `{"r":`+c.to+`}`
			}
			got, err := audit.Compare(json.RawMessage(c.from), json.RawMessage(c.to))
			require.NoError(t, err)
			require.JSONEq(t, c.want, toJSON(t, got))
		})
	}
}

func TestAChangeThatDoesNotFitIsRefused(t *testing.T) {
	for _, c := range []audit.Change{
		{Path: "a", From: json.RawMessage(`2`), To: json.RawMessage(`3`)},
		{Path: "b", From: json.RawMessage(`2`)},
		{Path: "a", To: json.RawMessage(`3`)},
		{Path: "a", From: json.RawMessage(`1 1`)},
		{Path: "a[", From: json.RawMessage(`1`)},
	} {
		_, err := audit.Apply(json.RawMessage(`{"a":1}`), []audit.Change{c})
		require.Error(t, err, c)
	}
}

func TestADifferenceNeedsPlacesThatAreInOrderAndThere(t *testing.T) {
	s := tellers["opportunity"](samples(t, "opportunity")[:3])
	place := func(n int64) *command.AsOf { return &command.AsOf{Revision: &n} }
	_, err := audit.Diff(t.Context(), s.history, place(2), *place(1))
	require.ErrorIs(t, err, audit.ErrBackwards)
	_, err = audit.Diff(t.Context(), s.history, nil, *place(3))
	require.ErrorIs(t, err, command.ErrMissing)
	_, err = audit.Diff(t.Context(), s.history, nil, command.AsOf{Time: begin.Add(-1)})
	require.ErrorIs(t, err, command.ErrMissing)
	d, err := audit.Diff(t.Context(), s.history, place(1), *place(1))
	require.NoError(t, err)
	require.Empty(t, d.Changes)
}

func toJSON(t testing.TB, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	require.NoError(t, err)
	return string(data)
}

package snapshot_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cosell/cosell/handlers/command/snapshot"
)

type colour string

type leaf struct {
	Name   string
	hidden colour
	at     time.Time
}

// tree has a field of every kind that a codec takes.
type tree struct {
	leaf
	yes     bool
	small   int8
	big     int64
	natural uint16
	ratio   float64
	leaves  []leaf
	words   map[string][]int
	marks   map[leafKey]*leaf
	fixed   [2]*colour
	left    *tree
	right   *tree
}

type leafKey struct{ a, b int }

var codec = snapshot.Of[tree]()

func comesBack(t require.TestingT, in tree) {
	b, err := codec.Encode(in)
	require.NoError(t, err)
	out, err := codec.Decode(b)
	require.NoError(t, err)
	require.Equal(t, in, out)
	again, err := codec.Encode(out)
	require.NoError(t, err)
	require.Equal(t, b, again)
}

func TestEveryValueComesBackAsItWas(t *testing.T) {
	red := colour("red")
	east := time.FixedZone("", 5*3600+1800)
	for name, in := range map[string]tree{
		"nothing":           {},
		"empty and not nil": {leaves: []leaf{}, words: map[string][]int{}},
		"nil within":        {words: map[string][]int{"": nil, "none": {}}, marks: map[leafKey]*leaf{{}: nil}},
		"extremes":          {small: math.MinInt8, big: math.MinInt64, natural: math.MaxUint16, ratio: math.Inf(-1), yes: true},
		"text of any bytes": {leaf: leaf{Name: "\x00\xff é", hidden: red}},
		"times": {leaves: []leaf{
			{at: time.Date(2026, 3, 2, 9, 0, 0, 123_456_789, time.UTC)},
			{at: time.Date(1, 1, 1, 0, 0, 0, 1, time.UTC)},
			{at: time.Date(2026, 3, 2, 9, 0, 0, 0, east)},
		}},
		"deep":          {left: &tree{left: &tree{big: 1}, right: &tree{fixed: [2]*colour{nil, &red}}}, right: &tree{}},
		"a map of many": {marks: map[leafKey]*leaf{{1, 2}: {Name: "a"}, {2, 1}: {Name: "b"}, {-1, 0}: {}}},
	} {
		t.Run(name, func(t *testing.T) { comesBack(t, in) })
	}
}

func TestAnyTreeComesBack(t *testing.T) {
	leaves := rapid.Custom(func(t *rapid.T) leaf {
		return leaf{
			Name: rapid.String().Draw(t, "name"), hidden: colour(rapid.String().Draw(t, "hidden")),
			at: time.Unix(rapid.Int64Range(-1<<40, 1<<40).Draw(t, "seconds"), rapid.Int64Range(0, 999_999_999).Draw(t, "ns")).UTC(),
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		in := tree{
			leaf: leaves.Draw(t, "leaf"), yes: rapid.Bool().Draw(t, "yes"), small: rapid.Int8().Draw(t, "small"),
			big: rapid.Int64().Draw(t, "big"), natural: rapid.Uint16().Draw(t, "natural"), ratio: rapid.Float64().Draw(t, "ratio"),
			leaves: rapid.SliceOf(leaves).Draw(t, "leaves"),
			words:  rapid.MapOf(rapid.String(), rapid.SliceOf(rapid.Int())).Draw(t, "words"),
		}
		if rapid.Bool().Draw(t, "left") {
			in.left = &tree{leaves: in.leaves, marks: map[leafKey]*leaf{{rapid.Int().Draw(t, "a"), 0}: &in.leaf}}
		}
		comesBack(t, in)
	})
}

func TestEqualStatesHaveEqualBytes(t *testing.T) {
	in := tree{words: map[string][]int{}}
	for _, word := range strings.Fields("the order of a map is another each time it is asked for") {
		in.words[word] = []int{len(word)}
	}
	first, err := codec.Encode(in)
	require.NoError(t, err)
	for range 20 {
		b, err := codec.Encode(in)
		require.NoError(t, err)
		require.Equal(t, first, b)
	}
}

func TestWhatComesBackSharesNoMemory(t *testing.T) {
	b, err := codec.Encode(tree{leaf: leaf{Name: "oak"}, leaves: []leaf{{Name: "a"}, {Name: "b"}}})
	require.NoError(t, err)
	one, err := codec.Decode(b)
	require.NoError(t, err)
	for i := range b {
		b[i] = 0xff
	}
	require.Equal(t, "oak", one.Name)
	require.Equal(t, len(one.leaves), cap(one.leaves), "what two append to it stays apart")
}

func TestBytesThatAreNoneAreRefused(t *testing.T) {
	red := colour("red")
	b, err := codec.Encode(tree{
		leaf: leaf{Name: "oak", at: time.Now()}, leaves: []leaf{{Name: "a"}}, words: map[string][]int{"a": {1}},
		left: &tree{fixed: [2]*colour{&red}},
	})
	require.NoError(t, err)
	for n := range b {
		_, err := codec.Decode(b[:n])
		require.ErrorIs(t, err, snapshot.ErrMalformed, "cut to %d bytes", n)
	}
	_, err = codec.Decode(append(b, 0))
	require.ErrorIs(t, err, snapshot.ErrMalformed)
}

func FuzzDecode(f *testing.F) {
	b, err := codec.Encode(tree{leaves: []leaf{{}}, words: map[string][]int{"a": {1}}, left: &tree{}})
	require.NoError(f, err)
	f.Add(b)
	f.Fuzz(func(t *testing.T, b []byte) {
		if s, err := codec.Decode(b); err == nil {
			_, err = codec.Encode(s)
			require.NoError(t, err)
		}
	})
}

func schema[S any](t *testing.T) string {
	t.Helper()
	c, err := snapshot.New[S]()
	require.NoError(t, err)
	return c.Schema()
}

func TestTheSchemaChangesWithTheType(t *testing.T) {
	type a struct {
		One string
		Two int
	}
	all := map[string]string{"a": schema[a](t)}
	require.Equal(t, all["a"], schema[a](t))
	{
		type a struct {
			One string
			Too int
		}
		all["a field has another name"] = schema[a](t)
	}
	{
		type a struct {
			Two int
			One string
		}
		all["another order"] = schema[a](t)
	}
	{
		type a struct {
			One string
			Two int64
		}
		all["a field has another type"] = schema[a](t)
	}
	{
		type a struct {
			One colour
			Two int
		}
		all["a field has a type of its own"] = schema[a](t)
	}
	{
		type a struct {
			One   string
			Two   int
			Three *leaf
		}
		all["one field more"] = schema[a](t)
	}
	{
		type leaf struct{ Name string }
		type a struct {
			One   string
			Two   int
			Three *leaf
		}
		all["what a field points to is another"] = schema[a](t)
	}
	seen := map[string]string{}
	for name, s := range all {
		require.Len(t, s, 32)
		require.NotContains(t, seen, s, name)
		seen[s] = name
	}
}

func TestATypeThatBytesCannotStandForIsRefused(t *testing.T) {
	_, err := snapshot.New[struct{ a []map[string]any }]()
	require.ErrorContains(t, err, "a: ")
	_, err = snapshot.New[struct{ b func() }]()
	require.Error(t, err)
	_, err = snapshot.New[chan int]()
	require.Error(t, err)
	_, err = snapshot.New[[]struct{}]()
	require.Error(t, err)
	require.Panics(t, func() { snapshot.Of[error]() })
}

func TestATimeThatHasNoPlaceInTheBytesIsAnError(t *testing.T) {
	odd := time.Date(2026, 1, 1, 0, 0, 0, 0, time.FixedZone("", 40_000*60))
	_, err := codec.Encode(tree{leaf: leaf{at: odd}})
	require.Error(t, err)
	_, err = codec.Encode(tree{marks: map[leafKey]*leaf{{}: {at: odd}}})
	require.Error(t, err)
}

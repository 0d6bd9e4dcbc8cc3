package codec_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore/codec"
)

// Renamed has been through two changes: version 1 had one name, version 2 two names, version 3 counts them.
type Renamed struct {
	First string `json:"first"`
	Last  string `json:"last"`
	Names int    `json:"names"`
}

func (Renamed) EventKind() string { return "person.renamed" }

type Closed struct{}

func (Closed) EventKind() string { return "person.closed" }

// Shut claims the kind of Closed.
type Shut struct{ Why string }

func (Shut) EventKind() string { return "person.closed" }

type nameless struct{}

func (nameless) EventKind() string { return "" }

type pointed struct{ N int }

func (*pointed) EventKind() string { return "pointed" }

type word string

func (word) EventKind() string { return "word" }

func object(change func(map[string]any) error) codec.Upcast {
	return func(old json.RawMessage) (json.RawMessage, error) {
		var fields map[string]any
		if err := json.Unmarshal(old, &fields); err != nil {
			return nil, err
		}
		if err := change(fields); err != nil {
			return nil, err
		}
		return json.Marshal(fields)
	}
}

var errNoName = errors.New("nobody has no name")

var renamed = codec.Type{Zero: Renamed{}, Version: 3, Upcast: map[int]codec.Upcast{
	1: object(func(f map[string]any) error {
		if f["name"] == nil {
			return errNoName
		}
		f["first"] = f["name"]
		delete(f, "name")
		return nil
	}),
	2: object(func(f map[string]any) error {
		f["names"] = len(f)
		return nil
	}),
}}

func known(t testing.TB) *codec.Codec {
	c, err := codec.New(renamed, codec.Type{Zero: Closed{}, Version: 1})
	require.NoError(t, err)
	return c
}

func TestAnEventComesBackAsTheValueItWas(t *testing.T) {
	c := known(t)
	for _, e := range []codec.Event{Renamed{First: "Zoë", Last: "<b>", Names: 2}, Closed{}} {
		kind, version, data, err := c.Encode(e)
		require.NoError(t, err)
		require.Equal(t, c.Kinds()[kind], version)
		back, err := c.Decode(kind, version, data)
		require.NoError(t, err)
		require.Equal(t, e, back)
	}
}

func TestOldPayloadsAreBroughtUpVersionByVersion(t *testing.T) {
	c := known(t)
	for version, data := range map[int]string{
		1: `{"name":"Mara"}`,
		2: `{"first":"Mara"}`,
		3: `{"first":"Mara","names":1}`,
	} {
		e, err := c.Decode("person.renamed", version, []byte(data))
		require.NoError(t, err)
		require.Equal(t, Renamed{First: "Mara", Names: 1}, e)
	}
	e, err := c.Decode("person.renamed", 2, []byte(`{"first":"Mara","last":"Lind"}`))
	require.NoError(t, err)
	require.Equal(t, Renamed{First: "Mara", Last: "Lind", Names: 2}, e)
}

func TestAnUpcasterThatCannotSaysWhy(t *testing.T) {
	_, err := known(t).Decode("person.renamed", 1, []byte(`{}`))
	require.ErrorIs(t, err, errNoName)
	require.EqualError(t, err, "decode person.renamed: upcast from version 1: nobody has no name")
}

func TestWhatANewerProgramWroteIsNamed(t *testing.T) {
	c := known(t)
	_, err := c.Decode("person.merged", 1, []byte(`{}`))
	require.ErrorIs(t, err, codec.ErrUnknownKind)
	_, err = c.Decode("person.closed", 2, []byte(`{}`))
	require.ErrorIs(t, err, codec.ErrNewerVersion)
	_, err = c.Decode("person.closed", 0, []byte(`{}`))
	require.Error(t, err)
	require.NotErrorIs(t, err, codec.ErrNewerVersion)
}

func TestOnlyKnownTypesAreWritten(t *testing.T) {
	c := known(t)
	for _, e := range []codec.Event{Shut{}, &Renamed{}, word("x")} {
		_, _, _, err := c.Encode(e)
		require.ErrorIs(t, err, codec.ErrUnknownKind)
	}
}

func TestBytesThatAreNotThePayloadAreAnError(t *testing.T) {
	c := known(t)
	for _, data := range []string{"", "{", `{"first":7}`, `[]`, `{} {}`} {
		_, err := c.Decode("person.renamed", 3, []byte(data))
		require.Error(t, err, data)
	}
	e, err := c.Decode("person.renamed", 3, []byte(`{"first":"Mara","unheardOf":{}}`))
	require.NoError(t, err)
	require.Equal(t, Renamed{First: "Mara"}, e)
}

func TestACatalogueWithAFaultMakesNoCodec(t *testing.T) {
	up := object(func(map[string]any) error { return nil })
	for name, types := range map[string][]codec.Type{
		"one kind twice":            {{Zero: Closed{}, Version: 1}, {Zero: Shut{}, Version: 1}},
		"the same type twice":       {{Zero: Closed{}, Version: 1}, {Zero: Closed{}, Version: 1}},
		"no value":                  {{Version: 1}},
		"no kind":                   {{Zero: nameless{}, Version: 1}},
		"a pointer":                 {{Zero: &pointed{}, Version: 1}},
		"not a struct":              {{Zero: word(""), Version: 1}},
		"not zero":                  {{Zero: Renamed{First: "x"}, Version: 1}},
		"no version":                {{Zero: Closed{}}},
		"no upcaster":               {{Zero: Closed{}, Version: 2}},
		"an upcaster is missing":    {{Zero: Closed{}, Version: 3, Upcast: map[int]codec.Upcast{2: up}}},
		"an upcaster is nil":        {{Zero: Closed{}, Version: 2, Upcast: map[int]codec.Upcast{1: nil}}},
		"an upcaster of the future": {{Zero: Closed{}, Version: 1, Upcast: map[int]codec.Upcast{1: up}}},
	} {
		_, err := codec.New(types...)
		require.Error(t, err, name)
	}
}

func FuzzDecodeGivesAnEventThatEncodesAgain(f *testing.F) {
	f.Add("person.renamed", 1, []byte(`{"name":"Mara"}`))
	f.Add("person.renamed", 2, []byte(`{"first":"Mara","last":"Lind"}`))
	f.Add("person.renamed", 3, []byte(`{"first":"\ud800","names":-1}`))
	f.Add("person.closed", 1, []byte(`null`))
	f.Add("person.closed", -1, []byte(`{}`))
	f.Add("", 7, []byte{})
	c := known(f)
	f.Fuzz(func(t *testing.T, kind string, version int, data []byte) {
		e, err := c.Decode(kind, version, data)
		if (e == nil) == (err == nil) {
			t.Fatalf("%v beside %v", e, err)
		}
		if err != nil {
			return
		}
		again, present, bytes, err := c.Encode(e)
		if err != nil || again != kind || present < version {
			t.Fatalf("%v was written as %s version %d: %v", e, again, present, err)
		}
		if back, err := c.Decode(again, present, bytes); err != nil || back != e {
			t.Fatalf("%v came back as %v: %v", e, back, err)
		}
	})
}

// How long does it take to turn the bytes of a usual event into its value?
func BenchmarkDecode(b *testing.B) {
	c := known(b)
	data := []byte(`{"first":"Mara","last":"Lindqvist","names":2}`)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Decode("person.renamed", 3, data); err != nil {
			b.Fatal(err)
		}
	}
}

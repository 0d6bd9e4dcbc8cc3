package program_test

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/program"
)

// read reads JSON into a value of the type of zero.
func read(t testing.TB, zero any, data []byte) any {
	t.Helper()
	v := reflect.New(reflect.TypeOf(zero))
	require.NoError(t, json.Unmarshal(data, v.Interface()))
	return v.Elem().Interface()
}

func TestEveryKindHasASampleThatReadsAndWritesTheSame(t *testing.T) {
	for _, c := range program.EventTypes {
		data, err := os.ReadFile(fmt.Sprintf("../../testdata/events/%s.v%d.json", c.Zero.EventKind(), c.Version))
		require.NoError(t, err)
		e := reflect.ValueOf(read(t, c.Zero, data))
		for _, f := range reflect.VisibleFields(e.Type()) {
			assert.False(t, e.FieldByIndex(f.Index).IsZero(), "%s leaves out %s", c.Zero.EventKind(), f.Name)
		}
		written, err := json.Marshal(e.Interface())
		require.NoError(t, err)
		assert.JSONEq(t, string(data), string(written))
	}
}

func TestEveryPartHasACommandAndAnEventOfItsOwn(t *testing.T) {
	require.Len(t, program.Commands, len(program.Parts))
	require.Len(t, program.EventTypes, len(program.Parts))
	for i, c := range program.Commands {
		assert.Equal(t, string(program.Parts[i]), c.Zero.(program.Command).Part())
		assert.Equal(t, []string{program.EventTypes[i].Zero.EventKind()}, c.Events)
		assert.Regexp(t, `^[a-z]+-`+c.Zero.(program.Command).Part()+`$`, c.Name())
		assert.Regexp(t, `^[A-Z].*\.$`, c.Doc)
	}
}

func TestEveryCommandLeadsToItsEventAndNoFurther(t *testing.T) {
	b := &book{}
	for i, c := range samples(t) {
		events, err := b.ask(rules, c)
		require.Equal(t, c.CommandName()+": "+program.Commands[i].Events[0][len("program."):], c.CommandName()+": "+told(events, err))
		sample, err := os.ReadFile("../../testdata/events/" + events[0].EventKind() + ".v1.json")
		require.NoError(t, err)
		assert.JSONEq(t, string(sample), asJSON(t, events[0]), "the whole part as it is from then on")
		b.record(events...)
		assert.Equal(t, "refused nothing-changed", told(b.ask(rules, c)), c.CommandName())
		assert.Equal(t, i+2, b.state.Policy().Version)
		assert.NoError(t, b.state.Policy().Validate())
	}
	assert.Equal(t, b.state.Policy(), program.Replay(b.history).Policy())
}

func TestDecidingGivesTheSameEachTime(t *testing.T) {
	for _, c := range samples(t) {
		first, err := (&book{}).ask(rules, c)
		require.NoError(t, err)
		second, err := (&book{}).ask(rules, c)
		require.NoError(t, err)
		assert.Equal(t, first, second)
	}
}

func FuzzReplayTakesWhateverHappened(f *testing.F) {
	f.Add([]byte{0, 1, 2, 3, 4, 5, 6, 7, 8})
	f.Add([]byte{8, 8, 6, 4, 9})
	f.Fuzz(func(t *testing.T, bytes []byte) {
		b := &book{}
		for _, n := range bytes {
			if int(n) < len(program.EventTypes) {
				b.record(program.EventTypes[n].Zero)
			} else {
				b.record(nil)
			}
		}
		program.View(b.state, rules)
		for _, c := range program.Commands {
			_, err := b.ask(rules, c.Zero.(program.Command))
			require.NotEqual(t, domain.ClassInternal, domain.AsError(err).Class)
		}
	})
}

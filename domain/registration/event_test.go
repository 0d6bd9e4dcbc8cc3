package registration_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/registration"
)

func samplePath(kind string) string {
	return filepath.Join("..", "..", "testdata", "events", kind+".v1.json")
}

func readSample(t testing.TB, zero domain.Event) (domain.Event, []byte) {
	t.Helper()
	data, err := os.ReadFile(samplePath(zero.EventKind()))
	require.NoError(t, err)
	v := reflect.New(reflect.TypeOf(zero))
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	require.NoError(t, d.Decode(v.Interface()), zero.EventKind())
	return v.Elem().Interface().(domain.Event), data
}

// samples are the events of testdata/events, in the order of the catalogue.
func samples(t testing.TB) (all []domain.Event) {
	t.Helper()
	for _, e := range registration.Catalogue {
		s, _ := readSample(t, e.Zero)
		all = append(all, s)
	}
	return all
}

func TestEverySampleComesBackByteForByte(t *testing.T) {
	for _, e := range registration.Catalogue {
		event, data := readSample(t, e.Zero)
		again, err := json.Marshal(event)
		require.NoError(t, err)
		var compact bytes.Buffer
		require.NoError(t, json.Compact(&compact, data))
		assert.Equal(t, compact.String(), string(again), e.Zero.EventKind())
	}
}

func TestEverySampleFillsEveryField(t *testing.T) {
	for _, e := range samples(t) {
		filled(t, e.EventKind(), reflect.ValueOf(e))
	}
}

// filled looks into the structs of this package too.
func filled(t testing.TB, path string, v reflect.Value) {
	t.Helper()
	v = reflect.Indirect(v)
	for _, f := range reflect.VisibleFields(v.Type()) {
		field := v.FieldByIndex(f.Index)
		if assert.False(t, field.IsZero() && f.Type.Kind() != reflect.Int64, "%s.%s", path, f.Name) &&
			reflect.Indirect(field).Kind() == reflect.Struct && reflect.Indirect(field).Type().PkgPath() == v.Type().PkgPath() {
			filled(t, path+"."+f.Name, field)
		}
	}
}

func TestEveryKindIsInTheCatalogueOnce(t *testing.T) {
	seen := map[string]bool{}
	for _, e := range registration.Catalogue {
		kind := e.Zero.EventKind()
		assert.False(t, seen[kind], kind)
		assert.Equal(t, 1, e.Version, kind)
		seen[kind] = true
	}
	assert.Len(t, seen, 18)
}

func TestWhatAProcessWritesTakesEffectWhenItFellDue(t *testing.T) {
	assert.Equal(t, noon, registration.Lapsed{Until: noon}.EffectiveAt())
	assert.Equal(t, noon, registration.Closed{At: noon}.EffectiveAt())
	assert.True(t, registration.Closed{Why: registration.ClosedPassed}.EffectiveAt().IsZero(), "at once")
}

func TestEveryEventThatARequestLeadsToIsOneThatItsCommandNames(t *testing.T) {
	everyAttempt(t, func(variant string, q *request, who domain.Caller, c registration.Command) {
		events, _, err := q.try(who, c)
		if err != nil {
			return
		}
		for _, known := range registration.Commands {
			if known.Name() == c.CommandName() {
				for _, e := range events {
					assert.Contains(t, known.Events, e.EventKind(), "%s in %s", c.CommandName(), variant)
				}
			}
		}
	})
}

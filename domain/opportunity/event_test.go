package opportunity_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
)

func samplePath(kind string) string {
	return filepath.Join("..", "..", "testdata", "events", kind+".v1.json")
}

func readSample(t testing.TB, zero domain.Event) (domain.Event, []byte) {
	t.Helper()
	return readFile(t, zero, samplePath(zero.EventKind()))
}

func readFile(t testing.TB, zero domain.Event, path string) (domain.Event, []byte) {
	t.Helper()
	data, err := os.ReadFile(path)
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
	for _, e := range opportunity.Catalogue {
		s, _ := readSample(t, e.Zero)
		all = append(all, s)
	}
	return all
}

// later are samples of what was added to a kind after its first sample was written: kind.v1.name.json.
func later(t testing.TB, zero domain.Event) (all []string) {
	t.Helper()
	all, err := filepath.Glob(strings.TrimSuffix(samplePath(zero.EventKind()), ".json") + ".*.json")
	require.NoError(t, err)
	return all
}

func TestEverySampleComesBackByteForByte(t *testing.T) {
	for _, e := range opportunity.Catalogue {
		for _, path := range append(later(t, e.Zero), samplePath(e.Zero.EventKind())) {
			event, data := readFile(t, e.Zero, path)
			comesBack(t, event, data)
		}
	}
}

func comesBack(t *testing.T, event domain.Event, data []byte) {
	t.Helper()
	again, err := json.Marshal(event)
	require.NoError(t, err)
	var compact bytes.Buffer
	require.NoError(t, json.Compact(&compact, data))
	assert.Equal(t, compact.String(), string(again), event.EventKind())
}

func TestTheSamplesOfAKindFillEveryField(t *testing.T) {
	for _, e := range opportunity.Catalogue {
		first, _ := readSample(t, e.Zero)
		all := []reflect.Value{reflect.ValueOf(first)}
		for _, path := range later(t, e.Zero) {
			more, _ := readFile(t, e.Zero, path)
			all = append(all, reflect.ValueOf(more))
		}
		for _, f := range reflect.VisibleFields(reflect.TypeOf(e.Zero)) {
			filled := slices.ContainsFunc(all, func(v reflect.Value) bool { return !v.FieldByIndex(f.Index).IsZero() })
			assert.True(t, filled, "%s: %s", e.Zero.EventKind(), f.Name)
		}
	}
}

func TestEveryKindIsInTheCatalogueOnce(t *testing.T) {
	seen := map[string]bool{}
	for _, e := range opportunity.Catalogue {
		kind := e.Zero.EventKind()
		assert.False(t, seen[kind], kind)
		assert.Equal(t, 1, e.Version, kind)
		seen[kind] = true
	}
	assert.Len(t, seen, 29)
}

func TestWhatAClockWritesTakesEffectWhenItFellDue(t *testing.T) {
	at := time.Date(2026, 3, 16, 12, 0, 0, 0, time.UTC)
	assert.Equal(t, at, opportunity.Expired{Deadline: at}.EffectiveAt())
	assert.Equal(t, at, opportunity.OfferLapsed{Deadline: at}.EffectiveAt())
	assert.Equal(t, at, opportunity.Resumed{At: at}.EffectiveAt())
	assert.True(t, opportunity.Resumed{}.EffectiveAt().IsZero(), "a member's resuming takes effect when it is recorded")
}

func TestEveryEventStoresWhatItRelied(t *testing.T) {
	relied := map[string]bool{}
	everyAttempt(t, func(variant string, d *deal, who domain.Caller, c opportunity.Command) {
		got, _, err := d.try(who, c)
		if err != nil || !who.IsPartner() {
			return
		}
		for _, e := range got {
			evidence := reflect.ValueOf(e).FieldByName("Evidence").Interface().([]domain.Evidence)
			require.NotEmpty(t, evidence, "%s in %s", e.EventKind(), variant)
			assert.Equal(t, d.facts[who.Partner()].Stream, evidence[0].Stream)
			assert.Equal(t, d.facts[who.Partner()].Revision, evidence[0].Revision)
			relied[e.EventKind()] = true
		}
	})
	assert.Len(t, relied, 16, "%v", relied)
}

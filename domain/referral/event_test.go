package referral_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/referral"
)

func readSample(t testing.TB, zero domain.Event) (domain.Event, []byte) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "testdata", "events", zero.EventKind()+".v1.json"))
	require.NoError(t, err)
	v := reflect.New(reflect.TypeOf(zero))
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	require.NoError(t, d.Decode(v.Interface()), zero.EventKind())
	return v.Elem().Interface().(domain.Event), data
}

func TestEverySampleComesBackByteForByte(t *testing.T) {
	for _, e := range referral.Catalogue {
		event, data := readSample(t, e.Zero)
		again, err := json.Marshal(event)
		require.NoError(t, err)
		var compact bytes.Buffer
		require.NoError(t, json.Compact(&compact, data))
		assert.Equal(t, compact.String(), string(again), e.Zero.EventKind())
	}
}

func TestTheSampleOfAKindFillsEveryField(t *testing.T) {
	for _, e := range referral.Catalogue {
		event, _ := readSample(t, e.Zero)
		for _, f := range reflect.VisibleFields(reflect.TypeOf(event)) {
			assert.False(t, reflect.ValueOf(event).FieldByIndex(f.Index).IsZero(), "%s: %s", e.Zero.EventKind(), f.Name)
		}
	}
}

func TestEveryKindIsInTheCatalogueOnce(t *testing.T) {
	seen := map[string]bool{}
	for _, e := range referral.Catalogue {
		kind := e.Zero.EventKind()
		assert.False(t, seen[kind], kind)
		assert.Equal(t, 1, e.Version, kind)
		seen[kind] = true
	}
	assert.Len(t, seen, 25)
}

func TestAnExpiryTakesEffectAtTheDeadline(t *testing.T) {
	at := time.Date(2026, 3, 16, 12, 0, 0, 0, time.UTC)
	assert.Equal(t, at, referral.Expired{Deadline: at}.EffectiveAt())
}

func TestEveryEventOfAPartnerStoresWhatItReliedUpon(t *testing.T) {
	relied := map[string]bool{}
	everyAttempt(t, func(variant string, d *deal, who domain.Caller, c referral.Command) {
		got, _, err := d.try(who, c)
		if err != nil || !who.IsPartner() {
			return
		}
		for _, e := range got {
			evidence := reflect.ValueOf(e).FieldByName("Evidence").Interface().([]domain.Evidence)
			require.NotEmpty(t, evidence, "%s in %s", e.EventKind(), variant)
			assert.Equal(t, d.partners[who.Partner()].Stream, evidence[0].Stream)
			assert.Equal(t, d.partners[who.Partner()].Revision, evidence[0].Revision)
			relied[e.EventKind()] = true
		}
	})
	assert.Len(t, relied, 16, "%v", relied)
}

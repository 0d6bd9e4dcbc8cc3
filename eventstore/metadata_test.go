package eventstore_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 123456000, time.UTC)

var full = eventstore.Metadata{
	RecordedAt:    noon,
	EffectiveAt:   noon.Add(-time.Hour),
	Actor:         eventstore.Actor{Member: "mara", Org: "acme", Role: "seller", OnBehalfOf: "globex"},
	CommandID:     "accept-1",
	CorrelationID: "request-1",
	CausationID:   "event-1",
	PolicyVersion: 3,
	RequestHash:   "aa",
	PreviousHash:  "bb",
	Hash:          "cc",
}

func TestMetadataNamesOnDiskNeverChange(t *testing.T) {
	got, err := full.Encode()
	require.NoError(t, err)
	require.Equal(t, `{"recordedAt":"2026-03-01T12:00:00.123456Z","effectiveAt":"2026-03-01T11:00:00.123456Z",`+
		`"actor":{"member":"mara","org":"acme","role":"seller","onBehalfOf":"globex"},"commandId":"accept-1",`+
		`"correlationId":"request-1","causationId":"event-1","policyVersion":3,"requestHash":"aa","previousHash":"bb","hash":"cc"}`,
		string(got))
}

func TestMetadataComesBackWhole(t *testing.T) {
	odd := full
	odd.Actor.Member = "Zoë \"<&>\" \u2028"
	early := eventstore.Metadata{RecordedAt: time.Date(7, 1, 2, 3, 4, 5, 0, time.UTC), PolicyVersion: -4}
	for _, m := range []eventstore.Metadata{full, odd, early, {}} {
		b, err := m.Encode()
		require.NoError(t, err)
		back, err := eventstore.DecodeMetadata(b)
		require.NoError(t, err)
		require.Equal(t, m, back)
	}
}

func TestTimesAreKeptInUTCToTheMicrosecond(t *testing.T) {
	m := eventstore.Metadata{RecordedAt: time.Date(2026, 3, 1, 14, 0, 0, 123456789, time.FixedZone("EET", 2*60*60))}
	b, err := m.Encode()
	require.NoError(t, err)
	back, err := eventstore.DecodeMetadata(b)
	require.NoError(t, err)
	require.True(t, back.RecordedAt == noon, "%v", back.RecordedAt)
	require.True(t, m.Rounded().RecordedAt == noon)
	require.True(t, back.EffectiveAt.IsZero())
}

func TestMetadataThatIsNotJSONIsAnError(t *testing.T) {
	for _, s := range []string{"", `{"recordedAt":"yesterday"}`, `{"policyVersion":"3"}`, `{"recordedAt":"2026-03-01T12:00:00Z"`} {
		_, err := eventstore.DecodeMetadata([]byte(s))
		require.Error(t, err, s)
	}
}

func FuzzMetadataIsWrittenAsEncodingJSONDoes(f *testing.F) {
	f.Add(noon.Unix(), int64(123456789), "mara", "acme", "accept-1", 3)
	f.Add(int64(-62135596800), int64(0), "", "\x7f\x80", "<&>\u2028\"\\", -1)
	f.Add(int64(1<<40), int64(1000), "Zoë", "\x00", "a\tb", 0)
	f.Fuzz(func(t *testing.T, sec, nsec int64, a, b, c string, n int) {
		m := eventstore.Metadata{
			RecordedAt: time.Unix(sec, nsec), EffectiveAt: time.Unix(nsec, sec), PolicyVersion: n,
			Actor:     eventstore.Actor{Member: a, Org: b, Role: c, OnBehalfOf: a},
			CommandID: b, CorrelationID: c, CausationID: a, RequestHash: b, PreviousHash: c, Hash: a,
		}
		got, gotErr := m.Encode()
		want, wantErr := json.Marshal(m.Rounded())
		require.Equal(t, wantErr == nil, gotErr == nil, "%v, encoding/json: %v", gotErr, wantErr)
		require.Equal(t, string(want), string(got))
	})
}

func FuzzMetadataIsReadAsEncodingJSONDoes(f *testing.F) {
	for _, m := range []eventstore.Metadata{full, {}, {PolicyVersion: 1, Hash: "h"}} {
		b, err := m.Encode()
		require.NoError(f, err)
		f.Add(b)
	}
	const actor = `"actor":{"member":"a\u0041","org":"é","role":""},"commandId":"","correlationId":""`
	f.Add([]byte(`{"recordedAt":"2026-03-01T12:00:00+01:00",` + actor + `,"policyVersion":007}`))
	f.Add([]byte(`{"recordedAt":"2026-03-01T12:00:00Z",` + actor + `,"policyVersion":99999999999999999999}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		got, gotErr := eventstore.DecodeMetadata(b)
		var want eventstore.Metadata
		wantErr := json.Unmarshal(b, &want)
		require.Equal(t, wantErr == nil, gotErr == nil, "%v, encoding/json: %v", gotErr, wantErr)
		if wantErr == nil {
			require.Equal(t, want, got)
		}
	})
}

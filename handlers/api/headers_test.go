package api_test

import (
	"math"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/handlers/api"
)

func TestIfMatchStatesOneRevision(t *testing.T) {
	revision, bad := api.IfMatch(nil)
	require.Nil(t, revision)
	require.Nil(t, bad)
	for text, want := range map[string]int64{`"0"`: 0, `"7"`: 7, `"-1"`: -1, ` "12" `: 12, `"999999999999999999"`: 999999999999999999} {
		revision, bad = api.IfMatch([]string{text})
		require.Nil(t, bad, text)
		require.Equal(t, want, *revision)
	}
	for _, values := range [][]string{
		{""}, {"7"}, {"*"}, {`W/"7"`}, {`"7", "8"`}, {`"7"`, `"8"`}, {`"-2"`}, {`"-0"`}, {`"07"`}, {`"7.0"`}, {`"9999999999999999999"`}, {`"x"`}, {`"7`},
	} {
		_, bad = api.IfMatch(values)
		require.NotNil(t, bad, values)
		require.Equal(t, "If-Match", bad.Field)
		require.Equal(t, "bad-if-match", bad.Code)
	}
}

func FuzzIfMatchTakesWhatEtagWrites(f *testing.F) {
	f.Add(`"7"`)
	f.Add(`W/"7"`)
	f.Add(`*`)
	f.Fuzz(func(t *testing.T, text string) {
		revision, bad := api.IfMatch([]string{text})
		if bad == nil && (revision == nil || api.Etag(*revision) != strings.TrimSpace(text) || *revision < -1) {
			t.Fatalf("%q was taken as %v", text, revision)
		}
	})
}

func TestHistoryCursorsComeBackAsTheyWere(t *testing.T) {
	for _, revision := range []int64{0, 1, 200, math.MaxInt64} {
		back, err := api.HistoryCursor(api.CursorOfHistory(revision))
		require.NoError(t, err)
		require.Equal(t, revision, back)
	}
}

func FuzzHistoryCursorsAreOnlyThoseHandedOut(f *testing.F) {
	f.Add(api.CursorOfHistory(7))
	f.Add("")
	f.Add("aGlzdG9yeTo3")
	f.Add("aGlzdG9yeTorNw")
	f.Fuzz(func(t *testing.T, text string) {
		revision, err := api.HistoryCursor(text)
		switch {
		case err != nil && domain.AsError(err).Code != "bad-cursor":
			t.Fatal(err)
		case err == nil && text != "" && api.CursorOfHistory(revision) != text:
			t.Fatalf("%q was taken as %d", text, revision)
		}
	})
}

func FuzzQueriesAreReadOrRefused(f *testing.F) {
	for _, seed := range []string{
		"", "limit=10&sort=-value", "limit=0", "min_position=zz", "wait=5s", "wait=6s", "state=won,lost&state=new", "q=%zz", "a;b", "collaborating=maybe",
		"q=%ff", "partner=00000000-0000-0000-0000-000000000000", "state=,,,", "currency=eur", "limit=99999999999999999999", "cursor=%00",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, query string) {
		for _, read := range []func(string) error{api.ReadManaged, api.ReadDistributed} {
			if err := read(query); err != nil && domain.AsError(err).Class != domain.ClassInvalid {
				t.Fatalf("%q: %v", query, err)
			}
		}
	})
}

func TestAnAddressIsAHostOrANetworkOfSixtyFourBits(t *testing.T) {
	for remote, want := range map[string]string{
		"192.0.2.7:1234":            "192.0.2.7",
		"[::ffff:192.0.2.7]:1234":   "192.0.2.7",
		"[2001:db8:1:2:3:4:5:6]:80": "2001:db8:1:2::/64",
		"[2001:db8:1:2:9:9:9:9]:80": "2001:db8:1:2::/64",
		"[fe80::1%eth0]:80":         "fe80::/64",
		"@":                         "@",
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = remote
		require.Equal(t, want, api.Address(r), remote)
	}
}

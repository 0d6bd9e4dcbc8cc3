package domain_test

import (
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cosell/cosell/domain"
)

func TestTheKeysOfACustomerBestFirst(t *testing.T) {
	full := domain.Customer{Name: "Northwind Traders", PostalCode: "20457", Country: "DE", VendorAccount: "1-2ABC", DUNS: "123456789"}
	assert.Equal(t, []string{"account:1-2ABC", "duns:123456789", "name:northwindtraders|20457|DE"}, full.MatchKeys())
	full.VendorAccount = ""
	assert.Equal(t, []string{"duns:123456789", "name:northwindtraders|20457|DE"}, full.MatchKeys())
	assert.Equal(t, []string{"name:northwind||"}, domain.Customer{Name: "Northwind"}.MatchKeys())
	assert.Empty(t, domain.Customer{}.MatchKeys())
}

func TestOneNameInManySpellingsIsOneKey(t *testing.T) {
	for _, same := range [][]string{
		{"Northwind Traders", "NORTHWIND TRADERS", "northwind-traders", " Northwind\u00a0Traders. ", "North wind; Traders", "Northwind\u200bTraders", "\u202eNorthwind Traders", "Northwind\U000e0041Traders"},
		{"Müller & Söhne", "MÜLLER+SÖHNE", "Mu\u0308ller So\u0308hne", "Muller Sohne"},
		{"Łódź Čeština Şirket", "łodz cestina sirket", "Ło\u0301dz\u0301 C\u030ces\u030ctina S\u0327irket"},
		{"東京 エレクトロン", "東京・エレクトロン"},
		{"Ελλάδα", "ΕΛΛΆΔΑ"},
		{"3Com", "3 COM"},
	} {
		want := domain.Customer{Name: same[0], PostalCode: "SW1A 1AA", Country: "GB"}.MatchKeys()
		for _, other := range same[1:] {
			assert.Equal(t, want, domain.Customer{Name: other, PostalCode: "sw1a1aa", Country: "GB"}.MatchKeys(), "%q", other)
		}
	}
}

func TestOtherCustomersHaveOtherKeys(t *testing.T) {
	all := []domain.Customer{
		{Name: "Northwind", PostalCode: "20457", Country: "DE"},
		{Name: "Northwind", PostalCode: "20458", Country: "DE"},
		{Name: "Northwind", PostalCode: "20457", Country: "AT"},
		{Name: "Northwind 2", PostalCode: "0457", Country: "DE"},
		{Name: "Southwind", PostalCode: "20457", Country: "DE"},
		{Name: "★"}, {Name: "★★"}, {Name: "Ωmega"}, {Name: "Omega"}, {Name: "東京"}, {Name: "京東"},
	}
	seen := map[string]string{}
	for _, c := range all {
		keys := c.MatchKeys()
		require.Len(t, keys, 1, c.Name)
		assert.Empty(t, seen[keys[0]], c.Name)
		seen[keys[0]] = c.Name
	}
	assert.NotEqual(t, domain.Customer{Name: "x", DUNS: "123456789"}.MatchKeys()[0], domain.Customer{Name: "x", VendorAccount: "123456789"}.MatchKeys()[0])
}

// Whatever a name holds: case, spaces, signs and invisible characters make no other customer of it, and there is always
// something to claim under.
func TestSpellingDoesNotChangeAKey(t *testing.T) {
	noise := rapid.SampledFrom([]string{"", " ", "\u00a0", "-", ".", "&", "\u200b", "\u2066", "\U000e0020", "\ufe0f", "|"})
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringOf(rapid.RuneFrom(nil, unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Han, unicode.Nd)).Draw(t, "name")
		if !strings.ContainsFunc(name, unicode.IsLetter) {
			name += "x"
		}
		var spelled strings.Builder
		for _, r := range name {
			spelled.WriteString(noise.Draw(t, "noise") + string(r))
		}
		want := domain.Customer{Name: name, Country: "DE"}.MatchKeys()
		if got := (domain.Customer{Name: spelled.String(), Country: "DE"}).MatchKeys(); got[0] != want[0] {
			t.Fatalf("%q gives %q, %q gives %q", name, want, spelled.String(), got)
		}
		key := strings.TrimPrefix(want[0], "name:")
		if strings.Count(key, "|") != 2 || !strings.HasSuffix(key, "||DE") {
			t.Fatalf("%q gives %q", name, want)
		}
		if again := (domain.Customer{Name: key[:len(key)-len("||DE")], Country: "DE"}).MatchKeys(); again[0] != want[0] {
			t.Fatalf("%q gives %q and then %q", name, want, again)
		}
	})
}

func TestAClaimIsNamedByItsKeyForEver(t *testing.T) {
	assert.Equal(t, domain.ID("7bccb243-d29c-53a6-92f5-ba57e91d82e5"), domain.ClaimID("name:northwindtraders|20457|DE"))
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.String().Draw(t, "a"), rapid.String().Draw(t, "b")
		if id := domain.ClaimID(a); !id.Valid() || (id == domain.ClaimID(b)) != (a == b) {
			t.Fatalf("%q and %q: %s", a, b, id)
		}
	})
}

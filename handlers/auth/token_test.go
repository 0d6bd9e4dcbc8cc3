package auth_test

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"maps"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/handlers/auth"
)

var (
	now     = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	vendor  = domain.Caller{Member: "vera", Org: domain.Vendor, Roles: []domain.Role{domain.RoleChannelManager, domain.RoleAuditor}}
	partner = domain.Caller{
		Member: "paul@example.com", Org: "6d1f0c1e-0000-5000-8000-000000000001", Roles: []domain.Role{domain.RoleSeller},
		Locations: []domain.ID{"6d1f0c1e-0000-5000-8000-000000000002"},
	}
)

func newKey(t testing.TB) *auth.Key {
	t.Helper()
	k, err := auth.LoadOrCreateKey(filepath.Join(t.TempDir(), "key.pem"))
	require.NoError(t, err)
	return k
}

func verifier(k *auth.Key, at time.Time) *auth.Verifier {
	return auth.NewVerifier(auth.NewKeySet(k.Public()), func() time.Time { return at })
}

func TestATokenNamesWhomItWasIssuedTo(t *testing.T) {
	k := newKey(t)
	for _, who := range []domain.Caller{vendor, partner} {
		token, err := auth.Issue(k, who, now)
		require.NoError(t, err)
		got, err := verifier(k, now).Verify(token)
		require.NoError(t, err)
		require.Equal(t, who, got)
	}
}

func TestATokenIsTakenForTwelveHours(t *testing.T) {
	k := newKey(t)
	token, err := auth.Issue(k, vendor, now)
	require.NoError(t, err)
	_, err = verifier(k, now.Add(12*time.Hour-time.Second)).Verify(token)
	require.NoError(t, err)
	_, err = verifier(k, now.Add(12*time.Hour)).Verify(token)
	require.ErrorIs(t, err, auth.ErrExpired)
}

func TestTokensOfAnEarlierKeyAreTakenWhileItIsInTheSet(t *testing.T) {
	old, present := newKey(t), newKey(t)
	token, err := auth.Issue(old, vendor, now)
	require.NoError(t, err)
	_, err = verifier(present, now).Verify(token)
	require.ErrorIs(t, err, auth.ErrBadToken)
	both := auth.NewVerifier(auth.NewKeySet(present.Public(), old.Public()), func() time.Time { return now })
	_, err = both.Verify(token)
	require.NoError(t, err)
}

// good is what a token of ours says.
func good() jwt.MapClaims {
	return jwt.MapClaims{
		"sub": "vera", "org": "vendor", "roles": []string{"auditor"}, "aud": "cosell", "iss": "cosell",
		"iat": now.Unix(), "exp": now.Add(time.Hour).Unix(),
	}
}

// signed makes a token with any claims and header.
func signed(t testing.TB, kid any, claims jwt.MapClaims, private ed25519.PrivateKey) string {
	t.Helper()
	token := jwt.NewWithClaims(jwt.SigningMethodEdDSA, claims)
	token.Header["kid"] = kid
	text, err := token.SignedString(private)
	require.NoError(t, err)
	return text
}

func TestATokenWithAMissingOrWrongClaimIsRefused(t *testing.T) {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	v := auth.NewVerifier(auth.NewKeySet(public), func() time.Time { return now })
	_, err = v.Verify(signed(t, auth.KeyID(public), good(), private))
	require.NoError(t, err)
	wrong := map[string][]any{
		"sub":       {nil, "", strings.Repeat("x", 129), "two words", "tab\t", "ümlaut", 7},
		"org":       {nil, "", "system", "Vendor", "6D1F0C1E-0000-5000-8000-000000000001", "contoso"},
		"roles":     {nil, []string{}, []string{"process"}, []string{"manager"}, []string{"auditor", ""}, "auditor"},
		"locations": {[]string{"here"}, "here"},
		"aud":       {nil, "other", []string{"other"}},
		"iss":       {nil, "other"},
		"iat":       {nil, "yesterday"},
		"exp":       {nil, "tomorrow", now.Unix()},
	}
	for claim, values := range wrong {
		for _, value := range values {
			claims := maps.Clone(good())
			claims[claim] = value
			if value == nil {
				delete(claims, claim)
			}
			_, err := v.Verify(signed(t, auth.KeyID(public), claims, private))
			require.Equal(t, domain.ClassUnauthenticated, domain.AsError(err).Class, "%s: %v", claim, value)
		}
	}
}

func TestATokenThatWeDidNotSignIsRefused(t *testing.T) {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	_, foreign, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	v := auth.NewVerifier(auth.NewKeySet(public), func() time.Time { return now })
	kid := auth.KeyID(public)
	whole := signed(t, kid, good(), private)
	parts := strings.Split(whole, ".")
	none := jwt.NewWithClaims(jwt.SigningMethodNone, good())
	none.Header["kid"] = kid
	unsigned, err := none.SignedString(jwt.UnsafeAllowNoneSignatureType)
	require.NoError(t, err)
	shared := jwt.NewWithClaims(jwt.SigningMethodHS256, good())
	shared.Header["kid"] = kid
	confused, err := shared.SignedString([]byte(public))
	require.NoError(t, err)
	raised := base64.RawURLEncoding.EncodeToString([]byte(`{"sub":"vera","org":"vendor","roles":["program-administrator"]}`))

	for name, token := range map[string]string{
		"nothing":                    "",
		"words":                      "let me in",
		"algorithm none":             unsigned,
		"the public key as a secret": confused,
		"another key":                signed(t, kid, good(), foreign),
		"an unknown key id":          signed(t, "0000000000000000", good(), private),
		"no key id":                  signed(t, nil, good(), private),
		"a key id that is no text":   signed(t, 7, good(), private),
		"claims changed":             parts[0] + "." + raised + "." + parts[2],
		"signature cut":              whole[:len(whole)-4],
		"signature left out":         parts[0] + "." + parts[1] + ".",
		"too long":                   whole + strings.Repeat("A", auth.MaxToken),
	} {
		_, err := v.Verify(token)
		require.ErrorIs(t, err, auth.ErrBadToken, name)
	}
}

func TestNoTokenIsIssuedThatWouldNotBeTaken(t *testing.T) {
	k := newKey(t)
	for name, who := range map[string]domain.Caller{
		"nobody":             {},
		"a process":          domain.Process("clock"),
		"a role of the rest": {Member: "vera", Org: domain.Vendor, Roles: []domain.Role{domain.RoleManager}},
		"a vendor's role":    {Member: "paul", Org: partner.Org, Roles: []domain.Role{domain.RoleAuditor}},
	} {
		_, err := auth.Issue(k, who, now)
		require.Equal(t, domain.ClassInvalid, domain.AsError(err).Class, name)
	}
	_, err := auth.Issue(k, domain.Caller{Org: "x", Locations: []domain.ID{"y"}}, now)
	require.Len(t, domain.AsError(err).Fields, 4, "every claim at once")
}

func FuzzVerifyNeverTakesWhatWasNotSigned(f *testing.F) {
	k := newKey(f)
	token, err := auth.Issue(k, vendor, now)
	require.NoError(f, err)
	v := verifier(k, now)
	f.Add(token)
	f.Add("")
	f.Add("a.b.c")
	f.Add("eyJhbGciOiJub25lIn0.e30.")
	f.Add(strings.Replace(token, ".", "..", 1))
	f.Fuzz(func(t *testing.T, text string) {
		who, err := v.Verify(text)
		if err == nil && text != token {
			t.Fatalf("%q was taken as %v", text, who)
		}
		if err != nil && domain.AsError(err).Class != domain.ClassUnauthenticated {
			t.Fatalf("%q: %v", text, err)
		}
	})
}

func TestATokenWithExtensionsThatMustBeUnderstoodIsRefused(t *testing.T) {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	token := jwt.NewWithClaims(jwt.SigningMethodEdDSA, good())
	token.Header["kid"], token.Header["crit"] = auth.KeyID(public), []string{"b64"}
	text, err := token.SignedString(private)
	require.NoError(t, err)
	_, err = auth.NewVerifier(auth.NewKeySet(public), func() time.Time { return now }).Verify(text)
	require.ErrorIs(t, err, auth.ErrBadToken)
}

func TestATokenSaysHowMuchLongerItWillBeTaken(t *testing.T) {
	k := newKey(t)
	token, err := auth.Issue(k, vendor, now)
	require.NoError(t, err)
	left, err := verifier(k, now.Add(time.Hour)).Term(token)
	require.NoError(t, err)
	require.Equal(t, auth.Lifetime-time.Hour, left)
	_, err = verifier(k, now.Add(auth.Lifetime)).Term(token)
	require.ErrorIs(t, err, auth.ErrExpired)
}

func TestATokenThatWasTakenIsTakenUntilItEnds(t *testing.T) {
	k, at := newKey(t), now
	v := auth.NewVerifier(auth.NewKeySet(k.Public()), func() time.Time { return at })
	first, err := auth.Issue(k, vendor, now)
	require.NoError(t, err)
	for n := range 5_000 { // more than are remembered
		token, err := auth.Issue(k, domain.Caller{Member: fmt.Sprint(n), Org: vendor.Org, Roles: vendor.Roles}, now)
		require.NoError(t, err)
		for range 1 + n%2 {
			who, err := v.Verify(token)
			require.NoError(t, err)
			require.Equal(t, fmt.Sprint(n), who.Member)
			who.Roles[0] = domain.RoleAuditor // is the caller's own
		}
		who, err := v.Verify(first)
		require.NoError(t, err)
		require.Equal(t, vendor, who)
	}
	_, err = v.Verify(first[:len(first)-40] + "altered" + first[len(first)-33:])
	require.ErrorIs(t, err, auth.ErrBadToken)
	at = now.Add(auth.Lifetime)
	_, err = v.Verify(first)
	require.ErrorIs(t, err, auth.ErrExpired)
}

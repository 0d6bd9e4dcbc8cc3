package auth

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/cosell/cosell/domain"
)

const (
	// Audience is the aud of every token.
	Audience = "cosell"
	// Issuer is the iss of the tokens that the installation signs itself.
	Issuer = "cosell"
	// Lifetime is how long a token is taken after it was issued.
	Lifetime = 12 * time.Hour
	// MaxToken is how many bytes a token has at most.
	MaxToken = 8 << 10
)

var (
	// ErrBadToken says that a token is not one of ours, or not whole. Why is its cause, for logs.
	ErrBadToken = &domain.Error{Class: domain.ClassUnauthenticated, Code: "bad-token", Message: "The bearer token is not valid here."}
	// ErrExpired says that a token was valid once.
	ErrExpired = &domain.Error{Class: domain.ClassUnauthenticated, Code: "token-expired", Message: "The bearer token has expired."}
)

// claims are what a token says. The names are those of the HTTP interface.
type claims struct {
	Org       domain.Org    `json:"org"`
	Roles     []domain.Role `json:"roles"`
	Locations []domain.ID   `json:"locations,omitempty"`
	jwt.RegisteredClaims
}

func (c *claims) caller() domain.Caller {
	return domain.Caller{Member: c.Subject, Org: c.Org, Roles: slices.Clone(c.Roles), Locations: slices.Clone(c.Locations)}
}

// Issue signs a token for a member, which is taken from now on for Lifetime. A caller that Check refuses gets none.
func Issue(key *Key, who domain.Caller, now time.Time) (string, error) {
	if err := Check(who); err != nil {
		return "", err
	}
	t := jwt.NewWithClaims(jwt.SigningMethodEdDSA, &claims{
		Org: who.Org, Roles: who.Roles, Locations: who.Locations,
		RegisteredClaims: jwt.RegisteredClaims{
			Subject:   who.Member,
			Issuer:    Issuer,
			Audience:  jwt.ClaimStrings{Audience},
			IssuedAt:  jwt.NewNumericDate(now),
			ExpiresAt: jwt.NewNumericDate(now.Add(Lifetime)),
		},
	})
	t.Header["kid"] = key.ID()
	return t.SignedString(key.private)
}

// Verifier checks tokens. It may be used concurrently.
type Verifier struct {
	keys   KeySet
	clock  func() time.Time
	parser *jwt.Parser
	claims *jwt.Validator // of those of a token whose signature is known
	signed signed
}

// NewVerifier takes tokens of these keys, by the given clock.
func NewVerifier(keys KeySet, clock func() time.Time) *Verifier {
	rules := []jwt.ParserOption{
		jwt.WithValidMethods([]string{jwt.SigningMethodEdDSA.Alg()}),
		jwt.WithAudience(Audience),
		jwt.WithIssuer(Issuer),
		jwt.WithExpirationRequired(),
		jwt.WithTimeFunc(clock),
		jwt.WithStrictDecoding(),
	}
	return &Verifier{keys: keys, clock: clock, parser: jwt.NewParser(rules...), claims: jwt.NewValidator(rules...)}
}

// Verify returns whom a token names. Its errors are ErrExpired and ErrBadToken.
func (v *Verifier) Verify(token string) (domain.Caller, error) {
	c, err := v.read(token)
	return c.caller(), err
}

// Term is how much longer a token will be taken. Its errors are those of Verify.
func (v *Verifier) Term(token string) (time.Duration, error) {
	c, err := v.read(token)
	if err != nil {
		return 0, err
	}
	return c.ExpiresAt.Sub(v.clock()), nil
}

// read gives what a token says; nothing when it is not taken.
func (v *Verifier) read(token string) (claims, error) {
	if len(token) > MaxToken {
		return claims{}, ErrBadToken.Because(fmt.Errorf("%d bytes", len(token)))
	}
	c, err := v.parse(token)
	switch {
	case errors.Is(err, jwt.ErrTokenExpired):
		return claims{}, ErrExpired.Because(err)
	case err != nil:
		return claims{}, ErrBadToken.Because(err)
	case c.IssuedAt == nil:
		return claims{}, ErrBadToken.Because(errors.New("no iat"))
	}
	if err := Check(c.caller()); err != nil {
		return claims{}, ErrBadToken.Because(err)
	}
	v.signed.add(token, c)
	return *c, nil
}

// parse gives what a token says that is signed by one of the keys and valid now.
func (v *Verifier) parse(token string) (*claims, error) {
	if c := v.signed.find(token); c != nil {
		return c, v.claims.Validate(c)
	}
	var c claims
	_, err := v.parser.ParseWithClaims(token, &c, v.key)
	return &c, err
}

// key finds the key that a token names. A token with extensions that must be understood (crit) is refused, since none is.
func (v *Verifier) key(t *jwt.Token) (any, error) {
	if _, ok := t.Header["crit"]; ok {
		return nil, errors.New("crit in the header")
	}
	kid, _ := t.Header["kid"].(string)
	if k, ok := v.keys[kid]; ok {
		return k, nil
	}
	return nil, fmt.Errorf("no key %.32q", kid)
}

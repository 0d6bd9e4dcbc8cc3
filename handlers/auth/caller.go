package auth

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cosell/cosell/domain"
)

// MaxMember is how many characters a member's id (sub) has at most.
const MaxMember = 128

// Check refuses a caller that no token may name: class invalid, every offending claim at once. The organisation is the
// word vendor or a partner's id, the member 1 to MaxMember printable ASCII characters without spaces, and there is at
// least one role, each of that kind of organisation.
func Check(who domain.Caller) error {
	var bad []domain.FieldError
	add := func(claim, code, message string, args ...any) {
		bad = append(bad, domain.FieldError{Field: claim, Code: code, Message: fmt.Sprintf(message, args...)})
	}
	if n := len(who.Member); n == 0 || n > MaxMember || strings.ContainsFunc(who.Member, func(r rune) bool { return r <= ' ' || r > '~' }) {
		add("sub", "bad-member", "A member is 1 to %d printable ASCII characters without spaces.", MaxMember)
	}
	roles := domain.PartnerRoles
	if who.IsVendor() {
		roles = domain.VendorRoles
	} else if !domain.ID(who.Org).Valid() {
		add("org", "bad-organisation", "An organisation is the word vendor, or a partner's id in lower case.")
	}
	if len(who.Roles) == 0 {
		add("roles", "required", "A member has at least one role.")
	}
	for i, r := range who.Roles {
		if !slices.Contains(roles, r) {
			add(fmt.Sprintf("roles[%d]", i), "not-one-of", "A role of this organisation is one of: %s.", list(roles))
		}
	}
	for i, l := range who.Locations {
		if !l.Valid() {
			add(fmt.Sprintf("locations[%d]", i), "not-a-uuid", "A location is a UUID in lower case.")
		}
	}
	return domain.Invalid(bad)
}

func list(roles []domain.Role) string {
	words := make([]string, len(roles))
	for i, r := range roles {
		words[i] = string(r)
	}
	return strings.Join(words, ", ")
}

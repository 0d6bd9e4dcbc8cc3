package referral_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/referral"
)

// rule is one sentence of the domain: given a story, when somebody asks for something, then that comes of it. Events are
// compared without their evidence; a string is their kinds, the class, code and fields of a refusal, or "nothing".
type rule struct {
	name  string
	given []step
	who   domain.Caller
	when  referral.Command
	then  any
}

func check(t *testing.T, rules []rule) {
	t.Helper()
	for _, r := range rules {
		t.Run(r.name, func(t *testing.T) {
			d := tell(t, r.given)
			before := asJSON(t, referral.View(d.state, otto, d.policy))
			got, role, err := d.try(r.who, r.when)
			if want, ok := r.then.(string); ok {
				assert.Equal(t, want, answer(got, role, err))
			} else if assert.NoError(t, err) && assert.Len(t, got, 1) {
				assert.Equal(t, r.then, plain(got[0]))
			}
			assert.Equal(t, before, asJSON(t, referral.View(d.state, otto, d.policy)), "deciding changed the state")
		})
	}
}

// creating is a rule about a new deal of Contoso, or of the vendor's, with something changed.
func creating(name string, change func(*referral.Create), then any) rule {
	return rule{name, nil, anna, with(lead, change), then}
}

func bringing(name string, change func(*referral.Create), then any) rule {
	return rule{name, nil, vera, with(brought, change), then}
}

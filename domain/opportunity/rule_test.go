package opportunity_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
)

// rule is one sentence of the domain: given a story, when somebody asks for something, then that comes of it. Events are
// compared without their evidence; a string is the class, code and fields of a refusal, or "nothing".
type rule struct {
	name  string
	given []step
	who   domain.Caller
	when  opportunity.Command
	then  any
}

func check(t *testing.T, rules []rule) {
	t.Helper()
	for _, r := range rules {
		t.Run(r.name, func(t *testing.T) {
			d := tell(t, r.given)
			before := asJSON(t, opportunity.View(d.state, vera, d.policy))
			got, _, err := d.try(r.who, r.when)
			if want, ok := r.then.(string); ok {
				assert.Equal(t, want, answer(got, err))
			} else if assert.NoError(t, err) && assert.Len(t, got, 1) {
				assert.Equal(t, r.then, plain(got[0]))
			}
			assert.Equal(t, before, asJSON(t, opportunity.View(d.state, vera, d.policy)), "deciding changed the state")
		})
	}
}

var (
	contosoParty = domain.Party{ID: contoso, Name: "Contoso"}
	fabrikParty  = domain.Party{ID: fabrik, Name: "Fabrikam"}
)

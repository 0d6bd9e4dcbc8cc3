package registration_test

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/registration"
)

// rule is one sentence of the domain: given a story, when somebody asks for something, then that comes of it. A string is
// the class, code and fields of a refusal, or "nothing"; evidence is compared where the rule says it.
type rule struct {
	name  string
	given []step
	who   domain.Caller
	when  registration.Command
	then  any
}

func check(t *testing.T, rules []rule) {
	t.Helper()
	for _, r := range rules {
		t.Run(r.name, func(t *testing.T) {
			q := tell(t, r.given)
			before := registration.View(q.state, auditor)
			events, role, err := q.try(r.who, r.when)
			if want, ok := r.then.(string); ok {
				assert.Equal(t, want, answer(events, role, err))
			} else if assert.NoError(t, err) && assert.Len(t, events, 1) {
				assert.Equal(t, r.then, like(r.then, events[0]))
			}
			assert.Equal(t, before, registration.View(q.state, auditor), "deciding changed the state")
		})
	}
}

// like is an event without its evidence where the one that it is compared with has none.
func like(want any, e domain.Event) domain.Event {
	v := reflect.New(reflect.TypeOf(e)).Elem()
	v.Set(reflect.ValueOf(e))
	said := reflect.ValueOf(want).FieldByName("Evidence")
	if f := v.FieldByName("Evidence"); f.IsValid() && said.IsValid() && said.IsZero() {
		f.SetZero()
	}
	return v.Interface().(domain.Event)
}

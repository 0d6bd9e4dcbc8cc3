package registration

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/cosell/cosell/domain"
)

// Validate says every field of a command that cannot be taken, whatever the registration: first what the tags promise,
// then what fields ask of one another. What depends on the registration, as most rules of the form do, is Decide's.
func Validate(c Command, _ Input) error {
	bad := domain.Check(c)
	if v, ok := c.(interface {
		invalid() []domain.FieldError
	}); ok {
		for _, f := range v.invalid() {
			if !slices.ContainsFunc(bad, func(b domain.FieldError) bool { return b.Field == f.Field }) {
				bad = append(bad, f)
			}
		}
	}
	return domain.Invalid(bad)
}

func (c RequireAction) invalid() (bad []domain.FieldError) {
	for i, field := range c.Fields {
		if !slices.Contains(formFields, field) {
			bad = append(bad, fault(fmt.Sprintf("fields[%d]", i), "not-one-of", "This must be one of: %s.", strings.Join(formFields, ", ")))
		}
	}
	return bad
}

// formFields are the names of the fields of a form.
var formFields = func() (names []string) {
	for _, f := range reflect.VisibleFields(reflect.TypeFor[Form]()) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		names = append(names, name)
	}
	return names
}()

// invalid wants of exclusivity a customer and products, which a claim is on, and of an incentive a verdict.
func (c Request) invalid() (bad []domain.FieldError) {
	if c.Purpose == Incentive && c.Verdict.IsZero() {
		bad = append(bad, required("verdict"))
	}
	if c.Purpose != Exclusivity {
		return bad
	}
	if c.Subject.Customer == nil || len(c.Subject.Customer.MatchKeys()) == 0 {
		bad = append(bad, required("subject.customer"))
	}
	if len(c.Subject.Products) == 0 && len(c.Form.Products) == 0 {
		bad = append(bad, required("subject.products"))
	}
	return bad
}

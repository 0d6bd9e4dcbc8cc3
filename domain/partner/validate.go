package partner

import (
	"fmt"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/assignment"
)

// Validate names every field of a command that cannot be taken whatever the state: class invalid.
func Validate(c Command, _ Input) error {
	bad := domain.Check(c)
	switch c := c.(type) {
	case Revise:
		bad = append(kept(bad, "name", c.Name), crooked(c.RevenueRange.Or(assignment.Range{}), c.RevenueRange)...)
	case ChangeMember:
		bad = kept(bad, "roles", c.Roles)
	case AddLocation:
		bad = append(bad, c.halfKnown()...)
	case ChangeLocation:
		bad = append(bad, c.halfKnown()...)
	case ChangeSolutions:
		bad = append(bad, c.twice()...)
	}
	return domain.Invalid(bad)
}

func kept[T any](bad []domain.FieldError, field string, o domain.Optional[T]) []domain.FieldError {
	if o.Given && o.Value == nil {
		bad = append(bad, domain.FieldError{Field: field, Code: "required", Message: "This cannot be cleared."})
	}
	return bad
}

// crooked is the complaint about a range without an end, in two currencies, or with its ends the wrong way round.
func crooked(r assignment.Range, given domain.Optional[assignment.Range]) []domain.FieldError {
	complaint := func(field, code, message string) []domain.FieldError {
		return []domain.FieldError{{Field: "revenueRange" + field, Code: code, Message: message}}
	}
	switch {
	case given.Value != nil && r.IsZero():
		return complaint("", "required", "A range has an end at least; null clears it.")
	case r.Min.IsZero() || r.Max.IsZero():
		return nil
	case r.Min.Currency() != r.Max.Currency():
		return complaint(".max.currency", "currency-mismatch", "Both ends are in one currency.")
	case r.Min.Cmp(r.Max) > 0:
		return complaint(".max", "too-small", "This must not be below the other end.")
	}
	return nil
}

// halfKnown is the complaint about a place with one coordinate.
func (s Site) halfKnown() []domain.FieldError {
	missing := ""
	switch {
	case s.Latitude == nil && s.Longitude != nil:
		missing = "latitude"
	case s.Latitude != nil && s.Longitude == nil:
		missing = "longitude"
	default:
		return nil
	}
	return []domain.FieldError{{Field: missing, Code: "required", Message: "A place has both coordinates or none."}}
}

// twice is the complaint about every solution whose id another before it has.
func (c ChangeSolutions) twice() (bad []domain.FieldError) {
	seen := map[string]bool{}
	for i, s := range c.Solutions {
		if seen[s.ID] {
			bad = append(bad, domain.FieldError{Field: fmt.Sprintf("solutions[%d].id", i), Code: "duplicate", Message: "This is in the list already."})
		}
		seen[s.ID] = true
	}
	return bad
}

package customer

import (
	"slices"

	"github.com/cosell/cosell/domain"
)

// Validate names every field of a command that cannot be taken whatever the state: class invalid.
func Validate(c Command, _ Input) error {
	bad := domain.Check(c)
	var more []domain.FieldError
	switch c := c.(type) {
	case Create:
		more = c.record("").CheckAccount("")
	case Revise:
		more = append(kept("name", c.Name), kept("accountKind", c.Kind)...)
	}
	for _, f := range more {
		if !slices.ContainsFunc(bad, func(b domain.FieldError) bool { return b.Field == f.Field }) {
			bad = append(bad, f)
		}
	}
	return domain.Invalid(bad)
}

func kept[T ~string](field string, o domain.Optional[T]) []domain.FieldError {
	if o.Given && o.Or("") == "" {
		return []domain.FieldError{{Field: field, Code: "required", Message: "This cannot be cleared."}}
	}
	return nil
}

package opportunity

import (
	"slices"

	"github.com/cosell/cosell/domain"
)

// Validate says every field of a command that cannot be taken, whatever the deal: first what the tags promise, then
// what fields, policy, time and caller ask of one another.
func Validate(c Command, in Input) error {
	bad := domain.Check(c)
	if v, ok := c.(interface {
		invalid(Input) []domain.FieldError
	}); ok {
		for _, f := range v.invalid(in) {
			if !slices.ContainsFunc(bad, func(b domain.FieldError) bool { return b.Field == f.Field }) {
				bad = append(bad, f)
			}
		}
	}
	return domain.Invalid(bad)
}

func required(field string) domain.FieldError {
	return domain.FieldError{Field: field, Code: "required", Message: "This is required."}
}

func (c Create) invalid(in Input) (bad []domain.FieldError) {
	value := c.EstimatedValue
	switch {
	case c.Currency == "" && value.IsZero():
		bad = append(bad, required("currency"))
	case c.Currency != "" && !value.IsZero() && c.Currency != value.Currency():
		bad = append(bad, mismatch("estimatedValue.currency"))
	}
	if in.Caller.IsPartner() {
		bad = append(bad, c.missing()...)
	}
	if c.Customer != nil {
		bad = append(bad, c.Customer.CheckAccount("customer.")...)
	}
	return append(bad, c.EstimatedClose.CheckDue("estimatedCloseDate", in.Now)...)
}

// missing are the fields that a submission cannot be without.
func (c Create) missing() (bad []domain.FieldError) {
	if c.Customer == nil {
		bad = append(bad, required("customer"))
	}
	if c.EstimatedValue.IsZero() {
		bad = append(bad, required("estimatedValue"))
	}
	if c.EstimatedClose.IsZero() {
		bad = append(bad, required("estimatedCloseDate"))
	}
	return bad
}

func (c Revise) invalid(in Input) (bad []domain.FieldError) {
	if c.Topic.Given && c.Topic.Value == nil {
		bad = append(bad, required("topic"))
	}
	if c.Currency.Given && c.Currency.Value == nil {
		bad = append(bad, required("currency"))
	}
	if c.EstimatedClose.Given && c.EstimatedClose.Or(domain.Date{}).IsZero() {
		bad = append(bad, required("estimatedCloseDate"))
	}
	if currency, value := c.Currency.Or(""), c.EstimatedValue.Or(domain.Money{}); currency != "" && !value.IsZero() && currency != value.Currency() {
		bad = append(bad, mismatch("estimatedValue.currency"))
	}
	bad = append(bad, c.Customer.Or(domain.Customer{}).CheckAccount("customer.")...)
	return append(bad, c.EstimatedClose.Or(domain.Date{}).CheckDue("estimatedCloseDate", in.Now)...)
}

func (c Extend) invalid(in Input) []domain.FieldError {
	return c.EstimatedClose.CheckDue("estimatedCloseDate", in.Now)
}

func (c Decline) invalid(in Input) []domain.FieldError {
	return in.Policy.Reasons.Decline.CheckReason(c.Reason, c.Note)
}

func (c Lose) invalid(in Input) []domain.FieldError {
	return in.Policy.Reasons.Decline.CheckReason(c.Reason, c.Note)
}

func (c Return) invalid(in Input) []domain.FieldError {
	return in.Policy.Reasons.Return.CheckReason(c.Reason, c.Note)
}

func (c CloseAsError) invalid(in Input) []domain.FieldError {
	return in.Policy.Reasons.Error.CheckReason(c.Reason, c.Note)
}

func (c Assign) invalid(Input) []domain.FieldError {
	if !c.Member.Given {
		return []domain.FieldError{required("member")}
	}
	return nil
}

func (c AddNote) invalid(in Input) (bad []domain.FieldError) {
	switch {
	case c.Brief && !in.Caller.IsVendor():
		bad = append(bad, domain.FieldError{Field: "brief", Code: "vendor-only", Message: "Briefs are the vendor's."})
	case c.Brief && c.Audience == AudienceOwn:
		bad = append(bad, domain.FieldError{Field: "audience", Code: "contradictory", Message: "A brief is for all parties."})
	}
	return bad
}

func (c Pause) invalid(in Input) []domain.FieldError {
	if !c.Until.After(domain.DateOf(in.Now)) {
		return []domain.FieldError{{Field: "until", Code: "not-in-the-future", Message: "A pause lasts until tomorrow at least."}}
	}
	return nil
}

func (c Win) invalid(in Input) []domain.FieldError {
	return c.Date.CheckCome("date", in.Now)
}

func mismatch(field string) domain.FieldError {
	return domain.FieldError{Field: field, Code: "currency-mismatch", Message: "This is another currency than the one named beside it."}
}

package opportunity

import (
	"slices"
	"strings"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/program"
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
	return append(bad, past("estimatedCloseDate", c.EstimatedClose, in)...)
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
	return append(bad, past("estimatedCloseDate", c.EstimatedClose.Or(domain.Date{}), in)...)
}

func (c Extend) invalid(in Input) []domain.FieldError {
	return past("estimatedCloseDate", c.EstimatedClose, in)
}

func (c Decline) invalid(in Input) []domain.FieldError {
	return coded(in.Policy.Reasons.Decline, c.Reason, c.Note)
}

func (c Lose) invalid(in Input) []domain.FieldError {
	return coded(in.Policy.Reasons.Decline, c.Reason, c.Note)
}

func (c Return) invalid(in Input) []domain.FieldError {
	return coded(in.Policy.Reasons.Return, c.Reason, c.Note)
}

func (c CloseAsError) invalid(in Input) []domain.FieldError {
	return coded(in.Policy.Reasons.Error, c.Reason, c.Note)
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
	if c.Date.After(domain.DateOf(in.Now)) {
		return []domain.FieldError{{Field: "date", Code: "in-the-future", Message: "This day has not come yet."}}
	}
	return nil
}

func mismatch(field string) domain.FieldError {
	return domain.FieldError{Field: field, Code: "currency-mismatch", Message: "This is another currency than the one named beside it."}
}

// past is the complaint about a date that is given and over.
func past(field string, d domain.Date, in Input) []domain.FieldError {
	if d.IsZero() || !d.Before(domain.DateOf(in.Now)) {
		return nil
	}
	return []domain.FieldError{{Field: field, Code: "in-the-past", Message: "This day is over; today or later can be taken."}}
}

// coded is the complaint about a reason that the policy does not have, or that asks for a note.
func coded(reasons program.Catalogue, code, note string) []domain.FieldError {
	reason, known := reasons.Find(code)
	switch {
	case !known:
		return []domain.FieldError{{Field: "reason", Code: "unknown-reason", Message: "This must be one of: " + strings.Join(reasons.Codes(), ", ") + "."}}
	case reason.NeedsNote && domain.Blank(note):
		return []domain.FieldError{{Field: "note", Code: "needs-note", Message: "This reason asks for a note."}}
	}
	return nil
}

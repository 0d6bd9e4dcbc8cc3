package referral

import (
	"fmt"
	"slices"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/program"
)

// Validate says every field of a command that cannot be taken, whatever the deal: first what the tags promise, then
// what fields, policy, time and caller ask of one another. What a registration's form says is for Decide.
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

func fault(field, code, message string) []domain.FieldError {
	return []domain.FieldError{{Field: field, Code: code, Message: message}}
}

func required(field string) []domain.FieldError { return fault(field, "required", "This is required.") }

func (c Accept) invalid(in Input) []domain.FieldError {
	return append(positive("estimatedValue", c.EstimatedValue), c.EstimatedClose.CheckDue("estimatedCloseDate", in.Now)...)
}

func (c Decline) invalid(in Input) []domain.FieldError {
	return in.Policy.Reasons.Decline.CheckReason(c.Reason, c.Note)
}

func (c Lose) invalid(in Input) []domain.FieldError {
	return in.Policy.Reasons.Decline.CheckReason(c.Reason, c.Note)
}

func (c CloseAsError) invalid(in Input) []domain.FieldError {
	return in.Policy.Reasons.Error.CheckReason(c.Reason, c.Note)
}

func (c Revise) invalid(in Input) (bad []domain.FieldError) {
	for field, cleared := range map[string]bool{
		"name":               c.Name.Given && c.Name.Value == nil,
		"estimatedValue":     c.EstimatedValue.Given && c.EstimatedValue.Or(domain.Money{}).IsZero(),
		"estimatedCloseDate": c.EstimatedClose.Given && c.EstimatedClose.Or(domain.Date{}).IsZero(),
		"marketplaceIntent":  c.Intent.Given && c.Intent.Value == nil,
	} {
		if cleared {
			bad = append(bad, required(field)...)
		}
	}
	slices.SortFunc(bad, func(a, b domain.FieldError) int {
		return slices.Index(fields, a.Field) - slices.Index(fields, b.Field)
	})
	bad = append(bad, positive("estimatedValue", c.EstimatedValue.Or(domain.Money{}))...)
	return append(bad, c.EstimatedClose.Or(domain.Date{}).CheckDue("estimatedCloseDate", in.Now)...)
}

func (c ChangeSolutions) invalid(in Input) []domain.FieldError {
	return listed("solutions", c.Solutions, in, false)
}

func (c RequestHelp) invalid(in Input) []domain.FieldError {
	return of(in.Policy.Reasons.Help, "help", "unknown-help", c.Help)
}

func (c InvitePartner) invalid(in Input) []domain.FieldError { return Invitation(c).invalid("", in) }

// invalid are the complaints about an invitation that stands at a place of the request.
func (i Invitation) invalid(at string, in Input) []domain.FieldError {
	bad := positive(at+"estimatedValue", i.EstimatedValue)
	bad = append(bad, i.EstimatedClose.CheckDue(at+"estimatedCloseDate", in.Now)...)
	bad = append(bad, listed(at+"solutions", i.Solutions, in, false)...)
	bad = append(bad, of(in.Policy.Reasons.Help, at+"help", "unknown-help", i.Help)...)
	bad = append(bad, of(in.Policy.Reasons.Role, at+"partnerRole", "unknown-role", i.PartnerRole)...)
	if in.Caller.IsVendor() && i.PartnerRole == "" {
		bad = append(bad, required(at+"partnerRole")...)
	}
	if in.Caller.IsVendor() && domain.Blank(i.PartnerProgram) {
		bad = append(bad, required(at+"partnerProgram")...)
	}
	return bad
}

func (c Win) invalid(in Input) []domain.FieldError {
	return append(positive("value", c.Value), c.Date.CheckCome("date", in.Now)...)
}

// listed are the complaints about a list of solutions: whose each is, and that none is named twice.
func listed(field string, solutions []Solution, in Input, assessments bool) []domain.FieldError {
	bad := duplicates(field, solutions)
	for i, s := range solutions {
		at := fmt.Sprintf("%s[%d]", field, i)
		switch {
		case s.Kind == SolutionAssessment && !assessments:
			bad = append(bad, fault(at+".kind", "solution-assessment", "A solution assessment is chosen when a deal is created, and stands alone.")...)
		case s.Kind == SolutionThirdParty && s.Partner == "":
			bad = append(bad, required(at+".partner")...)
		case s.Kind == SolutionThirdParty && domain.Org(s.Partner) == in.Caller.Org:
			bad = append(bad, fault(at+".partner", "own-solution", "This is your own organisation: its solutions are of the kind own.")...)
		case s.Kind != SolutionThirdParty && s.Partner != "":
			bad = append(bad, fault(at+".partner", "not-asked", "Only a third-party solution names a partner.")...)
		case s.Kind == SolutionOwn && in.Caller.IsVendor():
			bad = append(bad, fault(at+".kind", "not-for-vendor", "The vendor's own solutions are of the kind vendor.")...)
		}
	}
	return bad
}

func positive(field string, m domain.Money) []domain.FieldError {
	if m.IsZero() || m.Minor() > 0 {
		return nil
	}
	return fault(field+".amount", "not-positive", "An amount above nought is asked for.")
}

// of is the complaint about a code that is given and not in a catalogue.
func of(known program.Catalogue, field, code, given string) []domain.FieldError {
	if given == "" {
		return nil
	}
	return known.Check(field, code, given)
}

package referral

import (
	"slices"

	"github.com/cosell/cosell/domain"
)

// Type is what kind of deal it is. Nobody sets it: it follows from what the deal is about, whom its opener let in and
// whom it asked for help.
type Type string

// The types. Between the first three the way leads upwards only.
const (
	TypePrivate    Type = "private"             // the vendor may not see it
	TypePartnerLed Type = "partner-led"         // the vendor may see it
	TypeCoSell     Type = "co-sell"             // the vendor was asked for help, or opened it
	TypeAssessment Type = "solution-assessment" // whatever else it is
)

// Type is what kind of deal the copy is one of.
func (r Referral) Type() Type { return TypeOf(r.assessment(), r.opener(), r.help, r.visible) }

// TypeOf is what kind a deal is: one that is about a solution assessment or not, that opener opened, with the help that the
// vendor was asked for ("" for none), and that the vendor was let in to or not.
func TypeOf(assessment bool, opener domain.Org, help string, visible bool) Type {
	switch {
	case assessment:
		return TypeAssessment
	case help != "" || opener == domain.Vendor:
		return TypeCoSell
	case visible:
		return TypePartnerLed
	}
	return TypePrivate
}

// PartnerToPartner reports whether a partner opened the deal and another one was invited.
func (r Referral) PartnerToPartner() bool {
	return r.state != "" && Between(r.opener(), r.organisations()...)
}

// Between reports whether a partner opened a deal and another one is among those that have a copy of it.
func Between(opener domain.Org, copies ...domain.Org) bool {
	return opener != domain.Vendor &&
		slices.ContainsFunc(copies, func(o domain.Org) bool { return o != domain.Vendor && o != opener })
}

// organisations are all that have a copy of the deal.
func (r Referral) organisations() []domain.Org {
	all := []domain.Org{r.owner.Org}
	for _, c := range r.counterparts {
		all = append(all, c.Owner.Org)
	}
	return all
}

// Direction is which way the referral went, as its owner sees it.
func (r Referral) Direction() Direction {
	if r.received() {
		return Inbound
	}
	return Outbound
}

// Visible reports whether the vendor may know of the deal.
func (r Referral) Visible() bool { return r.Type() != TypePrivate }

func (r Referral) assessment() bool { return Assessing(r.solutions) }

// Assessing reports whether a deal about these solutions is a solution assessment.
func Assessing(solutions []Solution) bool {
	return slices.ContainsFunc(solutions, func(s Solution) bool { return s.Kind == SolutionAssessment })
}

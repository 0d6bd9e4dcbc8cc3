package referral

import (
	"slices"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/registration"
)

// Facts are what an eligibility verdict on the copy is made of, as far as the copy and the records of the partners whose
// solutions it names tell (Needs names them); each with the event that made it so. Whether the owner holds the customer's
// contract is for a form to say. Before the win the value is the estimated one.
func (r Referral) Facts(e Evidence) registration.Facts {
	f := registration.Facts{
		Won:            r.state == StateWon,
		Closed:         r.final(),
		State:          string(r.state),
		Value:          r.details.EstimatedValue,
		PartnerLed:     r.Type() == TypePartnerLed,
		CoSell:         r.Type() == TypeCoSell,
		VendorAccepted: r.vendorAccepted(),
		Assessment:     r.assessment(),
		HoldsContract:  registration.Unknown,
		Partners:       r.partners(),
	}
	if r.details.Customer != nil {
		f.Account = r.details.Customer.Kind
	}
	if f.Won {
		f.Value, f.WonDate, f.EarlyWin = r.outcome.value, r.outcome.date, r.outcome.early
	}
	f.Events = map[string]domain.EventRef{
		registration.CriterionWon:          r.decided.closed,
		registration.CriterionType:         r.decided.kind,
		registration.CriterionVendor:       r.decided.vendor,
		registration.CriterionValue:        r.decided.value,
		registration.CriterionAccount:      r.decided.account,
		registration.CriterionNoAssessment: r.decided.solutions,
	}
	r.eligible(&f, e)
	return f
}

// eligible looks for a solution that counts: the first that does decides. One whose partner is not known leaves it open.
func (r Referral) eligible(f *registration.Facts, e Evidence) {
	f.Solution, f.Events[registration.CriterionSolution] = registration.Fail, r.decided.solutions
	for _, s := range r.solutions {
		id := s.partner(r.owner.Org)
		p, known := e.Partners[id]
		found := p.Solutions[s.ID]
		switch {
		case id == "":
		case found.Eligible:
			f.Solution, f.SolutionName = registration.Pass, found.Name
			f.Events[registration.CriterionSolution] = found.Event
			return
		case !known:
			f.Solution = registration.Unknown
		}
	}
}

// vendorAccepted says what the vendor answered: one that has accepted stays so, unless its copy was an error.
func (r Referral) vendorAccepted() registration.Outcome {
	if r.opener() == domain.Vendor {
		return registration.Pass
	}
	vendor := counterpart{Counterpart: Counterpart{State: r.state}, accepted: takesPart(r.state)}
	if r.owner.Org != domain.Vendor {
		vendor = r.known(CopyID(r.engagement, domain.Vendor))
	}
	switch {
	case vendor.State == StateReceived || vendor.State == "":
		return registration.Unknown
	case vendor.State != StateError && (vendor.accepted || vendor.State == StateWon):
		return registration.Pass
	}
	return registration.Fail
}

// partners counts the partners that take part in the deal.
func (r Referral) partners() (n int) {
	if r.owner.Org != domain.Vendor && takesPart(r.state) {
		n++
	}
	for _, c := range r.counterparts {
		if c.Owner.Org != domain.Vendor && takesPart(c.State) {
			n++
		}
	}
	return n
}

// Subject is what a registration is about that the copy asked for by the event deal, on the words of its member requester.
func (r Referral) Subject(deal domain.EventRef, requester string) registration.Subject {
	return registration.Subject{
		Deal:      deal,
		Partner:   domain.Party{ID: partnerOf(r.owner.Org), Name: r.owner.Name},
		Requester: requester,
		Customer:  r.details.Customer,
		Partners:  r.partners(),
		Dates:     r.dates(),
		Excepted:  r.excepted,
		Again:     r.askedBefore(),
	}
}

// dates are those before which no contract of the deal was signed.
func (r Referral) dates() registration.Dates {
	return registration.Dates{Created: r.createdAt, Invited: r.invitedAt}
}

// askedBefore reports whether an incentive was asked for before the last time, and not withdrawn.
func (r Referral) askedBefore() bool {
	before := r.registrations[:max(0, len(r.registrations)-1)]
	return slices.ContainsFunc(before, func(e entry) bool { return e.state != registration.StateWithdrawn })
}

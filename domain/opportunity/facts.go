package opportunity

import (
	"slices"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/evidence"
	"github.com/cosell/cosell/domain/registration"
)

// Facts are what a verdict on an incentive asks of the deal, with the events that made it so. The solutions are those of
// the deal that the partner's record holds, by id or by name; of a partner that e does not know nobody can tell. What the
// requester attests is not known here.
func (o Opportunity) Facts(partner domain.ID, e Evidence) registration.Facts {
	f := registration.Facts{
		Closed:         o.Ended(),
		State:          string(o.state),
		Value:          o.details.EstimatedValue,
		CoSell:         true, // the vendor brought the deal, or was asked to approve it
		VendorAccepted: o.accepted(),
		HoldsContract:  registration.Unknown,
		Partners:       max(1, len(o.collaborators)),
		Events: map[string]domain.EventRef{
			registration.CriterionWon:          o.made.closed,
			registration.CriterionType:         o.made.created,
			registration.CriterionVendor:       o.made.created,
			registration.CriterionValue:        o.made.value,
			registration.CriterionAccount:      o.made.customer,
			registration.CriterionNoAssessment: o.made.created,
		},
	}
	if o.details.Customer != nil {
		f.Account = o.details.Customer.Kind
	}
	if o.state == StateWon {
		f.Won, f.WonDate, f.EarlyWin, f.Value = true, o.outcome.date, o.outcome.early, o.outcome.value
		f.Events[registration.CriterionValue] = o.made.closed
	}
	if o.source == SourcePartner {
		f.Events[registration.CriterionVendor] = o.made.judged
	}
	var by domain.EventRef
	f.Solution, f.SolutionName, by = o.eligible(e.Partners[partner])
	f.Events[registration.CriterionSolution] = by
	return f
}

// accepted says whether the vendor takes part: in what it brought, and in what it approved.
func (o Opportunity) accepted() registration.Outcome {
	switch {
	case o.source == SourceVendor:
		return registration.Pass
	case o.made.judged.IsZero():
		return registration.Unknown
	case o.made.judged.Kind == string(KindRejected):
		return registration.Fail
	}
	return registration.Pass
}

// eligible says whether a solution of the deal is eligible, which one, and the event that made it so.
func (o Opportunity) eligible(p evidence.Partner) (registration.Outcome, string, domain.EventRef) {
	if !p.Exists {
		return registration.Unknown, "", domain.EventRef{}
	}
	outcome, by := registration.Fail, o.made.solutions
	for _, said := range o.details.Solutions {
		s, known := solutionOf(p, said)
		switch {
		case known && s.Eligible:
			return registration.Pass, s.Name, s.Event
		case known:
			by = s.Event
		}
	}
	return outcome, "", by
}

// solutionOf finds a solution of a partner by its id, else the first by id of that name.
func solutionOf(p evidence.Partner, said string) (evidence.Solution, bool) {
	if s, known := p.Solutions[said]; known {
		return s, true
	}
	var ids []string
	for id, s := range p.Solutions {
		if s.Name == said {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return evidence.Solution{}, false
	}
	return p.Solutions[slices.Min(ids)], true
}

// Subject is what a registration is about that the deal asked for by the event deal, on the words of its member requester.
func (o Opportunity) Subject(deal domain.EventRef, requester string) registration.Subject {
	return registration.Subject{
		Deal:      deal,
		Partner:   o.owner(),
		Requester: requester,
		Customer:  o.customerFor(domain.Org(o.owner().ID)),
		Products:  o.details.Products,
		Partners:  max(1, len(o.collaborators)),
		Dates:     o.dates(),
		Excepted:  o.excepted,
		Again:     o.askedBefore(),
	}
}

// dates are those before which no contract of the deal was signed: of its creation, and of the offer to whom it belongs.
func (o Opportunity) dates() registration.Dates {
	t, _ := o.tie(o.owner().ID)
	return registration.Dates{Created: o.createdAt, Invited: t.AskedAt}
}

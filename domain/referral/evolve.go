package referral

import (
	"slices"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/domain/registration"
)

// Evolve folds one event: the state after it. It refuses nothing, whatever the rules of today say; an event of another
// aggregate changes nothing.
func Evolve(r Referral, of domain.Recorded) Referral {
	e, ok := of.Event.(Event)
	if !ok {
		return r
	}
	r.state = lifecycle.Next(e.kind(), r.state)
	r.changedAt = of.RecordedAt
	r.fold(e, of)
	return r
}

// fold is long because it is one page: a case for every kind, and none left to a default.
func (r *Referral) fold(event Event, of domain.Recorded) {
	switch e := event.(type) {
	case Created:
		r.create(e, of)
	case Received:
		r.receive(e, of)
	case Seen:
		r.seen = true
	case Accepted:
		r.details, r.team = e.Details, e.Team
		r.stage, r.progressAt, r.decided.value = e.Stage, at(of), of.Ref()
		if r.owner.Org == domain.Vendor {
			r.decided.vendor = of.Ref()
		}
	case Declined:
		r.close(outcome{reason: e.Reason, note: e.Note}, of)
	case Expired:
		r.deadline = e.Deadline
		r.close(outcome{}, of)
	case Withdrawn:
		r.close(outcome{reason: e.Reason}, of)
	case StageMarked:
		r.mark(e.Stage)
		r.progressAt = at(of)
	case Revised:
		r.revise(e, of)
	case TeamChanged:
		r.team = e.To
	case SolutionsChanged:
		r.solutions, r.decided.solutions = e.To, of.Ref()
	case NoteAdded: // notes are the timeline's; no rule asks for them
	case VisibilityGranted:
		r.visible, r.decided.kind = true, of.Ref()
	case HelpRequested:
		r.help, r.helpNotes, r.decided.kind, r.decided.vendor = e.Help, e.Notes, of.Ref(), of.Ref()
		r.invitedAt = at(of)
		r.meet(Counterpart{e.Referral, domain.Organisation{Org: domain.Vendor, Name: domain.VendorName}, StateReceived})
	case PartnerInvited:
		r.meet(Counterpart{e.Referral, domain.Organisation{Org: domain.Org(e.Partner.ID), Name: e.Partner.Name}, StateReceived})
	case CounterpartAnswered:
		r.answered(e, of)
	case CounterpartClosed:
		r.closed(e, of)
	case CounterpartNoted:
		r.noted(e, of)
	case AccountMatched:
		r.match(e, of)
	case Won:
		r.mark(program.Won)
		r.progressAt, r.decided.value = at(of), of.Ref()
		r.close(outcome{value: e.Value, date: e.Date, early: e.EarlyWin}, of)
	case Lost:
		r.progressAt = at(of)
		r.close(outcome{reason: e.Reason, note: e.Note}, of)
	case ClosedAsError:
		r.close(outcome{reason: e.Reason, note: e.Note}, of)
	case Registered:
		r.register(entry{e.Registration, e.Kind, registration.StatePending})
	case RegistrationNoted:
		r.register(entry{e.Registration, e.Kind, e.State})
		r.excepted = r.excepted || e.State == registration.StateException
	case ExceptionNoted:
		r.exception, r.excepted = &entry{e.Registration, registration.Incentive, e.State}, true
	}
}

func (r *Referral) create(e Created, of domain.Recorded) {
	r.id, r.engagement, r.owner, r.details = of.Subject, e.Engagement, e.Owner, e.Details
	r.team, r.solutions, r.consent, r.predecessor = e.Team, e.Solutions, e.Consent, e.Predecessor
	r.partnerRole, r.partnerProgram, r.stage = e.PartnerRole, e.PartnerProgram, e.Stage
	r.createdAt, r.progressAt = at(of), at(of)
	ref := of.Ref()
	r.decided = decided{value: ref, account: ref, kind: ref, vendor: ref, solutions: ref}
}

func (r *Referral) receive(e Received, of domain.Recorded) {
	r.id, r.engagement, r.owner, r.details = of.Subject, e.Engagement, e.Owner, e.Details
	r.inviter, r.share, r.deadline, r.route = &e.Inviter, &e.Share, e.Deadline, e.Route
	r.solutions, r.consent = e.Share.Solutions, true
	r.partnerRole, r.partnerProgram = e.PartnerRole, e.PartnerProgram
	r.visible, r.help = e.Visible, e.HelpAsked
	r.createdAt, r.invitedAt = at(of), at(of)
	for _, c := range append([]Counterpart{e.Inviter}, e.Counterparts...) {
		r.meet(c)
	}
	if known := r.counterpart(e.Inviter.Referral); known != nil {
		known.team = e.Share.Team
	}
	ref := of.Ref()
	r.decided = decided{value: ref, account: ref, kind: ref, vendor: ref, solutions: ref}
}

func (r *Referral) revise(e Revised, of domain.Recorded) {
	e.Name.Set(&r.details.Name)
	e.EstimatedValue.Set(&r.details.EstimatedValue)
	e.EstimatedClose.Set(&r.details.EstimatedClose)
	e.CRM.Set(&r.details.CRM)
	e.Campaign.Set(&r.details.Campaign)
	e.Notes.Set(&r.details.Notes)
	e.Contact.Set(&r.details.Contact)
	e.Intent.Set(&r.details.Intent)
	if e.EstimatedValue != nil {
		r.decided.value = of.Ref()
	}
}

func (r *Referral) match(e AccountMatched, of domain.Recorded) {
	if r.details.Customer == nil {
		return
	}
	matched := *r.details.Customer
	matched.Kind, matched.VendorAccount = e.Account, e.Vendor
	r.details.Customer, r.decided.account = &matched, of.Ref()
}

// mark makes a stage the present one: those before it stay marked, those after it do not.
func (r *Referral) mark(stage int) {
	marked := make([]int, 0, len(r.marked)+1)
	for _, m := range r.marked {
		if m < stage {
			marked = append(marked, m)
		}
	}
	r.stage, r.marked = stage, append(marked, stage)
}

func (r *Referral) close(end outcome, of domain.Recorded) {
	end.at = at(of)
	r.outcome, r.decided.closed = &end, of.Ref()
}

// register keeps what is known of a registration: a new one at the end, a known one where it was.
func (r *Referral) register(e entry) {
	i := slices.IndexFunc(r.registrations, func(known entry) bool { return known.id == e.id })
	if i < 0 {
		r.registrations = append(slices.Clip(r.registrations), e)
		return
	}
	r.registrations = slices.Clone(r.registrations)
	r.registrations[i].state = e.state
}

// at is when an event took effect.
func at(of domain.Recorded) time.Time { return of.Ref().At }

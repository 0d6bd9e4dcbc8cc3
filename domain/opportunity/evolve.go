package opportunity

import (
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/domain/registration"
)

// Evolve folds one event: the state after it. It refuses nothing, whatever the rules of today say; an event of another
// aggregate changes nothing.
func Evolve(o Opportunity, r domain.Recorded) Opportunity {
	e, ok := r.Event.(Event)
	if !ok {
		return o
	}
	o.state = lifecycle.Next(e.kind(), o.state)
	o.changedAt = r.RecordedAt
	o.fold(e, r)
	return o
}

// fold is long because it is one page: a case for every kind, and none left to a default.
func (o *Opportunity) fold(event Event, r domain.Recorded) {
	switch e := event.(type) {
	case Created:
		o.begin(SourceVendor, e.Details, e.Predecessor, r)
		o.keeper = domain.Vendor
	case Submitted:
		o.begin(SourcePartner, e.Details, e.Predecessor, r)
		o.submitter, o.submittedBy, o.keeper = e.Partner, r.Actor.Member, domain.Org(e.Partner.ID)
		o.join(e.Partner, r)
	case Approved:
		o.made.judged = r.Ref()
		o.leadBy(e.Partner, e.Stage, r)
	case Rejected:
		o.made.judged = r.Ref()
		o.close(outcome{reason: e.Reason}, r)
	case Distributed:
		o.offer, o.lostOffer = e.offer(r), nil
		o.ask(e.Partner, e.Deadline, r)
	case Shared:
		o.share(e, r)
	case CollaboratorAdded:
		o.collaborators = with(o.collaborators, e.Partner)
		o.join(e.Partner, r)
	case CollaboratorRemoved:
		o.collaborators = without(o.collaborators, e.Partner.ID)
		o.part(e.Partner.ID, EndRemoved, r)
	case OfferSeen:
		if o.offer != nil {
			seen := *o.offer
			seen.seen = true
			o.offer = &seen
		}
	case Accepted:
		o.offer = nil
		o.leadBy(e.Partner, e.Stage, r)
	case Declined:
		o.endOffer(e.Partner, EndDeclined, r)
		o.close(outcome{reason: e.Reason, note: e.Note}, r)
	case Expired:
		o.endOffer(e.Partner, EndLapsed, r)
		o.close(outcome{}, r)
	case OfferDeclined:
		o.lose(e.Next)
		o.endOffer(e.Partner, EndDeclined, r)
		o.exclude(e.Partner)
	case OfferLapsed:
		o.lose(e.Next)
		o.endOffer(e.Partner, EndLapsed, r)
		o.exclude(e.Partner)
	case NoCandidate:
		o.lostOffer = nil
	case Recalled:
		o.endOffer(e.Partner, EndRecalled, r)
	case Returned:
		o.giveBack(e, r)
	case StageMarked:
		o.mark(e.Stage)
		o.progressAt = at(r)
	case Revised:
		o.keep(e, r)
		o.details.revise(e)
		o.made.revise(e, r.Ref())
	case Extended:
		o.details.EstimatedClose = e.To
	case AssigneeChanged:
		o.assignee = e.To
	case NoteAdded: // notes are the timeline's; no rule asks for them
	case Paused:
		o.paused = &pause{e.Reason, e.Until}
	case Resumed:
		o.paused = nil
	case Won:
		o.mark(program.Won)
		o.progressAt = at(r)
		o.close(outcome{value: e.Value, date: e.Date, early: e.EarlyWin}, r)
	case Lost:
		o.progressAt = at(r)
		o.close(outcome{reason: e.Reason, note: e.Note}, r)
	case ClosedAsError:
		o.abandonOffer(r)
		o.close(outcome{reason: e.Reason, note: e.Note}, r)
	case Registered:
		o.register(registered{e.Registration, e.Kind, registration.StatePending, o.owner().ID})
	case RegistrationNoted:
		o.register(registered{e.Registration, e.Kind, e.State, o.owner().ID})
		o.excepted = o.excepted || e.State == registration.StateException
	}
}

func (o *Opportunity) begin(source Source, d Details, predecessor domain.ID, r domain.Recorded) {
	o.id, o.source, o.details, o.predecessor = r.Subject, source, d, predecessor
	o.createdAt = at(r)
	o.made = made{created: r.Ref(), customer: r.Ref(), value: r.Ref(), solutions: r.Ref()}
}

// keep notes whose customer record the deal names: a new one is of the organisation that named it.
func (o *Opportunity) keep(e Revised, r domain.Recorded) {
	if c := e.Customer; c != nil && c.To != nil && (c.From == nil || c.From.ID != c.To.ID) {
		o.keeper = r.Actor.Org
	}
}

// offer is what an event offered. One that does not say how long there was to answer is from before events did.
func (e Distributed) offer(r domain.Recorded) *offer {
	window := e.Window
	if window == 0 {
		window = e.Deadline.Sub(at(r))
	}
	return &offer{r.Revision, e.Partner, at(r), e.Deadline, window, false, e.AfterDecline, e.AfterLapse}
}

// lose keeps an offer that was not taken, when another is to follow.
func (o *Opportunity) lose(next After) {
	if next == AfterReoffer {
		o.lostOffer = o.offer
	}
}

// revise says that an event made a field what it is now.
func (m *made) revise(e Revised, by domain.EventRef) {
	if e.Customer != nil {
		m.customer = by
	}
	if e.EstimatedValue != nil {
		m.value = by
	}
	if e.Solutions != nil {
		m.solutions = by
	}
}

func (o *Opportunity) leadBy(partner domain.Party, stage int, r domain.Recorded) {
	o.lead, o.stage, o.marked, o.progressAt = partner, stage, nil, at(r)
	o.join(partner, r)
}

func (o *Opportunity) share(e Shared, r domain.Recorded) {
	o.lead, o.assignee, o.collaborators = domain.Party{}, "", e.Partners
	o.stage, o.lostOffer = e.Stage, nil
	if o.progressAt.IsZero() {
		o.progressAt = at(r)
	}
	for _, p := range e.Partners {
		o.join(p, r)
	}
}

func (o *Opportunity) giveBack(e Returned, r domain.Recorded) {
	for _, p := range append([]domain.Party{e.Partner}, e.Collaborators...) {
		o.part(p.ID, EndReturned, r)
		o.exclude(p)
	}
	o.lead, o.assignee, o.collaborators = domain.Party{}, "", nil
	o.stage, o.marked, o.paused, o.progressAt = 0, nil, nil, time.Time{}
}

// mark makes a stage the present one: those before it stay marked, those after it do not.
func (o *Opportunity) mark(stage int) {
	marked := make([]int, 0, len(o.marked)+1)
	for _, m := range o.marked {
		if m < stage {
			marked = append(marked, m)
		}
	}
	o.stage, o.marked = stage, append(marked, stage)
}

func (o *Opportunity) close(end outcome, r domain.Recorded) {
	end.at, o.made.closed = at(r), r.Ref()
	o.outcome, o.paused = &end, nil
}

func (o *Opportunity) exclude(p domain.Party) {
	if p.ID != "" {
		o.excluded = with(o.excluded, p)
	}
}

// owner is the partner whose deal it is: the lead partner, or while there is none the submitter.
func (o Opportunity) owner() domain.Party {
	if o.lead.ID != "" {
		return o.lead
	}
	return o.submitter
}

// at is when an event took effect.
func at(r domain.Recorded) time.Time {
	if r.Effective.IsZero() {
		return r.RecordedAt
	}
	return r.Effective
}

// with is a new list that holds p once.
func with(parties []domain.Party, p domain.Party) []domain.Party {
	return append(without(parties, p.ID), p)
}

// without is a new list that does not hold that partner.
func without(parties []domain.Party, id domain.ID) []domain.Party {
	rest := make([]domain.Party, 0, len(parties)+1)
	for _, p := range parties {
		if p.ID != id {
			rest = append(rest, p)
		}
	}
	return rest
}

package referral

import (
	"slices"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/program"
)

// View is what the caller sees of the copy: its owner everything, but no customer once it turned the invitation down or let
// it pass; auditors everything; the vendor of a partner's visible copy all but what is the partner's own. To whom Sees
// says no, the id and nothing else.
func View(r Referral, who domain.Caller, p program.Policy) Deal {
	if !Sees(r, who) {
		return Deal{ID: r.id}
	}
	v := r.whole(p)
	switch {
	case audits(who):
	case who.Org == r.owner.Org && r.turnedDown():
		v.Customer, v.Contact = nil, nil
	case who.Org != r.owner.Org:
		v.CRM, v.Campaign, v.Notes, v.Predecessor = "", "", "", ""
		if v.Outcome != nil {
			v.Outcome.Note = ""
		}
	}
	return v
}

// turnedDown reports whether the receiver never took part and has nothing to do with the deal any more.
func (r Referral) turnedDown() bool {
	unanswered := r.received() && r.stage == 0
	return unanswered && slices.Contains([]State{StateDeclined, StateExpired, StateWithdrawn, StateError}, r.state)
}

func (r Referral) whole(p program.Policy) Deal {
	owner := r.owner
	d := r.details
	v := Deal{
		ID: r.id, Engagement: r.engagement, State: r.state, Owner: &owner,
		Direction: r.Direction(), Type: r.Type(), PartnerToPartner: r.PartnerToPartner(),
		Name: d.Name, Location: d.Location, Route: r.route,
		EstimatedValue: d.EstimatedValue, EstimatedCloseDate: d.EstimatedClose,
		CRM: d.CRM, Campaign: d.Campaign, Notes: d.Notes,
		Customer: d.Customer, Contact: d.Contact, Consent: r.consent, MarketplaceIntent: d.Intent,
		Team: r.team, Solutions: r.solutions, PartnerRole: r.partnerRole, PartnerProgram: r.partnerProgram,
		Visible: r.Visible(), Help: r.help, HelpNotes: r.helpNotes, Predecessor: r.predecessor,
		Counterparts: r.others(), Registration: r.lastRegistration(),
		CreatedAt: r.createdAt, ChangedAt: r.changedAt, LastProgressAt: r.progressAt,
	}
	if r.received() {
		v.Invitation = &InvitationView{
			r.inviter.Owner, r.deadline, r.seen, r.share.Help, r.share.Notes,
			r.share.EstimatedValue, r.share.EstimatedClose, r.share.Solutions,
		}
	}
	if r.stage > 0 {
		v.Stage = &StageView{r.stage, table(r.assessment(), Input{Policy: p}).Name(r.stage), r.marked}
	}
	if e := r.exception; e != nil {
		v.Exception = &RegView{e.id, e.kind, e.state}
	}
	if end := r.outcome; end != nil {
		v.Outcome = &OutcomeView{end.reason, end.note, end.value, end.date, end.early, end.at}
	}
	return v
}

// others are the counterparts; why one declined is told to who invited it.
func (r Referral) others() (all []CounterpartView) {
	for _, c := range r.counterparts {
		v := CounterpartView{Referral: c.Referral, Owner: c.Owner, State: c.State, AnsweredAt: c.at, Team: c.team}
		if !r.received() {
			v.Reason, v.Note = c.reason, c.note
		}
		all = append(all, v)
	}
	return all
}

func (r Referral) lastRegistration() *RegView {
	if len(r.registrations) == 0 {
		return nil
	}
	last := r.registrations[len(r.registrations)-1]
	return &RegView{last.id, last.kind, last.state}
}

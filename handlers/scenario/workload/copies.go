package workload

import (
	"slices"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/domain/registration"
)

// follow lets the other copies know, begins those of who is invited, and sets the clock.
func (s *share) follow(r domain.Recorded, now referral.Referral) {
	w := s.w
	self := referral.Counterpart{Referral: s.id, Owner: now.Owner(), State: now.State()}
	heard := referral.NoteCounterpart{Counterpart: self, At: r.Ref().At}
	switch e := r.Event.(type) {
	case referral.HelpRequested, referral.PartnerInvited:
		s.invite(r, now)
	case referral.Received:
		w.clock(e.Deadline, because(r), func() { s.do(process, referral.Expire{Deadline: e.Deadline}) })
		w.later(w.days(0.1), func() { s.answer(e.Deadline) })
	case referral.Accepted:
		s.tell(r, referral.NoteAnswer{Counterpart: self, At: r.Ref().At, Team: e.Team})
	case referral.Declined:
		s.refuse(r, referral.NoteAnswer{Counterpart: self, At: r.Ref().At}, e)
	case referral.Expired, referral.Withdrawn:
		s.tell(r, referral.NoteAnswer{Counterpart: self, At: r.Ref().At})
	case referral.Won:
		s.tell(r, referral.NoteClosing{Counterpart: self, At: r.Ref().At})
	case referral.Lost, referral.ClosedAsError:
		s.tell(r, referral.NoteClosing{Counterpart: self, At: r.Ref().At})
		s.withdraw(r)
	case referral.NoteAdded:
		if heard.Text = e.Text; e.Audience == referral.AudienceEngagement {
			s.tell(r, heard)
		}
	case referral.TeamChanged:
		heard.Team = e.To
		s.tell(r, heard)
	case referral.VisibilityGranted:
		heard.Visible = true
		s.tell(r, heard)
	case referral.AccountMatched:
		s.tell(r, referral.MatchAccount{Account: e.Account, Vendor: e.Vendor})
	case referral.Registered:
		w.recognise(r, now.Subject, e.Kind, &e.Form, &e.Verdict, s)
	case referral.ExceptionNoted:
		if r.Actor.Org != domain.System {
			s.except(r, e, now)
		}
	}
}

// tell has every other copy hear something.
func (s *share) tell(r domain.Recorded, c referral.Command) {
	for _, other := range s.deal.copies {
		if other != s {
			other.heard(r, c)
		}
	}
}

func (s *share) heard(r domain.Recorded, c referral.Command) {
	s.w.soon(because(r), func() {
		if s.revision >= 0 {
			s.do(process, c)
		}
	})
}

// refuse tells the others that the copy was declined, and the inviter why.
func (s *share) refuse(r domain.Recorded, note referral.NoteAnswer, e referral.Declined) {
	for _, other := range s.deal.copies {
		n := note
		if other == s.inviter {
			n.Reason, n.Note = e.Reason, e.Note
		}
		if other != s {
			other.heard(r, n)
		}
	}
}

// invite begins the copy of who is asked, tells it what the others did before, and them of it.
func (s *share) invite(r domain.Recorded, now referral.Referral) {
	w := s.w
	id, c, begins := now.Receives(r.Event)
	if !begins {
		return
	}
	for i := range c.Counterparts {
		c.Counterparts[i].State = referral.StateReceived
	}
	invitee := &share{
		stream: streamOf[referral.Referral]("referral", id), w: w, deal: s.deal, inviter: s, value: c.Share.EstimatedValue,
		firm: w.byID[domain.ID(c.Owner.Org)],
	}
	others := slices.Clone(s.deal.copies)
	s.deal.copies = append(s.deal.copies, invitee)
	w.copies++
	w.soon(because(r), func() {
		invitee.do(process, c)
		for _, other := range others {
			if other != s {
				invitee.hear(r, other)
			}
		}
	})
	note := referral.NoteCounterpart{
		Counterpart: referral.Counterpart{Referral: id, Owner: c.Owner, State: referral.StateReceived}, At: r.Ref().At, Invited: true,
	}
	if e, ok := r.Event.(referral.HelpRequested); ok {
		note.Visible, note.Help = true, e.Help
	}
	for _, other := range others {
		if other != s {
			other.heard(r, note)
		}
	}
}

// hear is told where another copy stands.
func (s *share) hear(r domain.Recorded, other *share) {
	state := other.state.State()
	self := referral.Counterpart{Referral: other.id, Owner: other.state.Owner(), State: state}
	switch state {
	case "", referral.StateReceived:
	case referral.StateWon, referral.StateLost, referral.StateError:
		s.w.soon(because(r), func() { s.do(process, referral.NoteClosing{Counterpart: self, At: s.w.now}) })
	default:
		s.w.soon(because(r), func() { s.do(process, referral.NoteAnswer{Counterpart: self, At: s.w.now, Team: other.team}) })
	}
}

// withdraw takes back what the copy asked and nobody has answered.
func (s *share) withdraw(r domain.Recorded) {
	for _, other := range s.deal.copies {
		if other.inviter == s {
			s.w.soon(because(r), func() {
				if other.revision >= 0 {
					other.do(process, referral.Withdraw{Reason: "Whoever sent the invitation has closed the deal."})
				}
			})
		}
	}
}

// lift ends an invitation to a partner that takes no part any more.
func (s *share) lift() {
	if s.state.State() == referral.StateReceived {
		s.do(process, referral.Expire{Suspended: true})
	}
}

// except begins the registration that decides on an exception.
func (s *share) except(r domain.Recorded, e referral.ExceptionNoted, now referral.Referral) {
	c := registration.OpenException{Text: e.Text, Subject: now.Subject(r.Ref(), r.Actor.Member), Verdict: e.Verdict}
	s.w.soon(because(r), func() {
		g := s.w.recognition(e.Registration, c.Subject.Partner.ID, excepted{s})
		if g.do(process, c) {
			s.w.later(s.w.days(8), g.except)
		}
	})
}

// excepted is a deal whose registration began as an exception.
type excepted struct{ *share }

func (s excepted) noted(id domain.ID, now registration.State) {
	s.do(process, referral.NoteException{Registration: id, State: now})
}

// form is what the partner says of the contract once the exception was made.
func (s excepted) form() registration.Form {
	solution := ""
	if all := s.firm.own(1); len(all) > 0 {
		solution = all[0].ID
	}
	return s.w.contract(s.value, solution)
}

// noted lets the copy know of its registration.
func (s *share) noted(id domain.ID, now registration.State) {
	s.do(process, referral.NoteRegistration{Registration: id, State: now})
}

// judged is the verdict on the copy now.
func (s *share) judged() *registration.Verdict {
	v := registration.Judge(s.state.Facts(referral.Evidence{Partners: s.w.partners}), s.w.program.state.Policy(), s.w.now)
	return &v
}

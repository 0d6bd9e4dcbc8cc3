package workload

import (
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/domain/registration"
)

// answer looks at an invitation, and then takes it, turns it down, or lets it be.
func (s *share) answer(deadline time.Time) {
	w := s.w
	waits := func() bool {
		return s.state.State() == referral.StateReceived && w.now.Before(deadline)
	}
	if s.firm != nil {
		s.firm.offered(s)
	}
	if !waits() {
		return
	}
	if w.likely(0.9) {
		s.do(s.driver(), referral.See{})
	}
	window := float64(deadline.Sub(w.now)) / float64(day)
	w.later(min(w.days(window/3), time.Duration((window-1.5)*float64(day))), func() {
		switch x := w.Float64(); {
		case !waits():
		case x < 0.66:
			c := referral.Accept{Name: pick(w, topics) + " (ours)", Notes: w.text(15), Team: []domain.TeamMember{w.member(s.driver().Member)}}
			if s.do(s.driver(), c) {
				s.team = c.Team
				s.work()
			}
		case x < 0.84:
			s.do(s.driver(), referral.Decline{Reason: pick(w, declining), Note: w.text(10)})
		case x < 0.86:
			s.do(s.driver(), referral.CloseAsError{Reason: "duplicate-entry"})
		}
	})
}

// work begins once the copy is accepted.
func (s *share) work() {
	s.plan = s.w.planned()
	if s.assesses {
		s.plan.stages = []int{20, 40, 60, 80}
	}
	s.w.later(s.w.days(s.plan.gap), s.progress)
}

func (s *share) accepted() bool { return s.state.State() == referral.StateAccepted }

// progress does the next thing, and then the one after it.
func (s *share) progress() {
	w, p := s.w, &s.plan
	if !s.accepted() {
		return
	}
	switch left := p.extras + len(p.stages); {
	case left == 0:
		s.finish()
		return
	case w.IntN(left) < p.extras:
		p.extras--
		s.aside()
	default:
		stage := p.stages[0]
		s.do(s.driver(), referral.MarkStage{Stage: &stage})
		p.stages = p.stages[1:]
		if stage > 20 && !s.assesses && w.likely(0.03) {
			back := 20
			s.do(s.driver(), referral.MarkStage{Stage: &back, Reason: "The customer thinks again."})
		}
	}
	w.later(w.days(p.gap), s.progress)
}

// aside is what happens beside the stages.
func (s *share) aside() {
	w, who := s.w, s.driver()
	switch x := w.Float64(); {
	case x < 0.12:
		s.value = w.near(s.value, 25)
		s.do(who, referral.Revise{EstimatedValue: domain.Some(s.value)})
	case x < 0.2:
		s.do(who, referral.Revise{EstimatedClose: domain.Some(w.ahead(120))})
	case x < 0.27:
		s.team = append(s.team[:len(s.team):len(s.team)], w.member(""))
		s.do(who, referral.ChangeTeam{Team: s.team})
	case x < 0.31 && !s.assesses && s.firm != nil:
		s.do(who, referral.ChangeSolutions{Solutions: s.firm.own(1 + w.IntN(4))})
	case x < 0.42 && s.inviter == nil && !s.assesses:
		s.open()
	default:
		c := referral.AddNote{Text: w.text(25)}
		if w.likely(0.4) {
			c.Audience = referral.AudienceEngagement
		}
		s.do(who, c)
	}
}

// open lets somebody else in: the vendor to look, the vendor to help, or another partner.
func (s *share) open() {
	w, who := s.w, s.driver()
	switch t := s.state.Type(); {
	case t == referral.TypePrivate && w.likely(0.6):
		s.do(who, referral.GrantVisibility{})
	case t != referral.TypeCoSell && w.likely(0.5):
		s.do(who, referral.RequestHelp{Help: pick(w, helping), Notes: w.text(12)})
	default:
		to := w.invitee()
		if to == nil || to == s.firm || len(s.deal.copies) > 5 {
			return
		}
		for _, other := range s.deal.copies {
			if other.firm == to {
				return
			}
		}
		s.do(who, referral.InvitePartner(s.invitation(to)))
	}
}

// finish ends the copy, or leaves it lying for months.
func (s *share) finish() {
	w, who := s.w, s.driver()
	switch x := w.Float64(); {
	case x < 0.46:
		won := s.do(who, referral.Win{Value: w.near(s.value, 15)})
		if won && s.firm != nil && w.likely(0.7) {
			w.later(w.days(8), s.reward)
		}
	case x < 0.8:
		lost := s.do(who, referral.Lose{Reason: pick(w, declining[:7]), Note: w.text(10)})
		if lost && s.firm != nil && w.likely(0.06) {
			w.later(w.days(8), s.plead)
		}
	case x < 0.85:
		s.do(who, referral.CloseAsError{Reason: pick(w, closings)})
	default:
		w.later(150*day+w.days(200), func() {
			if s.accepted() {
				s.finish()
			}
		})
	}
}

// reward puts a won copy up for an incentive, or pleads for an exception where it is not eligible.
func (s *share) reward() {
	switch solution := s.eligible(); {
	case s.judged().Eligible == registration.Fail || solution == "" || s.value.Currency() == "KWD":
		if s.w.likely(0.15) {
			s.plead()
		}
	default:
		s.do(s.firm.admin, referral.Register{Form: s.w.contract(s.value, solution)})
	}
}

// eligible is the first of the partner's solutions in the deal that counts; "" for none.
func (s *share) eligible() string {
	for _, own := range referral.View(s.state, s.firm.admin, s.w.program.state.Policy()).Solutions {
		if known := s.w.partners[s.firm.id].Solutions[own.ID]; own.Kind == referral.SolutionOwn && known.Eligible {
			return own.ID
		}
	}
	return ""
}

func (s *share) plead() {
	if s.judged().Eligible == registration.Fail {
		s.do(s.firm.admin, referral.RequestException{Text: s.w.text(40)})
	}
}

// registrationOf is the registration that an event of a deal names.
func registrationOf(e domain.Event) domain.ID {
	switch e := e.(type) {
	case opportunity.Registered:
		return e.Registration
	case referral.Registered:
		return e.Registration
	}
	return ""
}

package workload

import (
	"github.com/cosell/cosell/domain/registration"
)

// review is what a reviewer makes of a registration.
func (g *recognition) review() {
	switch state := g.state.State(); {
	case state == registration.StateApproved && g.state.Purpose() == registration.Incentive:
		if g.w.likely(0.25) && g.do(reviewer, registration.SelectForReview{Reason: "Picked by lot."}) {
			g.w.later(g.w.days(4), g.review)
		}
	case state != registration.StatePending:
	case g.w.likely(0.04):
		g.do(g.firm.chief(), registration.Withdraw{Reason: "Sent by mistake."})
	case g.w.likely(0.2):
		g.correct()
	case g.state.Purpose() == registration.Exclusivity:
		g.decide()
	case g.w.likely(0.7):
		g.do(reviewer, registration.PassReview{Reason: "All is in order."})
	case g.do(reviewer, registration.FailReview{Reason: "The contract does not name the solution."}) && g.w.likely(0.6):
		g.w.later(g.w.days(5), g.object)
	}
}

// correct sends the form back, and has it handed in again.
func (g *recognition) correct() {
	if !g.do(reviewer, registration.RequireAction{Message: "Say more about the products.", Fields: []string{"products"}}) {
		return
	}
	g.w.later(g.w.days(3), g.resubmit)
}

func (g *recognition) resubmit() {
	if g.state.State() != registration.StateAction {
		return
	}
	if !g.do(g.firm.chief(), registration.Resubmit{}) {
		g.do(g.firm.chief(), registration.Withdraw{Reason: "It cannot be put right."})
		return
	}
	if g.state.Purpose() == registration.Exclusivity {
		g.w.later(g.w.days(3), g.review)
		return
	}
	g.approve()
}

// decide grants exclusivity where nobody else has it.
func (g *recognition) decide() {
	w := g.w
	if w.likely(0.15) {
		g.do(reviewer, registration.Reject{Reason: "The customer is known to us."})
		return
	}
	g.claim(true)
	if !g.do(reviewer, registration.Approve{}) {
		g.do(reviewer, registration.Reject{Reason: "Another partner was first."})
		return
	}
	if w.likely(0.3) {
		w.later(60*day+w.days(8), g.prolong)
	}
}

// prolong asks for more time.
func (g *recognition) prolong() {
	if g.state.State() != registration.StateApproved || !g.do(g.firm.chief(), registration.RequestExtension{Reason: "The customer needs more time."}) {
		return
	}
	g.w.later(g.w.days(2), func() {
		switch {
		case g.state.State() != registration.StateApproved:
		case g.w.likely(0.6):
			g.do(reviewer, registration.Extend{})
		default:
			g.do(reviewer, registration.RefuseExtension{Reason: "There was time enough."})
		}
	})
}

// object asks for an exception after a review that failed.
func (g *recognition) object() {
	if g.state.State() != registration.StateFailed || !g.do(g.firm.chief(), registration.RequestException{Text: g.w.text(30)}) {
		return
	}
	g.w.later(g.w.days(7), g.except)
}

// except decides on an exception.
func (g *recognition) except() {
	switch {
	case g.state.State() != registration.StateException:
	case g.w.likely(0.5):
		if g.do(reviewer, registration.GrantException{Reason: "The contract was put right."}) {
			g.w.later(g.w.days(3), g.complete)
		}
	default:
		g.do(reviewer, registration.DenyException{Reason: "Nothing new was said."})
	}
}

// complete hands in the form of an exception that was granted; one that began as an exception has none yet.
func (g *recognition) complete() {
	if g.state.State() != registration.StateAction {
		return
	}
	c := registration.Resubmit{}
	if d, ok := g.of.(interface{ form() registration.Form }); ok && g.state.Form().Term == "" {
		form := d.form()
		c.Form = &form
	}
	if g.do(g.firm.chief(), c) {
		g.w.later(g.w.days(4), g.review)
	}
}

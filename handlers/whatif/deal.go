package whatif

import (
	"strconv"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/domain/registration"
)

// engine is who makes decisions again: what asks who a caller is was asked when they were made.
var engine = domain.Process("whatif")

func (r *run) followDeal(e event, what domain.Event) {
	switch what := what.(type) {
	case opportunity.Event:
		d, known := r.opportunities[e.Subject]
		if !known {
			d = &opportunityRun{}
			r.opportunities[e.Subject], r.order = d, append(r.order, d)
		}
		d.follow(r, e, what)
		d.state = opportunity.Evolve(d.state, e.Recorded)
	case referral.Event:
		d, known := r.referrals[e.Subject]
		if !known {
			d = &referralRun{}
			r.referrals[e.Subject], r.order = d, append(r.order, d)
		}
		d.follow(r, e, what)
		d.state = referral.Evolve(d.state, e.Recorded)
	case registration.Event:
		d, known := r.registrations[e.Subject]
		if !known {
			d = &registrationRun{}
			r.registrations[e.Subject], r.order = d, append(r.order, d)
		}
		d.follow(r, e, what)
		d.state = registration.Evolve(d.state, e.Recorded)
	}
}

// mine is the version of the policy that an event's decision used, with what an alternative says.
func (r *run) mine(a Alternative, e event) program.Policy { return r.under(a, e.Policy) }

// entry compares the stage with which a deal began.
func (r *run) entry(e event, stage int, table func(program.Policy) program.StageTable) {
	r.compare(decision{e, StageReached, strconv.Itoa(stage), func(a Alternative) string {
		return strconv.Itoa(table(r.mine(a, e)).Entry())
	}})
}

func normal(p program.Policy) program.StageTable     { return p.Stages }
func assessment(p program.Policy) program.StageTable { return p.Assessment }

// stage is one that was marked, with its name.
func stage(percent int, name string) string { return strconv.Itoa(percent) + " " + name }

// reason compares whether coded reasons could be given.
func (r *run) reason(e event, check func(program.Reasons) []domain.FieldError) {
	r.compare(decision{e, ReasonGiven, taken, func(a Alternative) string { return complained(check(r.mine(a, e).Reasons)) }})
}

// early is whether a win is warned about.
func early(warned bool) string {
	if warned {
		return "warned about"
	}
	return "no warning"
}

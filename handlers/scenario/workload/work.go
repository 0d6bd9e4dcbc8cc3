package workload

import (
	"math"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/domain/registration"
)

// plan is what a deal has before it: stages to be marked, and how much else will happen on the way.
type plan struct {
	stages []int
	extras int
	gap    float64 // days between two things, on average
}

// planned is a plan: most deals have a handful of things happen, one in a few hundred has hundreds.
func (w *world) planned() (p plan) {
	for _, stage := range []int{20, 40, 60, 80} {
		if w.likely(0.6) {
			p.stages = append(p.stages, stage)
		}
	}
	p.extras = int(min(300, math.Floor(0.6/math.Pow(1-w.Float64(), 0.8))))
	p.gap = (25 + 150*w.Float64()) / float64(len(p.stages)+p.extras+1)
	return p
}

// work begins once the deal is accepted.
func (d *deal) work() {
	d.plan = d.w.planned()
	if d.lead != nil && len(d.lead.sellers) > 0 && d.w.likely(0.6) {
		d.w.later(d.w.days(1), d.assign)
	}
	d.w.later(d.w.days(d.plan.gap), d.progress)
}

func (d *deal) accepted() bool { return d.state.State() == opportunity.StateAccepted }

func (d *deal) assign() {
	if !d.accepted() || d.lead == nil {
		return
	}
	to := pick(d.w, d.lead.sellers)
	if to.Member != d.assigned.Member && d.do(d.lead.chief(), opportunity.Assign{Member: domain.Some(to.Member)}) {
		d.assigned = to
	}
}

// driver is who moves the deal: the vendor where it is shared.
func (d *deal) driver() domain.Caller {
	if d.lead == nil {
		return manager
	}
	return d.lead.chief()
}

// progress does the next thing, and then the one after it.
func (d *deal) progress() {
	w, p := d.w, &d.plan
	if !d.accepted() {
		return
	}
	switch left := p.extras + len(p.stages); {
	case left == 0:
		d.finish()
		return
	case w.IntN(left) < p.extras:
		p.extras--
		d.aside()
	default:
		d.mark(p.stages[0])
		p.stages = p.stages[1:]
	}
	w.later(w.days(p.gap), d.progress)
}

func (d *deal) mark(stage int) {
	who := d.driver()
	if d.assigned.Member != "" && d.lead != nil && d.w.likely(0.5) {
		who = d.assigned
	}
	d.do(who, opportunity.MarkStage{Stage: &stage})
	if d.w.likely(0.04) && stage > 20 {
		d.w.later(d.w.days(2), func() {
			if d.accepted() {
				back := 20
				d.do(d.driver(), opportunity.MarkStage{Stage: &back, Reason: "The customer thinks again."})
			}
		})
	}
}

// aside is what happens beside the stages.
func (d *deal) aside() {
	w, who := d.w, d.driver()
	switch x := w.Float64(); {
	case x < 0.5:
		d.note()
	case x < 0.68 && d.lead != nil:
		d.value = w.near(d.value, 25)
		d.do(who, opportunity.Revise{EstimatedValue: domain.Some(d.value)})
	case x < 0.8:
		later := domain.DateOf(maxTime(d.close.Start(), w.now).AddDate(0, 0, 1+w.IntN(60)))
		if d.do(who, opportunity.Extend{EstimatedClose: later}) {
			d.close = later
		}
	case x < 0.83:
		until := w.ahead(30)
		if d.do(who, opportunity.Pause{Reason: "Nobody is there in the holidays.", Until: until}) && w.likely(0.4) {
			w.later(w.days(5), func() {
				if d.accepted() && w.now.Before(until.Start()) {
					d.do(d.driver(), opportunity.Resume{})
				}
			})
		}
	case x < 0.87:
		d.assign()
	case x < 0.9 && d.lead == nil:
		d.crowd()
	case x < 0.91 && d.lead != nil && len(d.held) == 0:
		d.share()
	case x < 0.93 && d.lead != nil:
		d.do(who, opportunity.Revise{ProposedSolution: domain.Some(w.text(20))})
	default:
		d.note()
	}
}

func maxTime(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func (d *deal) note() {
	w, c := d.w, opportunity.AddNote{Text: d.w.text(25)}
	if w.likely(0.5) {
		c.Audience = opportunity.AudienceAll
	}
	who := d.driver()
	switch {
	case w.likely(0.15):
		who = manager
	case d.lead == nil && len(d.shared) > 0:
		who = pick(w, d.shared).boss
	}
	d.do(who, c)
}

// finish ends the deal, or leaves it lying for months.
func (d *deal) finish() {
	w, who := d.w, d.driver()
	switch x := w.Float64(); {
	case x < 0.44:
		if d.do(who, opportunity.Win{Value: w.near(d.value, 15)}) && d.lead != nil && w.likely(0.5) {
			w.later(w.days(6), d.reward)
		}
	case x < 0.8:
		d.do(who, opportunity.Lose{Reason: pick(w, declining[:7]), Note: w.text(10)})
	case x < 0.84:
		d.do(who, opportunity.CloseAsError{Reason: "other", Note: w.text(10)})
	case x < 0.92:
		d.do(manager, opportunity.Return{Reason: pick(w, returning)})
		if d.accepted() { // it is not the vendor's to take back
			w.later(w.days(120), d.finish)
		}
	default:
		w.later(150*day+w.days(200), d.finish)
	}
}

var returning = program.Default().Reasons.Return.Codes()

// reward puts a won deal up for an incentive, where that has a chance.
func (d *deal) reward() {
	who := d.lead.chief()
	in := opportunity.Evidence{Partners: d.w.partners}
	verdict := registration.Judge(d.state.Facts(d.lead.id, in), d.w.program.state.Policy(), d.w.now)
	if verdict.Eligible == registration.Fail || d.value.Currency() == "KWD" {
		return
	}
	solution := ""
	for _, s := range d.lead.state.Solutions() {
		if s.Eligible && solution == "" {
			solution = s.ID
		}
	}
	d.do(who, opportunity.Register{Kind: registration.Incentive, Form: d.w.contract(d.value, solution)})
}

// register puts a deal up for exclusivity.
func (d *deal) register(form registration.Form) {
	if s := d.state.State(); s == opportunity.StateSubmitted || s == opportunity.StateAccepted && d.lead != nil {
		d.do(d.lead.chief(), opportunity.Register{Kind: registration.Exclusivity, Form: form})
	}
}

package whatif

import (
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/domain/registration"
)

// opportunityRun is an opportunity as it was before the next event.
type opportunityRun struct {
	state  opportunity.Opportunity
	offer  *offer
	lost   *offer // the last one that was not taken: the next has its window
	ladder ladder
}

// follow is long because it is one page: a case for every kind that a policy has a say in.
func (d *opportunityRun) follow(r *run, e event, what opportunity.Event) {
	switch p := what.(type) {
	case opportunity.Approved:
		r.entry(e, p.Stage, normal)
		d.ladder.climb(r, e)
	case opportunity.Distributed:
		d.distribute(r, e, p)
	case opportunity.Shared:
		if p.FormerLead == nil {
			r.entry(e, p.Stage, normal)
			d.ladder.climb(r, e)
		}
	case opportunity.OfferSeen:
		r.foresee(decision{event: e, what: TeaserShown, again: func(a Alternative) string { return shows(r.mine(a, e)) }})
	case opportunity.Accepted:
		r.answer(e, d.ends(r, e))
		r.entry(e, p.Stage, normal)
		d.ladder.climb(r, e)
	case opportunity.Declined:
		r.answer(e, d.ends(r, e))
		r.reason(e, func(all program.Reasons) []domain.FieldError { return all.Decline.CheckReason(p.Reason, p.Note) })
	case opportunity.OfferDeclined:
		r.answer(e, d.ends(r, e))
		r.reason(e, func(all program.Reasons) []domain.FieldError { return all.Decline.CheckReason(p.Reason, p.Note) })
	case opportunity.Recalled:
		r.answer(e, d.ends(r, e))
	case opportunity.Revised:
		r.answer(e, d.offer)
	case opportunity.Expired:
		r.expire(e, d.lapses(r), p.Deadline)
	case opportunity.OfferLapsed:
		r.expire(e, d.lapses(r), p.Deadline)
	case opportunity.StageMarked:
		d.mark(r, e, p)
		d.ladder.climb(r, e)
	case opportunity.Paused:
		d.ladder.pause(e.Effective, p.Until.Start())
	case opportunity.Resumed:
		d.ladder.resume(e.Effective)
	case opportunity.Returned:
		d.ladder.leave(r, e)
		r.reason(e, func(all program.Reasons) []domain.FieldError { return all.Return.CheckReason(p.Reason, p.Note) })
	case opportunity.Won:
		d.ladder.leave(r, e)
		d.win(r, e, p)
	case opportunity.Lost:
		d.ladder.leave(r, e)
		r.reason(e, func(all program.Reasons) []domain.FieldError { return all.Decline.CheckReason(p.Reason, p.Note) })
	case opportunity.ClosedAsError:
		d.ends(r, e)
		d.ladder.leave(r, e)
		r.reason(e, func(all program.Reasons) []domain.FieldError { return all.Error.CheckReason(p.Reason, p.Note) })
	case opportunity.Registered:
		d.register(r, e, p)
	case opportunity.Created, opportunity.Submitted, opportunity.Rejected, opportunity.CollaboratorAdded,
		opportunity.CollaboratorRemoved, opportunity.NoCandidate, opportunity.Extended, opportunity.AssigneeChanged,
		opportunity.NoteAdded, opportunity.RegistrationNoted: // no policy has a say in them, or, of who was chosen, the log's reader
	}
}

func (d *opportunityRun) input(r *run, a Alternative, e event) opportunity.Input {
	return opportunity.Input{ID: e.Subject, Caller: engine, Now: e.RecordedAt, Policy: r.mine(a, e)}
}

func (d *opportunityRun) distribute(r *run, e event, p opportunity.Distributed) {
	window := func(a Alternative) time.Duration { return r.mine(a, e).AnswerWindow }
	if again := d.lost; again != nil && e.Actor.Org == domain.System {
		window = again.window
	}
	made := e.Effective
	if p.Window > 0 {
		made = p.Deadline.Add(-p.Window)
	}
	d.offer, d.lost = r.offers(e, made, p.Deadline, window), nil
}

// ends takes the offer away that an event ends before its deadline.
func (d *opportunityRun) ends(r *run, e event) (o *offer) {
	r.remind(d.offer, e.RecordedAt)
	o, d.offer, d.lost = d.offer, nil, d.offer
	return o
}

// lapses takes the offer away that its deadline ends.
func (d *opportunityRun) lapses(r *run) (o *offer) {
	r.remind(d.offer, time.Time{})
	o, d.offer, d.lost = d.offer, nil, d.offer
	return o
}

// shows is what an offer lets its partner see.
func shows(p program.Policy) string {
	if p.Teaser {
		return "customer, contact and value hidden until it is accepted"
	}
	return "the whole offer shown"
}

func (d *opportunityRun) mark(r *run, e event, p opportunity.StageMarked) {
	r.compare(decision{e, StageReached, stage(p.Stage, p.Name), func(a Alternative) string {
		all, err := opportunity.Decide(d.state, opportunity.MarkStage{Stage: &p.Stage, Reason: p.Reason}, d.input(r, a, e))
		if err != nil {
			return refused(err)
		}
		marked := all[0].(opportunity.StageMarked)
		return stage(marked.Stage, marked.Name)
	}})
}

func (d *opportunityRun) win(r *run, e event, p opportunity.Won) {
	r.compare(decision{e, EarlyWin, early(p.EarlyWin), func(a Alternative) string {
		all, err := opportunity.Decide(d.state, opportunity.Win{Value: p.Value, Date: p.Date}, d.input(r, a, e))
		if err != nil {
			return refused(err)
		}
		return early(all[0].(opportunity.Won).EarlyWin)
	}})
}

func (d *opportunityRun) register(r *run, e event, p opportunity.Registered) {
	if p.Form != nil {
		dates := d.state.Subject(e.Ref(), e.Actor.Member).Dates
		r.compare(decision{e, FormTaken, taken, func(a Alternative) string {
			return complained(registration.CheckForm(*p.Form, p.Kind, dates, r.mine(a, e), e.RecordedAt))
		}})
	}
	if p.Verdict == nil || p.Form == nil {
		return
	}
	facts := d.facts(r, p.Evidence, domain.ID(e.Actor.Org))
	facts.HoldsContract = p.Form.Attested()
	r.judge(e, *p.Verdict, facts)
}

func (d *opportunityRun) facts(r *run, relied []domain.Evidence, partner domain.ID) registration.Facts {
	return d.state.Facts(partner, opportunity.Evidence{Partners: r.believed(relied, partner)})
}

// judge compares the verdict on a deal.
func (r *run) judge(e event, was registration.Verdict, facts registration.Facts) {
	r.compare(decision{e, Eligibility, verdict(was), func(a Alternative) string {
		return verdict(registration.Judge(facts, r.mine(a, e), was.At))
	}})
}

func (d *opportunityRun) finish(r *run) {
	r.waits(d.offer)
	d.ladder.end(r, r.until)
}

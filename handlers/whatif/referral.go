package whatif

import (
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/domain/registration"
)

// referralRun is a copy of a co-sell deal as it was before the next event.
type referralRun struct {
	state      referral.Referral
	assessment bool
	invitation *offer
	ladder     ladder
}

// follow is long because it is one page: a case for every kind that a policy has a say in.
func (d *referralRun) follow(r *run, e event, what referral.Event) {
	switch p := what.(type) {
	case referral.Created:
		d.create(r, e, p)
	case referral.Received:
		d.receive(r, e, p)
	case referral.Accepted:
		r.answer(e, d.ends(r, e))
		r.entry(e, p.Stage, normal)
		d.ladder.climb(r, e)
	case referral.Declined:
		r.answer(e, d.ends(r, e))
		r.reason(e, func(all program.Reasons) []domain.FieldError { return all.Decline.CheckReason(p.Reason, p.Note) })
	case referral.Withdrawn:
		r.answer(e, d.ends(r, e))
	case referral.Expired:
		if o := d.ends(r, e); !p.Suspended {
			r.expire(e, o, p.Deadline)
		}
	case referral.NoteAdded:
		r.answer(e, d.invitation)
	case referral.StageMarked:
		d.mark(r, e, p)
		d.ladder.climb(r, e)
	case referral.HelpRequested:
		r.reason(e, func(all program.Reasons) []domain.FieldError { return coded(all.Help, "help", p.Help) })
	case referral.PartnerInvited:
		r.reason(e, func(all program.Reasons) []domain.FieldError {
			return append(coded(all.Help, "help", p.Help), coded(all.Role, "partnerRole", p.PartnerRole)...)
		})
	case referral.Won:
		d.ladder.leave(r, e)
		d.win(r, e, p)
	case referral.Lost:
		d.ladder.leave(r, e)
		r.reason(e, func(all program.Reasons) []domain.FieldError { return all.Decline.CheckReason(p.Reason, p.Note) })
	case referral.ClosedAsError:
		r.answer(e, d.ends(r, e))
		d.ladder.leave(r, e)
		r.reason(e, func(all program.Reasons) []domain.FieldError { return all.Error.CheckReason(p.Reason, p.Note) })
	case referral.Registered:
		d.register(r, e, p)
	case referral.ExceptionNoted:
		d.except(r, e, p)
	case referral.Seen, referral.SolutionsChanged, referral.Revised, referral.TeamChanged, referral.VisibilityGranted, referral.CounterpartAnswered,
		referral.CounterpartClosed, referral.CounterpartNoted, referral.AccountMatched, referral.RegistrationNoted: // no policy has a say in them
	}
}

// coded are the complaints about a code, if one was given.
func coded(all program.Catalogue, field, code string) []domain.FieldError {
	if code == "" {
		return nil
	}
	return all.Check(field, "unknown-"+field, code)
}

func (d *referralRun) table() func(program.Policy) program.StageTable {
	if d.assessment {
		return assessment
	}
	return normal
}

func (d *referralRun) input(r *run, a Alternative, e event) referral.Input {
	return referral.Input{ID: e.Subject, Caller: engine, Now: e.RecordedAt, Policy: r.mine(a, e)}
}

func (d *referralRun) create(r *run, e event, p referral.Created) {
	d.assessment = referral.Assessing(p.Solutions)
	r.entry(e, p.Stage, d.table())
	r.reason(e, func(all program.Reasons) []domain.FieldError { return coded(all.Role, "partnerRole", p.PartnerRole) })
	d.ladder.climb(r, e)
}

// receive compares until when there is to answer and where the invitation goes, by founding the copy again.
func (d *referralRun) receive(r *run, e event, p referral.Received) {
	d.assessment = referral.Assessing(p.Share.Solutions)
	again := referral.Receive{
		Engagement: p.Engagement, Owner: p.Owner, Inviter: p.Inviter, Details: p.Details, Share: p.Share,
		PartnerRole: p.PartnerRole, PartnerProgram: p.PartnerProgram,
		Visible: p.Visible, HelpAsked: p.HelpAsked, Counterparts: p.Counterparts,
	}
	founded := func(a Alternative) (begun referral.Received) {
		in := d.input(r, a, e)
		in.Evidence.Partners = r.believed(p.Evidence, domain.ID(p.Owner.Org))
		if all, err := referral.Decide(referral.Referral{}, again, in); err == nil && len(all) == 1 {
			begun, _ = all[0].(referral.Received)
		}
		return begun
	}
	d.invitation = r.offers(e, e.RecordedAt, p.Deadline, func(a Alternative) time.Duration {
		return founded(a).Deadline.Sub(e.RecordedAt)
	})
	if p.Owner.Org != domain.Vendor {
		r.compare(decision{e, Location, led(p), func(a Alternative) string { return led(founded(a)) }})
	}
}

// led is where an invitation went, and the rule that says so.
func led(p referral.Received) string {
	rule := p.Route
	if rule == "" {
		rule = "without a rule"
	}
	return string(p.Location) + ", " + rule
}

// ends takes the invitation away that an event ends.
func (d *referralRun) ends(r *run, e event) (o *offer) {
	at := e.RecordedAt
	if _, expired := e.Event.(referral.Expired); expired {
		at = e.Effective
	}
	r.remind(d.invitation, at)
	o, d.invitation = d.invitation, nil
	return o
}

func (d *referralRun) mark(r *run, e event, p referral.StageMarked) {
	r.compare(decision{e, StageReached, stage(p.Stage, p.Name), func(a Alternative) string {
		all, err := referral.Decide(d.state, referral.MarkStage{Stage: &p.Stage, Reason: p.Reason}, d.input(r, a, e))
		if err != nil {
			return refused(err)
		}
		marked := all[0].(referral.StageMarked)
		return stage(marked.Stage, marked.Name)
	}})
}

func (d *referralRun) win(r *run, e event, p referral.Won) {
	var marked []int
	if v := referral.View(d.state, engine, program.Policy{}); v.Stage != nil {
		marked = v.Stage.Marked
	}
	r.compare(decision{e, EarlyWin, early(p.EarlyWin), func(a Alternative) string {
		in := d.input(r, a, e)
		if d.assessment && len(in.Policy.Assessment.Skipped(program.Won, marked)) > 0 {
			return refused(referral.ErrStagesMissing)
		}
		all, err := referral.Decide(d.state, referral.Win{Value: p.Value, Date: p.Date}, in)
		if err != nil {
			return refused(err)
		}
		return early(all[0].(referral.Won).EarlyWin)
	}})
}

func (d *referralRun) register(r *run, e event, p referral.Registered) {
	dates := d.state.Subject(e.Ref(), e.Actor.Member).Dates
	r.compare(decision{e, FormTaken, taken, func(a Alternative) string {
		return complained(registration.CheckForm(p.Form, p.Kind, dates, r.mine(a, e), e.RecordedAt))
	}})
	facts := d.facts(r, p.Evidence)
	facts.HoldsContract = p.Form.Attested()
	r.judge(e, p.Verdict, facts)
}

func (d *referralRun) facts(r *run, relied []domain.Evidence) registration.Facts {
	known := referral.Needs(d.state, nil, domain.Caller{}).Partners
	return d.state.Facts(referral.Evidence{Partners: r.believed(relied, known...)})
}

// except compares whether an exception for a closed deal was asked for in time, and for one that needs it.
func (d *referralRun) except(r *run, e event, p referral.ExceptionNoted) {
	if e.Actor.Org == domain.System {
		return
	}
	closed := referral.View(d.state, engine, program.Policy{}).Outcome
	if closed == nil {
		return
	}
	r.compare(decision{e, Window, inTime, func(a Alternative) string {
		return late(e.RecordedAt, closed.At.Add(r.mine(a, e).Registration.Exception))
	}})
	r.judge(e, p.Verdict, d.facts(r, p.Evidence))
}

func (d *referralRun) finish(r *run) {
	r.waits(d.invitation)
	d.ladder.end(r, r.until)
}

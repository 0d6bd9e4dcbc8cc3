package process

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/projections/runner"
)

// Invitations is the manager that begins the copy of whoever is invited into a co-sell deal, and lets each copy know what
// the others did.
const Invitations = "invitations"

// inviterLeft is what a receiver reads when its invitation is taken back.
const inviterLeft = "Whoever sent the invitation has closed the deal."

func invitations(o Options) runner.Consumer {
	w := newWorker(o, Invitations)
	w.make = w.share
	return w.consumer(func(ctx context.Context, tx pgx.Tx, events []runner.Event) error {
		c, err := readCopies(ctx, tx, events)
		if err != nil {
			return err
		}
		var steps []Step
		for i := range events {
			if p, ok := events[i].Event.(referral.Event); ok {
				steps = append(steps, c.follow(&events[i], p)...)
			}
		}
		if err := c.write(ctx, tx); err != nil {
			return err
		}
		return w.keep(ctx, tx, steps)
	}, `truncate cosell_ops.copies`)
}

// follow keeps who has a copy, and says who must hear of an event.
func (c *copies) follow(e *runner.Event, event referral.Event) []Step {
	switch p := event.(type) {
	case referral.Created:
		c.begin(share{referral: e.Subject, engagement: p.Engagement})
	case referral.Received:
		c.begin(share{referral: e.Subject, engagement: p.Engagement, inviter: p.Inviter.Referral, waiting: true})
	case referral.PartnerInvited:
		return c.invite(e, p.Referral)
	case referral.HelpRequested:
		return c.invite(e, p.Referral)
	case referral.Accepted, referral.Declined, referral.Expired, referral.Withdrawn:
		c.answer(e.Subject)
		return tell(e, referral.NoteAnswer{}, c.others(e.Subject))
	case referral.Won:
		c.close(e.Subject)
		return tell(e, referral.NoteClosing{}, c.others(e.Subject))
	case referral.Lost, referral.ClosedAsError:
		c.close(e.Subject)
		return append(tell(e, referral.NoteClosing{}, c.others(e.Subject)), c.withdraw(e)...)
	case referral.NoteAdded:
		if p.Audience == referral.AudienceEngagement {
			return tell(e, referral.NoteCounterpart{}, c.others(e.Subject))
		}
	case referral.TeamChanged, referral.VisibilityGranted:
		return tell(e, referral.NoteCounterpart{}, c.others(e.Subject))
	}
	return nil
}

// invite has a copy begun, tells it what the others did before, and them of it. The inviter itself may not have heard yet of
// all that the others did.
func (c *copies) invite(e *runner.Event, invitee domain.ID) []Step {
	inviter := c.by[e.Subject]
	if inviter == nil {
		return nil // of a deal whose beginning the log does not hold
	}
	c.begin(share{referral: invitee, engagement: inviter.engagement, inviter: e.Subject, waiting: true})
	steps := tell(e, referral.Receive{}, []domain.ID{invitee})
	others := c.others(e.Subject, invitee)
	for _, id := range others {
		before := because(Invitations, e).to("referral", invitee).on(id)
		if s := c.by[id]; !s.waiting {
			steps = append(steps, before.making(referral.NoteAnswer{}))
			if s.closed {
				steps = append(steps, before.making(referral.NoteClosing{}))
			}
		}
	}
	return append(steps, tell(e, referral.NoteCounterpart{}, others)...)
}

// withdraw takes back what the inviter of a closed copy asked and nobody has answered.
func (c *copies) withdraw(e *runner.Event) (steps []Step) {
	for _, id := range c.unanswered(e.Subject) {
		steps = append(steps, because(Invitations, e).to("referral", id).asking(referral.Withdraw{Reason: inviterLeft}))
	}
	return steps
}

// tell is a step for each copy, whose command is made of the event.
func tell(e *runner.Event, zero domain.Command, copies []domain.ID) (steps []Step) {
	for _, id := range copies {
		steps = append(steps, because(Invitations, e).to("referral", id).making(zero))
	}
	return steps
}

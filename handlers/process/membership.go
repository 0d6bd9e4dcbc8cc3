package process

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/partner"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/projections/runner"
)

// Membership is the manager that takes deals from members who were removed, and open offers and invitations from partners
// that were suspended.
const Membership = "membership"

// suspensionReason is what a partner reads when its offers are taken back.
const suspensionReason = "The partner was suspended."

func membership(o Options) runner.Consumer {
	w := newWorker(o, Membership)
	var gone absences
	c := w.consumer(func(ctx context.Context, tx pgx.Tx, events []runner.Event) (err error) {
		if gone == nil {
			if gone, err = readAbsences(ctx, tx); err != nil {
				return err
			}
		}
		l := newLedger(tx, w, gone)
		for i := range events {
			if err := l.follow(ctx, &events[i]); err != nil {
				return err
			}
		}
		return l.flush(ctx)
	}, `truncate cosell_ops.holdings, cosell_ops.absences`)
	c.Forget = func() { gone = nil }
	return c
}

// follow notes what an event gives to whom, and takes away what nobody is there for.
func (l *ledger) follow(ctx context.Context, e *runner.Event) error {
	switch p := e.Event.(type) {
	case opportunity.Distributed:
		l.hold(e.Subject, holding{partner: p.Partner.ID, kind: "offer"})
		if l.gone.has(p.Partner.ID, "") {
			return l.take(ctx, e, `deal = $1`, e.Subject) // the decision did not know it yet
		}
	case opportunity.Accepted:
		l.hold(e.Subject, holding{partner: p.Partner.ID, kind: "lead"})
	case opportunity.Approved:
		l.hold(e.Subject, holding{partner: p.Partner.ID, kind: "lead"})
	case opportunity.AssigneeChanged:
		l.assign(e.Subject, p.To)
		if p.To != "" && l.gone.has(somebody, p.To) {
			const removed = `deal = $1 and (partner, member) in (select partner, member from cosell_ops.absences)`
			return l.take(ctx, e, removed, e.Subject)
		}
	case opportunity.Declined, opportunity.Expired, opportunity.OfferDeclined, opportunity.OfferLapsed, opportunity.Recalled,
		opportunity.Shared, opportunity.Returned, opportunity.Won, opportunity.Lost, opportunity.ClosedAsError:
		l.hold(e.Subject, holding{})
	case referral.Received:
		l.hold(e.Subject, holding{partner: partnerOf(p.Owner.Org), kind: "invitation"})
		if p.Owner.Org != domain.Vendor && l.gone.has(partnerOf(p.Owner.Org), "") {
			return l.take(ctx, e, `deal = $1`, e.Subject) // nor did the invitation
		}
	case referral.Accepted, referral.Declined, referral.Expired, referral.Withdrawn, referral.ClosedAsError:
		l.hold(e.Subject, holding{})
	case partner.MemberRemoved:
		l.absent(e.Subject, p.Member)
		return l.take(ctx, e, `partner = $1 and kind = 'lead' and member = $2`, e.Subject, p.Member)
	case partner.MemberInvited:
		l.present(e.Subject, p.Member)
	case partner.Suspended:
		l.absent(e.Subject, "")
		return l.take(ctx, e, `partner = $1 and kind in ('offer', 'invitation')`, e.Subject)
	case partner.Reinstated:
		l.present(e.Subject, "")
	}
	return nil
}

// take stores a step for each holding that meets the condition: an offer is recalled, an invitation expires, a deal is
// unassigned.
func (l *ledger) take(ctx context.Context, e *runner.Event, condition string, args ...any) error {
	if err := l.flush(ctx); err != nil {
		return err
	}
	sql := `select deal, partner, kind, member from cosell_ops.holdings where ` + condition + ` order by deal`
	rows, err := l.tx.Query(ctx, sql, args...)
	if err != nil {
		return err
	}
	var steps []Step
	var held holding
	var deal domain.ID
	_, err = pgx.ForEachRow(rows, []any{&deal, &held.partner, &held.kind, &held.member}, func() error {
		steps = append(steps, held.taken(e, deal))
		return nil
	})
	if err != nil {
		return err
	}
	return l.worker.keep(ctx, l.tx, steps)
}

// taken is the step that takes a deal from whom nobody is there for.
func (h holding) taken(e *runner.Event, deal domain.ID) Step {
	next := because(Membership, e)
	switch h.kind {
	case "offer":
		return next.to("opportunity", deal).asking(opportunity.Recall{Reason: suspensionReason})
	case "invitation":
		return next.to("referral", deal).asking(referral.Expire{Suspended: true})
	}
	return next.to("opportunity", deal).asking(opportunity.Unassign{Partner: h.partner, Member: h.member})
}

// partnerOf is the partner that an organisation is; "" for the vendor.
func partnerOf(org domain.Org) domain.ID {
	if org == domain.Vendor {
		return ""
	}
	return domain.ID(org)
}

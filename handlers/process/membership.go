package process

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/partner"
	"github.com/cosell/cosell/projections/runner"
)

// Membership is the manager that takes deals from members who were removed, and open offers from partners that were
// suspended.
const Membership = "membership"

// suspensionReason is what a partner reads when its offers are taken back.
const suspensionReason = "The partner was suspended."

func membership(o Options) runner.Consumer {
	w := newWorker(o, Membership)
	var gone absences
	return runner.Consumer{
		Name:      Membership,
		Version:   1,
		Tables:    []string{"cosell_ops.holdings", "cosell_ops.absences"},
		Emptied:   forget(Membership),
		Forget:    func() { gone = nil },
		Committed: w.committed,
		Owner:     w.run,
		Apply: func(ctx context.Context, tx pgx.Tx, events []runner.Event) (err error) {
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
			if err := l.flush(ctx); err != nil {
				return err
			}
			return see(ctx, tx, Membership, events)
		},
	}
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
	case partner.MemberRemoved:
		l.absent(e.Subject, p.Member)
		return l.take(ctx, e, `partner = $1 and kind = 'lead' and member = $2`, e.Subject, p.Member)
	case partner.MemberInvited:
		l.present(e.Subject, p.Member)
	case partner.Suspended:
		l.absent(e.Subject, "")
		return l.take(ctx, e, `partner = $1 and kind = 'offer'`, e.Subject)
	case partner.Reinstated:
		l.present(e.Subject, "")
	}
	return nil
}

// take stores a step for each holding that meets the condition: an offer is recalled, a deal unassigned.
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
	var kind string
	var unassign opportunity.Unassign
	s := Step{
		Process: Membership, DueAt: e.RecordedAt,
		CauseEvent: e.EventID, CauseStream: e.Stream, CauseRevision: e.Revision, CausePosition: e.Position.String(),
	}
	_, err = pgx.ForEachRow(rows, []any{&s.Subject, &unassign.Partner, &kind, &unassign.Member}, func() error {
		s.asks(unassign)
		if kind == "offer" {
			s.asks(opportunity.Recall{Reason: suspensionReason})
		}
		steps = append(steps, s)
		return nil
	})
	if err != nil || len(steps) == 0 {
		return err
	}
	l.worker.dirty.Store(true)
	return store(ctx, l.tx, steps, l.worker.Clock.Now())
}

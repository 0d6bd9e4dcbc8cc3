package process

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/domain"
)

// absence is a partner that is suspended, or one of its members that was removed.
type absence struct {
	partner domain.ID
	member  string // "" for the partner itself
}

// somebody stands for any partner: absences also hold each removed member under it, and may keep it there too long.
const somebody domain.ID = ""

// absences are remembered from batch to batch; nil is not read yet.
type absences map[absence]struct{}

func (a absences) add(partner domain.ID, member string) {
	a[absence{partner, member}] = struct{}{}
	a[absence{somebody, member}] = struct{}{}
}

func (a absences) has(partner domain.ID, member string) bool {
	_, ok := a[absence{partner, member}]
	return ok
}

func readAbsences(ctx context.Context, tx pgx.Tx) (absences, error) {
	rows, err := tx.Query(ctx, `select partner, member from cosell_ops.absences`)
	if err != nil {
		return nil, err
	}
	gone := absences{}
	var a absence
	_, err = pgx.ForEachRow(rows, []any{&a.partner, &a.member}, func() error {
		gone.add(a.partner, a.member)
		return nil
	})
	return gone, err
}

// holding is a deal in a partner's hands; without a partner it is in nobody's.
type holding struct {
	partner domain.ID
	kind    string // offer, invitation or lead
	member  string
}

// ledger keeps who holds what, and who is gone, through one batch of events. What changed is written when somebody has to
// look, and at the end.
type ledger struct {
	tx       pgx.Tx
	worker   *worker
	gone     absences
	held     map[domain.ID]holding // by deal, what changed in this batch
	assigned map[domain.ID]string  // member by deal, where the holding is as it was before
	waiting  pgx.Batch             // what changed in absences
}

func newLedger(tx pgx.Tx, w *worker, gone absences) *ledger {
	return &ledger{tx: tx, worker: w, gone: gone, held: map[domain.ID]holding{}, assigned: map[domain.ID]string{}}
}

func (l *ledger) hold(deal domain.ID, h holding) {
	l.held[deal] = h
	delete(l.assigned, deal)
}

func (l *ledger) assign(deal domain.ID, member string) {
	h, changed := l.held[deal]
	if !changed {
		l.assigned[deal] = member
		return
	}
	h.member = member
	l.held[deal] = h
}

func (l *ledger) absent(partner domain.ID, member string) {
	l.gone.add(partner, member)
	l.waiting.Queue(`insert into cosell_ops.absences (partner, member) values ($1, $2) on conflict do nothing`, partner, member)
}

func (l *ledger) present(partner domain.ID, member string) {
	delete(l.gone, absence{partner, member})
	l.waiting.Queue(`delete from cosell_ops.absences where partner = $1 and member = $2`, partner, member)
}

// flush writes what changed.
func (l *ledger) flush(ctx context.Context) error {
	var deals, members, free, heldDeals, partners, kinds, heldMembers []string
	for deal, member := range l.assigned {
		deals, members = append(deals, string(deal)), append(members, member)
	}
	for deal, h := range l.held {
		if h.partner == "" {
			free = append(free, string(deal))
			continue
		}
		heldDeals, partners = append(heldDeals, string(deal)), append(partners, string(h.partner))
		kinds, heldMembers = append(kinds, h.kind), append(heldMembers, h.member)
	}
	b := l.waiting
	if len(deals) > 0 {
		b.Queue(`update cosell_ops.holdings h set member = u.member
from unnest($1::uuid[], $2::text[]) as u (deal, member) where h.deal = u.deal`, deals, members)
	}
	if len(free) > 0 {
		b.Queue(`delete from cosell_ops.holdings where deal = any($1::uuid[])`, free)
	}
	if len(heldDeals) > 0 {
		b.Queue(`insert into cosell_ops.holdings (deal, partner, kind, member)
select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[])
on conflict (deal) do update set partner = excluded.partner, kind = excluded.kind, member = excluded.member`,
			heldDeals, partners, kinds, heldMembers)
	}
	l.waiting = pgx.Batch{}
	clear(l.held)
	clear(l.assigned)
	if b.Len() == 0 {
		return nil
	}
	return l.tx.SendBatch(ctx, &b).Close()
}

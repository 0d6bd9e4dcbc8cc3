package process

import (
	"context"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/registration"
	"github.com/cosell/cosell/projections/runner"
)

// exception is the purpose of a registration that began with the request for an exception.
const exception registration.Purpose = "exception"

// recognition is a registration with the deal that it is of.
type recognition struct {
	registration domain.ID
	deal         string // stream
	purpose      registration.Purpose
	claim        domain.ID // that it was filed with; "" for none
}

// recognitions are those that a batch of events is about.
type recognitions struct {
	by      map[domain.ID]*recognition
	changed map[domain.ID]*recognition
}

// readRecognitions reads the registrations that events are about, and those of the deals that they are about.
func readRecognitions(ctx context.Context, tx pgx.Tx, events []runner.Event) (*recognitions, error) {
	r := &recognitions{by: map[domain.ID]*recognition{}, changed: map[domain.ID]*recognition{}}
	var ids, deals []string
	for i := range events {
		e := &events[i]
		if _, ok := e.Event.(registration.Event); ok {
			ids = append(ids, string(e.Subject))
		} else if ends(e.Event) {
			deals = append(deals, e.Stream)
		}
	}
	if len(ids)+len(deals) == 0 {
		return r, nil
	}
	rows, err := tx.Query(ctx, `
select registration, deal, purpose, coalesce(claim::text, '') from cosell_ops.recognitions
where registration = any($1::uuid[]) or deal = any($2::text[])`, ids, deals)
	if err != nil {
		return nil, err
	}
	var known recognition
	_, err = pgx.ForEachRow(rows, []any{&known.registration, &known.deal, &known.purpose, &known.claim}, func() error {
		one := known
		r.by[one.registration] = &one
		return nil
	})
	return r, err
}

// begin makes a registration known, if it is not.
func (r *recognitions) begin(one recognition) {
	if r.by[one.registration] == nil {
		r.by[one.registration] = &one
		r.changed[one.registration] = &one
	}
}

// filed notes with which claim a registration waits or holds.
func (r *recognitions) filed(id, claim domain.ID) {
	if one := r.by[id]; one != nil && one.claim != claim {
		one.claim = claim
		r.changed[id] = one
	}
}

// exclusive are the registrations that a deal was to be had exclusively by, in the order of their ids.
func (r *recognitions) exclusive(deal string) (ids []domain.ID) {
	for id, one := range r.by {
		if one.deal == deal && one.purpose == registration.Exclusivity {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// write stores what changed.
func (r *recognitions) write(ctx context.Context, tx pgx.Tx) error {
	if len(r.changed) == 0 {
		return nil
	}
	all := slices.Collect(maps.Values(r.changed))
	_, err := tx.Exec(ctx, `
insert into cosell_ops.recognitions (registration, deal, purpose, claim)
select registration, deal, purpose, nullif(claim, '')::uuid
from unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) as u (registration, deal, purpose, claim)
on conflict (registration) do update set claim = excluded.claim`,
		column(all, func(r **recognition) domain.ID { return (*r).registration }),
		column(all, func(r **recognition) string { return (*r).deal }),
		column(all, func(r **recognition) registration.Purpose { return (*r).purpose }),
		column(all, func(r **recognition) domain.ID { return (*r).claim }))
	return err
}

package process

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/projections/runner"
)

// share is one organisation's copy of a co-sell deal.
type share struct {
	referral   domain.ID
	engagement domain.ID
	inviter    domain.ID // "" for the first copy
	waiting    bool      // an invitation that was not answered
	closed     bool      // won, lost or an error
}

// copies are those of the deals that a batch of events is about.
type copies struct {
	by      map[domain.ID]*share
	of      map[domain.ID][]*share // by engagement
	changed map[domain.ID]*share
}

// readCopies reads the copies of every deal that events are about.
func readCopies(ctx context.Context, tx pgx.Tx, events []runner.Event) (*copies, error) {
	var about []string
	for i := range events {
		if _, ok := events[i].Event.(referral.Event); ok {
			about = append(about, string(events[i].Subject))
		}
	}
	c := &copies{by: map[domain.ID]*share{}, of: map[domain.ID][]*share{}, changed: map[domain.ID]*share{}}
	if len(about) == 0 {
		return c, nil
	}
	rows, err := tx.Query(ctx, `
select referral, engagement, coalesce(inviter::text, ''), waiting, closed from cosell_ops.copies
where engagement in (select engagement from cosell_ops.copies where referral = any($1::uuid[])) order by referral`, about)
	if err != nil {
		return nil, err
	}
	var s share
	_, err = pgx.ForEachRow(rows, []any{&s.referral, &s.engagement, &s.inviter, &s.waiting, &s.closed}, func() error {
		c.add(s)
		return nil
	})
	return c, err
}

func (c *copies) add(s share) {
	c.by[s.referral] = &s
	c.of[s.engagement] = append(c.of[s.engagement], &s)
}

// begin makes a copy known, if it is not.
func (c *copies) begin(s share) {
	if c.by[s.referral] == nil {
		c.add(s)
		c.changed[s.referral] = c.by[s.referral]
	}
}

// answer notes that a copy is no invitation any more that waits for its answer.
func (c *copies) answer(id domain.ID) {
	if s := c.by[id]; s != nil {
		s.waiting = false
		c.changed[id] = s
	}
}

// close notes that a copy was closed.
func (c *copies) close(id domain.ID) {
	c.answer(id)
	if s := c.by[id]; s != nil {
		s.closed = true
	}
}

// others are the copies of the deal beside those named, in the order of their ids.
func (c *copies) others(id domain.ID, but ...domain.ID) (ids []domain.ID) {
	s := c.by[id]
	if s == nil {
		return nil
	}
	for _, o := range c.of[s.engagement] {
		if o.referral != id && !slices.Contains(but, o.referral) {
			ids = append(ids, o.referral)
		}
	}
	slices.Sort(ids)
	return ids
}

// unanswered are the invitations of a copy that wait for their answer.
func (c *copies) unanswered(id domain.ID) (ids []domain.ID) {
	for _, o := range c.others(id) {
		if s := c.by[o]; s.inviter == id && s.waiting {
			ids = append(ids, o)
		}
	}
	return ids
}

// write stores what changed.
func (c *copies) write(ctx context.Context, tx pgx.Tx) error {
	if len(c.changed) == 0 {
		return nil
	}
	var ids, engagements []string
	var inviters []*string
	var waiting, closed []bool
	for _, s := range c.changed {
		ids, engagements = append(ids, string(s.referral)), append(engagements, string(s.engagement))
		waiting, closed = append(waiting, s.waiting), append(closed, s.closed)
		var inviter *string
		if s.inviter != "" {
			id := string(s.inviter)
			inviter = &id
		}
		inviters = append(inviters, inviter)
	}
	_, err := tx.Exec(ctx, `
insert into cosell_ops.copies (referral, engagement, inviter, waiting, closed)
select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::boolean[], $5::boolean[])
on conflict (referral) do update set waiting = excluded.waiting, closed = excluded.closed`,
		ids, engagements, inviters, waiting, closed)
	return err
}

package notify

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	expandedPage = 200         // notices expanded together
	membersWait  = time.Minute // before the members of an organisation are asked for again
)

// expand makes the deliveries of the notices that have none yet, and returns when there may be more to do.
func (s *sender) expand(ctx context.Context) (next time.Time, err error) {
	for err == nil {
		var n int
		if n, err = s.expandPage(ctx); n == 0 {
			break
		}
		s.Hook(Expanded)
		s.mailer.wake()
		s.poster.wake()
	}
	return next, err
}

func (s *sender) expandPage(ctx context.Context) (n int, err error) {
	now := s.Clock.Now()
	notices, err := s.waiting(ctx, now)
	if err != nil || len(notices) == 0 {
		return 0, err
	}
	e := expansion{sender: s, now: now, members: map[string][]Member{}}
	if e.webhooks, err = subscribed(ctx, s.Pool, notices); err != nil {
		return 0, err
	}
	for i := range notices {
		if err := e.add(ctx, &notices[i]); err != nil {
			return 0, err
		}
	}
	return len(notices), pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) error { return e.store(ctx, tx) })
}

// waiting reads the oldest notices that are still to be expanded. The name of its own
// deal that a notice came without is looked up.
func (s *sender) waiting(ctx context.Context, now time.Time) ([]Notice, error) {
	rows, err := s.Pool.Query(ctx, `
select n.id, n.kind, n.deal_kind, n.deal, n.org, n.audience, n.facts, n.revision, n.position, n.at,
    case when n.deal_kind = 'opportunity' or s.story->>'org' = n.org then coalesce(s.story->>'name', '') else '' end
from cosell_ops.notices n left join cosell_ops.notice_subjects s on s.id = n.deal
where n.expanded_at is null and n.retry_at <= $1 order by n.at, n.position, n.org, n.id limit $2`, now, expandedPage)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (n Notice, err error) {
		var name string
		err = row.Scan(&n.ID, &n.Kind, &n.Deal.Kind, &n.Deal.ID, &n.Org, &n.To, &n.Facts, &n.Revision, &n.Position, &n.At, &name)
		if n.Facts.Name == "" {
			n.Facts.Name = name
		}
		return n, err
	})
}

package notify

import (
	"context"
	"time"
)

// Kept is how long what has ended is kept: deliveries that are not pending any more, and notices with the last of their
// deliveries. It is much longer than Stale, so that a log that is read again sends nothing of what was forgotten. Notices
// that no event but a clock led to are kept for good: a clock that is made anew goes off anew, and is not stale.
const Kept = 90 * 24 * time.Hour

const (
	pruneEvery = time.Hour
	prunedPage = 500 // rows that one statement takes away
)

// prune forgets what ended long ago, a page at a time.
func (s *sender) prune(ctx context.Context) (next time.Time, err error) {
	before := s.Clock.Now().Add(-Kept)
	for _, sql := range []string{
		`delete from cosell_ops.deliveries where id in (select id from cosell_ops.deliveries
    where state <> 'pending' and changed_at < $1 order by changed_at limit $2 for update skip locked)`,
		`delete from cosell_ops.notices where id in (select id from cosell_ops.notices n
    where expanded_at < $1 and position <> '' and not exists (select from cosell_ops.deliveries d where d.notice = n.id)
    order by expanded_at limit $2)`,
	} {
		for gone := int64(prunedPage); gone == prunedPage; {
			tag, err := s.Pool.Exec(ctx, sql, before, prunedPage)
			if err != nil {
				return next, err
			}
			gone = tag.RowsAffected()
		}
	}
	s.Hook(Pruned)
	return next, nil
}

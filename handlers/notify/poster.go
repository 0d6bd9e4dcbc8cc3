package notify

import (
	"context"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"
)

const (
	lanesAtOnce = 32 // webhooks that are posted to at the same time
	laneLength  = 20 // posts before a webhook makes room for others
	postsAtOnce = 4  // to one webhook
)

// webhookLane begins the lanes of webhooks: each has one of its own, so that a slow receiver holds up nobody who shares its
// host.
const webhookLane = "//"

// sendPosts begins to send the posts that are due, each webhook's on a lane of its own, and returns when the next will be. A
// lane that ends wakes the loop, so that one that takes long holds up nobody else.
func (s *sender) sendPosts(ctx context.Context) (next time.Time, err error) {
	queues, err := s.queues(ctx)
	if err != nil {
		return next, err
	}
	now := s.Clock.Now()
	for _, q := range queues {
		if q.first.After(now) {
			return q.first, nil
		}
		if s.lanes.enter(q.lane) {
			go s.drive(ctx, q.lane)
		}
	}
	return next, nil
}

// drive sends a webhook what is due. After trouble of our own it is taken up again at the loop's next glance.
func (s *sender) drive(ctx context.Context, lane string) {
	err := s.lane(ctx, lane)
	s.lanes.leave(lane)
	if err == nil {
		s.poster.wake()
	} else if ctx.Err() == nil {
		s.Log.WarnContext(ctx, "posts wait", "lane", lane, "error", err)
	}
}

func (s *sender) lane(ctx context.Context, lane string) error {
	posts, err := s.due(ctx, lane, laneLength)
	if err != nil {
		return err
	}
	var g errgroup.Group
	g.SetLimit(postsAtOnce)
	for _, d := range posts {
		g.Go(func() error { return s.post(ctx, d) })
	}
	return g.Wait()
}

type queue struct {
	lane  string
	first time.Time // when the first of its pending posts is due
}

// queues lists the lanes that have pending posts, the one that waits longest first. It steps from lane to lane, so that their
// lengths do not matter.
func (s *sender) queues(ctx context.Context) ([]queue, error) {
	rows, err := s.Pool.Query(ctx, `with recursive lanes (lane) as (
    (select lane from cosell_ops.deliveries where state = 'pending' and lane >= '//' and lane < '/0' order by lane limit 1)
    union all
    select (select d.lane from cosell_ops.deliveries d
        where d.state = 'pending' and d.lane > l.lane and d.lane < '/0' order by d.lane limit 1)
    from lanes l where l.lane is not null
)
select l.lane, d.retry_at from lanes l cross join lateral (
    select retry_at from cosell_ops.deliveries d where d.state = 'pending' and d.lane = l.lane order by retry_at limit 1) d
order by d.retry_at, l.lane`)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (q queue, err error) {
		err = row.Scan(&q.lane, &q.first)
		return q, err
	})
}

// lanes are those that are open now.
type lanes struct {
	mu   sync.Mutex
	all  sync.WaitGroup
	busy map[string]bool
}

// enter opens a lane, unless it is open already or too many are.
func (l *lanes) enter(lane string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.busy[lane] || len(l.busy) >= lanesAtOnce {
		return false
	}
	if l.busy == nil {
		l.busy = map[string]bool{}
	}
	l.busy[lane] = true
	l.all.Add(1)
	return true
}

func (l *lanes) leave(lane string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.busy, lane)
	l.all.Done()
}

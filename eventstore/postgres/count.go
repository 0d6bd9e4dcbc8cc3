package postgres

import (
	"context"
	"math"

	"github.com/cosell/cosell/eventstore"
)

// Count returns how many events lie at or before a position. It counts them.
func (s *Store) Count(ctx context.Context, upTo eventstore.Position) (n int64, err error) {
	const sql = `select count(*) from cosell_log.events where position <= $1`
	err = s.ask(ctx, func() error {
		return s.pool.QueryRow(ctx, sql, int64(min(upTo.Commit, math.MaxInt64))).Scan(&n)
	})
	return n, err
}

package notify

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/cosell/cosell/domain"
)

// target is a webhook as its posts need it.
type target struct {
	ID           domain.ID  `db:"id"`
	Org          domain.Org `db:"org"`
	URL          string     `db:"url"`
	Kinds        []Kind     `db:"kinds"`
	Active       bool       `db:"active"`
	InactiveWhy  string     `db:"inactive_why"`
	FailingSince *time.Time `db:"failing_since"`
	Secret       string     `db:"secret"`
	FormerSecret string     `db:"former_secret"`
	FormerUntil  *time.Time `db:"former_until"`
}

const targetSQL = `select id, org, url, kinds, active, inactive_why, failing_since, secret, former_secret, former_until from cosell_ops.webhooks`

// target reads one; pgx.ErrNoRows when it was deleted.
func (s *sender) target(ctx context.Context, id string) (target, error) {
	rows, err := s.Pool.Query(ctx, targetSQL+` where id = $1`, id)
	if err != nil {
		return target{}, err
	}
	return pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[target])
}

// subscribed reads the webhooks of the organisations that notices are for.
func subscribed(ctx context.Context, pool *pgxpool.Pool, notices []Notice) (map[domain.Org][]target, error) {
	var orgs []string
	for i := range notices {
		orgs = append(orgs, string(notices[i].Org))
	}
	rows, err := pool.Query(ctx, targetSQL+` where org = any($1) and active order by id`, orgs)
	if err != nil {
		return nil, err
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByName[target])
	if err != nil {
		return nil, err
	}
	of := map[domain.Org][]target{}
	for _, t := range all {
		of[t.Org] = append(of[t.Org], t)
	}
	return of, nil
}

// Package operators shows what the machinery itself has done, and who looked, as views in the schema cosell: steps,
// messages, parked events, readings. They are over tables that other packages own and migrate.
package operators

import (
	"context"
	_ "embed"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

//go:embed models.sql
var models string

// Show makes the views, which stay as they were to those who read them meanwhile. The tables beneath must be there: it comes
// after the migrations.
func Show(ctx context.Context, pool *pgxpool.Pool) error {
	return pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, "select pg_advisory_xact_lock(hashtext('cosell:prepare'));\n"+models)
		return err
	})
}

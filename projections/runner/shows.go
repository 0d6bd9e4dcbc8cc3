package runner

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"
)

// fingerprint tells one definition of what a consumer shows from another; "" where its Schema makes the models.
func (c Consumer) fingerprint() string {
	if c.Shows == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(c.Shows))
	return hex.EncodeToString(sum[:])
}

// showing makes the consumer's models over the tables of its version, takes away those that it showed and nobody declares any
// more, and notes in the version's checkpoint what is shown now. Views on which others are built stay, and are named.
func (r *Runner) showing(ctx context.Context, tx pgx.Tx, c Consumer) (kept []string, err error) {
	if _, err := tx.Exec(ctx, c.Shows); err != nil {
		return nil, err
	}
	gone, err := r.undeclared(ctx, tx, c)
	if err != nil {
		return nil, err
	}
	for _, model := range gone {
		err := pgx.BeginFunc(ctx, tx, func(tx pgx.Tx) error {
			_, err := tx.Exec(ctx, "drop view if exists "+pgx.Identifier{"cosell", model}.Sanitize())
			return err
		})
		switch {
		case sqlState(err, dependentObjects):
			kept = append(kept, model)
		case err != nil:
			return nil, err
		}
	}
	const sql = `update cosell_ops.checkpoints set models = $3, shows = $4 where name = $1 and version = $2`
	_, err = tx.Exec(ctx, sql, c.Name, c.Version, list(slices.Concat(c.Models, kept)), c.fingerprint())
	return kept, err
}

// undeclared are the models that versions of the consumer have shown, and that neither this program nor another consumer
// declares.
func (r *Runner) undeclared(ctx context.Context, tx pgx.Tx, c Consumer) ([]string, error) {
	var declared []string
	for _, o := range r.o.Consumers {
		declared = append(declared, o.Models...)
	}
	const sql = `select distinct m from cosell_ops.checkpoints c, unnest(c.models) m
		where c.name = $1 and c.version <= $2 and c.side = '' and m <> all($3)
		and m not in (select unnest(o.models) from cosell_ops.checkpoints o where o.name <> $1) order by m`
	rows, err := tx.Query(ctx, sql, c.Name, c.Version, list(slices.Concat(declared, c.Models)))
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

// reshow makes the models of a version that is shown again where this program defines them otherwise than was noted. Locks
// that readers hold it asks for again and again, each time briefly.
func (r *Runner) reshow(ctx context.Context, c Consumer) error {
	var kept []string
	for wait := r.backoff(); ; wait.wait(ctx) {
		err := pgx.BeginFunc(ctx, r.o.Pool, func(tx pgx.Tx) (err error) {
			kept, err = r.reshowIn(ctx, tx, c)
			return err
		})
		switch {
		case err == nil:
			r.stay(c, kept)
			return nil
		case ctx.Err() != nil || !transient(err):
			return fmt.Errorf("what %s shows: %w", c.Name, err)
		}
		r.log.Info("the views are being read", "consumer", c.Name, "error", err)
	}
}

func (r *Runner) reshowIn(ctx context.Context, tx pgx.Tx, c Consumer) (kept []string, err error) {
	const sql = `select models from cosell_ops.checkpoints where name = $1 and version = $2 and side = '' and shown and shows <> $3 for update`
	var models []string
	switch err := tx.QueryRow(ctx, sql, c.Name, c.Version, c.fingerprint()).Scan(&models); {
	case errors.Is(err, pgx.ErrNoRows):
		return nil, nil
	case err != nil:
		return nil, err
	}
	if err := lockModels(ctx, tx, slices.Concat(c.Models, models), nil); err != nil {
		return nil, err
	}
	return r.showing(ctx, tx, c)
}

// stay says which views could not go.
func (r *Runner) stay(c Consumer, kept []string) {
	if len(kept) > 0 {
		r.log.Warn("views that nobody declares stay, since others are built on them", "consumer", c.Name, "views", kept)
	}
}

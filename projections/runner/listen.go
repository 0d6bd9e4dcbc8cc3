package runner

import (
	"context"

	"github.com/jackc/pgx/v5"
)

const channel = "cosell_checkpoints"

func notify(ctx context.Context, tx pgx.Tx, name string, k known) error {
	_, err := tx.Exec(ctx, `select pg_notify($1, $2)`, channel, k.notice(name))
	return err
}

// listen keeps the board up to date with what other processes commit, until ctx ends. What was missed while the
// connection was lost is read from the database.
func (r *Runner) listen(ctx context.Context) {
	pause := r.backoff()
	for ctx.Err() == nil {
		err := r.hear(ctx, pause.reset)
		if ctx.Err() == nil {
			r.log.Warn("listening for checkpoints", "error", err)
			pause.wait(ctx)
		}
	}
}

func (r *Runner) hear(ctx context.Context, connected func()) error {
	conn, err := r.connect(ctx)
	if err != nil {
		return err
	}
	defer hangUp(ctx, conn)
	if _, err := conn.Exec(ctx, "listen "+channel); err != nil {
		return err
	}
	if err := tellAll(ctx, conn, r.board); err != nil {
		return err
	}
	connected()
	for {
		n, err := conn.WaitForNotification(ctx)
		if err != nil {
			return err
		}
		if name, k, err := parseNotice(n.Payload); err == nil {
			r.board.tell(name, k)
		}
	}
}

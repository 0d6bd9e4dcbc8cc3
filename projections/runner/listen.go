package runner

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// What processes tell each other: where a consumer is, and that something was asked of one whose name is the text.
const (
	channel      = "cosell_checkpoints"
	askedChannel = "cosell_parked"
)

// notify tells where a consumer is; of one that is built beside another nobody wants to know.
func notify(ctx context.Context, tx pgx.Tx, cp checkpoint, stopped bool) error {
	if cp.side != "" {
		return nil
	}
	_, err := tx.Exec(ctx, `select pg_notify($1, $2)`, channel, cp.news(stopped).notice(cp.name))
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
	if _, err := conn.Exec(ctx, "listen "+channel+"; listen "+askedChannel); err != nil {
		return err
	}
	if err := tellAll(ctx, conn, r.board); err != nil {
		return err
	}
	for _, l := range r.lanes {
		signal(l.asked) // something may have been missed
	}
	connected()
	for {
		n, err := conn.WaitForNotification(ctx)
		if err != nil {
			return err
		}
		r.heard(n)
	}
}

func (r *Runner) heard(n *pgconn.Notification) {
	if n.Channel == askedChannel {
		if l, ok := r.lanes[n.Payload]; ok {
			signal(l.asked)
		}
		return
	}
	if name, k, err := parseNotice(n.Payload); err == nil {
		r.board.tell(name, k)
	}
}

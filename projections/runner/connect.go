package runner

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

// connect opens a connection of the runner's own. Plans are made anew each time that a statement is run, because one made
// while a table was empty would scan it for ever. Commits do not wait for the disk: rows and checkpoint are lost only together, and then
// made again from the log.
func (r *Runner) connect(ctx context.Context) (*pgx.Conn, error) {
	return r.connectFor(ctx, Consumer{})
}

// connectFor is connect for what a consumer applies.
func (r *Runner) connectFor(ctx context.Context, c Consumer) (*pgx.Conn, error) {
	config := r.o.Pool.Config().ConnConfig
	config.RuntimeParams["application_name"] = "cosell projections"
	config.RuntimeParams["plan_cache_mode"] = "force_custom_plan"
	if c.KeepsPlans {
		config.RuntimeParams["plan_cache_mode"] = "auto"
	}
	config.RuntimeParams["synchronous_commit"] = "off"
	return pgx.ConnectConfig(ctx, config)
}

// hangUp closes a connection. Its locks would go with it, but only when the server notices: they are given up first, if
// that takes no longer than a moment.
func hangUp(ctx context.Context, conn *pgx.Conn) {
	hushed(ctx, func(ctx context.Context) error {
		_, err := conn.Exec(ctx, "select pg_advisory_unlock_all()")
		return err
	})
	hushed(ctx, conn.Close)
}

// hushed does what must be done even when ctx has ended, and about whose error nothing can be done.
func hushed(ctx context.Context, do func(context.Context) error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	_ = do(ctx)
}

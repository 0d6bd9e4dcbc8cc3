package notify

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// channel is what is notified of a delivery that was made pending again.
const channel = "cosell_deliveries"

// listen wakes those that send when somebody, in whatever process, has made a delivery pending again, for as long as ctx
// lasts. Without a connection they look by themselves.
func (s *sender) listen(ctx context.Context) {
	for ctx.Err() == nil {
		if err := s.hear(ctx); err != nil && ctx.Err() == nil {
			s.Log.WarnContext(ctx, "deliveries that are sent again wait", "error", err)
		}
		select {
		case <-ctx.Done():
		case <-s.Clock.After(glance):
		}
	}
}

// hear wakes them until the connection is lost. What was missed before it began is made up for.
func (s *sender) hear(ctx context.Context) error {
	conn, err := pgx.ConnectConfig(ctx, s.Pool.Config().ConnConfig)
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	for _, err = conn.Exec(ctx, "listen "+channel); err == nil; _, err = conn.WaitForNotification(ctx) {
		s.mailer.wake()
		s.poster.wake()
	}
	return err
}

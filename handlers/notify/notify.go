// Package notify tells people and programs what happened: an event becomes a notice, a notice becomes deliveries, and a
// delivery is sent.
//
// The rules are:
//
//   - A notice has an id derived from what it tells of, a delivery one derived from the notice and the recipient. Both are
//     kept: nothing that was told is told again by a rebuild, a new version or a restored log.
//   - A delivery is sent at least once. One that was sent when the process died before it could say so is sent again with
//     the same id (webhook-id, Message-ID), by which a receiver knows it.
//   - Nobody waits for anybody: a receiver that is slow or down holds up its own deliveries only.
//   - What has ended is kept for Kept, and then forgotten.
//   - No text holds the contact data of a customer.
package notify

import (
	"context"
	"crypto/tls"
	"embed"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/cosell/cosell/eventstore/postgres/migrate"
	"github.com/cosell/cosell/projections/runner"
)

//go:embed migrations
var migrations embed.FS

// Migrate makes the tables of notices, deliveries and webhooks, or brings them up to what this package expects.
func Migrate(ctx context.Context, pool *pgxpool.Pool) error {
	return migrate.Up(ctx, pool, migrate.Set{Schema: "cosell_ops", Owner: "notify", Files: migrations})
}

// Clock tells the time, and wakes after some of it.
type Clock interface {
	Now() time.Time
	After(time.Duration) <-chan time.Time
}

type systemClock struct{}

func (systemClock) Now() time.Time                         { return time.Now() }
func (systemClock) After(d time.Duration) <-chan time.Time { return time.After(d) }

// Options are what notices are sent with. Pool and Members are required.
type Options struct {
	Pool    *pgxpool.Pool
	Members Members
	Mail    *Mailer // nil: mail is recorded as skipped
	BaseURL string  // of the portal, for links in mail: "https://cosell.example"; no links when ""
	// PrivateWebhooks allows receivers on plain HTTP and at addresses of the own network.
	PrivateWebhooks bool
	WebhookTimeout  time.Duration // of one attempt; 15 s when 0
	WebhookTLS      *tls.Config   // nil trusts what the machine trusts
	Clock           Clock         // the machine's when nil; the same time as the log's
	Log             *slog.Logger  // discards when nil
	Hook            func(Point)   // called between durable steps, so that tests can crash there; nil for none
}

// Point is a place between two durable steps of a notice.
type Point string

// The points, in the order of a notice's life.
const (
	Expanded Point = "expanded" // its deliveries are stored
	Sent     Point = "sent"     // a delivery was answered or has failed, and does not say so
	Settled  Point = "settled"  // the delivery says so
	Pruned   Point = "pruned"   // what ended long ago is forgotten
)

// Name is the name of the consumer.
const Name = "notifications"

// pace lets notices of events that come without a pause be made together: nobody waits for them.
const pace = 25 * time.Millisecond

// Stale is the age at which a notice is not sent by itself any more when its deliveries are made: such as one of an old log
// that a new database reads. The deliveries are recorded as skipped and may be sent by hand.
const Stale = 72 * time.Hour

// Consumer turns events into notices, and sends them in the process that owns it.
func Consumer(o Options) runner.Consumer {
	if o.Clock == nil {
		o.Clock = systemClock{}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Hook == nil {
		o.Hook = func(Point) {}
	}
	if o.WebhookTimeout == 0 {
		o.WebhookTimeout = 15 * time.Second
	}
	s := newSender(o)
	return runner.Consumer{
		Name:      Name,
		Version:   1,
		Pace:      pace,
		Tables:    []string{"cosell_ops.notice_subjects"},
		Apply:     s.apply,
		Committed: s.committed,
		Owner:     s.run,
	}
}

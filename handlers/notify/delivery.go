package notify

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/cosell/cosell/domain"
)

// State says what became of a delivery.
type State string

// The states of a delivery.
const (
	StatePending State = "pending" // to be sent, or sent again
	StateSent    State = "sent"    // the receiver took it
	StateFailed  State = "failed"  // nobody tries again by itself
	StateSkipped State = "skipped" // it was not to be sent
)

// Delivery is a notice on its way to one recipient.
type Delivery struct {
	ID        domain.ID       `json:"id" db:"id" doc:"Its id: webhook-id or, with a domain, Message-ID."`
	Notice    domain.ID       `json:"notice" db:"notice" doc:"What is told."`
	Kind      Kind            `json:"kind" db:"kind" doc:"Kind of the notice."`
	Channel   string          `json:"channel" db:"channel" doc:"mail or webhook."`
	Recipient string          `json:"recipient" db:"recipient" doc:"The member, or the webhook."`
	State     State           `json:"state" db:"state" doc:"pending, sent, failed or skipped."`
	Reason    string          `json:"reason,omitempty" db:"reason" doc:"Why it was skipped."`
	Attempts  int             `json:"attempts" db:"attempts" doc:"How often it was tried."`
	RetryAt   time.Time       `json:"retryAt" db:"retry_at" doc:"When a pending one is tried next, at the earliest."`
	Status    int             `json:"status,omitempty" db:"status" doc:"Code that the receiver last answered."`
	LastError string          `json:"lastError,omitempty" db:"last_error" doc:"Why the last attempt was not taken."`
	Payload   json.RawMessage `json:"payload" db:"payload" doc:"What is sent: JSON."`
	CreatedAt time.Time       `json:"createdAt" db:"created_at" doc:"When it was made."`
	ChangedAt time.Time       `json:"changedAt" db:"changed_at" doc:"When it last changed."`
}

const deliveryColumns = `d.id, d.notice, (select n.kind from cosell_ops.notices n where n.id = d.notice) as kind, d.channel,
d.recipient, d.state, d.reason, d.attempts, d.retry_at, d.status, d.last_error, d.payload, d.created_at, d.changed_at`

// Resend makes a delivery pending again, whatever became of it, to be sent at once with the same id and payload: for
// operators. A delivery that is not known is false.
func Resend(ctx context.Context, pool *pgxpool.Pool, now time.Time, id domain.ID) (known bool, err error) {
	if !id.Valid() {
		return false, nil
	}
	rows, err := pool.Query(ctx, resendSQL, now, id)
	if err != nil {
		return false, err
	}
	again, err := pgx.CollectRows(rows, scanDelivery)
	return len(again) > 0, err
}

const resendSQL = `with d as (
    update cosell_ops.deliveries set state = 'pending', reason = '', attempts = 0, retry_at = $1, changed_at = $1
    where id = $2 returning *
), told as materialized (select pg_notify('` + channel + `', '') from d)
select ` + deliveryColumns + ` from d cross join told`

// due is a delivery that is to be sent now.
type due struct {
	ID        domain.ID `db:"id"`
	Recipient string    `db:"recipient"`
	Address   string    `db:"address"`
	Payload   string    `db:"payload"`
	Attempts  int       `db:"attempts"`
}

// due reads deliveries of a lane that are to be sent now, those that wait longest first.
func (s *sender) due(ctx context.Context, lane string, limit int) ([]due, error) {
	rows, err := s.Pool.Query(ctx, `select id, recipient, address, payload, attempts from cosell_ops.deliveries
where lane = $1 and state = 'pending' and retry_at <= $2 order by retry_at, seq limit $3`, lane, s.Clock.Now(), limit)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[due])
}

// outcome is what an attempt led to.
type outcome struct {
	state   State
	reason  string
	status  int
	err     error
	retryAt time.Time
}

// recordWithin bounds how long the outcome of an attempt may take to be written when everything else is ending.
const recordWithin = 3 * time.Second

// record writes what an attempt led to, also when ctx has ended meanwhile: what was sent is to be known as sent.
func (s *sender) record(ctx context.Context, id domain.ID, o outcome) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordWithin)
	defer cancel()
	failure, now := "", s.Clock.Now()
	if o.err != nil {
		failure = clip(o.err.Error())
		s.Log.WarnContext(ctx, "delivery not taken", "delivery", id, "state", o.state, "status", o.status) // why may name a person
	}
	if o.retryAt.IsZero() {
		o.retryAt = now
	}
	_, err := s.Pool.Exec(ctx, `update cosell_ops.deliveries set state = $2, reason = $3, attempts = attempts + 1, retry_at = $4,
    status = $5, last_error = $6, changed_at = $7 where id = $1 and state = 'pending'`,
		id, o.state, o.reason, o.retryAt, o.status, failure, now)
	if err == nil {
		s.Hook(Settled)
	}
	return err
}

// next is when the first pending delivery of a lane may be sent; zero when there is none.
func (s *sender) next(ctx context.Context, lane string) (next time.Time, err error) {
	err = s.Pool.QueryRow(ctx, `select retry_at from cosell_ops.deliveries
where lane = $1 and state = 'pending' order by retry_at limit 1`, lane).Scan(&next)
	if errors.Is(err, pgx.ErrNoRows) {
		err = nil
	}
	return next, err
}

// clip keeps the beginning of a text that somebody else wrote, without what Postgres does not take.
func clip(s string) string {
	const most = 500
	clean := make([]rune, 0, most)
	for _, r := range s {
		if r != 0 && len(clean) < most {
			clean = append(clean, r)
		}
	}
	return string(clean)
}

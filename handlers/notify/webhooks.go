package notify

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/cosell/cosell/domain"
)

// Webhooks keeps subscriptions, and tells what became of their deliveries. It may be used concurrently.
type Webhooks struct {
	pool    *pgxpool.Pool
	clock   func() time.Time
	private bool
}

// NewWebhooks makes the service. private allows receivers on plain HTTP and in the own network, as
// Options.PrivateWebhooks does.
func NewWebhooks(pool *pgxpool.Pool, clock func() time.Time, private bool) *Webhooks {
	return &Webhooks{pool, clock, private}
}

const webhookColumns = `id, url, kinds, member, active, inactive_why, failing_since, created_at`

// Subscribe keeps a new webhook of the caller's organisation, and tells its key.
func (w *Webhooks) Subscribe(ctx context.Context, who domain.Caller, s Subscription) (Webhook, error) {
	if err := administers(who); err != nil {
		return Webhook{}, err
	}
	if err := domain.Invalid(w.check(s)); err != nil {
		return Webhook{}, err
	}
	hook := Webhook{
		ID: domain.ID(uuid.NewString()), URL: s.URL, Kinds: append([]Kind{}, s.Kinds...), Member: who.Member, Active: true,
		CreatedAt: w.now(), Secret: newSecret(),
	}
	if err := pgx.BeginFunc(ctx, w.pool, func(tx pgx.Tx) error { return add(ctx, tx, who.Org, &hook) }); err != nil {
		return Webhook{}, err
	}
	return hook, nil
}

// add writes a webhook where there is room for another. Those who subscribe for one organisation take turns.
func add(ctx context.Context, tx pgx.Tx, org domain.Org, h *Webhook) error {
	if _, err := tx.Exec(ctx, `select pg_advisory_xact_lock(hashtextextended('cosell:webhooks:' || $1, 0))`, org); err != nil {
		return err
	}
	var others int
	if err := tx.QueryRow(ctx, `select count(*) from cosell_ops.webhooks where org = $1`, org).Scan(&others); err != nil {
		return err
	}
	if others >= MaxWebhooks {
		return invalid("url", "too-many-webhooks", fmt.Sprintf("An organisation has at most %d webhooks.", MaxWebhooks))
	}
	_, err := tx.Exec(ctx, `
insert into cosell_ops.webhooks (id, org, member, url, secret, kinds, created_at) values ($1, $2, $3, $4, $5, $6, $7)`,
		h.ID, org, h.Member, h.URL, h.Secret, h.Kinds, h.CreatedAt)
	return err
}

// List returns the webhooks of the caller's organisation in the order in which they were subscribed, without their keys.
func (w *Webhooks) List(ctx context.Context, who domain.Caller) ([]Webhook, error) {
	if err := administers(who); err != nil {
		return nil, err
	}
	rows, err := w.pool.Query(ctx, `
select `+webhookColumns+` from cosell_ops.webhooks where org = $1 order by created_at, id`, who.Org)
	if err != nil {
		return nil, err
	}
	hooks, err := pgx.CollectRows(rows, pgx.RowToStructByNameLax[Webhook])
	for i := range hooks {
		hooks[i].utc()
	}
	return hooks, err
}

// Delete ends a webhook of the caller's organisation. Posts that wait are not sent any more; what became of the others stays.
func (w *Webhooks) Delete(ctx context.Context, who domain.Caller, id domain.ID) error {
	if err := administers(who); err != nil {
		return err
	}
	if !id.Valid() {
		return ErrNoWebhook
	}
	tag, err := w.pool.Exec(ctx, `delete from cosell_ops.webhooks where org = $1 and id = $2`, who.Org, id)
	if err == nil && tag.RowsAffected() == 0 {
		return ErrNoWebhook
	}
	return err
}

// Rotate gives a webhook a new key, and tells it. The old one goes on signing beside it for Overlap.
func (w *Webhooks) Rotate(ctx context.Context, who domain.Caller, id domain.ID) (Webhook, error) {
	if err := administers(who); err != nil {
		return Webhook{}, err
	}
	if !id.Valid() {
		return Webhook{}, ErrNoWebhook
	}
	secret := newSecret()
	rows, err := w.pool.Query(ctx, `update cosell_ops.webhooks set former_secret = secret, former_until = $3, secret = $4
where org = $1 and id = $2 returning `+webhookColumns, who.Org, id, w.now().Add(Overlap), secret)
	if err != nil {
		return Webhook{}, err
	}
	hooks, err := pgx.CollectRows(rows, pgx.RowToStructByNameLax[Webhook])
	if err != nil {
		return Webhook{}, err
	}
	if len(hooks) == 0 {
		return Webhook{}, ErrNoWebhook
	}
	hooks[0].utc()
	hooks[0].Secret = secret
	return hooks[0], nil
}

func (w *Webhooks) now() time.Time { return w.clock().UTC().Truncate(time.Microsecond) }

func (h *Webhook) utc() {
	h.CreatedAt = h.CreatedAt.UTC()
	if h.FailingSince != nil {
		since := h.FailingSince.UTC()
		h.FailingSince = &since
	}
}

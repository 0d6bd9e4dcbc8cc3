package notify

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/projections/page"
	"github.com/cosell/cosell/projections/runner"
)

// LogSorts are the orders of the delivery log: as they were made, or with "-at" the newest first, as it is by itself.
var LogSorts = page.Sorts{{Name: "at", Keys: []page.Key{{SQL: "created_at", Kind: page.Time}}}}

const newestFirst = "-at"

// Deliveries returns what was sent, or is to be, to a webhook of the caller's organisation; the newest first unless the
// request says "at". A webhook that was deleted is not there, nor is what ended longer ago than Kept.
func (w *Webhooks) Deliveries(ctx context.Context, who domain.Caller, id domain.ID, r page.Request) (p page.Page[Delivery], err error) {
	if err = administers(who); err != nil {
		return p, err
	}
	if err = w.has(ctx, who, id); err != nil {
		return p, err
	}
	if r.Sort == "" {
		r.Sort = newestFirst
	}
	order, err := LogSorts.Parse(r.Sort)
	if err != nil {
		return p, err
	}
	limit, err := r.Rows()
	if err != nil {
		return p, err
	}
	if p.Position, err = runner.Reached(ctx, w.pool, Name); err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return p, err
	}
	var where page.Where
	where.And("channel = 'webhook' and org = ? and recipient = ?", string(who.Org), string(id))
	if r.Cursor != "" {
		place, err := order.Place(LogName, r.Cursor)
		if err != nil {
			return p, err
		}
		where.Behind(order, place)
	}
	return p, w.readPage(ctx, &p, order, &where, limit)
}

// LogName is what cursors of the delivery log name.
const LogName = "deliveries"

// readPage reads one row more than asked for, to know whether there is another page.
func (w *Webhooks) readPage(ctx context.Context, p *page.Page[Delivery], o page.Order, where *page.Where, limit int) error {
	sql := fmt.Sprintf(`select %s from cosell_ops.deliveries d%s order by %s limit %d`, deliveryColumns, where.SQL(), o.SQL(), limit+1)
	rows, err := w.pool.Query(ctx, sql, where.Args()...)
	if err != nil {
		return err
	}
	if p.Items, err = pgx.CollectRows(rows, scanDelivery); err != nil || len(p.Items) <= limit {
		return err
	}
	p.Items = p.Items[:limit]
	last := p.Items[limit-1]
	at := last.CreatedAt.Format("2006-01-02 15:04:05.999999Z07")
	p.Next, err = o.Cursor(LogName, page.Place{Keys: []*string{&at}, ID: last.ID})
	return err
}

func scanDelivery(row pgx.CollectableRow) (Delivery, error) {
	d, err := pgx.RowToStructByName[Delivery](row)
	d.RetryAt, d.CreatedAt, d.ChangedAt = d.RetryAt.UTC(), d.CreatedAt.UTC(), d.ChangedAt.UTC()
	return d, err
}

// Resend sends a delivery to a webhook of the caller's organisation again, whatever became of it: the same payload with the
// same id, at once.
func (w *Webhooks) Resend(ctx context.Context, who domain.Caller, id domain.ID) (Delivery, error) {
	if err := administers(who); err != nil {
		return Delivery{}, err
	}
	if err := w.takes(ctx, who, id); err != nil {
		return Delivery{}, err
	}
	rows, err := w.pool.Query(ctx, resendSQL, w.now(), id)
	if err != nil {
		return Delivery{}, err
	}
	d, err := pgx.CollectExactlyOneRow(rows, scanDelivery)
	if errors.Is(err, pgx.ErrNoRows) {
		err = ErrNoWebhook // it was forgotten in between
	}
	return d, err
}

// takes refuses a delivery that is not to a webhook of the caller's organisation, or to one that is not posted to.
func (w *Webhooks) takes(ctx context.Context, who domain.Caller, delivery domain.ID) error {
	if !delivery.Valid() {
		return ErrNoWebhook
	}
	var why string
	err := w.pool.QueryRow(ctx, `select inactive_why from cosell_ops.webhooks where org = $2 and id::text = (
    select recipient from cosell_ops.deliveries where id = $1 and channel = 'webhook')`, delivery, who.Org).Scan(&why)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return ErrNoWebhook
	case err != nil:
		return err
	case why == inactiveGone:
		return ErrWebhookGone
	case why == inactiveFailing:
		return ErrWebhookFailing
	}
	return nil
}

// has tells whether the caller's organisation has such a webhook.
func (w *Webhooks) has(ctx context.Context, who domain.Caller, id domain.ID) error {
	if !id.Valid() {
		return ErrNoWebhook
	}
	var there bool
	err := w.pool.QueryRow(ctx, `select exists (select from cosell_ops.webhooks where org = $1 and id = $2)`, who.Org, id).Scan(&there)
	if err == nil && !there {
		return ErrNoWebhook
	}
	return err
}

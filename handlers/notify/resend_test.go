package notify_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/handlers/notify"
)

func TestADeliveryIsSentAgainAtOnceWhileTheClockStandsStill(t *testing.T) {
	t.Parallel()
	w, s, box := newWorld(t), newSink(t), newReceiver(t)
	w.subscribe(t, carl, box.URL)
	r := w.start(t, notify.Options{Mail: mailer(t, s), PrivateWebhooks: true}, nil)
	w.offer(t, dealID)
	r.settled(t, 2)
	rows, now := w.rows(t), w.clock.Now()
	again := func() {
		for p := range r.points {
			if p == notify.Settled {
				return
			}
		}
	}
	for range 3 {
		known, err := notify.Resend(t.Context(), w.pool, now, rows[0].ID)
		require.NoError(t, err)
		require.True(t, known)
		again()
		d, err := w.hooks.Resend(t.Context(), carl, rows[1].ID)
		require.NoError(t, err)
		require.Equal(t, []any{notify.StatePending, 0, notify.OfferReceived}, []any{d.State, d.Attempts, d.Kind})
		again()
	}
	require.Equal(t, now, w.clock.Now())
	require.Equal(t, []int{4, 4}, []int{len(s.mails), len(box.posts)})
	for i, bad := range []domain.ID{"", "x", "' or true --", dealID.Derive("nothing")} {
		known, err := notify.Resend(t.Context(), w.pool, now, bad)
		require.NoError(t, err, strconv.Itoa(i))
		require.False(t, known)
		_, err = w.hooks.Resend(t.Context(), carl, bad)
		require.ErrorIs(t, err, notify.ErrNoWebhook)
	}
}

func TestADeliveryIsFoundByItsKey(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, err := w.pool.Exec(t.Context(), `
with n as (
    insert into cosell_ops.notices (id, kind, deal_kind, deal, org, audience, facts, revision, position, at, expanded_at)
    values (gen_random_uuid(), 'accepted', 'opportunity', gen_random_uuid(), 'vendor', '{}', '{}', 1, 'x', $1, $1) returning id)
insert into cosell_ops.deliveries (id, notice, org, channel, recipient, address, lane, payload, state, retry_at, created_at, changed_at)
select gen_random_uuid(), id, 'vendor', 'mail', 'x', '', 'mail', '{}', 'sent', $1, $1, $1 from n, generate_series(1, 2000)`, begin)
	require.NoError(t, err)
	_, err = w.pool.Exec(t.Context(), `analyze cosell_ops.deliveries`)
	require.NoError(t, err)
	rows, err := w.pool.Query(t.Context(), `explain `+notify.ResendSQL, begin, dealID)
	require.NoError(t, err)
	plan, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	require.Contains(t, strings.Join(plan, "\n"), "using deliveries_pkey")
	require.NotContains(t, strings.Join(plan, "\n"), "Seq Scan on deliveries")
}

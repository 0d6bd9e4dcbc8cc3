package notify_test

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/handlers/notify"
	"github.com/cosell/cosell/projections/page"
)

var newest = page.Request{Limit: 10}

func (w *world) count(t *testing.T, table string) (n int) {
	t.Helper()
	require.NoError(t, w.pool.QueryRow(t.Context(), `select count(*) from cosell_ops.`+table).Scan(&n))
	return n
}

// pruned lets time pass, an hour more than it says, and waits until a round of forgetting that began after it has ended:
// the first to end may have begun before.
func (r *running) pruned(t *testing.T, after time.Duration) {
	t.Helper()
	for len(r.points) > 0 {
		<-r.points
	}
	for _, passing := range []time.Duration{after, time.Hour} {
		r.w.clock.add(passing)
		r.pass(t, notify.Pruned, 1)
	}
}

func TestWhatEndedNinetyDaysAgoIsForgottenAndNotSentAgainByARebuild(t *testing.T) {
	t.Parallel()
	w, s, box := newWorld(t), newSink(t), newReceiver(t)
	w.subscribe(t, carl, box.URL)
	o := notify.Options{Mail: mailer(t, s), PrivateWebhooks: true}
	r := w.start(t, o, nil)
	w.offer(t, dealID)
	r.settled(t, 2)
	r.pruned(t, notify.Kept-3*time.Hour)
	require.Equal(t, []int{1, 2}, []int{w.count(t, "notices"), w.count(t, "deliveries")}, "not yet")
	r.pruned(t, 3*time.Hour)
	require.Equal(t, []int{0, 0}, []int{w.count(t, "notices"), w.count(t, "deliveries")})
	r.stop()

	_, err := w.pool.Exec(t.Context(), `delete from cosell_ops.checkpoints`)
	require.NoError(t, err)
	r = w.start(t, o, nil)
	r.expanded(t)
	rows := w.rows(t)
	require.Len(t, rows, 2)
	for _, old := range rows {
		require.Equal(t, []string{"skipped", "stale"}, []string{old.State, old.Reason}, "the age is that of the event")
	}
	w.offer(t, dealID.Derive("fresh"))
	r.settled(t, 2)
	require.Len(t, s.mails, 2)
	require.Len(t, box.posts, 2)
	r.pruned(t, notify.Kept+time.Hour)
	require.Zero(t, w.count(t, "deliveries"))
}

func TestWhatIsNotAtItsEndIsKept(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := w.start(t, notify.Options{}, nil)
	clocks := notify.Notice{
		ID: notify.NoticeID(dealID, notify.Stalled, carl.Org), Kind: notify.Stalled, Org: carl.Org, To: notify.Administrators(""),
		Deal: notify.Deal{Kind: "opportunity", ID: dealID}, At: w.clock.Now(),
	}
	queue := func() {
		require.NoError(t, pgx.BeginFunc(t.Context(), w.pool, func(tx pgx.Tx) error { return notify.Queue(t.Context(), tx, clocks) }))
	}
	queue()
	w.offer(t, dealID)
	w.offer(t, dealID.Derive("again"))
	w.offer(t, dealID.Derive("waiting"))
	r.expanded(t)
	set := func(id domain.ID, state string) {
		_, err := w.pool.Exec(t.Context(), `update cosell_ops.deliveries d set state = $2, changed_at = case when $2 = 'failed' then $3 else changed_at end
from cosell_ops.notices n where n.id = d.notice and n.deal = $1 and n.position <> ''`, id, state, w.clock.Now().Add(notify.Kept))
		require.NoError(t, err)
	}
	set(dealID.Derive("again"), "failed") // ended much later than it was made
	set(dealID.Derive("waiting"), "pending")
	r.pruned(t, notify.Kept+time.Hour)
	var left []string
	rows, err := w.pool.Query(t.Context(), `select state from cosell_ops.deliveries order by state`)
	require.NoError(t, err)
	left, err = pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	require.Equal(t, []string{"failed", "pending"}, left)
	require.Equal(t, 3, w.count(t, "notices"), "and the clock's, which is not told again when it goes off anew")
	clocks.At = w.clock.Now()
	queue()
	w.offer(t, dealID.Derive("next"))
	r.expanded(t)
	require.Equal(t, 3, w.count(t, "deliveries"))
}

func TestMoreThanAPageIsForgottenInOneRound(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, err := w.pool.Exec(t.Context(), `
with n as (
    insert into cosell_ops.notices (id, kind, deal_kind, deal, org, audience, facts, revision, position, at, expanded_at)
    select gen_random_uuid(), 'accepted', 'opportunity', gen_random_uuid(), 'vendor', '{}', '{}', 1, 'x', $1, $1
    from generate_series(1, 1200) returning id)
insert into cosell_ops.deliveries (id, notice, org, channel, recipient, address, lane, payload, state, retry_at, created_at, changed_at)
select gen_random_uuid(), id, 'vendor', 'mail', 'x', '', 'mail', '{}', 'sent', $1, $1, $1 from n`, begin.Add(-notify.Kept-time.Hour))
	require.NoError(t, err)
	r := w.start(t, notify.Options{}, nil)
	r.pass(t, notify.Pruned, 1)
	require.Equal(t, []int{0, 0}, []int{w.count(t, "notices"), w.count(t, "deliveries")})
}

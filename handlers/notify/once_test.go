package notify_test

import (
	"context"
	"errors"
	"strconv"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/handlers/notify"
)

func TestWhatWasToldIsNotToldAgainByARebuild(t *testing.T) {
	t.Parallel()
	w, s, box := newWorld(t), newSink(t), newReceiver(t)
	w.subscribe(t, carl, box.URL)
	o := notify.Options{Mail: mailer(t, s), PrivateWebhooks: true}
	r := w.start(t, o, nil)
	w.offer(t, dealID)
	r.settled(t, 2)
	before := w.rows(t)
	r.stop()
	_, err := w.pool.Exec(t.Context(), `delete from cosell_ops.checkpoints`)
	require.NoError(t, err)
	r = w.start(t, o, nil)
	w.offer(t, dealID.Derive("another"))
	r.settled(t, 2)
	require.Equal(t, before, w.rows(t)[:2])
	require.Len(t, s.mails, 2)
	require.Len(t, box.posts, 2)
}

func TestAnOldLogMailsNobodyInANewDatabase(t *testing.T) {
	t.Parallel()
	w, s, box := newWorld(t), newSink(t), newReceiver(t)
	w.offer(t, dealID)
	w.clock.add(notify.Stale + time.Second)
	w.offer(t, dealID.Derive("fresh"))
	w.subscribe(t, carl, box.URL)
	r := w.start(t, notify.Options{Mail: mailer(t, s), PrivateWebhooks: true}, nil)
	r.settled(t, 2)
	rows := w.rows(t)
	for _, old := range rows[:2] {
		require.Equal(t, []string{"skipped", "stale"}, []string{old.State, old.Reason})
	}
	require.Len(t, s.mails, 1)
	require.Len(t, box.posts, 1)
	_, err := w.hooks.Resend(t.Context(), carl, rows[1].ID)
	require.NoError(t, err)
	r.settled(t, 1)
	require.Len(t, box.posts, 2, "it may be sent by hand")
}

func TestACrashBetweenSendingAndSayingSoSendsTheSameAgain(t *testing.T) {
	t.Parallel()
	for _, point := range []notify.Point{notify.Expanded, notify.Sent, notify.Settled} {
		t.Run(string(point), func(t *testing.T) {
			t.Parallel()
			w, s, box := newWorld(t), newSink(t), newReceiver(t)
			o := notify.Options{Mail: mailer(t, s)}
			if point == notify.Sent {
				o = notify.Options{PrivateWebhooks: true}
				w.subscribe(t, carl, box.URL)
			}
			r := w.start(t, o, func(p notify.Point) bool { return p == point })
			w.offer(t, dealID)
			<-r.dead
			r.stop()
			r = w.start(t, o, nil)
			if point != notify.Settled {
				r.settled(t, 1)
			}
			w.offer(t, dealID.Derive("next"))
			r.settled(t, 1)
			if point == notify.Sent {
				first, again := box.next(t), box.next(t)
				require.Equal(t, first.header.Get("webhook-id"), again.header.Get("webhook-id"))
				require.Len(t, box.posts, 1)
				return
			}
			require.Len(t, s.mails, 2)
		})
	}
}

func TestAMailThatWasSentWhenTheProcessDiedIsSentAgainWithItsMessageID(t *testing.T) {
	t.Parallel()
	w, s := newWorld(t), newSink(t)
	o := notify.Options{Mail: mailer(t, s)}
	r := w.start(t, o, func(p notify.Point) bool { return p == notify.Sent })
	w.offer(t, dealID)
	<-r.dead
	r.stop()
	w.start(t, o, nil).settled(t, 1)
	first, again := <-s.mails, <-s.mails
	require.Equal(t, first.header.Get("Message-Id"), again.header.Get("Message-Id"))
	require.Equal(t, "sent", w.rows(t)[0].State)
}

func TestManagersQueueANoticeOnce(t *testing.T) {
	t.Parallel()
	w, s := newWorld(t), newSink(t)
	r := w.start(t, notify.Options{Mail: mailer(t, s)}, nil)
	w.offer(t, dealID)
	r.settled(t, 1)
	require.Equal(t, "New offer: Fleet <renewal> & more", (<-s.mails).subject)
	n := notify.Notice{
		ID: notify.NoticeID(dealID, notify.ExpiringSoon, carl.Org), Kind: notify.ExpiringSoon,
		Deal: notify.Deal{Kind: "opportunity", ID: dealID}, Org: carl.Org, To: notify.Administrators(""),
		Facts: notify.Facts{Deadline: begin.Add(time.Hour)}, At: w.clock.Now(),
	}
	for range 2 {
		require.NoError(t, pgx.BeginFunc(t.Context(), w.pool, func(tx pgx.Tx) error { return notify.Queue(t.Context(), tx, n, n) }))
		require.NoError(t, pgx.BeginFunc(t.Context(), w.pool, func(tx pgx.Tx) error { return notify.Queue(t.Context(), tx) }))
	}
	w.clock.add(5 * time.Second)
	r.settled(t, 1)
	require.Equal(t, "Answer due soon: Fleet <renewal> & more", (<-s.mails).subject, "a name that is not given is looked up")
	require.Len(t, w.rows(t), 2)
	require.ErrorIs(t, pgx.BeginFunc(t.Context(), w.pool, func(tx pgx.Tx) error {
		n.ID = n.ID.Derive("rolled back")
		return errors.Join(notify.Queue(t.Context(), tx, n), context.Canceled)
	}), context.Canceled)
	w.offer(t, dealID.Derive("next"))
	r.settled(t, 1)
	require.Len(t, w.rows(t), 3)
}

func TestTheNameOfAnothersReferralIsNotLookedUp(t *testing.T) {
	t.Parallel()
	w, box := newWorld(t), newReceiver(t)
	w.subscribe(t, manager, box.URL)
	r := w.start(t, private, nil)
	w.invite(t, fabrikam, inviteeID)
	r.expanded(t)
	n := notify.Notice{
		ID: notify.NoticeID(inviteeID, notify.ExceptionOverdue, domain.Vendor), Kind: notify.ExceptionOverdue,
		Deal: notify.Deal{Kind: "referral", ID: inviteeID}, Org: domain.Vendor, To: notify.Reviewers(), At: w.clock.Now(),
	}
	require.NoError(t, pgx.BeginFunc(t.Context(), w.pool, func(tx pgx.Tx) error { return notify.Queue(t.Context(), tx, n) }))
	w.clock.add(5 * time.Second)
	r.settled(t, 1)
	require.NotContains(t, string(box.next(t).body), "Joint deal")
}

// stubborn cannot read the members of one organisation.
type stubborn struct {
	notify.Members
	of   domain.Org
	mend chan struct{}
}

func (s stubborn) Of(ctx context.Context, org domain.Org, f notify.Filter) ([]notify.Member, error) {
	select {
	case <-s.mend:
	default:
		if org == s.of {
			return nil, errors.New("cannot be read")
		}
	}
	return s.Members.Of(ctx, org, f)
}

func TestMembersThatCannotBeReadHoldUpTheirOwnNoticesOnly(t *testing.T) {
	t.Parallel()
	w, s := newWorld(t), newSink(t)
	members := stubborn{notify.NewMembers(w.load, w.wishes), domain.Org(contoso), make(chan struct{})}
	r := w.start(t, notify.Options{Mail: mailer(t, s), Members: members}, nil)
	for i := range 3 {
		w.offer(t, dealID.Derive(strconv.Itoa(i)))
	}
	w.invite(t, fabrikam, dealID.Derive("referral"))
	r.settled(t, 1)
	require.Equal(t, "fay@example.com", (<-s.mails).to)
	close(members.mend)
	w.clock.add(time.Minute)
	r.settled(t, 3)
	require.Len(t, s.mails, 3)
}

package notify_test

import (
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/handlers/notify"
)

// hook is the one webhook of carl's.
func (w *world) hook(t *testing.T) notify.Webhook {
	t.Helper()
	hooks, err := w.hooks.List(t.Context(), carl)
	require.NoError(t, err)
	require.Len(t, hooks, 1)
	return hooks[0]
}

// exhaust lets every attempt at the posts that wait fail, until none is pending.
func (r *running) exhaust(t *testing.T) {
	t.Helper()
	for {
		var left *time.Duration
		require.NoError(t, r.w.pool.QueryRow(t.Context(), `
select min(retry_at) - $1 from cosell_ops.deliveries where state = 'pending' and channel = 'webhook'`, r.w.clock.Now()).Scan(&left))
		if left == nil {
			return
		}
		r.w.clock.add(max(*left, 0))
		r.settled(t, 1)
	}
}

func TestAReceiverThatFailsForFiveDaysRunningIsPostedToNoMore(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	box := newReceiver(t, func(rw http.ResponseWriter, _ *http.Request) { rw.WriteHeader(http.StatusInternalServerError) })
	w.subscribe(t, carl, box.URL)
	r := w.start(t, private, nil)
	w.offer(t, dealID)
	r.settled(t, 1)
	since := w.hook(t).FailingSince
	r.exhaust(t)
	require.True(t, w.hook(t).Active, "three days are not enough")

	w.clock.add(since.Add(notify.Patience).Sub(w.clock.Now()) - time.Hour)
	w.offer(t, dealID.Derive("last"))
	r.settled(t, 1)
	require.True(t, w.hook(t).Active, "nor is an hour less than five")
	r.exhaust(t)
	h := w.hook(t)
	require.Equal(t, []any{false, "failing", since}, []any{h.Active, h.InactiveWhy, h.FailingSince})
	rows := w.rows(t)
	last := rows[len(rows)-1]
	require.Equal(t, []any{"webhook", "skipped", "webhook-failing"}, []any{last.Channel, last.State, last.Reason}, "what waits is not sent any more")
	require.Less(t, last.Attempts, 10)

	posts := len(box.posts)
	w.offer(t, dealID.Derive("unheard"))
	r.expanded(t)
	require.Len(t, box.posts, posts)
	_, err := w.hooks.Resend(t.Context(), carl, last.ID)
	require.ErrorIs(t, err, notify.ErrWebhookFailing)
}

func TestASuccessInBetweenStartsTheFiveDaysAnew(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var works atomic.Bool
	box := newReceiver(t, func(rw http.ResponseWriter, _ *http.Request) {
		if !works.Load() {
			rw.WriteHeader(http.StatusInternalServerError)
		}
	})
	w.subscribe(t, carl, box.URL)
	r := w.start(t, private, nil)
	for i, good := range []bool{false, true, false} {
		works.Store(good)
		w.offer(t, dealID.Derive(strconv.Itoa(i)))
		r.settled(t, 1)
		r.exhaust(t)
		w.clock.add(notify.Patience - 4*24*time.Hour)
	}
	h := w.hook(t)
	require.True(t, h.Active)
	require.Empty(t, h.InactiveWhy)
	require.Less(t, w.clock.Now().Sub(*h.FailingSince), notify.Patience)
}

func TestWhatWentWrongTellsNothingOfOurNetwork(t *testing.T) {
	t.Parallel()
	cert, _ := certificate(t)
	secure := httptest.NewUnstartedServer(http.NotFoundHandler())
	secure.TLS = &tls.Config{Certificates: []tls.Certificate{*cert}}
	secure.StartTLS()
	t.Cleanup(secure.Close)
	plain, closed, rude := newReceiver(t), newReceiver(t), newReceiver(t, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	closed.Close()
	for name, c := range map[string]struct {
		url  string
		o    notify.Options
		want string
	}{
		"an address of the own network": {strings.Replace(plain.URL, "127.0.0.1", "localhost", 1), notify.Options{}, "the receiver's address is not a public one"},
		"nobody there":                  {closed.URL, private, "connect: connection refused"},
		"breaking off":                  {rude.URL, private, "the receiver broke off the connection"},
		"an unknown authority":          {secure.URL, private, "the receiver's certificate is not trusted"},
		"no TLS":                        {strings.Replace(plain.URL, "http:", "https:", 1), private, "the receiver does not speak TLS as expected"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			h := w.subscribe(t, carl, c.url)
			r := w.start(t, c.o, nil)
			w.offer(t, dealID)
			r.settled(t, 1)
			log, err := w.hooks.Deliveries(t.Context(), carl, h.ID, newest)
			require.NoError(t, err)
			require.Equal(t, c.want, log.Items[0].LastError)
		})
	}
}

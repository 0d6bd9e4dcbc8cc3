package notify_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/tls"
	"encoding/base64"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/handlers/notify"
)

// posted is a post that a receiver was sent.
type posted struct {
	header http.Header
	body   []byte
}

// receiver is an HTTP receiver of a test. It answers 200 unless it is told otherwise.
type receiver struct {
	*httptest.Server
	posts chan posted
}

func newReceiver(t *testing.T, answer ...http.HandlerFunc) *receiver {
	t.Helper()
	r := &receiver{posts: make(chan posted, 1000)}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		body, _ := io.ReadAll(req.Body)
		r.posts <- posted{req.Header, body}
		for _, a := range answer {
			a(w, req)
		}
	}))
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) next(t *testing.T) posted {
	t.Helper()
	select {
	case p := <-r.posts:
		return p
	case <-t.Context().Done():
		require.Fail(t, "nothing was posted")
		return posted{}
	}
}

var private = notify.Options{PrivateWebhooks: true}

// only is the one delivery to a webhook.
func (w *world) only(t *testing.T) (found row) {
	t.Helper()
	n := 0
	for _, r := range w.rows(t) {
		if r.Channel == "webhook" {
			found, n = r, n+1
		}
	}
	require.Equal(t, 1, n)
	return found
}

func TestANoticeIsPostedSignedAsStandardWebhooksSay(t *testing.T) {
	t.Parallel()
	w, box := newWorld(t), newReceiver(t)
	hook := w.subscribe(t, carl, box.URL+"/in?x=1")
	r := w.start(t, private, nil)
	w.offer(t, dealID)
	r.settled(t, 1)
	p, d := box.next(t), w.only(t)
	require.Equal(t, "sent", d.State)
	require.Equal(t, "application/json", p.header.Get("Content-Type"))
	require.Equal(t, string(d.ID), p.header.Get("webhook-id"))

	verifier, err := standardwebhooks.NewWebhook(hook.Secret)
	require.NoError(t, err)
	require.NoError(t, verifier.VerifyIgnoringTimestamp(p.body, p.header))
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(hook.Secret, "whsec_"))
	require.NoError(t, err)
	require.Len(t, key, 32)
	stamp := p.header.Get("webhook-timestamp")
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	require.NoError(t, err)
	require.WithinRange(t, time.Unix(seconds, 0), begin, begin.Add(time.Minute))
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(string(d.ID) + "." + stamp + "." + string(p.body)))
	require.Equal(t, "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)), p.header.Get("webhook-signature"))

	end, err := w.log.End(t.Context())
	require.NoError(t, err)
	require.JSONEq(t, `{"type": "notice.offer-received", "timestamp": "2026-03-02T09:00:00Z", "data": {
		"kind": "offer-received", "deal": {"kind": "opportunity", "id": "`+string(dealID)+`"}, "revision": 1,
		"position": "`+end.String()+`", 
		"text": "The deal “Fleet <renewal> & more” is offered to you by the vendor. Please answer by 2026-03-16 09:00 UTC.", "org": "`+string(contoso)+`"}}`, string(p.body))
}

func TestAReceiverThatFailsIsTriedNineTimesMore(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	box := newReceiver(t, func(rw http.ResponseWriter, _ *http.Request) { rw.WriteHeader(http.StatusInternalServerError) })
	hook := w.subscribe(t, carl, box.URL)
	r := w.start(t, private, nil)
	w.offer(t, dealID)
	id := ""
	for attempt, wait := range []time.Duration{
		5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 10 * time.Hour, 14 * time.Hour,
		20 * time.Hour, 24 * time.Hour,
	} {
		r.settled(t, 1)
		p, d := box.next(t), w.only(t)
		if id == "" {
			id = p.header.Get("webhook-id")
		}
		require.Equal(t, id, p.header.Get("webhook-id"))
		require.Equal(t, []any{"pending", 500, attempt + 1}, []any{d.State, d.Status, d.Attempts})
		var left time.Duration
		require.NoError(t, w.pool.QueryRow(t.Context(), `select retry_at - changed_at from cosell_ops.deliveries where channel = 'webhook'`).Scan(&left))
		require.GreaterOrEqual(t, left, wait)
		require.LessOrEqual(t, left, wait+wait/5)
		w.clock.add(left)
	}
	r.settled(t, 1)
	d := w.only(t)
	require.Equal(t, []any{"failed", 10, "the receiver answered 500"}, []any{d.State, d.Attempts, d.LastError})
	hooks, err := w.hooks.List(t.Context(), carl)
	require.NoError(t, err)
	require.WithinDuration(t, begin, *hooks[0].FailingSince, time.Minute)
	require.Equal(t, hook.ID, hooks[0].ID)
}

func TestAReceiverIsGivenTheTimeItAsksFor(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var n atomic.Int32
	box := newReceiver(t, func(rw http.ResponseWriter, _ *http.Request) {
		if n.Add(1) == 1 {
			rw.Header().Set("Retry-After", "3600")
			rw.WriteHeader(http.StatusServiceUnavailable)
		}
	})
	w.subscribe(t, carl, box.URL)
	r := w.start(t, private, nil)
	w.offer(t, dealID)
	r.settled(t, 1)
	require.GreaterOrEqual(t, w.only(t).RetryAt.Sub(w.clock.Now()), 59*time.Minute)
	w.clock.add(72 * time.Minute)
	r.settled(t, 1)
	require.Equal(t, "sent", w.only(t).State)
}

func TestAReceiverThatIsGoneIsPostedToNoMore(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	box := newReceiver(t, func(rw http.ResponseWriter, _ *http.Request) { rw.WriteHeader(http.StatusGone) })
	w.subscribe(t, carl, box.URL)
	r := w.start(t, private, nil)
	w.offer(t, dealID)
	r.settled(t, 1)
	d := w.only(t)
	require.Equal(t, []any{"failed", 410, 1}, []any{d.State, d.Status, d.Attempts})
	w.offer(t, dealID.Derive("another"))
	r.expanded(t)
	w.only(t)
	hooks, err := w.hooks.List(t.Context(), carl)
	require.NoError(t, err)
	require.Equal(t, []any{false, "gone"}, []any{hooks[0].Active, hooks[0].InactiveWhy})
	_, err = w.hooks.Resend(t.Context(), carl, d.ID)
	require.ErrorIs(t, err, notify.ErrWebhookGone)
}

func TestAReceiverIsReachedByTLS(t *testing.T) {
	t.Parallel()
	w, box := newWorld(t), newReceiver(t)
	cert, trusted := certificate(t)
	secure := httptest.NewUnstartedServer(box.Config.Handler)
	secure.TLS = &tls.Config{Certificates: []tls.Certificate{*cert}}
	secure.StartTLS()
	t.Cleanup(secure.Close)
	w.subscribe(t, carl, secure.URL)
	r := w.start(t, notify.Options{PrivateWebhooks: true, WebhookTLS: &tls.Config{RootCAs: trusted}}, nil)
	w.offer(t, dealID)
	r.settled(t, 1)
	require.Equal(t, "sent", w.only(t).State)
}

func TestARedirectIsNotFollowed(t *testing.T) {
	t.Parallel()
	w, elsewhere := newWorld(t), newReceiver(t)
	box := newReceiver(t, func(rw http.ResponseWriter, req *http.Request) {
		http.Redirect(rw, req, elsewhere.URL, http.StatusTemporaryRedirect)
	})
	w.subscribe(t, carl, box.URL)
	r := w.start(t, private, nil)
	w.offer(t, dealID)
	r.settled(t, 1)
	require.Equal(t, []any{"pending", 307}, []any{w.only(t).State, w.only(t).Status})
	require.Empty(t, elsewhere.posts)
}

func TestASlowReceiverHoldsUpNobodyElse(t *testing.T) {
	t.Parallel()
	w, quick := newWorld(t), newReceiver(t)
	hang := make(chan struct{})
	slow := newReceiver(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/neighbour" {
			<-hang
		}
	})
	free := func() { close(hang) }
	defer func() { free() }()
	w.subscribe(t, carl, slow.URL)
	w.subscribe(t, carl, quick.URL)
	w.subscribe(t, carl, slow.URL+"/neighbour")
	r := w.start(t, private, nil)
	for i := range 30 {
		w.offer(t, dealID.Derive(strconv.Itoa(i)))
	}
	r.settled(t, 60)
	require.Len(t, quick.posts, 30)
	require.LessOrEqual(t, len(slow.posts), 30+4, "the neighbour's, and of its own only a few at once")
	free()
	free = func() {}
	r.settled(t, 30)
	require.Len(t, slow.posts, 60)
}

func TestAReceiverThatNeverEndsItsAnswerIsNotListenedToForever(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	box := newReceiver(t, func(rw http.ResponseWriter, _ *http.Request) {
		for chunk := make([]byte, 32<<10); ; {
			if _, err := rw.Write(chunk); err != nil {
				return
			}
		}
	})
	silent := newReceiver(t, func(_ http.ResponseWriter, req *http.Request) { <-req.Context().Done() })
	w.subscribe(t, carl, box.URL)
	w.subscribe(t, carl, silent.URL)
	r := w.start(t, notify.Options{PrivateWebhooks: true, WebhookTimeout: 100 * time.Millisecond}, nil)
	w.offer(t, dealID)
	r.settled(t, 2)
	states := map[string]int{}
	for _, d := range w.rows(t) {
		if d.Channel == "webhook" {
			states[d.State]++
		}
	}
	require.Equal(t, map[string]int{"sent": 1, "pending": 1}, states)
}

func TestNoPostGoesToTheOwnNetworkWhateverItsName(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	box := newReceiver(t)
	w.subscribe(t, carl, strings.Replace(box.URL, "127.0.0.1", "localhost", 1))
	r := w.start(t, notify.Options{}, nil)
	w.offer(t, dealID)
	r.settled(t, 1)
	d := w.only(t)
	require.Equal(t, []any{"pending", 0}, []any{d.State, d.Status})
	require.Contains(t, d.LastError, "not a public one")
	require.Empty(t, box.posts)
}

func TestAWebhookIsPostedOnlyWhatItsOrganisationIsToldAndWants(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	partner, other, vendor, picky := newReceiver(t), newReceiver(t), newReceiver(t), newReceiver(t)
	fay := domain.Caller{Member: "fay", Org: domain.Org(fabrikam), Roles: []domain.Role{domain.RoleAdministrator}}
	w.subscribe(t, carl, partner.URL)
	w.subscribe(t, fay, other.URL)
	w.subscribe(t, manager, vendor.URL)
	w.subscribe(t, carl, picky.URL, notify.NoteAdded)
	r := w.start(t, private, nil)
	w.offer(t, dealID)
	r.settled(t, 1)
	require.Len(t, partner.posts, 1)
	require.Empty(t, other.posts)
	require.Empty(t, vendor.posts)
	require.Empty(t, picky.posts)
}

func TestBothKeysSignForAWhileAfterARotation(t *testing.T) {
	t.Parallel()
	w, box := newWorld(t), newReceiver(t)
	old := w.subscribe(t, carl, box.URL)
	fresh, err := w.hooks.Rotate(t.Context(), carl, old.ID)
	require.NoError(t, err)
	require.NotEqual(t, old.Secret, fresh.Secret)
	r := w.start(t, private, nil)
	w.offer(t, dealID)
	r.settled(t, 1)
	p := box.next(t)
	for _, secret := range []string{old.Secret, fresh.Secret} {
		verifier, err := standardwebhooks.NewWebhook(secret)
		require.NoError(t, err)
		require.NoError(t, verifier.VerifyIgnoringTimestamp(p.body, p.header))
	}
	w.clock.add(notify.Overlap)
	_, err = w.hooks.Resend(t.Context(), carl, w.only(t).ID)
	require.NoError(t, err)
	r.settled(t, 1)
	again := box.next(t)
	require.Equal(t, p.body, again.body)
	require.Equal(t, p.header.Get("webhook-id"), again.header.Get("webhook-id"))
	require.Len(t, strings.Fields(again.header.Get("webhook-signature")), 1)
}

func TestPostsThatWaitForADeletedWebhookAreNotSent(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	box := newReceiver(t, func(rw http.ResponseWriter, _ *http.Request) { rw.WriteHeader(http.StatusBadGateway) })
	hook := w.subscribe(t, carl, box.URL)
	r := w.start(t, private, nil)
	w.offer(t, dealID)
	r.settled(t, 1)
	require.NoError(t, w.hooks.Delete(t.Context(), carl, hook.ID))
	w.clock.add(time.Minute)
	r.settled(t, 1)
	d := w.only(t)
	require.Equal(t, []string{"skipped", "webhook-deleted"}, []string{d.State, d.Reason})
	require.Len(t, box.posts, 1)
}

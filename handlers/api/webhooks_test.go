package api_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/partner"
	"github.com/cosell/cosell/handlers/command"
	"github.com/cosell/cosell/handlers/notify"
	"github.com/cosell/cosell/handlers/preferences"
	"github.com/cosell/cosell/projections/runner"
)

// ticking is the world's clock for senders; what waits is woken by the real one, and soon.
type ticking struct{ stopped }

// After is part of notify.Clock.
func (ticking) After(d time.Duration) <-chan time.Time {
	return time.After(min(d, 20*time.Millisecond))
}

// notify has notices told. What is settled comes on the channel.
func (w *world) notify(t *testing.T) <-chan notify.Point {
	t.Helper()
	settled := make(chan notify.Point, 100)
	load := func(ctx context.Context, id domain.ID) (partner.Partner, error) {
		v, err := w.service.Partners.Load(ctx, id, command.AsOf{})
		return v.State, err
	}
	teller, err := runner.New(runner.Options{Store: w.store, Decode: decoder(t), Pool: w.pool, Consumers: []runner.Consumer{notify.Consumer(notify.Options{
		Pool: w.pool, Members: notify.NewMembers(load, preferences.NewStore(w.pool)), PrivateWebhooks: true, Clock: ticking{stopped{w}},
		Hook: func(p notify.Point) {
			if p == notify.Settled {
				settled <- p
			}
		},
	})}})
	require.NoError(t, err)
	_, err = teller.Prepare(t.Context())
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- teller.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		require.NoError(t, <-done)
	})
	return settled
}

func TestADeliveryIsReadAndSentAgainByWhoseWebhookItIs(t *testing.T) {
	w := inPostgres(t, func(o *made) { o.Webhooks = notify.NewWebhooks(o.Pool, o.Clock, true) })
	settled := w.notify(t)
	posted := make(chan string, 10)
	receiver := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { posted <- r.Header.Get("webhook-id") }))
	t.Cleanup(receiver.Close)
	contoso := w.engage("contoso")
	w.engage("fabrikam")
	var hooks = map[string]string{}
	for _, name := range []string{"contoso", "fabrikam"} {
		hooks[name] = w.does(name+" administrator", "webhooks", map[string]any{"url": receiver.URL}).json["id"].(string)
	}
	w.tell(states["distributed"], map[string]domain.ID{"contoso": contoso})
	first := <-posted
	<-settled

	a := w.get("/api/v1/webhooks/"+hooks["contoso"]+"/deliveries", "contoso administrator")
	require.Equal(t, http.StatusOK, a.Code, a.text)
	items := a.json["items"].([]any)
	require.Len(t, items, 1, a.text)
	require.Equal(t, []any{first, "offer-received", "sent"}, []any{at(items[0], "id"), at(items[0], "kind"), at(items[0], "state")})

	none := w.post("/api/v1/deliveries/"+missing+"/resend", "fabrikam administrator", nil)
	foreign := w.post("/api/v1/deliveries/"+first+"/resend", "fabrikam administrator", nil)
	require.Equal(t, http.StatusNotFound, foreign.Code)
	require.Equal(t, withoutIDs(none), withoutIDs(foreign))
	require.Equal(t, http.StatusForbidden, w.post("/api/v1/deliveries/"+first+"/resend", "contoso manager", nil).Code)
	require.Empty(t, w.get("/api/v1/webhooks/"+hooks["fabrikam"]+"/deliveries", "fabrikam administrator").json["items"])

	again := w.post("/api/v1/deliveries/"+first+"/resend", "contoso administrator", nil)
	require.Equal(t, http.StatusOK, again.Code, again.text)
	require.Equal(t, "pending", again.json["state"])
	require.Equal(t, first, <-posted)
}

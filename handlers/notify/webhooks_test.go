package notify_test

import (
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/handlers/notify"
	"github.com/cosell/cosell/projections/page"
)

var fay = domain.Caller{Member: "fay", Org: domain.Org(fabrikam), Roles: []domain.Role{domain.RoleAdministrator}}

func TestASubscriptionIsCheckedWhole(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	strict := notify.NewWebhooks(w.pool, w.clock.Now, false)
	for url, code := range map[string]string{
		"":                             "required",
		"ftp://receiver.example":       "bad-form",
		"https://receiver.example/a b": "bad-form",
		"https://":                     "bad-form",
		"https://u:p@receiver.example": "bad-form",
		"https://receiver.example/#x":  "bad-form",
		"http://receiver.example":      "not-https",
		"https://127.0.0.1/x":          "not-public",
		"https://[::1]/x":              "not-public",
		"https://10.0.0.1:8443/x":      "not-public",
		"https://receiver.example/" + strings.Repeat("x", 2000): "too-long",
	} {
		_, err := strict.Subscribe(t.Context(), carl, notify.Subscription{URL: url})
		refusal := domain.AsError(err)
		require.Equal(t, []any{domain.ClassInvalid, code}, []any{refusal.Class, refusal.Code}, url)
		require.Equal(t, "url", refusal.Fields[0].Field)
	}
	for _, kinds := range [][]notify.Kind{{"gossip"}, {notify.Accepted, notify.Accepted}} {
		_, err := strict.Subscribe(t.Context(), carl, notify.Subscription{URL: "https://receiver.example", Kinds: kinds})
		require.Equal(t, domain.ClassInvalid, domain.AsError(err).Class)
	}
	h, err := strict.Subscribe(t.Context(), carl, notify.Subscription{URL: "https://receiver.example/in", Kinds: []notify.Kind{notify.Accepted}})
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(h.Secret, "whsec_"))
	listed, err := strict.List(t.Context(), carl)
	require.NoError(t, err)
	h.Secret = ""
	require.Equal(t, []notify.Webhook{h}, listed, "the key is shown once")
}

func TestAnOrganisationHasTwentyWebhooksHoweverManyAskAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var all sync.WaitGroup
	var taken, refused atomic.Int32
	for i := range 30 {
		all.Go(func() {
			_, err := w.hooks.Subscribe(t.Context(), carl, notify.Subscription{URL: "https://receiver.example/" + strconv.Itoa(i)})
			if err == nil {
				taken.Add(1)
			} else if domain.AsError(err).Code == "too-many-webhooks" {
				refused.Add(1)
			}
		})
	}
	all.Wait()
	require.EqualValues(t, []int32{notify.MaxWebhooks, 10}, []int32{taken.Load(), refused.Load()})
	_, err := w.hooks.Subscribe(t.Context(), fay, notify.Subscription{URL: "https://receiver.example"})
	require.NoError(t, err, "another organisation's do not count")
}

func TestWebhooksAreForWhoSpeaksForTheOrganisation(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	as := func(org domain.Org, r domain.Role) domain.Caller {
		return domain.Caller{Member: "m", Org: org, Roles: []domain.Role{r}}
	}
	for _, who := range []domain.Caller{
		as(carl.Org, domain.RoleManager), as(carl.Org, domain.RoleSeller), as(domain.Vendor, domain.RoleVendorSeller),
		as(domain.Vendor, domain.RoleAuditor), as(domain.Vendor, domain.RoleAnalyst), as(domain.Vendor, domain.RoleReviewer),
		as(domain.Vendor, domain.RoleAdministrator), as("", domain.RoleAdministrator),
	} {
		_, err := w.hooks.Subscribe(t.Context(), who, notify.Subscription{URL: "https://receiver.example"})
		require.ErrorIs(t, err, notify.ErrNotYours)
		_, err = w.hooks.List(t.Context(), who)
		require.ErrorIs(t, err, notify.ErrNotYours)
		_, err = w.hooks.Rotate(t.Context(), who, dealID)
		require.ErrorIs(t, err, notify.ErrNotYours)
		_, err = w.hooks.Deliveries(t.Context(), who, dealID, page.Request{})
		require.ErrorIs(t, err, notify.ErrNotYours)
		_, err = w.hooks.Resend(t.Context(), who, dealID)
		require.ErrorIs(t, err, notify.ErrNotYours)
		require.ErrorIs(t, w.hooks.Delete(t.Context(), who, dealID), notify.ErrNotYours)
	}
	w.subscribe(t, as(domain.Vendor, domain.RoleProgramAdministrator), "https://receiver.example")
}

func TestAnotherOrganisationsWebhooksAreNotThere(t *testing.T) {
	t.Parallel()
	w, box := newWorld(t), newReceiver(t)
	h := w.subscribe(t, carl, box.URL)
	r := w.start(t, private, nil)
	w.offer(t, dealID)
	r.settled(t, 1)
	d := w.only(t)
	for _, who := range []domain.Caller{fay, manager} {
		listed, err := w.hooks.List(t.Context(), who)
		require.NoError(t, err)
		require.Empty(t, listed)
		_, err = w.hooks.Deliveries(t.Context(), who, h.ID, page.Request{})
		require.ErrorIs(t, err, notify.ErrNoWebhook)
		_, err = w.hooks.Rotate(t.Context(), who, h.ID)
		require.ErrorIs(t, err, notify.ErrNoWebhook)
		_, err = w.hooks.Resend(t.Context(), who, d.ID)
		require.ErrorIs(t, err, notify.ErrNoWebhook)
		require.ErrorIs(t, w.hooks.Delete(t.Context(), who, h.ID), notify.ErrNoWebhook)
	}
	for _, bad := range []domain.ID{"", "x", "' or true --", h.ID.Derive("other")} {
		require.ErrorIs(t, w.hooks.Delete(t.Context(), carl, bad), notify.ErrNoWebhook)
		_, err := w.hooks.Deliveries(t.Context(), carl, bad, page.Request{})
		require.ErrorIs(t, err, notify.ErrNoWebhook)
	}
	require.NoError(t, w.hooks.Delete(t.Context(), carl, h.ID))
	_, err := w.hooks.Resend(t.Context(), carl, d.ID)
	require.ErrorIs(t, err, notify.ErrNoWebhook)
}

func TestTheDeliveryLogIsReadPageByPage(t *testing.T) {
	t.Parallel()
	w, box := newWorld(t), newReceiver(t)
	h := w.subscribe(t, carl, box.URL)
	r := w.start(t, private, nil)
	for i := range 7 {
		w.offer(t, dealID.Derive(strconv.Itoa(i)))
	}
	r.settled(t, 7)
	for sort, forward := range map[string]bool{"": false, "-at": false, "at": true} {
		var ids []domain.ID
		req := page.Request{Sort: sort, Limit: 3}
		for pages := 1; ; pages++ {
			p, err := w.hooks.Deliveries(t.Context(), carl, h.ID, req)
			require.NoError(t, err)
			require.False(t, p.Position.IsZero())
			for i, d := range p.Items {
				require.Equal(t, []any{notify.StateSent, 200, 1, notify.OfferReceived}, []any{d.State, d.Status, d.Attempts, d.Kind})
				require.Contains(t, string(d.Payload), "offer-received")
				if i > 0 {
					require.Equal(t, forward, !p.Items[i-1].CreatedAt.After(d.CreatedAt) && (p.Items[i-1].CreatedAt.Before(d.CreatedAt) || p.Items[i-1].ID < d.ID))
				}
				ids = append(ids, d.ID)
			}
			if req.Cursor = p.Next; p.Next == "" {
				require.Equal(t, 3, pages)
				break
			}
		}
		require.Len(t, ids, 7)
	}
	for _, bad := range []page.Request{{Limit: 201}, {Sort: "size"}, {Cursor: "x"}} {
		_, err := w.hooks.Deliveries(t.Context(), carl, h.ID, bad)
		require.Equal(t, domain.ClassInvalid, domain.AsError(err).Class)
	}
}

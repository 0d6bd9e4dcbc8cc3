package api

import (
	"context"
	"net/http"
	"reflect"

	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/handlers/notify"
	"github.com/cosell/cosell/projections/page"
)

// webhooksList is every webhook of an organisation; there are never many.
type webhooksList struct {
	Items []notify.Webhook `json:"items" doc:"In the order in which they were subscribed, without their keys."`
}

// deliveriesPage is one page of what was posted.
type deliveriesPage list[notify.Delivery]

// deliveriesParams choose a page of what was posted.
type deliveriesParams struct {
	Sort   string `json:"sort,omitempty" enum:"at,-at" doc:"Oldest first, or with a leading - latest first, which is meant when it is left out."`
	Cursor string `json:"cursor,omitempty" maxLength:"4096" doc:"The next of the page before, with the same sort."`
	Limit  *int   `json:"limit,omitempty" minimum:"1" maximum:"200" doc:"Rows of one page; 50 when left out."`
}

const (
	webhooksName   = "webhooks"
	deliveriesName = "deliveries"
)

// hooks are the routes of webhooks.
func (h *Handler) hooks() []*route {
	const all = prefix + "/webhooks"
	hook, hooks := reflect.TypeFor[notify.Webhook](), reflect.TypeFor[webhooksList]()
	return []*route{
		{method: http.MethodPost, path: all, name: "webhook-subscribe", tag: tagWebhooks, access: members, status: http.StatusCreated,
			doc:  "Has the notices of the caller's organisation posted to an address. The answer tells the key of the signatures, this once.",
			body: reflect.TypeFor[notify.Subscription](), answer: hook, serve: h.subscribe},
		{method: http.MethodGet, path: all, name: webhooksName, tag: tagWebhooks, access: members, status: http.StatusOK,
			doc: "The webhooks of the caller's organisation.", params: reflect.TypeFor[struct{}](), answer: hooks, media: textCSV, serve: h.webhooks},
		{method: http.MethodDelete, path: all + "/{id}", name: "webhook-delete", tag: tagWebhooks, access: members, status: http.StatusNoContent,
			doc: "Ends a webhook; what waits to be posted to it is not posted any more.", serve: h.unsubscribe},
		{method: http.MethodPost, path: all + "/{id}/rotate", name: "webhook-rotate", tag: tagWebhooks, access: members, status: http.StatusOK,
			doc: "Gives a webhook a new key and tells it, this once. For a day the old one goes on signing beside it.", answer: hook, serve: h.rotate},
		{method: http.MethodGet, path: all + "/{id}/deliveries", name: deliveriesName, tag: tagWebhooks, access: members, status: http.StatusOK,
			doc:    "What was posted to a webhook, or is to be, and what became of it.",
			params: reflect.TypeFor[deliveriesParams](), answer: reflect.TypeFor[deliveriesPage](), media: textCSV, serve: h.deliveries},
		{method: http.MethodPost, path: prefix + "/deliveries/{id}/resend", name: "delivery-resend", tag: tagWebhooks, access: members, status: http.StatusOK,
			doc: "Posts the same again, with the same webhook-id, whatever became of it before.", answer: reflect.TypeFor[notify.Delivery](), serve: h.resend},
	}
}

func (h *Handler) subscribe(x *exchange) error {
	asked, err := readInto[notify.Subscription](x)
	if err != nil {
		return err
	}
	hook, err := h.Webhooks.Subscribe(x.Context(), x.caller, asked)
	if err != nil {
		return reached(err)
	}
	x.w.Header().Set("Location", prefix+"/webhooks/"+string(hook.ID)+"/deliveries")
	return x.json(http.StatusCreated, hook)
}

func (h *Handler) webhooks(x *exchange) error {
	if err := parameters(x.URL.RawQuery, &struct{}{}); err != nil {
		return err
	}
	hooks, err := h.Webhooks.List(x.Context(), x.caller)
	if err != nil {
		return reached(err)
	}
	return answerReport(h, x, webhooksName, eventstore.Position{}, hooks, webhooksList{append([]notify.Webhook{}, hooks...)})
}

func (h *Handler) unsubscribe(x *exchange) error {
	err := x.bare()
	if err == nil {
		err = h.Webhooks.Delete(x.Context(), x.caller, x.subject())
	}
	if err != nil {
		return reached(err)
	}
	x.w.WriteHeader(http.StatusNoContent)
	return nil
}

func (h *Handler) rotate(x *exchange) error {
	if err := x.bare(); err != nil {
		return err
	}
	hook, err := h.Webhooks.Rotate(x.Context(), x.caller, x.subject())
	if err != nil {
		return reached(err)
	}
	return x.json(http.StatusOK, hook)
}

func (h *Handler) deliveries(x *exchange) error {
	var p deliveriesParams
	unread := parameters(x.URL.RawQuery, &p)
	if err := also(unread, sequence{notify.LogName, notify.LogSorts, &p.Sort, "-at"}.strays(p.Cursor)); err != nil {
		return err
	}
	r := page.Request{Sort: p.Sort, Cursor: p.Cursor}
	if p.Limit != nil {
		r.Limit = *p.Limit
	}
	read := func(ctx context.Context, _ page.DB, r page.Request) (page.Page[notify.Delivery], error) {
		return h.Webhooks.Deliveries(ctx, x.caller, x.subject(), r)
	}
	if x.exports() {
		what := taking{name: deliveriesName, subject: "webhook/" + string(x.subject())}
		return exportOf(h, x, what, rowsOf[notify.Delivery](nil), listParams{Cursor: p.Cursor, Limit: p.Limit}, r, read)
	}
	found, err := read(x.Context(), h.Pool, r)
	if err != nil {
		return reached(err)
	}
	return x.json(http.StatusOK, deliveriesPage{Position: found.Position, Items: append([]notify.Delivery{}, found.Items...), Next: found.Next})
}

func (h *Handler) resend(x *exchange) error {
	if err := x.bare(); err != nil {
		return err
	}
	sent, err := h.Webhooks.Resend(x.Context(), x.caller, x.subject())
	if err != nil {
		return reached(err)
	}
	return x.json(http.StatusOK, sent)
}

package api

import (
	"net/http"
	"reflect"

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

// hooks are the routes of webhooks.
func (h *Handler) hooks() []*route {
	const all = prefix + "/webhooks"
	hook, hooks := reflect.TypeFor[notify.Webhook](), reflect.TypeFor[webhooksList]()
	return []*route{
		{method: http.MethodPost, path: all, name: "webhook-subscribe", tag: tagWebhooks, access: members, status: http.StatusCreated,
			doc:  "Has the notices of the caller's organisation posted to an address. The answer tells the key of the signatures, this once.",
			body: reflect.TypeFor[notify.Subscription](), answer: hook, serve: h.subscribe},
		{method: http.MethodGet, path: all, name: "webhooks", tag: tagWebhooks, access: members, status: http.StatusOK,
			doc: "The webhooks of the caller's organisation.", params: reflect.TypeFor[struct{}](), answer: hooks, serve: h.webhooks},
		{method: http.MethodDelete, path: all + "/{id}", name: "webhook-delete", tag: tagWebhooks, access: members, status: http.StatusNoContent,
			doc: "Ends a webhook; what waits to be posted to it is not posted any more.", serve: h.unsubscribe},
		{method: http.MethodPost, path: all + "/{id}/rotate", name: "webhook-rotate", tag: tagWebhooks, access: members, status: http.StatusOK,
			doc: "Gives a webhook a new key and tells it, this once. For a day the old one goes on signing beside it.", answer: hook, serve: h.rotate},
		{method: http.MethodGet, path: all + "/{id}/deliveries", name: "deliveries", tag: tagWebhooks, access: members, status: http.StatusOK,
			doc:    "What was posted to a webhook, or is to be, and what became of it.",
			params: reflect.TypeFor[deliveriesParams](), answer: reflect.TypeFor[deliveriesPage](), serve: h.deliveries},
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
	return x.json(http.StatusOK, webhooksList{append([]notify.Webhook{}, hooks...)})
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
	if err := parameters(x.URL.RawQuery, &p); err != nil {
		return err
	}
	r := page.Request{Sort: p.Sort, Cursor: p.Cursor}
	if p.Limit != nil {
		r.Limit = *p.Limit
	}
	found, err := h.Webhooks.Deliveries(x.Context(), x.caller, x.subject(), r)
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

package api

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2/negotiation"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/handlers/command"
	"github.com/cosell/cosell/handlers/feed"
)

const (
	feedName        = "events"
	headerLastEvent = "Last-Event-ID"
	ndjson          = "application/x-ndjson"
	eventStream     = "text/event-stream"
)

// Limits of a feed.
const (
	MaxFeed   = 10_000           // events that limit may ask for; without it there is no bound
	FeedBeat  = 15 * time.Second // between two signs of life of a feed that stays open
	FeedStuck = 30 * time.Second // for which a reader may take nothing before it is cut off
)

const feedDoc = "Everything that happened, in one order: each event as far as the caller may read it. As " + ndjson + " up to where the log " +
	"was when it was asked for; as " + eventStream + " it stays open until the token expires, the caller's rights change or the server stops. " +
	"A line with a position and nothing else says that up to there nothing else is for the reader. Read on with after, from the last position " +
	"received: nothing is lost, however slowly one reads. An event is given to who could know of its subject when it was written and may know of " +
	"it now: what was private then stays so, and what has been taken from a reader is not handed out again. The vendor's auditors get every event " +
	"as it is in the log; channel managers and program administrators those of deals, partners, claims and the program too, but of notes that another " +
	"organisation wrote for itself only {\"audience\":\"own\"}; whoever else may know of something gets of its events what its page and its " +
	"timeline show. Analysts have the read models. That it was read is recorded when it begins, and how much when it ends."

// feedParams choose a part of the log.
type feedParams struct {
	After   eventstore.Position `json:"after,omitzero" doc:"Only what lies after this position, which need not be that of an event that the caller got; all when left out."`
	Kinds   []string            `json:"kind,omitempty" maxItems:"50" uniqueItems:"true" maxLength:"100" pattern:"^[a-z]+[.]([a-z-]+|[*])$" doc:"Only these kinds, with commas between them or said again: opportunity.accepted, or opportunity.* for all of an aggregate."`
	Org     string              `json:"org,omitempty" maxLength:"36" pattern:"^(vendor|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$" doc:"Only what by then concerned this organisation, vendor or a partner's id: deals that it has had to do with, copies and registrations of its own, its record, customers and contacts. Partners name themselves only."`
	Subject string              `json:"subject,omitempty" maxLength:"64" pattern:"^[a-z]+/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$" doc:"Only this aggregate, such as opportunity/ID."`
	Limit   *int                `json:"limit,omitempty" minimum:"1" maximum:"10000" doc:"End after so many events."`
}

// followed are the routes of the feed.
func (h *Handler) followed() []*route {
	return []*route{{
		method: http.MethodGet, path: prefix + "/events", name: feedName, tag: tagFeed, access: members, status: http.StatusOK,
		doc:    "The complete ordered feed: every event that the caller may read, from any position on.",
		params: reflect.TypeFor[feedParams](), line: reflect.TypeFor[FeedLine](), streams: []string{ndjson, eventStream}, serve: h.events,
	}}
}

func (h *Handler) newFeed() (*feed.Feed, error) {
	codec, err := command.NewCodec()
	if err != nil {
		return nil, err
	}
	for kind := range codec.Kinds() {
		h.kinds = append(h.kinds, kind)
	}
	return feed.New(feed.Options{
		Store:  h.Store,
		Decode: func(r eventstore.Recorded) (domain.Recorded, error) { return command.Decode(codec, r) },
		Policy: func(ctx context.Context) (program.Policy, error) { return h.Commands.Policy(ctx, command.AsOf{}) },
	}), nil
}

// events gives the feed.
func (h *Handler) events(x *exchange) error {
	var p feedParams
	if err := parameters(joined(x.URL.RawQuery, "kind"), &p); err != nil {
		return err
	}
	live := prefersStream(x)
	q, err := h.feedQuery(x, p, live)
	if err != nil {
		return err
	}
	if analyses(x.caller) {
		return errReadModelsOnly
	}
	leave, err := h.feeds.enter(x)
	if err != nil {
		return err
	}
	defer leave()
	end, err := h.Store.End(x.Context())
	if err != nil {
		return reached(err)
	}
	if !live {
		q.Until = &end
	}
	head := x.w.Header()
	head.Set("Content-Type", ndjson)
	if live {
		head.Set("Content-Type", eventStream)
		head.Set("X-Accel-Buffering", "no") // proxies pass on what there is
	}
	head.Set(headerPosition, end.String())
	if x.Method == http.MethodHead {
		return nil
	}
	f := &flow{Handler: h, x: x, live: live, query: q, read: Access{What: readFeed, Subject: feedName, Position: q.After.String(), Outcome: begun}}
	if p.Limit != nil {
		f.limit = *p.Limit
	}
	return f.run()
}

// feedQuery says what is asked for, and refuses kinds that there are not and what only the vendor may ask.
func (h *Handler) feedQuery(x *exchange, p feedParams, live bool) (feed.Query, error) {
	var d decoder
	q := feed.Query{After: p.After, Kinds: p.Kinds, Subject: strings.Replace(p.Subject, "/", "-", 1), Org: domain.Org(p.Org)}
	if last := x.Header.Get(headerLastEvent); live && last != "" {
		d.text(headerLastEvent, last, reflect.ValueOf(&q.After).Elem())
	}
	for i, kind := range p.Kinds {
		if !slices.ContainsFunc(h.kinds, func(k string) bool { return feed.Fits(kind, k) }) {
			d.add(fmt.Sprintf("kind[%d]", i), "unknown-kind", "There are no events of this kind.")
		}
	}
	if q.Org != "" && !x.caller.IsVendor() && q.Org != x.caller.Org {
		d.add("org", "vendor-only", "Only the vendor asks for what concerns another organisation.")
	}
	return q, domain.Invalid(d.bad)
}

// prefersStream reports whether Accept ranks server-sent events before lines.
func prefersStream(x *exchange) bool {
	accept := x.Header.Get("Accept")
	return accept != "" && negotiation.SelectQValue(accept, []string{ndjson, eventStream}) == eventStream
}

// joined writes a parameter that is given several times as one with commas. A query that cannot be read stays as it is.
func joined(rawQuery, name string) string {
	values, err := url.ParseQuery(rawQuery)
	if err != nil || len(values[name]) < 2 {
		return rawQuery
	}
	values.Set(name, strings.Join(values[name], ","))
	return values.Encode()
}

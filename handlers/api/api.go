// Package api is the HTTP interface: commands, queries, and the OpenAPI document that describes them.
//
// The rules are:
//
//   - One table of routes feeds the mux and the document. A command of the domain appears in both by itself.
//   - A handler returns an error. One table turns classes into statuses, and an error is logged once, here.
//   - A request is refused for everything that is wrong with it at once, and by field.
//   - What a caller may not know of answers like what does not exist.
package api

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/handlers/auth"
	"github.com/cosell/cosell/handlers/command"
	"github.com/cosell/cosell/handlers/feed"
	"github.com/cosell/cosell/handlers/notify"
	"github.com/cosell/cosell/handlers/preferences"
)

// Options are what a Handler works with. Commands and Verifier are required; Runner and Pool for everything that reads a
// view or the past; Preferences and Webhooks for what they keep.
type Options struct {
	Commands *command.Service
	Verifier *auth.Verifier
	Runner   views
	Pool     *pgxpool.Pool    // holds the views, the steps, and the access log that Migrate makes
	Store    eventstore.Store // the log, for the feed

	Preferences *preferences.Store
	Webhooks    *notify.Webhooks

	Clock   func() time.Time // time.Now when nil
	Log     *slog.Logger     // discards when nil
	Begun   func() bool      // whether members and applicants are answered yet; always when nil
	Ready   func() []string  // what the server still waits for; nil is ready from the beginning
	Limits  Limits
	Timeout time.Duration // of one request; 30 s when zero
}

// views is what the API asks of whoever feeds the views.
type views interface {
	Wait(ctx context.Context, view string, p eventstore.Position) error
	Collectors() []prometheus.Collector
}

// Handler serves the API.
type Handler struct {
	Options
	routes   []*route
	mux      *http.ServeMux
	limiters limiters
	note     func(context.Context, Access) error // makes a row of the access log
	log      *feed.Feed
	kinds    []string // of events
	feeds    *openFeeds
	metrics  *metrics
	document []byte // OpenAPI, JSON
	docs     docs
}

// New makes a Handler.
func New(o Options) (*Handler, error) {
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Begun == nil {
		o.Begun = func() bool { return true }
	}
	if o.Ready == nil {
		o.Ready = func() []string { return nil }
	}
	if o.Timeout == 0 {
		o.Timeout = 30 * time.Second
	}
	o.Limits = o.Limits.filled()
	h := &Handler{Options: o, mux: http.NewServeMux(), limiters: newLimiters(o.Limits)}
	h.note = (&notes{pool: o.Pool}).note
	h.feeds = newOpenFeeds(o.Limits)
	var err error
	if h.log, err = h.newFeed(); err != nil {
		return nil, err
	}
	h.routes = h.table()
	for _, r := range h.routes {
		h.mux.HandleFunc(r.method+" "+r.path, h.serve(r))
	}
	if h.metrics, err = newMetrics(o.Runner); err != nil {
		return nil, err
	}
	model := openAPI(h.routes, o.Limits)
	if h.document, err = model.MarshalJSON(); err != nil {
		return nil, err
	}
	h.docs, err = newDocs(model)
	return h, err
}

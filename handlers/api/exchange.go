package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/google/uuid"

	"github.com/cosell/cosell/domain"
)

// exchange is one request on its way through the API, with what is to be said of it in the end.
type exchange struct {
	*http.Request
	base        context.Context // of the connection, without the bound on one request
	w           *recorder
	route       *route // nil until one is found
	id          string // of the request
	correlation string
	caller      domain.Caller
	ifMatch     bool  // a revision was stated
	failed      error // what was answered, unless it went well
	outcome     string
}

type exchangeKey struct{}

// ServeHTTP answers one request. Whatever happens, it ends as one line of the log and one count of the metrics.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x := &exchange{base: r.Context(), w: &recorder{ResponseWriter: w}, id: uuid.NewString(), correlation: correlation(r.Header)}
	begun := time.Now()
	defer func() { h.end(x, r, recover(), time.Since(begun)) }()
	head := w.Header()
	head.Set(headerRequest, x.id)
	head.Set(headerCorrelation, x.correlation)
	head.Set("X-Content-Type-Options", "nosniff")
	head.Set("Referrer-Policy", "no-referrer")
	head.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	head.Set("Cache-Control", "no-store")

	ctx, cancel := context.WithTimeoutCause(r.Context(), h.Timeout, errTimeout)
	defer cancel()
	x.Request = r.WithContext(context.WithValue(ctx, exchangeKey{}, x))
	if allowed, found := h.find(x.Request); !found {
		if allowed == "" {
			x.problem(errNoRoute)
			return
		}
		head.Set("Allow", allowed)
		x.problem(errMethod)
		return
	}
	h.mux.ServeHTTP(x.w, x.Request)
}

// find reports whether there is a route for a request, and if not, which methods there are for its address.
func (h *Handler) find(r *http.Request) (allowed string, found bool) {
	other, pattern := h.mux.Handler(r)
	if pattern != "" {
		return "", true
	}
	probe := &headerOnly{http.Header{}}
	other.ServeHTTP(probe, r)
	return probe.header.Get("Allow"), false
}

// headerOnly is where an answer goes of which only the header counts.
type headerOnly struct{ header http.Header }

func (p *headerOnly) Header() http.Header         { return p.header }
func (p *headerOnly) Write(b []byte) (int, error) { return len(b), nil }
func (p *headerOnly) WriteHeader(int)             {}

// serve lets a route answer, and answers for it when it cannot.
func (h *Handler) serve(route *route) http.HandlerFunc {
	return func(_ http.ResponseWriter, r *http.Request) {
		x := r.Context().Value(exchangeKey{}).(*exchange)
		x.Request, x.route = r, route
		err := h.admit(x)
		if err == nil {
			err = route.serve(x)
		}
		if err != nil {
			x.problem(x.told(err))
		}
	}
}

// told gives an error that only says that the time is over the reason for which it is.
func (x *exchange) told(err error) error {
	var said *domain.Error
	ctx := x.Context()
	if ctx.Err() == nil || !errors.Is(err, ctx.Err()) || errors.As(err, &said) {
		return err
	}
	if errors.Is(ctx.Err(), context.Canceled) {
		return errGone
	}
	return context.Cause(ctx)
}

// end says what became of an exchange. A panic becomes a 500, unless the answer was begun: then the connection is cut, so
// that nobody takes half of it for the whole.
func (h *Handler) end(x *exchange, r *http.Request, panicked any, took time.Duration) {
	reason, _ := panicked.(error)
	cut := errors.Is(reason, http.ErrAbortHandler)
	if panicked != nil && !cut {
		if x.Request == nil {
			x.Request = r
		}
		err := fmt.Errorf("panic: %v\n%s", panicked, debug.Stack())
		if cut = x.w.status != 0; cut {
			x.failed = err
		} else {
			x.problem(err)
		}
	}
	gone := errors.Is(r.Context().Err(), context.Canceled)
	h.metrics.exchange(x, took)
	h.Log.LogAttrs(r.Context(), x.level(gone), "request", x.attributes(r, took)...)
	if cut {
		panic(http.ErrAbortHandler)
	}
}

// class is that of the error that was answered, "" when it went well.
func (x *exchange) class() domain.Class {
	if x.failed == nil {
		return ""
	}
	return domain.AsError(x.failed).Class
}

// json answers with a body.
func (x *exchange) json(status int, body any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	x.w.Header().Set("Content-Type", "application/json")
	x.w.WriteHeader(status)
	_, _ = x.w.Write(append(text, '\n')) // the caller has gone
	return nil
}

package api

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/cosell/cosell/domain"
)

// level is how much an exchange matters to whoever runs the server.
func (x *exchange) level(gone bool) slog.Level {
	switch class := x.class(); {
	case gone:
		return slog.LevelInfo
	case class == domain.ClassInternal:
		return slog.LevelError
	case class == domain.ClassUnavailable:
		return slog.LevelWarn
	case x.route != nil && x.route.access == open:
		return slog.LevelDebug
	}
	return slog.LevelInfo
}

// attributes are what is logged of an exchange: no query, no body, no token, and nobody's name.
func (x *exchange) attributes(r *http.Request, took time.Duration) []slog.Attr {
	all := []slog.Attr{
		slog.String("method", r.Method),
		slog.String("route", x.route.String()),
		slog.Int("status", x.w.status),
		slog.Int64("bytes", x.w.bytes),
		slog.Float64("ms", float64(took.Microseconds())/1000),
		slog.String("requestId", x.id),
		slog.String("correlationId", x.correlation),
	}
	if x.caller.Org != "" {
		all = append(all, slog.String("org", string(x.caller.Org)))
	}
	if x.Request != nil && domain.ID(x.PathValue("id")).Valid() {
		all = append(all, slog.String("subject", x.PathValue("id")))
	}
	if x.failed == nil {
		return all
	}
	e := domain.AsError(x.failed)
	all = append(all, slog.String("class", string(e.Class)), slog.String("code", e.Code))
	if cause := e.Unwrap(); cause != nil {
		all = append(all, slog.String("error", cause.Error()))
	}
	return all
}

// recorder remembers what was answered.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int64
}

// WriteHeader is part of http.ResponseWriter.
func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

// Write is part of http.ResponseWriter.
func (r *recorder) Write(b []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	n, err := r.ResponseWriter.Write(b)
	r.bytes += int64(n)
	return n, err
}

// Unwrap lets http.NewResponseController find what it wraps.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

package api

import "net/http"

// health says whether the server serves.
type health struct {
	Status  string   `json:"status" enum:"ok,starting" doc:"Whether all is there."`
	Waiting []string `json:"waiting,omitempty" doc:"What the server still waits for."`
}

func (h *Handler) healthz(x *exchange) error {
	return x.json(http.StatusOK, health{Status: "ok"})
}

func (h *Handler) readyz(x *exchange) error {
	waiting := h.Ready()
	if len(waiting) == 0 {
		return x.json(http.StatusOK, health{Status: "ok"})
	}
	x.w.Header().Set("Retry-After", seconds(retryAfter))
	return x.json(http.StatusServiceUnavailable, health{Status: "starting", Waiting: waiting})
}

func (h *Handler) showMetrics(x *exchange) error {
	h.metrics.handler().ServeHTTP(x.w, x.Request)
	return nil
}

func (h *Handler) showDocument(x *exchange) error {
	x.w.Header().Set("Content-Type", "application/json")
	x.w.Header().Set("Cache-Control", "no-cache")
	_, _ = x.w.Write(h.document) // the caller has gone
	return nil
}

func (h *Handler) home(x *exchange) error {
	http.Redirect(x.w, x.Request, "/docs", http.StatusSeeOther)
	return nil
}

package api

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics counts what the API does, and shows it beside the views' metrics and those of the Go runtime.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	commands *prometheus.CounterVec
}

func newMetrics(v views) (*metrics, error) {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "cosell_http_requests_total", Help: "Requests answered, by route, status and class of error.",
		}, []string{"method", "route", "status", "class"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "cosell_http_request_seconds", Help: "Seconds from a request to the end of its answer, by route.",
			Buckets: prometheus.ExponentialBuckets(0.001, 2, 14),
		}, []string{"method", "route"}),
		commands: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "cosell_commands_total", Help: "Commands by name and what became of them: done, replayed, or the class of the error.",
		}, []string{"command", "outcome"}),
	}
	all := []prometheus.Collector{
		m.requests, m.seconds, m.commands,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	}
	if v != nil {
		all = append(all, v.Collectors()...)
	}
	for _, c := range all {
		if err := m.registry.Register(c); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// exchange counts one request. Methods that HTTP does not know count as one, so that callers cannot make series.
func (m *metrics) exchange(x *exchange, took time.Duration) {
	method, route := "other", x.route.String()
	if x.route != nil {
		method = x.route.method
	}
	m.requests.WithLabelValues(method, route, strconv.Itoa(x.w.status), string(x.class())).Inc()
	m.seconds.WithLabelValues(method, route).Observe(took.Seconds())
	if x.route == nil || x.route.command == "" {
		return
	}
	outcome := x.outcome
	if x.failed != nil {
		outcome = string(x.class())
	}
	m.commands.WithLabelValues(x.route.command, outcome).Inc()
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

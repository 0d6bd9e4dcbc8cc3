package runner

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

type metrics struct {
	events  *prometheus.CounterVec
	batch   *prometheus.HistogramVec
	seconds *prometheus.HistogramVec
	lag     *prometheus.GaugeVec
}

func newMetrics() *metrics {
	consumer := []string{"consumer"}
	return &metrics{
		events: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "cosell_projection_events_total", Help: "Events applied, by consumer.",
		}, consumer),
		batch: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "cosell_projection_batch_events", Help: "Events applied in one transaction.",
			Buckets: prometheus.ExponentialBuckets(1, 4, 8),
		}, consumer),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "cosell_projection_commit_seconds", Help: "Seconds from the beginning of a transaction to its commit.",
			Buckets: prometheus.ExponentialBuckets(0.0005, 2, 14),
		}, consumer),
		lag: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "cosell_projection_lag_seconds", Help: "Seconds between the recording of the last applied event and its commit here.",
		}, consumer),
	}
}

func (m *metrics) applied(consumer string, events int, lag time.Duration) {
	m.events.WithLabelValues(consumer).Add(float64(events))
	m.batch.WithLabelValues(consumer).Observe(float64(events))
	m.lag.WithLabelValues(consumer).Set(lag.Seconds())
}

// Collectors are the runner's metrics, to be registered once: events applied, events per batch, seconds per commit and
// seconds from an event's recording to its commit, each by consumer.
func (r *Runner) Collectors() []prometheus.Collector {
	return []prometheus.Collector{r.metrics.events, r.metrics.batch, r.metrics.seconds, r.metrics.lag}
}

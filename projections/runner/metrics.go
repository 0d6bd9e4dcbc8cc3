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
	rate    *prometheus.GaugeVec
	parked  *prometheus.GaugeVec
	since   *prometheus.GaugeVec

	healed  prometheus.Counter
	doubles prometheus.Counter
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
		rate: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "cosell_projection_rate", Help: "Events applied in a second, lately.",
		}, consumer),
		parked: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "cosell_projection_parked", Help: "Events that are parked, where this process owns the consumer.",
		}, consumer),
		since: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "cosell_projection_parked_since_seconds", Help: "When the oldest parked event was parked, in Unix seconds; 0 when none is.",
		}, consumer),
		healed: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "cosell_feed_healed_total", Help: "Events that a subscription left out and that were read from their streams.",
		}),
		doubles: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "cosell_feed_duplicates_total", Help: "Events that a subscription brought again and that were dropped.",
		}),
	}
}

func (m *metrics) applied(consumer string, events int, lag time.Duration) {
	m.events.WithLabelValues(consumer).Add(float64(events))
	m.batch.WithLabelValues(consumer).Observe(float64(events))
	m.lag.WithLabelValues(consumer).Set(lag.Seconds())
}

// shelf tells what is parked.
func (m *metrics) shelf(consumer string, l ledger) {
	m.parked.WithLabelValues(consumer).Set(float64(l.parked))
	m.since.WithLabelValues(consumer).Set(l.since)
}

// Collectors are the runner's metrics, to be registered once: by consumer, events applied, events per batch, seconds per
// commit, seconds from an event's recording to its commit, the present rate, how many events are parked and since when; and what the reading of
// the log has healed and dropped.
func (r *Runner) Collectors() []prometheus.Collector {
	m := r.metrics
	return []prometheus.Collector{m.events, m.batch, m.seconds, m.lag, m.rate, m.parked, m.since, m.healed, m.doubles}
}

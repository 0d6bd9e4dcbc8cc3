package main

import (
	"slices"
	"time"
)

// spread is how times lie, in milliseconds.
type spread struct {
	N   int     `json:"n"`
	P50 float64 `json:"p50"`
	P90 float64 `json:"p90"`
	P99 float64 `json:"p99"`
	Max float64 `json:"max"`
}

// spreadOf takes the nearest rank; of no times it is zero.
func spreadOf(times []time.Duration) spread {
	if len(times) == 0 {
		return spread{}
	}
	sorted := slices.Clone(times)
	slices.Sort(sorted)
	at := func(percent int) float64 {
		rank := (len(sorted)*percent + 99) / 100
		return ms(sorted[max(1, rank)-1])
	}
	return spread{N: len(sorted), P50: at(50), P90: at(90), P99: at(99), Max: at(100)}
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// middle is the median; of an even number of them the lower of the two.
func middle(all []float64) float64 {
	sorted := slices.Clone(all)
	slices.Sort(sorted)
	return sorted[(len(sorted)-1)/2]
}

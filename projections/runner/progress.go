package runner

import (
	"context"
	"sync"
	"time"
)

// Progress is how far a rebuild has come.
type Progress struct {
	Name   string        `json:"name"`
	Events int64         `json:"events"` // applied so far
	Of     int64         `json:"of"`     // how many there were when it began, or began again
	Rate   float64       `json:"rate"`   // events a second, lately
	Left   time.Duration `json:"left"`   // in nanoseconds, at this rate; 0 when it cannot be said
}

// watcher tells watch of progress, about once a second.
func (r *Runner) watcher(ctx context.Context, watch func(Progress)) func(*lane) {
	if watch == nil {
		return nil
	}
	var told time.Duration
	var of int64
	return func(l *lane) {
		now := r.age()
		if l.cp.events == nil || told > 0 && now-told < time.Second && l.cp.position.Before(l.aim) {
			return
		}
		if told == 0 {
			of, _ = r.count(ctx, l.aim) // what cannot be counted is not said
		}
		told = now
		p := Progress{Name: l.c.Name, Events: *l.cp.events, Of: max(of, *l.cp.events), Rate: l.meter.rate}
		if p.Rate > 0 {
			p.Left = time.Duration(float64(p.Of-p.Events) / p.Rate * float64(time.Second)).Round(time.Second)
		}
		watch(p)
	}
}

// oneByOne never calls watch twice at a time.
func oneByOne(watch func(Progress)) func(Progress) {
	if watch == nil {
		return nil
	}
	var mu sync.Mutex
	return func(p Progress) {
		mu.Lock()
		defer mu.Unlock()
		watch(p)
	}
}

// Package workload makes up a log that could have been written over years: partners with members, locations and solutions;
// deals of all kinds that they are offered, submit, share, win and lose; registrations and claims; exchange rates of every
// month. It is for benchmarks, and for tests that ask for many histories at once.
//
// Nothing in it is written by hand: people and processes issue commands, and the doors of the domain say what comes of them,
// just as they do for a request. What a rule refuses is left undone, as it would be. So every stream is a history that the
// program could have written, and stays one when the rules change.
//
// The same Options give the same bytes. Whatever the length, only what is open at a time is kept in memory.
package workload

import (
	"iter"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/handlers/command"
)

// Options say which log it is to be.
type Options struct {
	Seed     uint64
	Events   int // about how many; the last append may bring a few more
	Partners int // 12 to 400 by the number of events when zero
}

// Years is the time that a log is about, whatever its length.
const Years = 6

// eventsPerDeal is how many events of the log there are for every deal, all aggregates counted: found by counting.
const eventsPerDeal = 12

// Begin is when the first event is recorded.
var Begin = time.Date(2020, time.January, 6, 8, 0, 0, 0, time.UTC)

// Append is what one command has written: events of one stream that belong together.
type Append struct {
	Stream   string
	Expected eventstore.Expected
	Events   []eventstore.Pending
}

// Stats count what a log is made of.
type Stats struct {
	Events   int
	Deals    int            // opportunities, and co-sell deals that somebody opened
	Copies   int            // of co-sell deals, beside the opener's own
	Partners int            // that take part in the program
	Refused  map[string]int // commands that a rule refused, by command and code
}

// Workload is a log that is yet to be told.
type Workload struct{ options Options }

// New gives the log of some options. It does nothing yet.
func New(o Options) *Workload {
	if o.Partners == 0 {
		o.Partners = min(400, max(12, o.Events/2_000))
	}
	return &Workload{o}
}

// Told is the log while it is told.
type Told struct{ w *world }

// Tell begins the log.
func (w *Workload) Tell() *Told { return &Told{newWorld(w.options)} }

// Appends yields what the commands wrote, in the order of their recorded times. It may be ranged over once.
func (t *Told) Appends() iter.Seq2[Append, error] {
	return func(yield func(Append, error) bool) {
		w := t.w
		for w.written < w.options.Events && w.err == nil && w.step() {
			for _, a := range w.out {
				if !yield(a, nil) {
					return
				}
			}
			w.out = w.out[:0]
		}
		if w.err != nil {
			yield(Append{}, w.err)
		}
	}
}

// Events yields the log as a store that begins with it would: positions count from 1.
func (t *Told) Events() iter.Seq2[eventstore.Recorded, error] {
	return func(yield func(eventstore.Recorded, error) bool) {
		n := uint64(0)
		for a, err := range t.Appends() {
			if err != nil {
				yield(eventstore.Recorded{}, err)
				return
			}
			for i, p := range a.Events {
				n++
				r := eventstore.Recorded{
					Pending: p, Stream: a.Stream, Revision: a.Expected.Revision() + 1 + int64(i),
					Position: eventstore.Position{Commit: n, Prepare: n},
				}
				if !yield(r, nil) {
					return
				}
			}
		}
	}
}

// Stats count what was told so far.
func (t *Told) Stats() Stats {
	w := t.w
	return Stats{Events: w.written, Deals: w.deals, Copies: w.copies, Partners: len(w.firms), Refused: w.refused}
}

// Partners are those of the log in the order in which they came, each with an administrator that may act for it.
func (t *Told) Partners() (all []domain.Caller) {
	for _, f := range t.w.firms {
		all = append(all, f.admin)
	}
	return all
}

var codec, errCodec = command.NewCodec()

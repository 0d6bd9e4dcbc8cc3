package runner

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/eventstore"
)

// What tests of this package look into.
type (
	Checkpoint = checkpoint
	Moved      = moved
	Outcome    = outcome
	Tap        = tap
	Hub        = hub
)

const (
	AlreadyThere = alreadyThere
	SomeoneAhead = someoneAhead
	Mismatch     = mismatch
	WindowEvents = windowEvents
)

var (
	Transient = transient
	ErrPutOut = errPutOut
)

func (m *moved) Outcome() Outcome { return m.outcome }

func At(name string, generation int64, p eventstore.Position) Checkpoint {
	return checkpoint{name: name, version: 1, generation: generation, position: p}
}

func Advance(ctx context.Context, tx pgx.Tx, cp Checkpoint, last Event) error {
	_, err := advance(ctx, tx, cp, step{last: last, events: 1})
	return err
}

func NewHub(ctx context.Context, store eventstore.Store, decode func(eventstore.Recorded) (domain.Recorded, error), grace time.Duration) *Hub {
	r, err := New(Options{Store: store, Decode: decode, Consumers: []Consumer{{Name: "any", Version: 1, Apply: func(context.Context, pgx.Tx, []Event) error { return nil }}}})
	if err != nil {
		panic(err)
	}
	h := r.newHub(ctx)
	h.grace = grace
	return h
}

func (h *hub) Join(after eventstore.Position) *Tap { return h.join(after, nil) }

func (h *hub) Feeds() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.feeds)
}

func (h *hub) Wait() { h.done.Wait() }

func (t *tap) Next(ctx context.Context, limit int) ([]Event, error) {
	return t.next(ctx, want{least: 1, most: limit})
}

func (t *tap) Leave() { t.leave() }

const GateStreams = gateStreams

// Gate lets tests pass events by number; positions count from 1.
type Gate struct{ g *gate }

func NewGate(after eventstore.Position) Gate { return Gate{newGate(after)} }

func (g Gate) Judge(stream string, revision int64) string {
	return [...]string{"fresh", "double", "skips", "unknown"}[g.g.judge(stream, revision)]
}

func (g Gate) Pass(stream string, revision int64, at eventstore.Position) {
	g.g.pass(stream, revision, at)
}

func (g Gate) Horizon() eventstore.Position { return g.g.horizon }

// Strides are how many events a consumer is handed together while it catches up, after batches that took so long.
func Strides(c Consumer, took ...time.Duration) (all []int) {
	l := &lane{c: c, size: c.batch()}
	for _, t := range took {
		l.measure(t)
		all = append(all, l.size)
	}
	return all
}

// Builds reports whether a consumer is believed to be built still, after news that say so or not, all of one place.
func Builds(news ...bool) bool {
	b := newBoard([]Consumer{{Name: "one", Version: 1}})
	for _, building := range news {
		b.tell("one", known{version: 1, building: building})
	}
	k, _, _, _ := b.look("one")
	return k.building
}

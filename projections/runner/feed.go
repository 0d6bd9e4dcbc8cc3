package runner

import (
	"context"
	"errors"
	"log/slog"
	"sort"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/eventstore"
)

// The rules are:
//
//   - An event is read and decoded once for all consumers that are near each other: they read one window over the log. One
//     that is elsewhere gets a window of its own, and gives it up when it has come to rest where another is.
//   - The window is bounded in events and in bytes: two batches of whoever is far behind, so that one is read while the other is
//     applied. It moves on with the slowest reader; a reader that holds up a full window for longer than the
//     grace is put out, and begins again by itself.

const (
	windowEvents = 2 * catchUpBatch
	windowBytes  = 16 << 20
	grace        = 5 * time.Second
	longGrace    = time.Minute // between those who are all far behind: one that is put out reads the log once more
)

// What a reader is told in the place of events.
var (
	errPutOut  = errors.New("window has moved on")
	errAsked   = errors.New("there is something else to do")
	errEnded   = errors.New("subscription ended")
	errGivenUp = errors.New("subscription brought nothing")
)

// hub holds the windows that are open.
type hub struct {
	store   eventstore.Store
	decode  func(eventstore.Recorded) (domain.Recorded, error)
	backoff func() *backoff
	at      func(Point)
	log     *slog.Logger
	metrics *metrics
	pool    *pgxpool.Pool // where holes are noted; nil for nowhere
	grace   time.Duration
	life    context.Context // windows stay open beyond the reader that opened them, until this ends

	mu    sync.Mutex // guards the feeds and everything in them
	feeds []*feed    // in the order in which they began
	done  sync.WaitGroup
}

func (r *Runner) newHub(life context.Context) *hub {
	return &hub{store: r.o.Store, decode: r.o.Decode, backoff: r.backoff, at: r.at, log: r.log, metrics: r.metrics,
		pool: r.o.Pool, grace: grace, life: life}
}

// feed is one window over the log.
type feed struct {
	before  eventstore.Position // what precedes the first event of the window
	events  []Event
	memory  []Event // in which they lie, from its beginning or further on
	sizes   []int   // bytes of each event's data
	bytes   int
	base    int // number of the window's first event since the feed began
	broken  *failure
	readers map[*tap]struct{}
	room    chan struct{} // signalled when a reader has read on
	cancel  context.CancelFunc
	giveUp  context.CancelCauseFunc // ends the present subscription
}

// tap is one consumer's place in a window.
type tap struct {
	hub  *hub
	feed *feed
	at   int // number of the next event to hand out
	last eventstore.Position
	more chan struct{} // signalled when there is something new to see
	asks <-chan struct{}
	out  bool
}

// join finds or opens a window that shows what follows after. A signal on asks interrupts the waiting for events.
func (h *hub) join(after eventstore.Position, asks <-chan struct{}) *tap {
	h.mu.Lock()
	defer h.mu.Unlock()
	t := &tap{hub: h, more: make(chan struct{}, 1), last: after, asks: asks}
	for _, f := range h.feeds {
		if h.enter(t, f) {
			return t
		}
	}
	ctx, cancel := context.WithCancel(h.life)
	f := &feed{before: after, readers: map[*tap]struct{}{t: {}}, room: make(chan struct{}, 1), cancel: cancel}
	t.feed = f
	h.feeds = append(h.feeds, f)
	h.done.Add(1)
	go h.run(ctx, f)
	return t
}

// enter puts t into f if f shows what follows t's last position.
func (h *hub) enter(t *tap, f *feed) bool {
	if t.last.Before(f.before) || f.end().Before(t.last) || f.broken != nil {
		return false
	}
	passed := sort.Search(len(f.events), func(i int) bool { return t.last.Before(f.events[i].Position) })
	t.feed, t.at = f, f.base+passed
	f.readers[t] = struct{}{}
	return true
}

func (f *feed) end() eventstore.Position {
	if len(f.events) == 0 {
		return f.before
	}
	return f.events[len(f.events)-1].Position
}

// leave closes the window when its last reader goes.
func (t *tap) leave() {
	t.hub.mu.Lock()
	defer t.hub.mu.Unlock()
	t.hub.part(t)
}

func (h *hub) part(t *tap) {
	f := t.feed
	delete(f.readers, t)
	signal(f.room)
	if len(f.readers) > 0 {
		return
	}
	f.cancel()
	for i, other := range h.feeds {
		if other == f {
			h.feeds = append(h.feeds[:i:i], h.feeds[i+1:]...)
			break
		}
	}
}

func (f *feed) full() bool { return len(f.events) >= windowEvents || f.bytes >= windowBytes }

// gather moves a reader at rest to an older window that has come to rest at the same place.
func (h *hub) gather(t *tap) {
	for _, f := range h.feeds {
		if f == t.feed {
			return
		}
		mine := t.feed
		if f.end() == t.last && h.enter(t, f) {
			t.feed = mine
			h.part(t)
			t.feed = f
			return
		}
	}
}

func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

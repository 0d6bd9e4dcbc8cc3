package workload

import (
	"container/heap"
	"math/rand/v2"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/candidates"
	"github.com/cosell/cosell/domain/claim"
	"github.com/cosell/cosell/domain/evidence"
	"github.com/cosell/cosell/domain/program"
)

// world is everything that is known at one moment of the story.
type world struct {
	options Options
	*rand.Rand
	now   time.Time
	tasks tasks
	cause cause // of the task that runs

	out     []Append
	written int
	deals   int
	copies  int
	refused map[string]int
	err     error

	program  *stream[program.Program]
	firms    []*firm
	partners evidence.Partners // what is believed of firms
	byID     map[domain.ID]*firm
	claims   map[domain.ID]*stream[claim.Claim]
	buyers   []domain.Customer // that the vendor knows
	ledger   candidates.Ledger
	ended    *deal // the last one that was closed
}

// cause is the event that a process reacts to; the zero value where people act.
type cause struct{ event, correlation string }

func newWorld(o Options) *world {
	w := &world{
		options: o, Rand: rand.New(rand.NewPCG(o.Seed, 0x5eed)), now: Begin, refused: map[string]int{}, err: errCodec,
		partners: evidence.Partners{}, byID: map[domain.ID]*firm{}, claims: map[domain.ID]*stream[claim.Claim]{},
	}
	w.program = streamOf[program.Program]("program", program.ID)
	for range max(40, o.Events/400) {
		w.buyers = append(w.buyers, w.buyer())
	}
	w.govern()
	w.found()
	w.demand()
	return w
}

// demand brings one deal after the other, ever more of them as the program grows.
func (w *world) demand() {
	deals := max(1, w.options.Events/eventsPerDeal)
	mean := time.Duration(Years) * 365 * day / time.Duration(deals)
	var next func()
	next = func() {
		growth := 0.6 + 0.8*float64(w.now.Sub(Begin))/float64(Years*365*day)
		w.add(w.now.Add(time.Duration(w.ExpFloat64()*float64(mean)/growth)), cause{}, next)
		w.add(w.office(w.now), cause{}, w.deal)
	}
	w.add(Begin.Add(10*day), cause{}, next)
}

// deal begins one of the kinds that there are.
func (w *world) deal() {
	w.deals++
	switch x := w.Float64(); {
	case x < 0.52:
		w.lead()
	case x < 0.72:
		w.submission()
	default:
		w.engage()
	}
}

const day = 24 * time.Hour

// task is something that happens at a time.
type task struct {
	at    time.Time
	order int // among those of one time
	cause cause
	run   func()
}

type tasks struct {
	list  []task
	added int
}

func (t *tasks) Len() int { return len(t.list) }
func (t *tasks) Less(i, j int) bool {
	a, b := &t.list[i], &t.list[j]
	return a.at.Before(b.at) || a.at.Equal(b.at) && a.order < b.order
}
func (t *tasks) Swap(i, j int) { t.list[i], t.list[j] = t.list[j], t.list[i] }
func (t *tasks) Push(x any)    { t.list = append(t.list, x.(task)) }
func (t *tasks) Pop() any {
	last := len(t.list) - 1
	x := t.list[last]
	t.list[last], t.list = task{}, t.list[:last]
	return x
}

func (w *world) add(at time.Time, c cause, run func()) {
	w.tasks.added++
	heap.Push(&w.tasks, task{at.UTC().Truncate(time.Microsecond), w.tasks.added, c, run})
}

// step lets happen what is next; false when nothing is.
func (w *world) step() bool {
	if w.tasks.Len() == 0 {
		return false
	}
	t := heap.Pop(&w.tasks).(task)
	if w.now = w.now.Add(time.Microsecond); t.at.After(w.now) {
		w.now = t.at
	}
	w.cause = t.cause
	t.run()
	return true
}

// later has people do something about so long from now, when they are at work.
func (w *world) later(after time.Duration, run func()) {
	w.add(w.office(w.now.Add(after)), cause{}, run)
}

// soon has a process react to an event that was just written.
func (w *world) soon(because cause, run func()) {
	w.add(w.now.Add(time.Duration(20+w.IntN(900))*time.Millisecond), because, run)
}

// clock has the clock react when a time has come.
func (w *world) clock(at time.Time, because cause, run func()) {
	w.add(at.Add(time.Duration(1+w.IntN(5000))*time.Millisecond), because, run)
}

// office is t, or the beginning of the next working day and some hours.
func (w *world) office(t time.Time) time.Time {
	t = t.Add(time.Duration(w.IntN(3600*1e6)) * time.Microsecond)
	if h := t.Hour(); h >= 7 && h < 18 && t.Weekday() != time.Saturday && t.Weekday() != time.Sunday {
		return t
	}
	if t.Hour() >= 18 {
		t = t.Add(day)
	}
	for t.Weekday() == time.Saturday || t.Weekday() == time.Sunday {
		t = t.Add(day)
	}
	morning := time.Date(t.Year(), t.Month(), t.Day(), 7, 0, 0, 0, time.UTC)
	return morning.Add(time.Duration(w.IntN(10*3600*1e6)) * time.Microsecond)
}

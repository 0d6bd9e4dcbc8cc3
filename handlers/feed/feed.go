// Package feed gives the whole log, in its order, to whoever asks: each event as far as it is the caller's to read.
//
// The rules are:
//
//   - An event is given to those who could know of its subject when it was written and who may know of it as they read. So a
//     reader that follows the log closely misses nothing that one which reads it later would get, and what was taken from a
//     caller is not handed out again.
//   - Auditors of the vendor get every event as it lies in the log; no state is folded for them.
//   - The vendor's other roles get what histories give: deals, partners, claims and the program, without the text of notes
//     that another organisation wrote for itself. Of what is a partner's own they get what they may see: nothing that was
//     written while a referral was private, and no customer's record.
//   - A partner gets its own records, and of deals those events that the timeline tells it.
//   - Where the caller may not read the history itself, the payload is cut to what the subject's page shows; see told.go.
//
// What is given depends on the subject's history, as far as it has come, on the caller, and on whether the policy of now hides
// whom offers are about. Reading from any position on gives what a reader from the beginning gets after it.
package feed

import (
	"context"
	"errors"
	"iter"
	"slices"
	"strings"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/eventstore"
)

// Options are what a Feed works with; all are required.
type Options struct {
	Store  eventstore.Store
	Decode func(eventstore.Recorded) (domain.Recorded, error)
	Policy func(context.Context) (program.Policy, error) // of now, as cheap as a look at the memory
}

// Feed reads the log for callers. It may be used concurrently; what it remembers belongs to one reading.
type Feed struct {
	Options
	remember int // aggregates' states, of each reading
}

// New makes a Feed.
func New(o Options) *Feed { return &Feed{o, subjects} }

// Query says which part of the log is wanted.
type Query struct {
	After eventstore.Position // excluded; one beyond the end is fine
	// Until ends the reading at this place; nil reads on for as long as the context lasts.
	Until   *eventstore.Position
	Kinds   []string   // "opportunity.accepted", or all of an aggregate as "opportunity.*"; all when empty
	Subject string     // the stream of one aggregate, which alone is read until the log is caught up with; "" for all
	Org     domain.Org // only of subjects that by then had to do with this organisation; "" for all
}

// Item is one event, or the word that there is none for the reader up to Position.
type Item struct {
	Position eventstore.Position
	Event    *eventstore.Recorded // as far as the caller may read it; nil for a mere position
}

// SkipAtMost is how many events are passed over before a mere position says how far the reading has come.
const SkipAtMost = 500

// errDone ends a reading that has come to its end.
var errDone = errors.New("done")

// Read yields what a caller may read, in the order of positions, and now and then a mere position. One that reads until a
// place ends with that place, as an item, unless it was there before. At most one error is yielded, and it is the last: the
// store's, the codec's, or the context's cause.
func (f *Feed) Read(ctx context.Context, who domain.Caller, q Query) iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) {
		end, err := f.Store.End(ctx)
		if err != nil {
			yield(Item{}, err)
			return
		}
		if q.Until != nil && !q.After.Before(*q.Until) {
			return
		}
		r := newReader(f, who, q)
		from := q.After
		if end.Before(from) {
			from = end // a log that grows meets the reader's place later
		}
		if q.Subject != "" {
			err = r.past(ctx, end, yield)
			from = end
		}
		if err == nil {
			err = r.follow(ctx, from, yield)
		}
		if err != nil && !errors.Is(err, errDone) {
			yield(Item{}, err)
		}
	}
}

// past yields what the subject's own stream has up to a place of the log, or to the end of the reading, and that place.
func (r *reader) past(ctx context.Context, upTo eventstore.Position, yield func(Item, error) bool) error {
	if r.Until != nil && r.Until.Before(upTo) {
		upTo = *r.Until
	}
	last := r.After
	for e, err := range r.Store.Read(ctx, r.Subject, eventstore.From{}) {
		if err != nil {
			return err
		}
		if upTo.Before(e.Position) {
			break
		}
		if !r.After.Before(e.Position) {
			continue
		}
		// No mere position here: who may not know of the subject could count its events by them.
		shown, err := r.shown(ctx, e)
		if err != nil {
			return err
		}
		if shown == nil {
			continue
		}
		if last = e.Position; !yield(Item{last, shown}, nil) {
			return errDone
		}
	}
	if last.Before(upTo) && !yield(Item{Position: upTo}, nil) || r.Until != nil && *r.Until == upTo {
		return errDone
	}
	return nil
}

// follow yields what the log has after a place, and what is written to it.
func (r *reader) follow(ctx context.Context, from eventstore.Position, yield func(Item, error) bool) error {
	for e, err := range r.Store.Subscribe(ctx, from) {
		if err == nil {
			err = r.pass(ctx, e, yield)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// pass yields an event if it is to be given. Its error is errDone at the end of the reading, also where the reader left.
func (r *reader) pass(ctx context.Context, e eventstore.Recorded, yield func(Item, error) bool) error {
	if !r.After.Before(e.Position) {
		return nil
	}
	if r.Until != nil && r.Until.Before(e.Position) {
		yield(Item{Position: *r.Until}, nil)
		return errDone
	}
	shown, err := r.shown(ctx, e)
	if err != nil {
		return err
	}
	last := r.Until != nil && e.Position == *r.Until
	if r.skipped++; shown != nil || last || r.skipped == SkipAtMost {
		r.skipped = 0
		if !yield(Item{e.Position, shown}, nil) {
			return errDone
		}
	}
	if last {
		return errDone
	}
	return nil
}

// wants reports whether an event is of the kinds and the subject that are asked for.
func (q Query) wants(e *eventstore.Recorded) bool {
	if q.Subject != "" && q.Subject != e.Stream {
		return false
	}
	return len(q.Kinds) == 0 || slices.ContainsFunc(q.Kinds, func(wanted string) bool { return Fits(wanted, e.Kind) })
}

// Fits reports whether a kind is the one that is wanted, or one of an aggregate of which all are wanted.
func Fits(wanted, kind string) bool {
	if prefix, all := strings.CutSuffix(wanted, "*"); all {
		return strings.HasPrefix(kind, prefix)
	}
	return wanted == kind
}

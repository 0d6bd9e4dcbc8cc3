package audit

import (
	"context"
	"iter"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/handlers/command"
)

// History gives every event of one aggregate with what is shown after it, as command.Handler.Retell does; each call begins
// anew.
type History func(context.Context) iter.Seq2[command.Telling, error]

// Cause is the event that made a field what it is.
type Cause struct {
	Revision   int64        `json:"revision"`
	ID         domain.ID    `json:"id"`
	Kind       string       `json:"kind"`
	RecordedAt time.Time    `json:"recordedAt"`
	Actor      domain.Actor `json:"actor"`
}

func causeOf(t command.Telling) Cause {
	return Cause{t.Revision, t.EventID, t.Kind, t.RecordedAt, t.Actor}
}

// Place is where in a history something was looked at: after the event of that revision; -1 is before the first.
type Place struct {
	Revision   int64                `json:"revision"`
	Position   *eventstore.Position `json:"position,omitempty"`
	RecordedAt time.Time            `json:"recordedAt,omitzero"`
}

func placeOf(t command.Telling) Place {
	p := Place{Revision: t.Revision, RecordedAt: t.RecordedAt}
	if t.Revision >= 0 {
		p.Position = &t.Position
	}
	return p
}

// Caused is a change with the last event that made it.
type Caused struct {
	Change
	By Cause `json:"by"`
}

// Difference is what changed between two places.
type Difference struct {
	From    Place    `json:"from"`
	To      Place    `json:"to"`
	Changes []Caused `json:"changes"`
}

// Diff compares what is shown at two places of a history. Its changes add up: Apply makes of what was shown at the first what
// is shown at the second. A nil from is before the first event. NoRevision when the history does not reach a revision that is
// asked for; command.ErrMissing when to is before the first event. It fails with ErrBackwards when from is behind to.
func Diff(ctx context.Context, h History, from *command.AsOf, to command.AsOf) (d Difference, err error) {
	var first, last command.Telling
	if from == nil {
		before := int64(-1)
		from = &command.AsOf{Revision: &before}
	}
	if first, err = seek(ctx, h, *from); err != nil {
		return d, err
	}
	if last, err = seek(ctx, h, to); err != nil {
		return d, err
	}
	switch {
	case last.Revision < 0 && last.State == nil:
		return d, command.ErrMissing
	case last.Revision < first.Revision:
		return d, ErrBackwards
	}
	a, err := tree(first.State)
	if err != nil {
		return d, err
	}
	b, err := tree(last.State)
	if err != nil {
		return d, err
	}
	d = Difference{From: placeOf(first), To: placeOf(last), Changes: []Caused{}}
	changes := compare(a, b)
	causes, err := causes(ctx, h, d, changes)
	for i, c := range changes {
		d.Changes = append(d.Changes, Caused{c.change(), causes[i]})
	}
	return d, err
}

// seek is the last event of a history that a place covers.
func seek(ctx context.Context, h History, as command.AsOf) (last command.Telling, err error) {
	for t, err := range h(ctx) {
		if err != nil {
			return last, err
		}
		if t.Revision >= 0 && !as.Covers(&t.Entry) {
			break
		}
		last = t
	}
	if as.Revision != nil && *as.Revision > last.Revision && as.Time.IsZero() && as.Position == nil {
		return last, &NoRevision{*as.Revision, last.Revision}
	}
	return last, nil
}

// causes are the events between two places after which the changed fields were last another than before.
func causes(ctx context.Context, h History, between Difference, changes []change) ([]Cause, error) {
	found, was := make([]Cause, len(changes)), make([]string, len(changes))
	for t, err := range h(ctx) {
		if err != nil {
			return found, err
		}
		if t.Revision > between.To.Revision {
			break
		}
		if t.Revision < between.From.Revision {
			continue
		}
		shown, err := tree(t.State)
		if err != nil {
			return found, err
		}
		for i, c := range changes {
			is := string(textOf(at(shown, c.path)))
			if t.Revision > between.From.Revision && is != was[i] {
				found[i] = causeOf(t)
			}
			was[i] = is
		}
	}
	return found, nil
}

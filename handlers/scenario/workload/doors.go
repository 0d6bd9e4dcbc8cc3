package workload

import (
	"crypto/sha256"
	"encoding/hex"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/eventstore"
)

// stream is one aggregate: its state, and where its stream ends.
type stream[S any] struct {
	name     string
	id       domain.ID
	revision int64 // of the last event, -1 before the first
	state    S
}

func streamOf[S any](kind string, id domain.ID) *stream[S] {
	return &stream[S]{name: eventstore.StreamName(kind, string(id)), id: id, revision: -1}
}

// doors are the rules of one aggregate for one command at one moment.
type doors[S any] struct {
	validate func() error
	sees     func(S) bool
	permit   func(S) (domain.Role, error)
	decide   func(S) ([]domain.Event, error)
	evolve   func(S, domain.Recorded) S
	follow   func(domain.Recorded, S) // is shown every event with the state it leads to; nil for nobody
}

// through takes a command through the doors and writes what comes of it. It reports whether anything did.
func through[S any](w *world, on *stream[S], who domain.Caller, c domain.Command, d doors[S]) bool {
	role, err := d.role(on, who)
	var events []domain.Event
	if err == nil {
		events, err = d.decide(on.state)
	}
	if err != nil {
		w.refused[on.name[:len(on.name)-37]+"."+c.CommandName()+" "+domain.AsError(err).Code]++
		return false
	}
	if len(events) > 0 {
		write(w, on, act{who, role, c.CommandName()}, events, d)
	}
	return len(events) > 0
}

func (d doors[S]) role(on *stream[S], who domain.Caller) (domain.Role, error) {
	if err := d.validate(); err != nil {
		return "", err
	}
	if on.revision >= 0 && !who.IsSystem() && !d.sees(on.state) {
		return "", errNotSeen
	}
	return d.permit(on.state)
}

var errNotSeen = domain.Refusal("not-visible", "There is no such thing.")

// act is who did what in which role.
type act struct {
	who  domain.Caller
	role domain.Role
	what string
}

func write[S any](w *world, on *stream[S], by act, events []domain.Event, d doors[S]) {
	m := w.metadata(by)
	out := Append{Stream: on.name, Expected: eventstore.At(on.revision)}
	for _, e := range events {
		kind, version, data, err := codec.Encode(e)
		if err != nil {
			w.err = err
			return
		}
		p := eventstore.Pending{ID: string(w.id()), Kind: kind, SchemaVersion: version, Data: data, Metadata: m}
		p.Metadata.EffectiveAt = effective(e, w.now)
		out.Events = append(out.Events, p)
		on.revision++
		r := recorded(on.name, on.id, on.revision, p, e)
		on.state = d.evolve(on.state, r)
		if d.follow != nil {
			d.follow(r, on.state)
		}
	}
	w.written += len(events)
	w.out = append(w.out, out)
	w.now = w.now.Add(time.Duration(1+w.IntN(999)) * time.Microsecond) // nothing else happens at the same time
}

func recorded(stream string, id domain.ID, revision int64, p eventstore.Pending, e domain.Event) domain.Recorded {
	m := p.Metadata
	at := m.EffectiveAt
	if at.IsZero() {
		at = m.RecordedAt
	}
	return domain.Recorded{Event: e, Meta: domain.Meta{
		Stream: stream, Subject: id, Revision: revision, EventID: domain.ID(p.ID), RecordedAt: m.RecordedAt, Effective: at,
		Actor:  domain.Actor{Member: m.Actor.Member, Org: domain.Org(m.Actor.Org), Role: domain.Role(m.Actor.Role)},
		Policy: m.PolicyVersion,
	}}
}

// metadata is what the events of a command carry beside their data.
func (w *world) metadata(by act) eventstore.Metadata {
	id := string(w.id())
	hash := sha256.Sum256([]byte(by.what + id))
	m := eventstore.Metadata{
		RecordedAt:    w.now,
		Actor:         eventstore.Actor{Member: by.who.Member, Org: string(by.who.Org), Role: string(by.role)},
		CommandID:     id,
		CorrelationID: id,
		CausationID:   w.cause.event,
		PolicyVersion: w.program.state.Policy().Version,
		RequestHash:   hex.EncodeToString(hash[:]),
	}
	if w.cause.correlation != "" {
		m.CorrelationID = w.cause.correlation
	}
	return m
}

// because makes an event the cause of what processes do about it.
func because(r domain.Recorded) cause { return cause{string(r.EventID), string(r.EventID)} }

func effective(e domain.Event, now time.Time) time.Time {
	if other, ok := e.(interface{ EffectiveAt() time.Time }); ok {
		if at := other.EffectiveAt().UTC().Truncate(time.Microsecond); !at.Equal(now) {
			return at
		}
	}
	return time.Time{}
}

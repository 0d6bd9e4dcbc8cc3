package command

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/claim"
	"github.com/cosell/cosell/domain/contact"
	"github.com/cosell/cosell/domain/customer"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/partner"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/domain/registration"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/eventstore/codec"
)

// Entry is one event of a history: as the domain reads it, and as the log holds it.
type Entry struct {
	domain.Recorded
	Position eventstore.Position
	Kind     string
	Version  int // schema version that was written
	Metadata eventstore.Metadata
	Data     json.RawMessage // the payload as written, byte for byte
}

// catalogues are of everything that is in the log.
var catalogues = [][]domain.EventType{
	opportunity.Catalogue, referral.Catalogue, registration.Catalogue, claim.Catalogue,
	partner.Catalogue, customer.Catalogue, contact.Catalogue, program.EventTypes,
}

// NewCodec returns the codec of everything that the aggregates write.
func NewCodec() (*codec.Codec, error) {
	var types []codec.Type
	for _, catalogue := range catalogues {
		for _, t := range catalogue {
			types = append(types, codec.Type{Zero: t.Zero, Version: t.Version, Upcast: t.Upcast})
		}
	}
	return codec.New(types...)
}

// journal reads and writes the domain's events in the log.
type journal struct {
	store eventstore.Store
	codec *codec.Codec
}

// read yields a stream from a revision on.
func (j journal) read(ctx context.Context, stream string, from int64) iter.Seq2[Entry, error] {
	return j.entries(j.store.Read(ctx, stream, eventstore.From{Revision: from}))
}

// entries decodes events; it ends with the first error, which has its class.
func (j journal) entries(events iter.Seq2[eventstore.Recorded, error]) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		for r, err := range events {
			var e Entry
			if err == nil {
				e, err = j.decode(r)
			}
			if err != nil {
				yield(Entry{}, classed(err))
				return
			}
			if !yield(e, nil) {
				return
			}
		}
	}
}

func (j journal) decode(r eventstore.Recorded) (Entry, error) {
	e := Entry{Position: r.Position, Kind: r.Kind, Version: r.SchemaVersion, Metadata: r.Metadata, Data: r.Data}
	var err error
	e.Recorded, err = Decode(j.codec, r)
	return e, err
}

// Decode gives what the domain reads of an event in the log. Its errors are those of the codec, with the stream and the
// revision.
func Decode(c *codec.Codec, r eventstore.Recorded) (domain.Recorded, error) {
	event, err := c.Decode(r.Kind, r.SchemaVersion, r.Data)
	if err != nil {
		return domain.Recorded{}, fmt.Errorf("read %s at %d: %w", r.Stream, r.Revision, err)
	}
	m := r.Metadata
	if m.EffectiveAt.IsZero() {
		m.EffectiveAt = m.RecordedAt
	}
	return domain.Recorded{
		Meta: domain.Meta{
			Stream:     r.Stream,
			Subject:    domain.ID(r.Stream[len(r.Stream)-36:]),
			Revision:   r.Revision,
			EventID:    domain.ID(r.ID),
			RecordedAt: m.RecordedAt,
			Effective:  m.EffectiveAt,
			Actor: domain.Actor{
				Member: m.Actor.Member, Org: domain.Org(m.Actor.Org), Role: domain.Role(m.Actor.Role), OnBehalfOf: m.Actor.OnBehalfOf,
			},
			Policy: m.PolicyVersion,
		},
		Event: event.(domain.Event),
	}, nil
}

// batch makes the events that are written; id names each by its place.
func (j journal) batch(id func(int) string, events []domain.Event, m eventstore.Metadata) ([]eventstore.Pending, error) {
	if len(events) > eventstore.MaxBatch {
		return nil, ErrTooManyEvents
	}
	batch := make([]eventstore.Pending, 0, len(events))
	for i, e := range events {
		kind, version, data, err := j.codec.Encode(e)
		if err != nil {
			return nil, err
		}
		if len(data) > eventstore.MaxData {
			return nil, ErrTooLarge
		}
		p := eventstore.Pending{ID: id(i), Kind: kind, SchemaVersion: version, Data: data, Metadata: m}
		p.Metadata.EffectiveAt = effective(e, m.RecordedAt)
		batch = append(batch, p)
	}
	return batch, nil
}

// effective is when an event takes effect if that is not when it is recorded; else zero.
func effective(e domain.Event, recorded time.Time) time.Time {
	other, ok := e.(interface{ EffectiveAt() time.Time })
	if !ok {
		return time.Time{}
	}
	at := other.EffectiveAt().UTC().Truncate(time.Microsecond)
	if at.Equal(recorded) {
		return time.Time{}
	}
	return at
}

// append writes a batch, and where the outcome is not known writes the same batch again to find out. Between attempts
// it waits for the store to come back, about a second and a half in all.
func (j journal) append(
	ctx context.Context, stream string, at eventstore.Expected, batch []eventstore.Pending,
) (eventstore.Appended, error) {
	wait := 50 * time.Millisecond
	for range MaxAttempts {
		appended, err := j.store.Append(ctx, stream, at, batch)
		if !errors.Is(err, eventstore.ErrUnknown) {
			return appended, err
		}
		select {
		case <-time.After(wait):
			wait *= 2
		case <-ctx.Done():
			return appended, err
		}
	}
	return j.store.Append(ctx, stream, at, batch)
}

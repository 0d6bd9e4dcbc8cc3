package projections_test

import (
	"context"
	"hash/fnv"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/claim"
	"github.com/cosell/cosell/domain/contact"
	"github.com/cosell/cosell/domain/customer"
	"github.com/cosell/cosell/domain/opportunity"
	partners "github.com/cosell/cosell/domain/partner"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/domain/registration"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/eventstore/codec"
	"github.com/cosell/cosell/projections/runner"
)

// catalogue is every kind there is.
var catalogue = slices.Concat(opportunity.Catalogue, referral.Catalogue, registration.Catalogue, claim.Catalogue,
	partners.Catalogue, program.EventTypes, customer.Catalogue, contact.Catalogue)

// newCodec is that of every catalogue.
func newCodec(t testing.TB) *codec.Codec {
	t.Helper()
	var types []codec.Type
	for _, k := range catalogue {
		types = append(types, codec.Type{Zero: k.Zero, Version: k.Version, Upcast: k.Upcast})
	}
	c, err := codec.New(types...)
	require.NoError(t, err)
	return c
}

// decoder reads what encode wrote.
func decoder(c *codec.Codec) func(eventstore.Recorded) (domain.Recorded, error) {
	return func(r eventstore.Recorded) (domain.Recorded, error) {
		e, err := c.Decode(r.Kind, r.SchemaVersion, r.Data)
		if err != nil {
			return domain.Recorded{}, err
		}
		m := r.Metadata
		if m.EffectiveAt.IsZero() {
			m.EffectiveAt = m.RecordedAt
		}
		return domain.Recorded{Event: e, Meta: domain.Meta{
			Stream: r.Stream, Subject: domain.ID(r.Stream[len(r.Stream)-36:]), Revision: r.Revision, EventID: domain.ID(r.ID),
			RecordedAt: m.RecordedAt, Effective: m.EffectiveAt, Policy: m.PolicyVersion,
			Actor: domain.Actor{Member: m.Actor.Member, Org: domain.Org(m.Actor.Org), Role: domain.Role(m.Actor.Role)},
		}}, nil
	}
}

func encode(t testing.TB, c *codec.Codec, e runner.Event) eventstore.Pending {
	t.Helper()
	kind, version, data, err := c.Encode(e.Event)
	require.NoError(t, err)
	p := eventstore.Pending{ID: string(e.EventID), Kind: kind, SchemaVersion: version, Data: data, Metadata: eventstore.Metadata{
		RecordedAt: e.RecordedAt, CommandID: string(e.EventID), CorrelationID: string(e.EventID), PolicyVersion: e.Policy,
		Actor: eventstore.Actor{Member: e.Actor.Member, Org: string(e.Actor.Org), Role: string(e.Actor.Role)},
	}}
	if !e.Effective.Equal(e.RecordedAt) {
		p.Metadata.EffectiveAt = e.Effective
	}
	return p
}

// write appends a history to a log by several writers at once, each stream in its order and all streams about in theirs.
func write(t testing.TB, log eventstore.Store, events []runner.Event, writers int) {
	t.Helper()
	c := newCodec(t)
	queues := make([]chan runner.Event, writers)
	g, ctx := errgroup.WithContext(t.Context())
	for i := range queues {
		queues[i] = make(chan runner.Event, 16)
		g.Go(func() error {
			for e := range queues[i] {
				if _, err := log.Append(ctx, e.Stream, eventstore.At(e.Revision-1), []eventstore.Pending{encode(t, c, e)}); err != nil {
					return err
				}
			}
			return nil
		})
	}
	for _, e := range events {
		h := fnv.New32a()
		_, _ = h.Write([]byte(e.Stream))
		select {
		case queues[int(h.Sum32())%writers] <- e:
		case <-ctx.Done():
		}
	}
	for _, q := range queues {
		close(q)
	}
	require.NoError(t, g.Wait())
}

// run feeds the views from a log until the test ends; stop ends it before.
func run(t testing.TB, r *runner.Runner) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- r.Run(ctx) }()
	stopped := false
	stop = func() {
		if !stopped {
			stopped = true
			cancel()
			require.NoError(t, <-done)
		}
	}
	t.Cleanup(stop)
	return stop
}

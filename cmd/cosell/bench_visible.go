package main

import (
	"context"
	"sync"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/handlers/command"
	"github.com/cosell/cosell/projections/runner"
)

const visibleEvents = 10_000

// benchVisible writes notes at 1,000 a second and asks of each how long after its commit every read model shows it. Commands
// and read models run in this process; the waiting is that of min_position.
func benchVisible(ctx context.Context, b *bench) error {
	l, err := b.full(ctx)
	if err != nil {
		return err
	}
	if err := b.built(ctx, l); err != nil {
		return err
	}
	o, err := b.open(ctx, l.url)
	if err != nil {
		return err
	}
	defer o.close()
	deals, err := o.accepted(ctx)
	if err != nil {
		return err
	}
	r, err := o.runner()
	if err != nil {
		return err
	}
	if _, err := r.Prepare(ctx); err != nil {
		return err
	}
	n := max(200, int(b.brief(visibleEvents*time.Millisecond).Milliseconds()))
	v := &visibility{base: o, runner: r, views: l.views, deals: deals, times: make([]time.Duration, n)}
	err = whileRunning(ctx, r, func(ctx context.Context) error {
		if err := r.CaughtUp(ctx); err != nil {
			return err
		}
		_, err := scheduled(ctx, n, steady, func(i int) error { return v.note(ctx, i) })
		return err
	})
	if err != nil {
		return err
	}
	s := spreadOf(v.times)
	b.found(figure{
		Bench: "visible", What: "committed → visible in every read model, at 1,000/s, p99", Value: s.P99, Unit: "ms", Spread: &s,
	}.atMost(5))
	return nil
}

type visibility struct {
	*base
	runner *runner.Runner
	views  []string
	deals  []domain.ID
	times  []time.Duration
}

// note writes one, and waits until all show it. Its time begins when the append has returned, which is after the commit.
func (v *visibility) note(ctx context.Context, i int) error {
	who := domain.Caller{Member: "bench", Org: domain.Vendor, Roles: []domain.Role{domain.RoleChannelManager}}
	text := opportunity.AddNote{Text: "Seen by whoever looks.", Audience: opportunity.AudienceAll}
	a, err := v.service.Opportunities.Do(ctx, command.Request{Caller: who}, v.deals[i%len(v.deals)], text)
	if err != nil {
		return err
	}
	committed := time.Now()
	var waiting sync.WaitGroup
	var failed once
	for _, name := range v.views {
		waiting.Go(func() {
			if err := v.runner.Wait(ctx, name, a.Position); err != nil {
				failed.set(err)
			}
		})
	}
	waiting.Wait()
	v.times[i] = time.Since(committed)
	return failed.err()
}

// accepted are opportunities that are worked on, by the log.
func (b *base) accepted(ctx context.Context) (all []domain.ID, err error) {
	states := map[string]opportunity.Opportunity{}
	var order []string
	_, err = b.pass(ctx, func(r eventstore.Recorded) error {
		if kind, _, err := eventstore.ParseStream(r.Stream); err != nil || kind != anOpportunity {
			return err
		}
		e, err := b.decode(r)
		if r.Revision == 0 {
			order = append(order, r.Stream)
		}
		evolved(states, e, opportunity.Evolve)
		return err
	})
	for _, stream := range order {
		if states[stream].State() == opportunity.StateAccepted {
			all = append(all, domain.ID(stream[len(anOpportunity)+1:]))
		}
	}
	return all, err
}

package main

import (
	"context"
	"encoding/json"
	"reflect"
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
	"github.com/cosell/cosell/handlers/command"
)

const readRounds = 3

// benchRead replays the log: it reads, decodes and folds every aggregate. The limit is reading the same events and giving
// their data to encoding/json for values of the same Go types, with no codec and nothing folded; reading alone, with nothing
// decoded, is told beside it. The three take turns.
func benchRead(ctx context.Context, b *bench) error {
	l, err := b.full(ctx)
	if err != nil {
		return err
	}
	o, err := b.open(ctx, l.url)
	if err != nil {
		return err
	}
	defer o.close()
	types, err := payloads()
	if err != nil {
		return err
	}
	var bare, decoded, folded []float64
	for range b.times(readRounds) {
		ways := []struct {
			to   *[]float64
			each func(eventstore.Recorded) error
		}{
			{&bare, func(eventstore.Recorded) error { return nil }},
			{&decoded, func(r eventstore.Recorded) error {
				return json.Unmarshal(r.Data, reflect.New(types[r.Kind]).Interface())
			}},
			{&folded, newEverything(o).fold},
		}
		for _, way := range ways {
			per, err := o.pass(ctx, way.each)
			if err != nil {
				return err
			}
			*way.to = append(*way.to, per)
		}
	}
	b.decoding = middle(decoded)
	b.found(figure{Bench: "read", What: "reading the log, nothing decoded", Value: middle(bare), Unit: "events/s", Rounds: bare})
	b.found(figure{Bench: "read", What: "replay: read, decode, fold", Value: middle(folded), Unit: "events/s", Rounds: folded}.
		beside(limit{"reading and JSON-decoding alone", b.decoding, decoded}, 0.7))
	return nil
}

// pass reads the whole log once, and gives how many events a second that were.
func (b *base) pass(ctx context.Context, each func(eventstore.Recorded) error) (float64, error) {
	n, began := 0, time.Now()
	for r, err := range b.recordedUpToNow(ctx) {
		if err == nil {
			err = each(r)
		}
		if err != nil {
			return 0, err
		}
		n++
	}
	return rate(n, time.Since(began)), nil
}

// payloads are the Go types of all kinds of events.
func payloads() (map[string]reflect.Type, error) {
	types := map[string]reflect.Type{}
	for _, catalogue := range [][]domain.EventType{
		opportunity.Catalogue, referral.Catalogue, registration.Catalogue, claim.Catalogue, partner.Catalogue, customer.Catalogue,
		contact.Catalogue, program.EventTypes,
	} {
		for _, t := range catalogue {
			types[t.Zero.EventKind()] = reflect.TypeOf(t.Zero)
		}
	}
	c, err := command.NewCodec()
	if err != nil {
		return nil, err
	}
	for kind := range c.Kinds() {
		if types[kind] == nil {
			return nil, usagef("the benchmark knows no type for %s", kind)
		}
	}
	return types, nil
}

// everything is the state of every aggregate of the log.
type everything struct {
	*base
	opportunities map[string]opportunity.Opportunity
	referrals     map[string]referral.Referral
	registrations map[string]registration.Registration
	claims        map[string]claim.Claim
	partners      map[string]partner.Partner
	customers     map[string]customer.Customer
	contacts      map[string]contact.Contact
	program       program.Program
}

func newEverything(b *base) *everything {
	return &everything{
		base:          b,
		opportunities: map[string]opportunity.Opportunity{}, referrals: map[string]referral.Referral{},
		registrations: map[string]registration.Registration{}, claims: map[string]claim.Claim{}, partners: map[string]partner.Partner{},
		customers: map[string]customer.Customer{}, contacts: map[string]contact.Contact{},
	}
}

func (a *everything) fold(stored eventstore.Recorded) error {
	r, err := a.decode(stored)
	if err != nil {
		return err
	}
	switch r.Event.(type) {
	case opportunity.Event:
		evolved(a.opportunities, r, opportunity.Evolve)
	case referral.Event:
		evolved(a.referrals, r, referral.Evolve)
	case registration.Event:
		evolved(a.registrations, r, registration.Evolve)
	case claim.Event:
		evolved(a.claims, r, claim.Evolve)
	case partner.Event:
		evolved(a.partners, r, partner.Evolve)
	case customer.Event:
		evolved(a.customers, r, customer.Evolve)
	case contact.Event:
		evolved(a.contacts, r, contact.Evolve)
	case program.Event:
		a.program = program.Evolve(a.program, r)
	}
	return nil
}

func evolved[S any](states map[string]S, r domain.Recorded, evolve func(S, domain.Recorded) S) {
	states[r.Stream] = evolve(states[r.Stream], r)
}

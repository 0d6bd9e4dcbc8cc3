package main

import (
	"context"
	"iter"
	"slices"
	"strings"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/handlers/audit"
	"github.com/cosell/cosell/handlers/command"
)

// The kinds of aggregates that verbs read.
const (
	anOpportunity = "opportunity"
	aReferral     = "referral"
	aRegistration = "registration"
	aProgram      = "program"
)

// looks is how one kind of aggregate is read.
type looks interface {
	Show(context.Context, domain.Caller, domain.ID, command.AsOf) (command.Seen, error)
	History(context.Context, domain.ID) iter.Seq2[command.Entry, error]
	Retell(context.Context, domain.Caller, domain.ID) iter.Seq2[command.Telling, error]
}

// kinds lists every kind, and where a service reads it.
var kinds = []struct {
	name string
	at   func(*command.Service) looks
}{
	{anOpportunity, func(s *command.Service) looks { return s.Opportunities }},
	{aReferral, func(s *command.Service) looks { return s.Referrals }},
	{aRegistration, func(s *command.Service) looks { return s.Registrations }},
	{"claim", func(s *command.Service) looks { return s.Claims }},
	{"partner", func(s *command.Service) looks { return s.Partners }},
	{"customer", func(s *command.Service) looks { return s.Customers }},
	{"contact", func(s *command.Service) looks { return s.Contacts }},
	{aProgram, func(s *command.Service) looks { return s.Program }},
}

// subject is an aggregate that a verb is about.
type subject struct {
	kind string
	id   domain.ID
	at   func(*command.Service) looks
}

func (s subject) String() string { return s.kind + "/" + string(s.id) }

func (s subject) stream() string { return eventstore.StreamName(s.kind, string(s.id)) }

// told is the subject's history with what the operator sees after each event.
func (s subject) told(from *command.Service) audit.History {
	return func(ctx context.Context) iter.Seq2[command.Telling, error] {
		return s.at(from).Retell(ctx, operator, s.id)
	}
}

// parseSubject reads KIND/ID, such as opportunity/0f8f…; the one program needs no id.
func parseSubject(text string) (s subject, err error) {
	kind, id, ok := strings.Cut(text, "/")
	if kind == aProgram && !ok {
		id, ok = string(program.ID), true
	}
	s = subject{kind: kind, id: domain.ID(id)}
	if !ok || !s.id.Valid() {
		return s, usagef("%q is not of the form KIND/ID, such as opportunity/6d1f0c1e-0000-5000-8000-000000000000", text)
	}
	var names []string
	for _, k := range kinds {
		names = append(names, k.name)
		if k.name == kind {
			s.at = k.at
		}
	}
	if s.at == nil {
		return s, usagef("there is no kind %q; there are %s", kind, strings.Join(slices.Sorted(slices.Values(names)), ", "))
	}
	return s, nil
}

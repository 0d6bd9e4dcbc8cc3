package audit_test

import (
	"context"
	"encoding/json"
	"iter"
	pathpkg "path"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

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
	"github.com/cosell/cosell/handlers/audit"
	"github.com/cosell/cosell/handlers/command"
	"github.com/cosell/cosell/testdata"
)

const subject domain.ID = "6d1f0c1e-0000-4000-8000-000000000001"

var (
	begin   = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	auditor = domain.Caller{Member: "audrey", Org: domain.Vendor, Roles: []domain.Role{domain.RoleAuditor}}
)

// story is a history with what an auditor is shown after each of its events.
type story []command.Telling

func (s story) history(context.Context) iter.Seq2[command.Telling, error] {
	return func(yield func(command.Telling, error) bool) {
		for _, t := range s {
			if !yield(t, nil) {
				return
			}
		}
	}
}

// at is what is shown after the event of a revision.
func (s story) at(revision int64) any { return s[revision+1].State }

func (s story) last() int64 { return int64(len(s)) - 2 }

var _ audit.History = story{}.history

// tell folds events into a story: each event a minute after the one before.
func tell[S any](evolve func(S, domain.Recorded) S, view func(S, domain.Caller) any, events []command.Entry) (s story) {
	var state S
	before := command.Telling{Entry: command.Entry{Recorded: domain.Recorded{Meta: domain.Meta{Revision: -1}}}}
	if _, always := any(state).(program.Program); always {
		before.State = view(state, auditor)
	}
	s = append(s, before)
	for i, e := range events {
		e.Revision, e.Subject, e.Stream = int64(i), subject, "stream-"+string(subject)
		e.RecordedAt = begin.Add(time.Duration(i) * time.Minute)
		e.Effective, e.EventID = e.RecordedAt, subject.Derive(e.RecordedAt.String())
		e.Position = eventstore.Position{Commit: uint64(10 * (i + 1)), Prepare: uint64(10 * (i + 1))}
		e.Actor = domain.Actor{Member: "nora", Org: domain.Vendor, Role: domain.RoleChannelManager}
		state = evolve(state, e.Recorded)
		s = append(s, command.Telling{Entry: e, State: view(state, auditor)})
	}
	return s
}

func byPolicy[S, V any](view func(S, domain.Caller, program.Policy) V) func(S, domain.Caller) any {
	return func(s S, who domain.Caller) any { return view(s, who, program.Default()) }
}

func shown[S, V any](view func(S, domain.Caller) V) func(S, domain.Caller) any {
	return func(s S, who domain.Caller) any { return view(s, who) }
}

// tellers tell a history of each kind of aggregate.
var tellers = map[string]func([]command.Entry) story{
	"opportunity": func(e []command.Entry) story { return tell(opportunity.Evolve, byPolicy(opportunity.View), e) },
	"referral":    func(e []command.Entry) story { return tell(referral.Evolve, byPolicy(referral.View), e) },
	"registration": func(e []command.Entry) story {
		return tell(registration.Evolve, shown(registration.View), e)
	},
	"claim":    func(e []command.Entry) story { return tell(claim.Evolve, shown(claim.View), e) },
	"partner":  func(e []command.Entry) story { return tell(partner.Evolve, shown(partner.View), e) },
	"customer": func(e []command.Entry) story { return tell(customer.Evolve, shown(customer.View), e) },
	"contact":  func(e []command.Entry) story { return tell(contact.Evolve, shown(contact.View), e) },
	"program":  func(e []command.Entry) story { return tell(program.Evolve, shown(program.View), e) },
}

// samples are an event of every kind of an aggregate, and of some kinds several.
func samples(t testing.TB, kind string) (all []command.Entry) {
	t.Helper()
	codec, err := command.NewCodec()
	require.NoError(t, err)
	files, err := testdata.Events.ReadDir("events")
	require.NoError(t, err)
	for _, f := range files {
		if !strings.HasPrefix(f.Name(), kind+".") {
			continue
		}
		data, err := testdata.Events.ReadFile(pathpkg.Join("events", f.Name()))
		require.NoError(t, err)
		name, _, _ := strings.Cut(f.Name(), ".v1.")
		event, err := codec.Decode(name, 1, data)
		require.NoError(t, err)
		e := command.Entry{Kind: name, Version: 1, Data: json.RawMessage(data)}
		e.Event = event.(domain.Event)
		all = append(all, e)
	}
	require.NotEmpty(t, all)
	return all
}

// stories generates histories of an aggregate: any events in any order, since folding takes whatever happened.
func stories(t testing.TB, kind string) *rapid.Generator[story] {
	all := samples(t, kind)
	return rapid.Custom(func(r *rapid.T) story {
		picks := rapid.SliceOfN(rapid.IntRange(0, len(all)-1), 1, 15).Draw(r, "events")
		var events []command.Entry
		for _, i := range picks {
			events = append(events, all[i])
		}
		return tellers[kind](events)
	})
}

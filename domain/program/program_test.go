package program_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/evidence"
	"github.com/cosell/cosell/domain/program"
)

var update = flag.Bool("update", false, "rewrite the goldens")

const (
	contoso  = domain.ID("6ba7b810-9dad-41d1-80b4-00c04fd430c8")
	fabrikam = domain.ID("7c9e6679-7425-40de-944b-e07fc1f90ae7")
	bonn     = domain.ID("11111111-0000-4000-8000-000000000001")
	bern     = domain.ID("11111111-0000-4000-8000-000000000002")
	shut     = domain.ID("11111111-0000-4000-8000-000000000003")
	lima     = domain.ID("11111111-0000-4000-8000-000000000004")
)

var (
	noon    = time.Date(2026, 3, 31, 12, 0, 0, 0, time.UTC)
	rules   = domain.Caller{Member: "paul", Org: domain.Vendor, Roles: []domain.Role{domain.RoleAnalyst, domain.RoleProgramAdministrator}}
	auditor = domain.Caller{Member: "aud", Org: domain.Vendor, Roles: []domain.Role{domain.RoleAuditor}}
	ada     = domain.Caller{Member: "ada", Org: domain.Org(contoso), Roles: []domain.Role{domain.RoleAdministrator}}
	fay     = domain.Caller{Member: "fay", Org: domain.Org(fabrikam), Roles: []domain.Role{domain.RoleSeller}}

	known = map[domain.ID]evidence.Partner{
		contoso: {
			Exists: true, Name: "Contoso", Stream: "partner-" + string(contoso), Revision: 7,
			Locations: map[domain.ID]evidence.Location{bonn: {Name: "Bonn"}, bern: {Name: "Bern"}, shut: {Name: "Shut", Closed: true}},
			Solutions: map[string]evidence.Solution{"robots": {Name: "Robots"}, "arms": {Name: "Arms"}},
		},
		fabrikam: {
			Exists: true, Name: "Fabrikam", Stream: "partner-" + string(fabrikam), Revision: 3,
			Locations: map[domain.ID]evidence.Location{lima: {Name: "Lima"}},
		},
	}
)

// book is the program as its handler keeps it.
type book struct {
	state   program.Program
	history []domain.Recorded
}

// ask sends a command through the doors in their order.
func (b *book) ask(who domain.Caller, c program.Command) ([]domain.Event, error) {
	in := program.Input{ID: program.ID, Caller: who, Now: noon}
	if err := program.Validate(c, in); err != nil {
		return nil, err
	}
	if !program.Sees(b.state, who) {
		return nil, &domain.Error{Class: domain.ClassMissing, Code: "missing"}
	}
	if _, err := program.Permit(b.state, c, who); err != nil {
		return nil, err
	}
	in.Evidence.Partners = map[domain.ID]evidence.Partner{}
	for _, id := range program.Needs(b.state, c, who).Partners {
		if p, ok := known[id]; ok {
			in.Evidence.Partners[id] = p
		}
	}
	return program.Decide(b.state, c, in)
}

func (b *book) record(events ...domain.Event) {
	for _, e := range events {
		r := domain.Recorded{Event: e, Meta: domain.Meta{
			Subject: program.ID, Revision: int64(len(b.history)), RecordedAt: noon.Add(time.Duration(len(b.history)) * time.Hour),
			Actor: domain.Actor{Member: "paul", Org: domain.Vendor, Role: domain.RoleProgramAdministrator},
		}}
		b.history, b.state = append(b.history, r), program.Evolve(b.state, r)
	}
}

// after is the program after these commands, each of which must be taken.
func after(t testing.TB, commands ...program.Command) *book {
	t.Helper()
	b := &book{}
	for _, c := range commands {
		events, err := b.ask(rules, c)
		require.NoError(t, err, c.CommandName())
		b.record(events...)
	}
	return b
}

// told is an outcome in one line: the kinds of events, or class, code and fields of the error.
func told(events []domain.Event, err error) string {
	var words []string
	for _, e := range events {
		words = append(words, strings.TrimPrefix(e.EventKind(), "program."))
	}
	if err != nil {
		e := domain.AsError(err)
		words = append(words, string(e.Class), e.Code)
		for _, f := range e.Fields {
			words = append(words, f.Field+":"+f.Code)
		}
	}
	return strings.Join(words, " ")
}

func asJSON(t testing.TB, v any) string {
	t.Helper()
	b, err := json.MarshalIndent(v, "", "  ")
	require.NoError(t, err)
	return string(b) + "\n"
}

func TestTheDefaultPolicyIsTheGolden(t *testing.T) {
	got := asJSON(t, program.View(program.Program{}, rules))
	if *update {
		require.NoError(t, os.WriteFile("testdata/default.json", []byte(got), 0o644))
	}
	want, err := os.ReadFile("testdata/default.json")
	require.NoError(t, err)
	assert.Equal(t, string(want), got)
}

func TestBeforeAnybodyChangedItTheProgramIsTheDefault(t *testing.T) {
	assert.Equal(t, program.Default(), program.Replay(nil).Policy())
	assert.True(t, program.ID.Valid())
}

func TestAnyBeginningOfTheStreamIsThePolicyAsOfThen(t *testing.T) {
	b := after(t, windows(10, 2), teaser(true), windows(21, 0))
	for i, want := range []struct{ days, lead int }{{14, 3}, {10, 2}, {10, 2}, {21, 0}} {
		p := program.Replay(b.history[:i]).Policy()
		assert.Equal(t, i+1, p.Version)
		assert.Equal(t, time.Duration(want.days)*24*time.Hour, p.AnswerWindow)
		assert.Equal(t, time.Duration(want.lead)*24*time.Hour, p.ReminderLead)
		assert.Equal(t, i >= 2, p.Teaser)
	}
}

func TestAnOlderStateStaysAsItWas(t *testing.T) {
	b := after(t, samples(t)...)
	before := b.state
	kept := asJSON(t, program.View(before, rules))
	b.record(program.RatesPublished{MonthlyRates: program.MonthlyRates{Rates: []program.Rate{rate("2026-01", "EUR", "9")}}}, program.TeaserChanged{})
	assert.Equal(t, kept, asJSON(t, program.View(before, rules)))
}

func TestAnEventOfAnotherAggregateChangesNothing(t *testing.T) {
	b := after(t, teaser(true))
	assert.Equal(t, b.state, program.Evolve(b.state, domain.Recorded{}))
}

func TestNobodyCanChangeTheDefaultPolicyOfOthers(t *testing.T) {
	p := program.Default()
	p.Stages[0].Name, p.Reasons.Decline[0].Code = "x", "x"
	assert.NotEqual(t, p.Stages[0], program.Default().Stages[0])
	assert.NotEqual(t, p.Reasons.Decline[0], program.Default().Reasons.Decline[0])
}

func windows(days, lead int) program.SetWindows {
	return program.SetWindows{Windows: program.Windows{AnswerDays: days, ReminderDays: lead}, Reason: "Asked for."}
}

func teaser(on bool) program.SetTeaser {
	return program.SetTeaser{Teaser: program.Teaser{On: on}, Reason: "Asked for."}
}

func rate(month string, c domain.Currency, usd string) program.Rate {
	return program.Rate{Month: month, Currency: c, USD: usd, Source: "The bank"}
}

func publish(rates ...program.Rate) program.PublishRates {
	return program.PublishRates{MonthlyRates: program.MonthlyRates{Rates: rates}, Reason: "Month's end."}
}

func routes(all ...program.Route) program.SetRouting {
	return program.SetRouting{Routing: program.Routing{Routes: append([]program.Route{}, all...)}, Reason: "New office."}
}

// samples are one command per part that changes what the default says: each leads to the sample event of testdata.
func samples(t testing.TB) (all []program.Command) {
	t.Helper()
	for _, c := range program.Commands {
		data, err := os.ReadFile(fmt.Sprintf("../../testdata/events/%s.v1.json", c.Events[0]))
		require.NoError(t, err)
		all = append(all, read(t, c.Zero, data).(program.Command))
	}
	return all
}

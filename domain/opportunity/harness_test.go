package opportunity_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/assignment"
	"github.com/cosell/cosell/domain/evidence"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/program"
)

const (
	dealID  domain.ID = "11111111-1111-4111-8111-111111111111"
	contoso domain.ID = "aaaaaaaa-0000-4000-8000-000000000001"
	fabrik  domain.ID = "bbbbbbbb-0000-4000-8000-000000000002"
	litware domain.ID = "cccccccc-0000-4000-8000-000000000003"
	nobody  domain.ID = "dddddddd-0000-4000-8000-000000000004"
	regID   domain.ID = "eeeeeeee-0000-4000-8000-000000000005"
)

// The cast: of the vendor, of Contoso (mostly the partner that gets the deal), of Fabrikam (the other one), of Litware
// (which has nothing to do with anything), and our own processes.
var (
	vera    = member("vera", domain.Vendor, domain.RoleChannelManager)
	auditor = member("otto", domain.Vendor, domain.RoleAuditor)
	analyst = member("ines", domain.Vendor, domain.RoleAnalyst)
	anna    = member("anna", domain.Org(contoso), domain.RoleAdministrator)
	mark    = member("mark", domain.Org(contoso), domain.RoleManager)
	sam     = member("sam", domain.Org(contoso), domain.RoleSeller)
	tina    = member("tina", domain.Org(contoso), domain.RoleSeller)
	fred    = member("fred", domain.Org(fabrik), domain.RoleManager)
	fay     = member("fay", domain.Org(fabrik), domain.RoleSeller)
	lars    = member("lars", domain.Org(litware), domain.RoleAdministrator)
	clock   = domain.Process("expiry")
)

func member(name string, org domain.Org, roles ...domain.Role) domain.Caller {
	return domain.Caller{Member: name, Org: org, Roles: roles}
}

// noon is when every story begins.
var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func date(days int) domain.Date { return domain.DateOf(noon.AddDate(0, 0, days)) }

func usd(units int64) domain.Money { return domain.NewMoney(units*100, "USD") }

func eur(units int64) domain.Money { return domain.NewMoney(units*100, "EUR") }

// world is what the handlers would know: the partners, the time, the policy.
type world struct {
	now      time.Time
	policy   program.Policy
	facts    map[domain.ID]evidence.Partner
	before   *opportunity.PredecessorFact
	regs     int
	all      []assignment.Candidate
	customer *evidence.Customer
	claims   []evidence.Claim
}

func newWorld() *world {
	return &world{now: noon, policy: program.Default(), facts: map[domain.ID]evidence.Partner{
		contoso: fact("Contoso", contoso, 7, "anna", "mark", "sam", "tina"),
		fabrik:  fact("Fabrikam", fabrik, 3, "fred", "fay"),
		litware: fact("Litware", litware, 0, "lars"),
	}, all: []assignment.Candidate{
		{Partner: domain.Party{ID: litware, Name: "Litware"}, Approved: true, Record: assignment.Record{LastOffer: noon}},
		{Partner: contosoParty, Approved: true}, {Partner: fabrikParty, Approved: true},
	}}
}

func fact(name string, id domain.ID, revision int64, active ...string) evidence.Partner {
	f := evidence.Partner{
		Exists: true, Approved: true, Name: name, Stream: "partner-" + string(id), Revision: revision,
		Members: map[string]evidence.MemberState{"gone": evidence.MemberRemoved, "new": evidence.MemberInvited},
	}
	for _, m := range active {
		f.Members[m] = evidence.MemberActive
	}
	event := domain.EventRef{Stream: f.Stream, Revision: revision, ID: regID, Kind: "partner.solutions-changed", At: noon}
	f.Solutions = map[string]evidence.Solution{"picking": {Name: "Picking by robots", Eligible: true, Event: event}}
	return f
}

func (w *world) suspend(id domain.ID) {
	f := w.facts[id]
	f.Approved, f.Suspended = false, true
	w.facts[id] = f
}

// input is what a handler would hand in: no more evidence than Needs asks for.
func (w *world) input(o opportunity.Opportunity, c opportunity.Command, who domain.Caller) opportunity.Input {
	in := opportunity.Input{ID: dealID, Registration: regNo(w.regs), Caller: who, Now: w.now, Policy: w.policy}
	needs := opportunity.Needs(o, c, who)
	in.Evidence.Partners = map[domain.ID]evidence.Partner{}
	for _, id := range needs.Partners {
		if f, ok := w.facts[id]; ok {
			in.Evidence.Partners[id] = f
		}
	}
	if needs.Predecessor != "" {
		in.Evidence.Predecessor = w.before
	}
	if needs.Customer != "" {
		in.Evidence.Customer = w.customer
	}
	if len(needs.MatchKeys) > 0 {
		in.Evidence.Claims = w.claims
	}
	if needs.Candidates {
		in.Evidence.Candidates, in.Evidence.Position = w.all, "42"
	}
	return in
}

func regNo(n int) domain.ID {
	return domain.ID(fmt.Sprintf("eeeeeeee-0000-4000-8000-%012d", n+5))
}

// deal is an opportunity as its handler keeps it.
type deal struct {
	*world
	state   opportunity.Opportunity
	history []domain.Recorded
}

func newDeal() *deal { return &deal{world: newWorld()} }

// try sends a command through the doors in their order.
func (d *deal) try(who domain.Caller, c opportunity.Command) ([]domain.Event, domain.Role, error) {
	in := d.input(d.state, c, who)
	if err := opportunity.Validate(c, in); err != nil {
		return nil, "", err
	}
	if _, creates := c.(opportunity.Create); !creates && !opportunity.Sees(d.state, who) {
		return nil, "", &domain.Error{Class: domain.ClassMissing, Code: "not-found"}
	}
	role, err := opportunity.Permit(d.state, c, who)
	if err != nil {
		return nil, "", err
	}
	events, err := opportunity.Decide(d.state, c, in)
	again, errAgain := opportunity.Decide(d.state, c, in)
	if !reflect.DeepEqual(events, again) || !reflect.DeepEqual(err, errAgain) {
		panic(fmt.Sprintf("%s decided twice: %v, %v and %v, %v", c.CommandName(), events, err, again, errAgain))
	}
	return events, role, err
}

// record appends events as the log would.
func (d *deal) record(who domain.Caller, role domain.Role, events ...domain.Event) {
	for _, e := range events {
		r := domain.Recorded{Event: e, Meta: domain.Meta{
			Stream: "opportunity-" + string(dealID), Subject: dealID, Revision: int64(len(d.history)), EventID: dealID.Derive(fmt.Sprint(len(d.history))),
			RecordedAt: d.now, Effective: d.now, Policy: d.policy.Version,
			Actor: domain.Actor{Member: who.Member, Org: who.Org, Role: role},
		}}
		if at, ok := e.(interface{ EffectiveAt() time.Time }); ok && !at.EffectiveAt().IsZero() {
			r.Effective = at.EffectiveAt()
		}
		d.history = append(d.history, r)
		d.state = opportunity.Evolve(d.state, r)
	}
}

// copy is a deal that goes on by itself: states are values, so it need not copy what happened so far.
func (d *deal) copy() *deal {
	w := *d.world
	return &deal{&w, d.state, slices.Clip(d.history)}
}

// step is something that happens: a command, or only time that passes.
type step func(testing.TB, *deal)

// by is a command that must be taken.
func by(who domain.Caller, c opportunity.Command) step {
	return func(t testing.TB, d *deal) {
		t.Helper()
		events, role, err := d.try(who, c)
		require.NoError(t, err, "%s by %s", c.CommandName(), who.Member)
		if _, registers := c.(opportunity.Register); registers {
			d.regs++
		}
		d.record(who, role, events...)
		d.now = d.now.Add(time.Minute)
	}
}

func wait(by time.Duration) step { return func(_ testing.TB, d *deal) { d.now = d.now.Add(by) } }

func upTo(at time.Time) step { return func(_ testing.TB, d *deal) { d.now = at } }

func nobodyLeft(_ testing.TB, d *deal) { d.all = nil }

func suspended(id domain.ID) step { return func(_ testing.TB, d *deal) { d.suspend(id) } }

func tell(t testing.TB, steps ...[]step) *deal {
	t.Helper()
	d := newDeal()
	for _, part := range steps {
		for _, s := range part {
			s(t, d)
		}
	}
	return d
}

func then(given []step, more ...step) []step { return append(append([]step{}, given...), more...) }

// asJSON is a view as clients see it.
func asJSON(t testing.TB, v any) map[string]any {
	t.Helper()
	b, err := json.Marshal(v)
	require.NoError(t, err)
	var m map[string]any
	require.NoError(t, json.Unmarshal(b, &m))
	return m
}

// answer is an outcome in one line: the kinds of the events, or class, code and fields of the error.
func answer(events []domain.Event, err error) string {
	if err != nil {
		e := domain.AsError(err)
		line := string(e.Class) + " " + e.Code
		for _, f := range e.Fields {
			line += " " + f.Field
			if f.Code != e.Code {
				line += ":" + f.Code
			}
		}
		return line
	}
	names := []string{}
	for _, e := range events {
		names = append(names, strings.TrimPrefix(e.EventKind(), "opportunity."))
	}
	if len(names) == 0 {
		return "nothing"
	}
	return strings.Join(names, " ")
}

// plain is an event without the evidence that it relied upon.
func plain(e domain.Event) domain.Event {
	v := reflect.New(reflect.TypeOf(e)).Elem()
	v.Set(reflect.ValueOf(e))
	if f := v.FieldByName("Evidence"); f.IsValid() {
		f.SetZero()
	}
	return v.Interface().(domain.Event)
}

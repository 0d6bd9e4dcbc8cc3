package referral_test

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
	"github.com/cosell/cosell/domain/evidence"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/domain/referral"
)

const (
	dealID  domain.ID = "11111111-1111-4111-8111-111111111111"
	contoso domain.ID = "aaaaaaaa-0000-4000-8000-000000000001"
	fabrik  domain.ID = "bbbbbbbb-0000-4000-8000-000000000002"
	litware domain.ID = "cccccccc-0000-4000-8000-000000000003" // does not transact in the program
	munich  domain.ID = "aaaaaaaa-1000-4000-8000-000000000001"
	vienna  domain.ID = "aaaaaaaa-1000-4000-8000-000000000002" // closed
	graz    domain.ID = "aaaaaaaa-1000-4000-8000-000000000003"
	lyon    domain.ID = "bbbbbbbb-1000-4000-8000-000000000001"
	record  domain.ID = "dddddddd-0000-4000-8000-000000000004"
)

// The cast: of the vendor, of Contoso (which opens deals), of Fabrikam (which is invited), of Litware (which has nothing
// to do with anything), and our own processes. Of Contoso mark and sam are on the team of its deals, tina is not.
var (
	vera    = member("vera", domain.Vendor, domain.RoleVendorSeller)
	carl    = member("carl", domain.Vendor, domain.RoleChannelManager)
	rita    = member("rita", domain.Vendor, domain.RoleReviewer)
	pia     = member("pia", domain.Vendor, domain.RoleProgramAdministrator)
	otto    = member("otto", domain.Vendor, domain.RoleAuditor)
	ines    = member("ines", domain.Vendor, domain.RoleAnalyst)
	anna    = member("anna", domain.Org(contoso), domain.RoleAdministrator)
	mark    = member("mark", domain.Org(contoso), domain.RoleManager)
	sam     = member("sam", domain.Org(contoso), domain.RoleSeller)
	tina    = member("tina", domain.Org(contoso), domain.RoleSeller)
	fred    = member("fred", domain.Org(fabrik), domain.RoleAdministrator)
	fay     = member("fay", domain.Org(fabrik), domain.RoleSeller)
	lars    = member("lars", domain.Org(litware), domain.RoleAdministrator)
	process = domain.Process("referrals")
)

func member(name string, org domain.Org, roles ...domain.Role) domain.Caller {
	return domain.Caller{Member: name, Org: org, Roles: roles}
}

// noon is when every story begins.
var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

const day = 24 * time.Hour

func date(days int) domain.Date { return domain.DateOf(noon.AddDate(0, 0, days)) }

func usd(units int64) domain.Money { return domain.NewMoney(units*100, "USD") }

// world is what the handlers would know: the partners, records, the time, the policy.
type world struct {
	id       domain.ID
	now      time.Time
	policy   program.Policy
	partners map[domain.ID]evidence.Partner
	customer *evidence.Customer
	before   *referral.PredecessorFact
	regs     int
}

func newWorld() *world {
	w := &world{id: dealID, now: noon, policy: program.Default(), partners: map[domain.ID]evidence.Partner{
		contoso: partner("Contoso", contoso, 7, "anna", "mark", "sam", "tina"),
		fabrik:  partner("Fabrikam", fabrik, 3, "fred", "fay"),
		litware: partner("Litware", litware, 0, "lars"),
	}}
	w.change(contoso, func(p *evidence.Partner) {
		p.AssessmentVetted = true
		p.Locations = map[domain.ID]evidence.Location{munich: {Name: "Munich"}, vienna: {Name: "Vienna", Closed: true, Place: 1}, graz: {Name: "Graz", Place: 2}}
		p.Solutions = map[string]evidence.Solution{
			"picker": {Name: "Picker", CoSellReady: true, Eligible: true, Incentivised: true, Event: ref("partner-"+string(contoso), 5)},
			"sorter": {Name: "Sorter", CoSellReady: true},
			"draft":  {Name: "Draft"},
		}
	})
	w.change(fabrik, func(p *evidence.Partner) {
		p.Locations = map[domain.ID]evidence.Location{lyon: {Name: "Lyon"}}
		p.Solutions = map[string]evidence.Solution{"crane": {Name: "Crane", CoSellReady: true}, "hook": {Name: "Hook"}}
	})
	w.change(litware, func(p *evidence.Partner) { p.Transacting = false })
	return w
}

func partner(name string, id domain.ID, revision int64, active ...string) evidence.Partner {
	p := evidence.Partner{
		Exists: true, Approved: true, Transacting: true, Name: name, Stream: "partner-" + string(id), Revision: revision,
		Members: map[string]evidence.MemberState{"gone": evidence.MemberRemoved, "new": evidence.MemberInvited},
	}
	for _, m := range active {
		p.Members[m] = evidence.MemberActive
	}
	return p
}

func ref(stream string, revision int64) domain.EventRef {
	return domain.EventRef{
		Stream: stream, Revision: revision, Kind: "partner.solutions-changed", At: noon,
		ID: domain.ID(fmt.Sprintf("99999999-0000-4000-8000-%012d", revision)),
	}
}

func (w *world) change(id domain.ID, how func(*evidence.Partner)) {
	p := w.partners[id]
	how(&p)
	w.partners[id] = p
}

func suspend(p *evidence.Partner) { p.Approved, p.Suspended = false, true }

// input is what a handler would hand in: no more evidence than Needs asks for.
func (w *world) input(r referral.Referral, c referral.Command, who domain.Caller) referral.Input {
	in := referral.Input{ID: w.id, Registration: registrationID(w.regs), Caller: who, Now: w.now, Policy: w.policy}
	needs := referral.Needs(r, c, who)
	in.Evidence.Partners = map[domain.ID]evidence.Partner{}
	for _, id := range needs.Partners {
		if p, ok := w.partners[id]; ok {
			in.Evidence.Partners[id] = p
		}
	}
	if needs.Predecessor != "" {
		in.Evidence.Predecessor = w.before
	}
	if needs.Customer != "" {
		in.Evidence.Customer = w.customer
	}
	return in
}

func registrationID(n int) domain.ID {
	return domain.ID(fmt.Sprintf("eeeeeeee-0000-4000-8000-%012d", n+5))
}

// deal is a copy as its handler keeps it.
type deal struct {
	*world
	state   referral.Referral
	history []domain.Recorded
}

func newDeal() *deal { return &deal{world: newWorld()} }

// try sends a command through the doors in their order.
func (d *deal) try(who domain.Caller, c referral.Command) ([]domain.Event, domain.Role, error) {
	in := d.input(d.state, c, who)
	if err := referral.Validate(c, in); err != nil {
		return nil, "", err
	}
	_, founds := c.(interface{ Founds() })
	if _, creates := c.(referral.Create); !creates && !founds && !referral.Sees(d.state, who) {
		return nil, "", &domain.Error{Class: domain.ClassMissing, Code: "not-found"}
	}
	role, err := referral.Permit(d.state, c, who)
	if err != nil {
		return nil, "", err
	}
	events, err := referral.Decide(d.state, c, in)
	again, errAgain := referral.Decide(d.state, c, in)
	if !reflect.DeepEqual(events, again) || !reflect.DeepEqual(err, errAgain) {
		panic(fmt.Sprintf("%s decided twice: %v, %v and %v, %v", c.CommandName(), events, err, again, errAgain))
	}
	return events, role, err
}

// record appends events as the log would.
func (d *deal) record(who domain.Caller, role domain.Role, events ...domain.Event) {
	for _, e := range events {
		n := int64(len(d.history))
		r := domain.Recorded{Event: e, Meta: domain.Meta{
			Stream: "referral-" + string(d.id), Subject: d.id, Revision: n, EventID: d.id.Derive(fmt.Sprint("event ", n)),
			RecordedAt: d.now, Effective: d.now, Policy: d.policy.Version,
			Actor: domain.Actor{Member: who.Member, Org: who.Org, Role: role},
		}}
		if at, ok := e.(interface{ EffectiveAt() time.Time }); ok && !at.EffectiveAt().IsZero() {
			r.Effective = at.EffectiveAt()
		}
		d.history = append(d.history, r)
		d.state = referral.Evolve(d.state, r)
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
func by(who domain.Caller, c referral.Command) step {
	return func(t testing.TB, d *deal) {
		t.Helper()
		events, role, err := d.try(who, c)
		require.NoError(t, err, "%s by %s", c.CommandName(), who.Member)
		require.NotEmpty(t, events, "%s by %s", c.CommandName(), who.Member)
		switch c.(type) {
		case referral.Register, referral.RequestException:
			d.regs++
		}
		d.record(who, role, events...)
		d.now = d.now.Add(time.Minute)
	}
}

func wait(by time.Duration) step { return func(_ testing.TB, d *deal) { d.now = d.now.Add(by) } }

func changed(id domain.ID, how func(*evidence.Partner)) step {
	return func(_ testing.TB, d *deal) { d.change(id, how) }
}

// receivedFrom founds the copy of an organisation that another copy's story invited.
func receivedFrom(story []step, org domain.Org) []step {
	return []step{func(t testing.TB, d *deal) {
		from := tell(t, story)
		d.now, d.policy = from.now, from.policy
		for i, r := range from.history {
			id, c, begins := referral.Replay(from.history[:i+1]).Receives(r.Event)
			if begins && c.Owner.Org == org {
				d.id = id
				by(process, c)(t, d)
				return
			}
		}
		t.Fatalf("nobody invited %s", org)
	}}
}

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
func answer(events []domain.Event, _ domain.Role, err error) string {
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
		names = append(names, strings.TrimPrefix(e.EventKind(), "referral."))
	}
	if len(names) == 0 {
		return "nothing"
	}
	return strings.Join(names, " ")
}

// short is an answer without its fields.
func short(answer string) string {
	if words := strings.Fields(answer); len(words) > 2 && slices.Contains([]string{"invalid", "refused"}, words[0]) {
		return strings.Join(words[:2], " ")
	}
	return answer
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

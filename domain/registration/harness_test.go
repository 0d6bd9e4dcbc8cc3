package registration_test

import (
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
	"github.com/cosell/cosell/domain/registration"
)

const (
	regID   domain.ID = "eeeeeeee-0000-4000-8000-000000000005"
	otherID domain.ID = "eeeeeeee-0000-4000-8000-000000000006"
	contoso domain.ID = "aaaaaaaa-0000-4000-8000-000000000001"
	fabrik  domain.ID = "bbbbbbbb-0000-4000-8000-000000000002"
	dealID  domain.ID = "11111111-1111-4111-8111-111111111111"
)

// The cast: of the vendor, of Contoso (which asks), of Fabrikam (which has nothing to do with it), and our own processes.
var (
	rita    = member("rita", domain.Vendor, domain.RoleReviewer)
	vera    = member("vera", domain.Vendor, domain.RoleChannelManager)
	paul    = member("paul", domain.Vendor, domain.RoleProgramAdministrator)
	vic     = member("vic", domain.Vendor, domain.RoleVendorSeller)
	auditor = member("otto", domain.Vendor, domain.RoleAuditor)
	analyst = member("ines", domain.Vendor, domain.RoleAnalyst)
	anna    = member("anna", domain.Org(contoso), domain.RoleAdministrator)
	mark    = member("mark", domain.Org(contoso), domain.RoleManager)
	sam     = member("sam", domain.Org(contoso), domain.RoleSeller)
	tina    = member("tina", domain.Org(contoso), domain.RoleSeller)
	fred    = member("fred", domain.Org(fabrik), domain.RoleAdministrator)
	clock   = domain.Process("registrar")
)

var people = []domain.Caller{rita, vera, paul, vic, auditor, analyst, anna, mark, sam, tina, fred}

func member(name string, org domain.Org, roles ...domain.Role) domain.Caller {
	return domain.Caller{Member: name, Org: org, Roles: roles}
}

const day = 24 * time.Hour

// noon is when every story begins: a Monday.
var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func date(days int) domain.Date { return domain.DateOf(noon.AddDate(0, 0, days)) }

func usd(units int64) domain.Money { return domain.NewMoney(units*100, "USD") }

func eur(units int64) domain.Money { return domain.NewMoney(units*100, "EUR") }

// policy is the default program with exchange rates of a spring.
func policy() program.Policy {
	p := program.Default()
	p.Rates = []program.Rate{
		{Month: "2026-02", Currency: "EUR", USD: "1.10", Source: "ECB"},
		{Month: "2026-03", Currency: "EUR", USD: "1.20", Source: "ECB"},
	}
	return p
}

// world is what the handlers would know.
type world struct {
	now    time.Time
	policy program.Policy
	facts  registration.Facts
	judged bool // the deal can be read
	claims map[string]evidence.Claim
	known  map[domain.ID]evidence.Partner
}

func newWorld() *world {
	return &world{
		now: noon, policy: policy(), facts: eligible(), judged: true,
		claims: map[string]evidence.Claim{"account:AW-1": held("account:AW-1", hold("robot-arm", regID))},
		known: map[domain.ID]evidence.Partner{
			contoso: {Exists: true, Approved: true, Name: "Contoso", Members: map[string]evidence.MemberState{"gone": evidence.MemberRemoved}, Stream: "partner-" + string(contoso), Revision: 7},
			fabrik:  {Exists: true, Approved: true, Name: "Fabrikam", Stream: "partner-" + string(fabrik), Revision: 3},
		},
	}
}

func hold(product string, by domain.ID) evidence.Hold {
	p := domain.Party{ID: contoso, Name: "Contoso"}
	if by != regID {
		p = domain.Party{ID: fabrik, Name: "Fabrikam"}
	}
	return evidence.Hold{Product: product, Partner: p, Registration: by, Since: noon}
}

func held(key string, holds ...evidence.Hold) evidence.Claim {
	return evidence.Claim{Stream: "claim-" + string(domain.ClaimID(key)), Revision: 4, Holds: holds}
}

// input is what a handler would hand in: no more evidence than Needs asks for.
func (w *world) input(r registration.Registration, c registration.Command, who domain.Caller) registration.Input {
	in := registration.Input{ID: regID, Caller: who, Now: w.now, Policy: w.policy}
	needs := registration.Needs(r, c, who)
	in.Evidence.Partners = map[domain.ID]evidence.Partner{}
	for _, id := range needs.Partners {
		in.Evidence.Partners[id] = w.known[id]
	}
	if needs.Verdict && w.judged {
		v := registration.Judge(w.facts, w.policy, w.now)
		in.Evidence.Verdict = &v
	}
	for _, key := range needs.MatchKeys {
		in.Evidence.Claims = append(in.Evidence.Claims, w.claims[key])
	}
	return in
}

// request is a registration as its handler keeps it.
type request struct {
	*world
	state   registration.Registration
	history []domain.Recorded
}

func newRequest() *request { return &request{world: newWorld()} }

// try sends a command through the doors in their order.
func (q *request) try(who domain.Caller, c registration.Command) ([]domain.Event, domain.Role, error) {
	in := q.input(q.state, c, who)
	if err := registration.Validate(c, in); err != nil {
		return nil, "", err
	}
	if _, founds := c.(interface{ Founds() }); !founds && !registration.Sees(q.state, who) {
		return nil, "", &domain.Error{Class: domain.ClassMissing, Code: "not-found"}
	}
	role, err := registration.Permit(q.state, c, who)
	if err != nil {
		return nil, "", err
	}
	events, err := registration.Decide(q.state, c, in)
	again, errAgain := registration.Decide(q.state, c, in)
	if !reflect.DeepEqual(events, again) || !reflect.DeepEqual(err, errAgain) {
		panic(fmt.Sprintf("%s decided twice: %v, %v and %v, %v", c.CommandName(), events, err, again, errAgain))
	}
	return events, role, err
}

// record appends events as the log would.
func (q *request) record(who domain.Caller, role domain.Role, events ...domain.Event) {
	for _, e := range events {
		r := domain.Recorded{Event: e, Meta: domain.Meta{
			Stream: "registration-" + string(regID), Subject: regID, Revision: int64(len(q.history)),
			EventID: regID.Derive(fmt.Sprint(len(q.history))), RecordedAt: q.now, Effective: q.now, Policy: q.policy.Version,
			Actor: domain.Actor{Member: who.Member, Org: who.Org, Role: role},
		}}
		if at, ok := e.(interface{ EffectiveAt() time.Time }); ok && !at.EffectiveAt().IsZero() {
			r.Effective = at.EffectiveAt()
		}
		q.history = append(q.history, r)
		q.state = registration.Evolve(q.state, r)
	}
}

// copy is a registration that goes on by itself: states are values, so it need not copy what happened so far.
func (q *request) copy() *request {
	w := *q.world
	return &request{&w, q.state, slices.Clip(q.history)}
}

// step is something that happens: a command, or only time that passes.
type step func(testing.TB, *request)

// by is a command that must be taken and lead to something.
func by(who domain.Caller, c registration.Command) step {
	return func(t testing.TB, q *request) {
		t.Helper()
		events, role, err := q.try(who, c)
		require.NoError(t, err, "%s by %s", c.CommandName(), who.Member)
		require.NotEmpty(t, events, "%s by %s", c.CommandName(), who.Member)
		q.record(who, role, events...)
		q.now = q.now.Add(time.Minute)
	}
}

func wait(by time.Duration) step { return func(_ testing.TB, q *request) { q.now = q.now.Add(by) } }

func upTo(at time.Time) step { return func(_ testing.TB, q *request) { q.now = at } }

func with(change func(*world)) step { return func(_ testing.TB, q *request) { change(q.world) } }

func tell(t testing.TB, steps ...[]step) *request {
	t.Helper()
	q := newRequest()
	for _, part := range steps {
		for _, s := range part {
			s(t, q)
		}
	}
	return q
}

func then(given []step, more ...step) []step { return append(append([]step{}, given...), more...) }

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
		names = append(names, strings.TrimPrefix(e.EventKind(), "registration."))
	}
	if len(names) == 0 {
		return "nothing"
	}
	return strings.Join(names, " ")
}

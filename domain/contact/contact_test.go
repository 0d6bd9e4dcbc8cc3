package contact_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/contact"
	"github.com/cosell/cosell/domain/evidence"
)

var update = flag.Bool("update", false, "rewrite the goldens")

const (
	contoso  = domain.ID("6ba7b810-9dad-41d1-80b4-00c04fd430c8")
	fabrikam = domain.ID("7c9e6679-7425-40de-944b-e07fc1f90ae7")
	record   = domain.ID("dddddddd-0000-4000-8000-000000000001")
)

var (
	noon = time.Date(2026, 3, 31, 12, 0, 0, 0, time.UTC)

	vera    = domain.Caller{Member: "vera", Org: domain.Vendor, Roles: []domain.Role{domain.RoleVendorSeller}}
	auditor = domain.Caller{Member: "aud", Org: domain.Vendor, Roles: []domain.Role{domain.RoleAuditor}}
	analyst = domain.Caller{Member: "ann", Org: domain.Vendor, Roles: []domain.Role{domain.RoleAnalyst}}
	ada     = domain.Caller{Member: "ada", Org: domain.Org(contoso), Roles: []domain.Role{domain.RoleAdministrator}}
	sam     = domain.Caller{Member: "sam", Org: domain.Org(contoso), Roles: []domain.Role{domain.RoleSeller}}
	left    = domain.Caller{Member: "left", Org: domain.Org(contoso), Roles: []domain.Role{domain.RoleManager}}
	fay     = domain.Caller{Member: "fay", Org: domain.Org(fabrikam), Roles: []domain.Role{domain.RoleAdministrator}}
	clock   = domain.Process("expiry")

	people = []domain.Caller{vera, auditor, analyst, ada, sam, left, fay, clock, {}}
)

// file is one record as its handler keeps it.
type file struct {
	state     contact.Contact
	history   []domain.Recorded
	suspended bool
}

func (f *file) input(c contact.Command, who domain.Caller) contact.Input {
	in := contact.Input{ID: record, Caller: who, Now: noon, Evidence: contact.Evidence{Partners: map[domain.ID]evidence.Partner{}}}
	for _, id := range contact.Needs(f.state, c, who).Partners {
		if id == contoso {
			in.Evidence.Partners[id] = evidence.Partner{
				Exists: true, Approved: !f.suspended, Suspended: f.suspended, Name: "Contoso", Stream: "partner-" + string(contoso), Revision: 7,
				Members: map[string]evidence.MemberState{"left": evidence.MemberRemoved},
			}
		}
	}
	return in
}

// ask sends a command through the doors in their order.
func (f *file) ask(who domain.Caller, c contact.Command) ([]domain.Event, error) {
	in := f.input(c, who)
	if err := contact.Validate(c, in); err != nil {
		return nil, err
	}
	if _, creates := c.(contact.Create); !creates && !contact.Sees(f.state, who) {
		return nil, &domain.Error{Class: domain.ClassMissing, Code: "not-found"}
	}
	if _, err := contact.Permit(f.state, c, who); err != nil {
		return nil, err
	}
	return contact.Decide(f.state, c, in)
}

func (f *file) record(events ...domain.Event) *file {
	for _, e := range events {
		r := domain.Recorded{Event: e, Meta: domain.Meta{
			Stream: "contact-" + string(record), Subject: record, Revision: int64(len(f.history)),
			RecordedAt: noon.Add(time.Duration(len(f.history)) * time.Minute),
		}}
		f.history, f.state = append(f.history, r), contact.Evolve(f.state, r)
	}
	return f
}

// told is an outcome in one line: the kinds of events, or class, code and fields of the error.
func told(events []domain.Event, err error) string {
	var words []string
	for _, e := range events {
		words = append(words, strings.TrimPrefix(e.EventKind(), "contact."))
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

// sample is the event of testdata/events.
func sample(t testing.TB, zero domain.Event) domain.Event {
	t.Helper()
	data, err := os.ReadFile(fmt.Sprintf("../../testdata/events/%s.v1.json", zero.EventKind()))
	require.NoError(t, err)
	v := reflect.New(reflect.TypeOf(zero))
	require.NoError(t, json.Unmarshal(data, v.Interface()))
	return v.Elem().Interface().(domain.Event)
}

func person(t testing.TB) contact.Person {
	return sample(t, contact.Created{}).(contact.Created).Person
}

// kept is the record of the sample, Contoso's; removed the same at its end.
func kept(t testing.TB) *file {
	t.Helper()
	return (&file{}).record(sample(t, contact.Created{}))
}

func removed(t testing.TB) *file { return kept(t).record(sample(t, contact.Removed{})) }

func day(t testing.TB, s string) domain.Date {
	t.Helper()
	d, err := domain.ParseDate(s)
	require.NoError(t, err)
	return d
}

func asJSON(t testing.TB, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	require.NoError(t, err)
	return string(b)
}

// samples are one command of every kind, such as leads to the sample events.
func samples(t testing.TB) map[string]contact.Command {
	t.Helper()
	return map[string]contact.Command{
		"create": contact.Create{Person: person(t)},
		"revise": contact.Revise{
			Name: domain.Some[domain.PersonName]("Nora West"), Mail: domain.Some[domain.Mail]("west@northwind.example.com"), Phone: domain.Null[domain.Phone](),
			Title: domain.Some("Director"), Consent: domain.Some(contact.Consent{On: day(t, "2026-03-20")}),
		},
		"remove": contact.Remove{Reason: "Asked for it."},
	}
}

func TestTheLifecycleIsTheGolden(t *testing.T) {
	for golden, got := range map[string]string{"contact.txt": contact.Matrix(), "contact.mmd": contact.Mermaid()} {
		path := "../../testdata/lifecycle/" + golden
		if *update {
			require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
		}
		want, err := os.ReadFile(path)
		require.NoError(t, err)
		assert.Equal(t, string(want), got)
	}
}

func TestEveryKindHasASampleThatReadsAndWritesTheSame(t *testing.T) {
	for _, c := range contact.Catalogue {
		event := sample(t, c.Zero)
		v := reflect.ValueOf(event)
		for _, f := range reflect.VisibleFields(v.Type()) {
			assert.False(t, v.FieldByIndex(f.Index).IsZero(), "%s leaves out %s", c.Zero.EventKind(), f.Name)
		}
		data, err := os.ReadFile(fmt.Sprintf("../../testdata/events/%s.v%d.json", c.Zero.EventKind(), c.Version))
		require.NoError(t, err)
		assert.JSONEq(t, string(data), asJSON(t, event))
	}
}

func TestEveryCommandLeadsToItsSample(t *testing.T) {
	for i, c := range contact.Commands {
		f := &file{}
		if !c.Creates {
			f = kept(t)
		}
		events, err := f.ask(ada, samples(t)[c.Name()])
		require.NoError(t, err, c.Name())
		assert.Equal(t, []string{contact.Catalogue[i].Zero.EventKind()}, c.Events)
		assert.Equal(t, []domain.Event{sample(t, contact.Catalogue[i].Zero)}, events)
		assert.Regexp(t, `^[A-Z].*\.$`, c.Doc)

		f.record(events...)
		if again, err := f.ask(ada, samples(t)[c.Name()]); !c.Creates {
			assert.Error(t, err, "%s asked twice: %v", c.Name(), again)
		}
	}
}

// A cell of the matrix that is empty is a refusal, whoever asks: terminal-state once the record is removed.
func TestEveryEmptyCellIsRefused(t *testing.T) {
	rows := strings.Split(contact.Matrix(), "\n")
	refused := 0
	for i, state := range contact.States {
		f := map[contact.State]*file{contact.None: {}, contact.StateKept: kept(t), contact.StateRemoved: removed(t)}[state]
		require.Equal(t, state, f.state.State())
		for j, c := range contact.Commands {
			_, err := contact.Decide(f.state, samples(t)[c.Name()], f.input(nil, ada))
			if strings.Fields(rows[i+1])[j+1] != "·" {
				assert.NoError(t, err, "%s in %q", c.Name(), state)
				continue
			}
			refused++
			if state == contact.StateRemoved {
				assert.ErrorIs(t, err, domain.ErrTerminalState, "%s in %q", c.Name(), state)
			} else {
				assert.ErrorIs(t, err, domain.ErrWrongState, "%s in %q", c.Name(), state)
			}
			for _, who := range people {
				_, err := f.ask(who, samples(t)[c.Name()])
				assert.Error(t, err, "%s in %q by %v", c.Name(), state, who)
			}
		}
	}
	assert.Equal(t, strings.Count(contact.Matrix(), "·"), refused, "a command for every cell")
}

func TestWhatMayBeAskedOfAContactsRecord(t *testing.T) {
	yes := func(on, how string) contact.Command {
		c := contact.Create{Person: contact.Person{Contact: domain.Contact{Name: "x"}, Consent: &contact.Consent{Given: true, How: how}}}
		if on != "" {
			c.Consent.On = day(t, on)
		}
		return c
	}
	for _, c := range []struct {
		rule  string
		given *file
		who   domain.Caller
		when  contact.Command
		want  string
	}{
		{"a seller takes a person down", &file{}, sam, contact.Create{Person: person(t)}, "created"},
		{"a name is enough", &file{}, vera, contact.Create{Person: contact.Person{Contact: domain.Contact{Name: "Nora"}}}, "created"},
		{"a name is needed", &file{}, vera, contact.Create{}, "invalid required name:required"},
		{"every field is looked at", &file{}, vera, contact.Create{Person: contact.Person{Contact: domain.Contact{Name: "a\nb", Mail: "nora", Phone: domain.Phone(strings.Repeat("1", 51))}, Title: "x\x00", Consent: &contact.Consent{Given: true, On: day(t, "2026-04-01")}}},
			"invalid invalid name:bad-character mail:bad-form phone:too-long title:bad-character consent.how:required consent.on:in-the-future"},
		{"consent may be given today", &file{}, ada, yes("2026-03-31", "on a form"), "created"},
		{"or at any time before", &file{}, ada, yes("1999-12-31", "on a form"), "created"},
		{"but not tomorrow", &file{}, ada, yes("2026-04-01", "on a form"), "invalid in-the-future consent.on:in-the-future"},
		{"it is told how", &file{}, ada, yes("", " "), "invalid required consent.how:required"},
		{"an auditor takes nobody down", &file{}, auditor, contact.Create{Person: person(t)}, "denied read-only-role"},
		{"nor does an analyst", &file{}, analyst, contact.Create{Person: person(t)}, "denied read-models-only"},
		{"nor who was removed", &file{}, left, contact.Create{Person: person(t)}, "denied member-removed"},
		{"nor a partner that takes no part", &file{}, fay, contact.Create{Person: person(t)}, "refused partner-not-approved"},
		{"nor one that is suspended", &file{suspended: true}, ada, contact.Create{Person: person(t)}, "refused partner-suspended"},

		{"a revision changes something", kept(t), ada, contact.Revise{Title: domain.Some("Head of purchasing"), Consent: domain.Some(*person(t).Consent)}, "refused nothing-changed"},
		{"a name is not cleared", kept(t), ada, contact.Revise{Name: domain.Null[domain.PersonName]()}, "invalid required name:required"},
		{"nor blank", kept(t), ada, contact.Revise{Name: domain.Some[domain.PersonName](" ")}, "invalid required name:required"},
		{"a new consent is told how", kept(t), ada, contact.Revise{Consent: domain.Some(contact.Consent{Given: true})}, "invalid required consent.how:required"},
		{"consent is forgotten", kept(t), ada, contact.Revise{Consent: domain.Null[contact.Consent]()}, "revised"},
		{"another partner knows nothing of it", kept(t), fay, contact.Remove{}, "missing not-found"},
		{"nor does the vendor", kept(t), vera, contact.Remove{}, "missing not-found"},
		{"an auditor changes nothing", kept(t), auditor, contact.Remove{}, "denied read-only-role"},
		{"a removed contact stays so", removed(t), ada, contact.Remove{}, "refused terminal-state"},
		{"and is not revised", removed(t), ada, contact.Revise{Title: domain.Some("x")}, "refused terminal-state"},
	} {
		assert.Equal(t, c.want, told(c.given.ask(c.who, c.when)), c.rule)
	}
}

func TestConsentWithoutADateIsTodays(t *testing.T) {
	asked := contact.Consent{Given: true, How: "on the phone"}
	create := contact.Create{Person: contact.Person{Contact: domain.Contact{Name: "x"}, Consent: &asked}}
	events, err := (&file{}).ask(ada, create)
	require.NoError(t, err)
	today := &contact.Consent{Given: true, How: "on the phone", On: day(t, "2026-03-31")}
	assert.Equal(t, today, events[0].(contact.Created).Consent)
	assert.True(t, asked.On.IsZero(), "the request stays as it was")

	events, err = kept(t).ask(ada, contact.Revise{Consent: domain.Some(asked)})
	require.NoError(t, err)
	assert.Equal(t, &domain.Change[*contact.Consent]{From: person(t).Consent, To: today}, events[0].(contact.Revised).Consent)
}

func TestWhoSeesARecordSeesAllOfIt(t *testing.T) {
	f := kept(t)
	for _, who := range []domain.Caller{ada, sam, auditor, clock} {
		assert.JSONEq(t, `{
			"id": "`+string(record)+`", "state": "kept", "owner": {"org": "`+string(contoso)+`", "name": "Contoso"},
			"name": "Nora North", "mail": "nora@northwind.example.com", "phone": "+49 40 123456", "title": "Head of purchasing",
			"consent": {"given": true, "on": "2026-03-02", "how": "in a mail"},
			"createdAt": "2026-03-31T12:00:00Z", "changedAt": "2026-03-31T12:00:00Z"
		}`, asJSON(t, contact.View(f.state, who)), who.Member)
	}
	for _, who := range []domain.Caller{vera, analyst, fay, {}} {
		assert.Equal(t, contact.ContactView{ID: record}, contact.View(f.state, who), who.Member)
		assert.Nil(t, contact.Allowed(f.state, f.input(nil, who)))
	}
}

func TestARemovedContactShowsNothingOfThePerson(t *testing.T) {
	f := removed(t)
	for _, who := range []domain.Caller{ada, auditor} {
		assert.JSONEq(t, `{
			"id": "`+string(record)+`", "state": "removed", "owner": {"org": "`+string(contoso)+`", "name": "Contoso"},
			"createdAt": "2026-03-31T12:00:00Z", "changedAt": "2026-03-31T12:01:00Z"
		}`, asJSON(t, contact.View(f.state, who)), who.Member)
	}
}

func TestAllowedSaysWhatTheCallerMayDoNow(t *testing.T) {
	for _, c := range []struct {
		given *file
		who   domain.Caller
		code  string
	}{
		{kept(t), ada, ""}, {kept(t), sam, ""}, {kept(t), left, "member-removed"}, {kept(t), auditor, "read-only-role"},
		{removed(t), ada, "terminal-state"}, {removed(t), auditor, "read-only-role"},
	} {
		allowed := contact.Allowed(c.given.state, c.given.input(nil, c.who))
		assert.Len(t, allowed, len(contact.Commands)-1)
		for _, a := range allowed {
			assert.Equal(t, c.code, a.Code, "%s by %s", a.Command, c.who.Member)
		}
	}
}

func TestWhatACustomersRecordMayKnowOfAContact(t *testing.T) {
	fact := evidence.Contact{Owner: domain.Org(contoso), Stream: "contact-" + string(record), Revision: 0}
	assert.Equal(t, fact, kept(t).state.Fact())
	fact.Removed, fact.Revision = true, 1
	assert.Equal(t, fact, removed(t).state.Fact())
	assert.True(t, removed(t).state.Exists())
	assert.False(t, contact.Contact{}.Exists())
}

func FuzzReplayTakesWhateverHappened(f *testing.F) {
	f.Add([]byte{0, 1, 2, 3})
	f.Add([]byte{2, 1, 1, 0})
	f.Fuzz(func(t *testing.T, bytes []byte) {
		r := &file{}
		for i, n := range bytes {
			before, kept := r.state, asJSON(t, contact.View(r.state, clock))
			switch {
			case int(n) >= len(contact.Catalogue):
				r.record(nil)
			case i%2 == 0:
				r.record(contact.Catalogue[n].Zero)
			default:
				r.record(sample(t, contact.Catalogue[n].Zero))
			}
			require.Equal(t, kept, asJSON(t, contact.View(before, clock)), "an older state is left as it was")
		}
		require.Equal(t, asJSON(t, contact.View(r.state, clock)), asJSON(t, contact.View(contact.Replay(r.history), clock)))
		require.Contains(t, contact.States, r.state.State())
		for _, c := range samples(t) {
			if _, err := r.ask(ada, c); err != nil {
				require.NotEqual(t, domain.ClassInternal, domain.AsError(err).Class)
			}
		}
	})
}

// A person is taken down, gives consent, and is removed.
func Example() {
	f := &file{}
	for _, c := range []contact.Command{
		contact.Create{Person: contact.Person{Contact: domain.Contact{Name: "Nora North"}}},
		contact.Revise{Consent: domain.Some(contact.Consent{Given: true, How: "in a mail"})},
		contact.Remove{},
	} {
		events, err := contact.Decide(f.state, c, f.input(c, sam))
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(events[0].EventKind(), "→", f.record(events...).state.State())
	}
	// Output:
	// contact.created → kept
	// contact.revised → kept
	// contact.removed → removed
}

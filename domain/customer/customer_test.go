package customer_test

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/customer"
	"github.com/cosell/cosell/domain/evidence"
)

func TestTheLifecycleIsTheGolden(t *testing.T) {
	for golden, got := range map[string]string{"customer.txt": customer.Matrix(), "customer.mmd": customer.Mermaid()} {
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
	for _, c := range customer.Catalogue {
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

// samples are one command of every kind that Contoso may ask of the sample's record, or to begin it.
func samples(t testing.TB) map[string]customer.Command {
	t.Helper()
	var create customer.Create
	created := sample(t, customer.Created{}).(customer.Created)
	require.NoError(t, json.Unmarshal([]byte(asJSON(t, created.Customer)), &create))
	return map[string]customer.Command{
		"create": create,
		"revise": customer.Revise{
			Name: domain.Some("Northwind Group"), Street: domain.Null[string](), City: domain.Some("Bremen"), PostalCode: domain.Some("28195"),
			Country: domain.Some("AT"), Kind: domain.Some(domain.AccountDUNS), VendorAccount: domain.Null[string](), DUNS: domain.Some("987654321"),
			Linked: domain.Some([]string{"1-2DEF", "1-2GHI"}), Federal: domain.Some(false),
		},
		"link-account": customer.LinkAccount{Account: "1-2JKL"},
		"associate":    customer.Associate{Contact: nora},
		"dissociate":   customer.Dissociate{Contact: nora, Reason: "Has left the company."},
	}
}

func TestEveryCommandLeadsToItsSample(t *testing.T) {
	for i, c := range customer.Commands {
		f := &file{}
		if !c.Creates {
			f = kept(t)
		}
		if c.Name() == "dissociate" {
			f.record(sample(t, customer.Associated{}))
		}
		events, err := f.ask(ada, samples(t)[c.Name()])
		require.NoError(t, err, c.Name())
		assert.Equal(t, []string{customer.Catalogue[i].Zero.EventKind()}, c.Events)
		assert.Equal(t, []domain.Event{sample(t, customer.Catalogue[i].Zero)}, events)
		assert.Regexp(t, `^[A-Z].*\.$`, c.Doc)

		f.record(events...)
		if again, err := f.ask(ada, samples(t)[c.Name()]); !c.Creates {
			assert.Error(t, err, "%s asked twice: %v", c.Name(), again)
		}
	}
}

// A cell of the matrix that is empty is a refusal, whoever asks.
func TestEveryEmptyCellIsRefused(t *testing.T) {
	rows := strings.Split(customer.Matrix(), "\n")
	refused := 0
	for i, state := range customer.States {
		f := &file{}
		if state != customer.None {
			f = kept(t)
		}
		require.Equal(t, state, f.state.State())
		for j, c := range customer.Commands {
			_, err := customer.Decide(f.state, samples(t)[c.Name()], f.input(samples(t)[c.Name()], ada))
			code := domain.AsError(err).Code
			if strings.Fields(rows[i+1])[j+1] == "·" {
				refused++
				assert.Contains(t, []string{"wrong-state", "terminal-state"}, code, "%s in %q", c.Name(), state)
				for _, who := range people {
					_, err := f.ask(who, samples(t)[c.Name()])
					assert.Error(t, err, "%s in %q by %v", c.Name(), state, who)
				}
			} else {
				assert.NotContains(t, []string{"wrong-state", "terminal-state"}, code, "%s in %q", c.Name(), state)
			}
		}
	}
	assert.Equal(t, strings.Count(customer.Matrix(), "·"), refused, "a command for every cell")
}

func TestWhatMayBeAskedOfACustomersRecord(t *testing.T) {
	var full []domain.Event
	for i := range customer.MaxContacts {
		full = append(full, customer.Associated{Contact: nora.Derive(fmt.Sprint(i))})
	}
	for i := range customer.MaxLinked - 1 {
		full = append(full, customer.AccountLinked{Account: fmt.Sprint(i)})
	}
	associated := []domain.Event{customer.Associated{Contact: nora}}
	for _, c := range []struct {
		rule  string
		given []domain.Event // after the sample's creation; nil for a record that is not there yet when it is created
		who   domain.Caller
		when  customer.Command
		want  string
	}{
		{"a seller takes a customer down", nil, sam, customer.Create{Name: "x"}, "created"},
		{"so does the vendor", nil, vera, customer.Create{Name: "x"}, "created"},
		{"an auditor does not", nil, auditor, customer.Create{Name: "x"}, "denied read-only-role"},
		{"an analyst does not", nil, analyst, customer.Create{Name: "x"}, "denied read-models-only"},
		{"a clock does not", nil, clock, customer.Create{Name: "x"}, "denied not-for-processes"},
		{"nor does nobody", nil, domain.Caller{}, customer.Create{Name: "x"}, "denied role-not-allowed"},
		{"nor who was removed", nil, left, customer.Create{Name: "x"}, "denied member-removed"},
		{"a customer has a name", nil, ada, customer.Create{Name: " "}, "invalid required name:required"},
		{"every field is looked at", nil, ada, customer.Create{Name: "x\x00", Country: "Germany", DUNS: "12", Kind: "big", Linked: []string{"a", "a"}},
			"invalid invalid name:bad-character country:bad-form accountKind:not-one-of duns:bad-form linkedAccounts[1]:duplicate"},
		{"a managed account is one of the vendor's", nil, ada, customer.Create{Name: "x", Kind: domain.AccountManaged}, "invalid required vendorAccount:required"},
		{"an unmanaged one too", nil, ada, customer.Create{Name: "x", Kind: domain.AccountUnmanaged, VendorAccount: "\u200b"}, "invalid required vendorAccount:required"},
		{"no other is", nil, ada, customer.Create{Name: "x", VendorAccount: "1"}, "invalid not-asked vendorAccount:not-asked"},
		{"the kind duns has a number", nil, ada, customer.Create{Name: "x", Kind: domain.AccountDUNS, VendorAccount: "1"}, "invalid invalid vendorAccount:not-asked duns:required"},
		{"an account is not linked with itself", nil, ada, customer.Create{Name: "x", Kind: domain.AccountManaged, VendorAccount: "1", Linked: []string{"2", "1"}}, "invalid duplicate linkedAccounts[1]:duplicate"},
		{"fifty accounts are linked at most", nil, ada, customer.Create{Name: "x", Linked: strings.Fields(strings.Repeat("a ", 51))[:51]}, "invalid …"},

		{"a revision changes something", associated, ada, customer.Revise{Name: domain.Some("Northwind Traders"), Linked: domain.Some([]string{"1-2DEF"})}, "refused nothing-changed"},
		{"a name is not cleared", associated, ada, customer.Revise{Name: domain.Null[string](), Kind: domain.Null[domain.AccountKind]()}, "invalid invalid name:required accountKind:required"},
		{"what comes of it fits together", associated, ada, customer.Revise{Kind: domain.Some(domain.AccountManual)}, "invalid not-asked vendorAccount:not-asked"},
		{"what stays counts too", associated, ada, customer.Revise{VendorAccount: domain.Null[string]()}, "invalid required vendorAccount:required"},
		{"also the accounts that are linked", associated, ada, customer.Revise{VendorAccount: domain.Some("1-2DEF")}, "invalid duplicate linkedAccounts[0]:duplicate"},
		{"lists are cleared", associated, ada, customer.Revise{Linked: domain.Null[[]string]()}, "revised"},
		{"another partner knows nothing of it", associated, fay, customer.Revise{City: domain.Some("Bonn")}, "missing not-found"},
		{"nor does the vendor", associated, vera, customer.Revise{City: domain.Some("Bonn")}, "missing not-found"},
		{"an auditor changes nothing", associated, auditor, customer.Revise{City: domain.Some("Bonn")}, "denied read-only-role"},

		{"an account is linked once", associated, ada, customer.LinkAccount{Account: "1-2DEF"}, "refused already-linked account:already-linked"},
		{"and not its own", associated, ada, customer.LinkAccount{Account: "1-2ABC"}, "refused already-linked account:already-linked"},
		{"fifty are linked at most", full, ada, customer.LinkAccount{Account: "more"}, "refused too-many-accounts account:too-many-accounts"},
		{"an account is named", associated, ada, customer.LinkAccount{}, "invalid required account:required"},

		{"a contact is associated once", associated, ada, customer.Associate{Contact: nora}, "refused already-associated contact:already-associated"},
		{"a contact is there", associated, ada, customer.Associate{Contact: nora.Derive("x")}, "invalid unknown-contact contact:unknown-contact"},
		{"a contact is not removed", associated, ada, customer.Associate{Contact: gone}, "invalid unknown-contact contact:unknown-contact"},
		{"a contact is not another's", associated, ada, customer.Associate{Contact: foreign}, "invalid unknown-contact contact:unknown-contact"},
		{"two hundred are associated at most", full, ada, customer.Associate{Contact: nora}, "refused too-many-contacts contact:too-many-contacts"},
		{"a contact is named by its id", associated, ada, customer.Associate{Contact: "Nora"}, "invalid not-a-uuid contact:not-a-uuid"},
		{"who is not associated is not dissociated", associated, ada, customer.Dissociate{Contact: gone}, "refused not-associated contact:not-associated"},
	} {
		f := &file{}
		if c.given != nil {
			f = kept(t).record(c.given...)
		}
		got := told(f.ask(c.who, c.when))
		if c.want == "invalid …" {
			assert.Regexp(t, `^invalid .*linkedAccounts:too-many`, got, c.rule)
			continue
		}
		assert.Equal(t, c.want, got, c.rule)
	}
}

func TestTheKindOfAnAccountFollowsFromWhatIsKnown(t *testing.T) {
	for want, c := range map[domain.AccountKind]customer.Create{
		domain.AccountManual: {Name: "x"},
		domain.AccountDUNS:   {Name: "x", DUNS: "123456789"},
	} {
		events, err := (&file{}).ask(vera, c)
		require.NoError(t, err)
		created := events[0].(customer.Created)
		assert.Equal(t, want, created.Customer.Kind)
		assert.Equal(t, record, created.Customer.ID)
		assert.Equal(t, domain.Organisation{Org: domain.Vendor, Name: "the vendor"}, created.Owner)
		assert.Empty(t, created.Evidence)
	}
}

func TestMembersOfASuspendedPartnerOnlyRead(t *testing.T) {
	f := kept(t)
	f.suspended = true
	for _, c := range samples(t) {
		if _, creates := c.(customer.Create); !creates {
			assert.Equal(t, "refused partner-suspended", told(f.ask(ada, c)), c.CommandName())
		}
	}
	assert.Equal(t, "refused partner-suspended", told((&file{suspended: true}).ask(ada, customer.Create{Name: "x"})))
	assert.True(t, customer.Sees(f.state, ada))
}

func TestWhoSeesARecordSeesAllOfIt(t *testing.T) {
	f := kept(t).record(sample(t, customer.Associated{}), sample(t, customer.AccountLinked{}))
	for _, who := range []domain.Caller{ada, sam, auditor, clock} {
		assert.JSONEq(t, `{
			"id": "`+string(record)+`", "state": "kept", "owner": {"org": "`+string(contoso)+`", "name": "Contoso"},
			"name": "Northwind Traders", "street": "Hafenstraße 1", "city": "Hamburg", "postalCode": "20457", "country": "DE",
			"accountKind": "managed", "vendorAccount": "1-2ABC", "duns": "123456789", "linkedAccounts": ["1-2DEF", "1-2JKL"], "federal": true,
			"contacts": ["`+string(nora)+`"], "createdAt": "2026-03-31T12:00:00Z", "changedAt": "2026-03-31T12:02:00Z"
		}`, asJSON(t, customer.View(f.state, who)), who.Member)
	}
	for _, who := range []domain.Caller{vera, analyst, fay, {}} {
		assert.Equal(t, customer.CustomerView{ID: record}, customer.View(f.state, who), who.Member)
		assert.Nil(t, customer.Allowed(f.state, f.input(nil, who)))
	}
}

func TestAllowedSaysWhatTheCallerMayDoNow(t *testing.T) {
	f := kept(t)
	for _, c := range []struct {
		who  domain.Caller
		code string
	}{{ada, ""}, {sam, ""}, {left, "member-removed"}, {auditor, "read-only-role"}} {
		allowed := customer.Allowed(f.state, f.input(nil, c.who))
		assert.Len(t, allowed, len(customer.Commands)-1)
		for _, a := range allowed {
			assert.Equal(t, c.code, a.Code, "%s by %s", a.Command, c.who.Member)
		}
	}
}

func TestADealMayCopyWhatTheRecordSays(t *testing.T) {
	f := kept(t)
	assert.Equal(t, evidence.Customer{
		Owner: domain.Org(contoso), Customer: sample(t, customer.Created{}).(customer.Created).Customer, Stream: "customer-" + string(record), Revision: 0,
	}, f.state.Fact())
	copied := f.state.Record()
	copied.Linked[0] = "x"
	assert.Equal(t, "1-2DEF", f.state.Record().Linked[0])
	f.record(sample(t, customer.Revised{}))
	assert.Equal(t, int64(1), f.state.Fact().Revision)
	assert.Equal(t, "Northwind Group", f.state.Record().Name)
	assert.True(t, f.state.Exists())
	assert.False(t, customer.Customer{}.Exists())
}

func FuzzReplayTakesWhateverHappened(f *testing.F) {
	f.Add([]byte{0, 1, 2, 3, 4, 5})
	f.Add([]byte{4, 3, 3, 2, 1, 0})
	f.Fuzz(func(t *testing.T, bytes []byte) {
		r := &file{}
		for i, n := range bytes {
			before, kept := r.state, asJSON(t, customer.View(r.state, clock))
			switch {
			case int(n) >= len(customer.Catalogue):
				r.record(nil)
			case i%2 == 0:
				r.record(customer.Catalogue[n].Zero)
			default:
				r.record(sample(t, customer.Catalogue[n].Zero))
			}
			require.Equal(t, kept, asJSON(t, customer.View(before, clock)), "an older state is left as it was")
		}
		require.Equal(t, asJSON(t, customer.View(r.state, clock)), asJSON(t, customer.View(customer.Replay(r.history), clock)))
		for _, c := range samples(t) {
			_, err := r.ask(ada, c)
			require.NotEqual(t, domain.ClassInternal, classOf(err))
		}
	})
}

func classOf(err error) domain.Class {
	if err == nil {
		return ""
	}
	return domain.AsError(err).Class
}

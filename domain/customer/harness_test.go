package customer_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/customer"
	"github.com/cosell/cosell/domain/evidence"
)

var update = flag.Bool("update", false, "rewrite the goldens")

const (
	contoso  = domain.ID("6ba7b810-9dad-41d1-80b4-00c04fd430c8")
	fabrikam = domain.ID("7c9e6679-7425-40de-944b-e07fc1f90ae7")
	record   = domain.ID("cccccccc-0000-4000-8000-000000000001")
	nora     = domain.ID("dddddddd-0000-4000-8000-000000000001")
	gone     = domain.ID("dddddddd-0000-4000-8000-000000000002")
	foreign  = domain.ID("dddddddd-0000-4000-8000-000000000003")
)

var (
	noon = time.Date(2026, 3, 31, 12, 0, 0, 0, time.UTC)

	vera    = domain.Caller{Member: "vera", Org: domain.Vendor, Roles: []domain.Role{domain.RoleChannelManager}}
	auditor = domain.Caller{Member: "aud", Org: domain.Vendor, Roles: []domain.Role{domain.RoleAuditor}}
	analyst = domain.Caller{Member: "ann", Org: domain.Vendor, Roles: []domain.Role{domain.RoleAnalyst}}
	ada     = domain.Caller{Member: "ada", Org: domain.Org(contoso), Roles: []domain.Role{domain.RoleAdministrator}}
	sam     = domain.Caller{Member: "sam", Org: domain.Org(contoso), Roles: []domain.Role{domain.RoleSeller}}
	left    = domain.Caller{Member: "left", Org: domain.Org(contoso), Roles: []domain.Role{domain.RoleManager}}
	fay     = domain.Caller{Member: "fay", Org: domain.Org(fabrikam), Roles: []domain.Role{domain.RoleAdministrator}}
	clock   = domain.Process("expiry")

	people = []domain.Caller{vera, auditor, analyst, ada, sam, left, fay, clock, {}}
)

// file is one record as its handler keeps it, with what is believed of others.
type file struct {
	state     customer.Customer
	history   []domain.Recorded
	suspended bool
}

func (f *file) input(c customer.Command, who domain.Caller) customer.Input {
	in := customer.Input{ID: record, Caller: who, Now: noon, Evidence: customer.Evidence{Partners: map[domain.ID]evidence.Partner{}}}
	needs := customer.Needs(f.state, c, who)
	for _, id := range needs.Partners {
		in.Evidence.Partners[id] = map[domain.ID]evidence.Partner{
			contoso: {
				Exists: true, Approved: !f.suspended, Suspended: f.suspended, Name: "Contoso", Stream: "partner-" + string(contoso), Revision: 7,
				Members: map[string]evidence.MemberState{"left": evidence.MemberRemoved},
			},
			fabrikam: {Exists: true, Approved: true, Name: "Fabrikam", Stream: "partner-" + string(fabrikam), Revision: 3},
		}[id]
	}
	if needs.Contact != "" {
		in.Evidence.Contact = map[domain.ID]*evidence.Contact{
			nora:    {Owner: domain.Org(contoso), Stream: "contact-" + string(nora), Revision: 2},
			gone:    {Owner: domain.Org(contoso), Removed: true, Stream: "contact-" + string(gone)},
			foreign: {Owner: domain.Org(fabrikam), Stream: "contact-" + string(foreign)},
		}[needs.Contact]
	}
	return in
}

// ask sends a command through the doors in their order.
func (f *file) ask(who domain.Caller, c customer.Command) ([]domain.Event, error) {
	in := f.input(c, who)
	if err := customer.Validate(c, in); err != nil {
		return nil, err
	}
	if _, creates := c.(customer.Create); !creates && !customer.Sees(f.state, who) {
		return nil, &domain.Error{Class: domain.ClassMissing, Code: "not-found"}
	}
	if _, err := customer.Permit(f.state, c, who); err != nil {
		return nil, err
	}
	return customer.Decide(f.state, c, in)
}

func (f *file) record(events ...domain.Event) *file {
	for _, e := range events {
		r := domain.Recorded{Event: e, Meta: domain.Meta{
			Stream: "customer-" + string(record), Subject: record, Revision: int64(len(f.history)),
			RecordedAt: noon.Add(time.Duration(len(f.history)) * time.Minute),
		}}
		f.history, f.state = append(f.history, r), customer.Evolve(f.state, r)
	}
	return f
}

// told is an outcome in one line: the kinds of events, or class, code and fields of the error.
func told(events []domain.Event, err error) string {
	var words []string
	for _, e := range events {
		words = append(words, strings.TrimPrefix(e.EventKind(), "customer."))
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

// kept is the record of the sample, Contoso's.
func kept(t testing.TB) *file {
	t.Helper()
	return (&file{}).record(sample(t, customer.Created{}))
}

func asJSON(t testing.TB, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	require.NoError(t, err)
	return string(b)
}

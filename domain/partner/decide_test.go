package partner_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/partner"
	"github.com/cosell/cosell/domain/program"
)

const (
	contoso  = domain.ID("6ba7b810-9dad-41d1-80b4-00c04fd430c8")
	fabrikam = domain.ID("7c9e6679-7425-40de-944b-e07fc1f90ae7")
	nowhere  = domain.ID("00000000-0000-4000-8000-000000000000")
)

var (
	noon = time.Date(2026, 3, 31, 12, 0, 0, 0, time.UTC)
	bonn = contoso.Derive("location-1")

	vendor  = domain.Caller{Member: "vera", Org: domain.Vendor, Roles: []domain.Role{domain.RoleProgramAdministrator}}
	admin   = domain.Caller{Member: "ada", Org: domain.Org(contoso), Roles: []domain.Role{domain.RoleAdministrator}}
	manager = domain.Caller{Member: "mia", Org: domain.Org(contoso), Roles: []domain.Role{domain.RoleManager}}
	seller  = domain.Caller{Member: "sam", Org: domain.Org(contoso), Roles: []domain.Role{domain.RoleSeller}}
	nobody  = domain.Caller{}

	profile = partner.Profile{Name: "Contoso", Website: "https://contoso.example.com", Country: "DE"}
	ada     = partner.Person{Member: "ada", Name: "Ada Adler", Mail: "ada@contoso.example.com"}
	sam     = partner.Person{Member: "sam", Name: "Sam Sand", Mail: "sam@contoso.example.com"}
	site    = partner.Site{Name: "Headquarters", City: "Bonn", Country: "DE"}

	administers = []domain.Role{domain.RoleAdministrator}
	sells       = []domain.Role{domain.RoleSeller}

	enrolled  = history{partner.Enrolled{Profile: profile}}
	founded   = enrolled.and(partner.MemberInvited{Person: ada, Roles: administers}, partner.MemberActivated{Member: "ada"})
	located   = founded.and(partner.LocationAdded{Location: bonn, Site: site})
	staffed   = located.and(partner.MemberInvited{Person: sam, Roles: sells}, partner.MemberActivated{Member: "sam"})
	suspended = staffed.and(partner.Suspended{Reason: "The contract ran out."})
	applied   = history{partner.Applied{Profile: profile, Administrator: &ada}}
	reviewed  = applied.and(partner.ReviewStarted{})
	rejected  = reviewed.and(partner.Rejected{Reason: "No experience."})
)

type history []domain.Event

func (h history) and(events ...domain.Event) history {
	return append(h[:len(h):len(h)], events...)
}

// replay gives the state after h, its events one minute apart and the last at noon.
func (h history) replay() partner.Partner {
	var recorded []domain.Recorded
	for i, e := range h {
		at := noon.Add(time.Duration(i+1-len(h)) * time.Minute)
		recorded = append(recorded, domain.Recorded{Meta: domain.Meta{Subject: contoso, Revision: int64(i), RecordedAt: at}, Event: e})
	}
	return partner.Replay(recorded)
}

func by(who domain.Caller) partner.Input {
	return partner.Input{ID: contoso, Caller: who, Now: noon, Policy: program.Default()}
}

// ask runs a command through all phases, as the handler does; a creation has nothing to see yet.
func ask(p partner.Partner, c partner.Command, who domain.Caller) ([]domain.Event, error) {
	if err := partner.Validate(c, by(who)); err != nil {
		return nil, err
	}
	if p.Exists() && !partner.Sees(p, who) {
		return nil, &domain.Error{Class: domain.ClassMissing, Code: "missing"}
	}
	if _, err := partner.Permit(p, c, who); err != nil {
		return nil, err
	}
	return partner.Decide(p, c, by(who))
}

type then = history

func TestWhatMayBeAskedOfAPartner(t *testing.T) {
	for _, c := range []struct {
		name  string
		given history
		who   domain.Caller
		when  partner.Command
		then  history
		code  string // of the refusal, with its fields: "last-administrator member"
	}{
		{"the vendor enrols", nil, vendor, partner.Enrol{Profile: profile}, then{partner.Enrolled{Profile: profile}}, ""},
		{"the vendor enrols with an administrator, who is active at once", nil, vendor, partner.Enrol{Profile: profile, Administrator: &ada}, founded, ""},
		{"only the vendor enrols", nil, admin, partner.Enrol{Profile: profile}, nil, "needs-program-administrator"},
		{"nobody enrols without signing in", nil, nobody, partner.Enrol{Profile: profile}, nil, "needs-program-administrator"},
		{"a name is needed", nil, vendor, partner.Enrol{}, nil, "required name"},
		{"every field is looked at", nil, vendor, partner.Enrol{Profile: partner.Profile{Name: "x\x00", Website: "ftp://x", Country: "Germany"}, Administrator: &partner.Person{Member: "a b", Mail: "ada"}}, nil,
			"invalid name website country administrator.member administrator.name administrator.mail"},

		{"anybody applies", nil, nobody, partner.Apply{Profile: profile, Administrator: &ada}, applied, ""},
		{"whoever has signed in does not apply", nil, vendor, partner.Apply{Profile: profile}, nil, "not-for-members"},
		{"an application is reviewed", applied, vendor, partner.StartReview{}, then{partner.ReviewStarted{}}, ""},
		{"an application is reviewed before it is approved", applied, vendor, partner.Approve{}, nil, "wrong-state"},
		{"an approval makes the administrator active", reviewed, vendor, partner.Approve{},
			then{partner.Approved{}, partner.MemberInvited{Person: ada, Roles: administers}, partner.MemberActivated{Member: "ada"}}, ""},
		{"an approval needs no administrator", history{partner.Applied{Profile: profile}, partner.ReviewStarted{}}, vendor, partner.Approve{}, then{partner.Approved{}}, ""},
		{"an applicant is rejected with a reason", reviewed, vendor, partner.Reject{Reason: "No experience."}, then{partner.Rejected{Reason: "No experience."}}, ""},
		{"a rejection needs a reason", reviewed, vendor, partner.Reject{Reason: " "}, nil, "required reason"},
		{"rejected is final", rejected, vendor, partner.StartReview{}, nil, "terminal-state"},
		{"a channel manager approves nobody", reviewed, domain.Caller{Org: domain.Vendor, Roles: []domain.Role{domain.RoleChannelManager}}, partner.Approve{}, nil, "needs-program-administrator"},
		{"a process approves nobody", reviewed, domain.Process("expiry"), partner.Approve{}, nil, "needs-program-administrator"},
		{"a role of the vendor is worth nothing at a partner", reviewed, domain.Caller{Org: domain.Org(contoso), Roles: vendor.Roles}, partner.Approve{}, nil, "needs-program-administrator"},

		{"the vendor suspends", staffed, vendor, partner.Suspend{Reason: "The contract ran out."}, then{partner.Suspended{Reason: "The contract ran out."}}, ""},
		{"the vendor reinstates", suspended, vendor, partner.Reinstate{}, then{partner.Reinstated{}}, ""},
		{"who is not suspended is not reinstated", staffed, vendor, partner.Reinstate{}, nil, "wrong-state"},
		{"members of a suspended partner change nothing", suspended, admin, partner.Revise{Name: domain.Some("Contoso Group")}, nil, "partner-suspended"},
		{"nor do they remove anybody", suspended, admin, partner.RemoveMember{Member: "sam"}, nil, "partner-suspended"},
		{"a suspended partner is the vendor's to change", suspended, vendor, partner.RemoveMember{Member: "sam"}, then{partner.MemberRemoved{Member: "sam"}}, ""},
		{"a suspended seller is told of the right first", suspended, seller, partner.RemoveMember{Member: "ada"}, nil, "needs-administrator"},

		{"a manager revises", staffed, manager, partner.Revise{Name: domain.Some("Contoso Group"), Website: domain.Null[string](), Country: domain.Some("DE")},
			then{partner.Revised{Name: &domain.Change[string]{From: "Contoso", To: "Contoso Group"}, Website: &domain.Change[string]{From: profile.Website}}}, ""},
		{"the vendor revises", staffed, vendor, partner.Revise{Country: domain.Some("AT")}, then{partner.Revised{Country: &domain.Change[string]{From: "DE", To: "AT"}}}, ""},
		{"a seller does not revise", staffed, seller, partner.Revise{Country: domain.Some("AT")}, nil, "needs-administrator-or-manager"},
		{"a revision changes something", staffed, manager, partner.Revise{Country: domain.Some("DE")}, nil, "nothing-changed"},
		{"a name is not cleared", staffed, manager, partner.Revise{Name: domain.Null[string]()}, nil, "required name"},
		{"an applicant's profile is the vendor's to mend", applied, vendor, partner.Revise{Country: domain.Null[string]()}, then{partner.Revised{Country: &domain.Change[string]{From: "DE"}}}, ""},
		{"another partner's administrator changes nothing", staffed, domain.Caller{Member: "fay", Org: domain.Org(fabrikam), Roles: administers}, partner.Revise{Country: domain.Some("AT")}, nil, "missing"},
		{"another partner sees no applicant", applied, domain.Caller{Member: "fay", Org: domain.Org(fabrikam), Roles: administers}, partner.Revise{Country: domain.Some("AT")}, nil, "missing"},

		{"a manager adds a location", founded, manager, partner.AddLocation{Site: site}, then{partner.LocationAdded{Location: bonn, Site: site}}, ""},
		{"each location has an id of its own", located, manager, partner.AddLocation{Site: site}, then{partner.LocationAdded{Location: contoso.Derive("location-2"), Site: site}}, ""},
		{"a location changes", located, admin, partner.ChangeLocation{Location: bonn, Site: partner.Site{Name: "Rhine office"}},
			then{partner.LocationChanged{Location: bonn, Site: partner.Site{Name: "Rhine office"}}}, ""},
		{"a location that stays as it is does not change", located, admin, partner.ChangeLocation{Location: bonn, Site: site}, nil, "nothing-changed"},
		{"an unknown location does not change", located, admin, partner.ChangeLocation{Location: nowhere, Site: site}, nil, "unknown-location location"},
		{"a location closes", located, admin, partner.CloseLocation{Location: bonn}, then{partner.LocationClosed{Location: bonn}}, ""},
		{"a location closes once", located.and(partner.LocationClosed{Location: bonn}), admin, partner.CloseLocation{Location: bonn}, nil, "location-closed location"},
		{"a location is named by its id", located, admin, partner.CloseLocation{Location: "Bonn"}, nil, "not-a-uuid location"},

		{"an administrator invites", located, admin, partner.InviteMember{Person: sam, Roles: sells, Locations: []domain.ID{bonn}},
			then{partner.MemberInvited{Person: sam, Roles: sells, Locations: []domain.ID{bonn}}}, ""},
		{"a manager does not invite", located, manager, partner.InviteMember{Person: sam, Roles: sells}, nil, "needs-administrator"},
		{"a member has a role of a partner, once", located, admin, partner.InviteMember{Person: sam, Roles: []domain.Role{"auditor", "seller", "seller"}}, nil, "invalid roles[0] roles[2]"},
		{"a member has a role", located, admin, partner.InviteMember{Person: sam}, nil, "required roles"},
		{"a scope names open locations", located.and(partner.LocationClosed{Location: bonn}), admin, partner.InviteMember{Person: sam, Roles: sells, Locations: []domain.ID{bonn, nowhere}}, nil,
			"invalid locations[0] locations[1]"},
		{"nobody is invited twice", staffed, admin, partner.InviteMember{Person: sam, Roles: sells}, nil, "already-member member"},
		{"who was removed may be invited again", staffed.and(partner.MemberRemoved{Member: "sam"}), admin, partner.InviteMember{Person: sam, Roles: administers},
			then{partner.MemberInvited{Person: sam, Roles: administers}}, ""},
		{"an administrator activates", founded.and(partner.MemberInvited{Person: sam, Roles: sells}), admin, partner.ActivateMember{Member: "sam"}, then{partner.MemberActivated{Member: "sam"}}, ""},
		{"the invited person activates itself", founded.and(partner.MemberInvited{Person: sam, Roles: sells}), seller, partner.ActivateMember{Member: "sam"}, then{partner.MemberActivated{Member: "sam"}}, ""},
		{"an invited person activates nobody else", staffed.and(partner.MemberInvited{Person: partner.Person{Member: "mia"}, Roles: sells}), seller, partner.ActivateMember{Member: "mia"}, nil, "needs-administrator"},
		{"nobody is activated twice", staffed, admin, partner.ActivateMember{Member: "sam"}, nil, "not-invited member"},
		{"only who is known is activated", staffed, admin, partner.ActivateMember{Member: "max"}, nil, "unknown-member member"},
		{"who was removed is not activated", staffed.and(partner.MemberRemoved{Member: "sam"}), admin, partner.ActivateMember{Member: "sam"}, nil, "member-removed member"},

		{"an administrator gives other roles", staffed, admin, partner.ChangeMember{Member: "sam", Roles: domain.Some(administers)},
			then{partner.MemberChanged{Member: "sam", Roles: &domain.Change[[]domain.Role]{From: sells, To: administers}}}, ""},
		{"an administrator narrows the scope and nothing else", staffed, admin, partner.ChangeMember{Member: "sam", Locations: domain.Some([]domain.ID{bonn})},
			then{partner.MemberChanged{Member: "sam", Locations: &domain.Change[[]domain.ID]{To: []domain.ID{bonn}}}}, ""},
		{"an administrator lifts the scope", staffed.and(partner.MemberChanged{Member: "sam", Locations: &domain.Change[[]domain.ID]{To: []domain.ID{bonn}}}), admin,
			partner.ChangeMember{Member: "sam", Locations: domain.Null[[]domain.ID]()},
			then{partner.MemberChanged{Member: "sam", Locations: &domain.Change[[]domain.ID]{From: []domain.ID{bonn}}}}, ""},
		{"roles do not stay away", staffed, admin, partner.ChangeMember{Member: "sam", Roles: domain.Null[[]domain.Role]()}, nil, "required roles"},
		{"a change changes something", staffed, admin, partner.ChangeMember{Member: "sam", Roles: domain.Some(sells)}, nil, "nothing-changed"},
		{"the order of roles is no change", staffed.and(partner.MemberChanged{Member: "sam", Roles: &domain.Change[[]domain.Role]{To: []domain.Role{"manager", "seller"}}}), admin,
			partner.ChangeMember{Member: "sam", Roles: domain.Some([]domain.Role{"seller", "manager"})}, nil, "nothing-changed"},
		{"a scope has no unknown location", staffed, admin, partner.ChangeMember{Member: "sam", Locations: domain.Some([]domain.ID{nowhere})}, nil, "unknown-location locations[0]"},
		{"a closed location stays in a scope that is left alone", located.and(partner.MemberInvited{Person: sam, Roles: sells, Locations: []domain.ID{bonn}}, partner.LocationClosed{Location: bonn}), admin,
			partner.ChangeMember{Member: "sam", Roles: domain.Some(administers)},
			then{partner.MemberChanged{Member: "sam", Roles: &domain.Change[[]domain.Role]{From: sells, To: administers}}}, ""},
		{"the last administrator stays one", staffed, admin, partner.ChangeMember{Member: "ada", Roles: domain.Some(sells)}, nil, "last-administrator roles"},
		{"an invited administrator is none yet", founded.and(partner.MemberInvited{Person: sam, Roles: administers}), admin, partner.ChangeMember{Member: "ada", Roles: domain.Some(sells)}, nil, "last-administrator roles"},
		{"the last administrator is not removed, not even by the vendor", staffed, vendor, partner.RemoveMember{Member: "ada"}, nil, "last-administrator member"},
		{"one of two administrators is removed", staffed.and(partner.MemberChanged{Member: "sam", Roles: &domain.Change[[]domain.Role]{To: administers}}), admin, partner.RemoveMember{Member: "ada"},
			then{partner.MemberRemoved{Member: "ada"}}, ""},
		{"a seller is removed", staffed, admin, partner.RemoveMember{Member: "sam", Reason: "Left."}, then{partner.MemberRemoved{Member: "sam", Reason: "Left."}}, ""},
		{"nobody is removed twice", staffed.and(partner.MemberRemoved{Member: "sam"}), admin, partner.RemoveMember{Member: "sam"}, nil, "member-removed member"},
		{"who was removed does nothing more", staffed.and(partner.MemberChanged{Member: "sam", Roles: &domain.Change[[]domain.Role]{To: administers}}, partner.MemberRemoved{Member: "ada"}), admin,
			partner.AddLocation{Site: site}, nil, "member-removed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := c.given.replay()
			got, err := ask(p, c.when, c.who)
			assert.Equal(t, c.code, told(err))
			assert.Equal(t, c.then, history(got))
			if err == nil {
				askedTwice(t, c.given.and(got...).replay(), c.when, c.who)
			}
		})
	}
}

// askedTwice wants a command that has succeeded to be refused, or to lead to other facts than before.
func askedTwice(t *testing.T, p partner.Partner, c partner.Command, who domain.Caller) {
	t.Helper()
	_, err := ask(p, c, who)
	if _, again := c.(partner.AddLocation); again {
		require.NoError(t, err)
		return
	}
	require.Error(t, err, "asked twice")
}

// told prints an error as its code and the fields it names.
func told(err error) string {
	if err == nil {
		return ""
	}
	e := domain.AsError(err)
	words := []string{e.Code}
	for _, f := range e.Fields {
		words = append(words, f.Field)
	}
	return strings.Join(words, " ")
}

func TestEveryRefusalHasASentence(t *testing.T) {
	for _, given := range []history{nil, applied, rejected, suspended, staffed} {
		for _, zero := range partner.Commands {
			for _, who := range []domain.Caller{nobody, vendor, admin, seller} {
				if _, err := ask(given.replay(), zero.Zero.(partner.Command), who); err != nil {
					e := domain.AsError(err)
					assert.NotEqual(t, domain.ClassInternal, e.Class)
					assert.True(t, e.Message != "" || e.Class == domain.ClassMissing, fmt.Sprint(zero.Name(), e))
				}
			}
		}
	}
}

func TestDecidingGivesTheSameEachTime(t *testing.T) {
	p := located.replay()
	first, err := partner.Decide(p, partner.AddLocation{Site: site}, by(admin))
	require.NoError(t, err)
	second, err := partner.Decide(p, partner.AddLocation{Site: site}, by(admin))
	require.NoError(t, err)
	assert.Equal(t, first, second)
}

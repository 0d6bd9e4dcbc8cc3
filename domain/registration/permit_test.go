package registration_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/evidence"
	"github.com/cosell/cosell/domain/registration"
)

// ofPartners are the commands of those who ask; all others of people are the reviewer's.
var ofPartners = map[string]bool{"resubmit": true, "request-extension": true, "withdraw": true, "request-exception": true}

// open are stories of registrations that are not closed.
func open() (all map[string][]step) {
	all = map[string][]step{}
	for _, s := range registration.States {
		for variant, story := range variants[s] {
			if !registration.Table.Final(s) {
				all[variant] = story
			}
		}
	}
	return all
}

func TestWhoMayAskForWhat(t *testing.T) {
	permitted := func(q *request, who domain.Caller, c registration.Command) string {
		_, err := registration.Permit(q.state, c, who)
		if err == nil {
			return ""
		}
		return domain.AsError(err).Code
	}
	for variant, story := range open() {
		q := tell(t, story)
		for _, c := range registration.Commands {
			if c.Process {
				continue
			}
			cmd, partners := sample(c.Name()), ofPartners[c.Name()]
			pick := func(partner, vendor string) string {
				if partners {
					return partner
				}
				return vendor
			}
			for who, want := range map[string]string{
				"rita": pick("partner-only", ""), "vera": "needs-registration-reviewer", "paul": "needs-registration-reviewer",
				"vic": "needs-registration-reviewer", "otto": "read-only-role", "ines": "read-models-only",
				"anna": pick("", "vendor-only"), "mark": pick("", "vendor-only"),
				"sam": "needs-administrator-or-manager", "fred": "not-the-requester",
			} {
				assert.Equal(t, want, permitted(q, named(who), cmd), "%s of %s by %s", c.Name(), variant, who)
			}
			assert.Equal(t, "not-for-processes", permitted(q, clock, cmd), c.Name())
			assert.Equal(t, "role-not-allowed", permitted(q, member("x", domain.Vendor, "king"), cmd), c.Name())
			assert.Equal(t, "role-not-allowed", permitted(q, member("x", domain.Org(contoso), "king"), cmd), c.Name())
			assert.Equal(t, "role-not-allowed", permitted(q, domain.Caller{Member: "x", Roles: anna.Roles}, cmd), c.Name())
		}
	}
}

func named(name string) domain.Caller {
	for _, p := range people {
		if p.Member == name {
			return p
		}
	}
	panic(name)
}

func TestNobodyDecidesOnARequestOfTheirOwn(t *testing.T) {
	own := exclusivity
	own.Subject = subject("rita")
	q := tell(t, []step{by(clock, own)})
	for _, c := range registration.Commands {
		if !c.Process && !ofPartners[c.Name()] {
			assert.Equal(t, "denied own-request", answer(q.try(rita, sample(c.Name()))), c.Name())
		}
	}
	other := member("rolf", domain.Vendor, domain.RoleReviewer)
	assert.Equal(t, "approved", answer(q.try(other, registration.Approve{})))
}

func TestNobodyDecidesOnWhatTheyAskedForLater(t *testing.T) {
	rolf := member("rolf", domain.Vendor, domain.RoleReviewer)
	as := member("rita", domain.Org(contoso), domain.RoleManager) // before she went to the vendor
	for name, c := range map[string]struct {
		given   []step
		decides registration.Command
	}{
		"an extension": {then(granted, by(as, sample("request-extension"))), registration.Extend{}},
		"an exception": {then(failed, by(as, plea)), sample("grant-exception")},
		"a form":       {then(sentBack, by(as, registration.Resubmit{})), registration.Approve{}},
	} {
		q := tell(t, c.given)
		assert.Equal(t, "denied own-request", answer(q.try(rita, c.decides)), name)
		_, _, err := q.try(rolf, c.decides)
		assert.NoError(t, err, name)
	}
	_, _, err := tell(t, opened).try(member(clock.Member, domain.Vendor, domain.RoleReviewer), sample("grant-exception"))
	assert.NoError(t, err, "what a process hands on is nobody's request")
}

func TestProcessesHaveTheirOwnCommands(t *testing.T) {
	q := tell(t, pending)
	for _, c := range registration.Commands {
		_, founds := c.Zero.(interface{ Founds() })
		assert.Equal(t, c.Name() == "request" || c.Name() == "open-exception", founds, c.Name())
		assert.False(t, c.Creates, c.Name())
		if !c.Process {
			continue
		}
		for _, who := range []domain.Caller{rita, anna, fred} {
			_, err := registration.Permit(q.state, sample(c.Name()), who)
			assert.ErrorIs(t, err, registration.ErrProcessOnly, c.Name())
		}
		role, err := registration.Permit(q.state, sample(c.Name()), clock)
		require.NoError(t, err, c.Name())
		assert.Equal(t, domain.RoleProcess, role)
		_, err = registration.Permit(q.state, sample(c.Name()), domain.Caller{Org: domain.System})
		assert.ErrorIs(t, err, registration.ErrRoleNotAllowed, c.Name())
	}
}

func TestTheActorUsesTheRoleThatAllowsIt(t *testing.T) {
	many := member("x", domain.Vendor, domain.RoleAuditor, domain.RoleChannelManager, domain.RoleReviewer)
	_, role, err := tell(t, asked).try(many, registration.Approve{})
	require.NoError(t, err)
	assert.Equal(t, domain.RoleReviewer, role)
	both := member("x", domain.Org(contoso), domain.RoleSeller, domain.RoleManager)
	_, role, err = tell(t, asked).try(both, registration.Withdraw{})
	require.NoError(t, err)
	assert.Equal(t, domain.RoleManager, role)
}

func TestEachDoorIsAskedBeforeTheNext(t *testing.T) {
	gone := member("gone", domain.Org(contoso), domain.RoleManager)
	suspended := with(func(w *world) { w.known[contoso] = evidence.Partner{Exists: true, Suspended: true} })
	unknown := with(func(w *world) { delete(w.known, contoso) })
	closed := variants[registration.StateClosed]["passed"]
	check(t, []rule{
		{"a malformed request before one that is not the caller's to know", asked, fred, registration.Reject{}, "invalid required reason"},
		{"one that is not the caller's to know before a role", asked, tina, registration.Withdraw{}, "missing not-found"},
		{"a role before a closed registration", closed, auditor, sample("reject"), "denied read-only-role"},
		{"a closed registration before whose command it is", closed, anna, sample("reject"), "refused terminal-state"},
		{"whose command it is before the state", auto, anna, sample("reject"), "denied vendor-only"},
		{"a removed member before a closed registration", closed, gone, registration.Withdraw{}, "denied member-removed"},
		{"a closed registration before its kind", closed, anna, sample("request-extension"), "refused terminal-state"},
		{"its kind before its state", pending, anna, sample("request-extension"), "refused wrong-purpose"},
		{"its state before suspension", then(granted, suspended), anna, registration.Withdraw{}, "refused wrong-state"},
		{"suspension before the command's own rules", then(extending, suspended), anna, sample("request-extension"), "refused partner-suspended"},
		{"a partner that was never approved", then(asked, unknown), anna, registration.Withdraw{}, "refused partner-not-approved"},
		{"the partner's standing does not bind the vendor", then(asked, suspended), rita, registration.Approve{}, "approved"},
	})
}

func TestAllowedSaysWhatTheDoorsWouldSay(t *testing.T) {
	everyAttempt(t, func(variant string, q *request, who domain.Caller, c registration.Command) {
		if !registration.Sees(q.state, who) {
			return
		}
		for _, a := range registration.Allowed(q.state, q.input(q.state, nil, who)) {
			if a.Command != c.CommandName() {
				continue
			}
			_, _, err := q.try(who, c)
			if a.Allowed {
				assert.NotContains(t, []string{"terminal-state", "wrong-state", "wrong-purpose"}, domain.AsError(err).Code, "%s: %s by %s", variant, a.Command, who.Member)
				assert.NotEqual(t, domain.ClassDenied, domain.AsError(err).Class, "%s: %s by %s", variant, a.Command, who.Member)
			} else if domain.AsError(err).Class != domain.ClassInvalid {
				assert.Equal(t, a.Code, domain.AsError(err).Code, "%s: %s by %s", variant, a.Command, who.Member)
			}
		}
	})
	q := tell(t, extending)
	codes := map[string]string{}
	for _, a := range registration.Allowed(q.state, q.input(q.state, nil, rita)) {
		codes[a.Command] = a.Code
	}
	assert.Equal(t, map[string]string{
		"select-for-review": "wrong-purpose", "require-action": "wrong-state", "resubmit": "partner-only", "pass": "wrong-purpose",
		"fail": "wrong-purpose", "approve": "wrong-state", "reject": "wrong-state", "request-extension": "partner-only", "extend": "",
		"refuse-extension": "", "withdraw": "partner-only", "request-exception": "partner-only", "grant-exception": "wrong-purpose",
		"deny-exception": "wrong-purpose",
	}, codes)
}

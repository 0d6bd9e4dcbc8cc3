package referral_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/referral"
)

func TestEachDoorIsAskedBeforeTheNext(t *testing.T) {
	check(t, []rule{
		{"a malformed request before a deal that is not the caller's to know", private, lars, referral.Win{}, "invalid required value"},
		{"a deal that is not the caller's to know before a role", private, vera, sample("lose"), "missing not-found"},
		{"a role before a closed deal", then(coSell, by(anna, sample("lose"))), otto, sample("lose"), "denied read-only-role"},
		{"whose copy it is before a closed deal", then(coSell, by(anna, sample("lose"))), vera, sample("lose"), "denied not-owner"},
		{"a closed deal before who opened it", then(taken, by(fred, sample("lose"))), fred, sample("request-help"), "refused terminal-state"},
		{"who opened it before an open deal's state", invited, fred, sample("request-help"), "denied opener-only"},
		{"a removed member before a closed deal", lost, member("gone", domain.Org(contoso), domain.RoleAdministrator), sample("add-note"), "denied member-removed"},
		{"a closed deal before suspension", then(lost, changed(contoso, suspend)), anna, sample("add-note"), "refused terminal-state"},
		{"the deadline before suspension", then(invited, changed(fabrik, suspend), wait(30*day)), fred, accept, "refused offer-expired"},
		{"suspension before the command's own rules", then(assessed, changed(contoso, suspend)), anna, referral.GrantVisibility{}, "refused partner-suspended"},
	})
}

func TestEveryCommandHasARight(t *testing.T) {
	d := tell(t, coSell)
	processes := 0
	for _, c := range referral.Commands {
		_, err := referral.Permit(d.state, c.Zero.(referral.Command), anna)
		assert.Equal(t, c.Process && c.Name() != "see", domain.AsError(err).Code == "process-only", c.Name())
		_, err = referral.Permit(d.state, c.Zero.(referral.Command), process)
		if err == nil {
			processes++
		}
		assert.Equal(t, c.Process && c.Name() != "see" || c.Name() == "match-account", err == nil, c.Name())
	}
	assert.Equal(t, 9, processes)
	_, err := referral.Permit(d.state, referral.Expire{}, domain.Caller{Org: domain.System})
	assert.ErrorIs(t, err, referral.ErrRoleNotAllowed)
	_, err = referral.Permit(d.state, referral.Win{}, member("x", domain.Vendor, "king"))
	assert.ErrorIs(t, err, referral.ErrRoleNotAllowed)
}

func TestTheActorUsesTheFirstRoleThatAllowsIt(t *testing.T) {
	both := member("mark", domain.Org(contoso), domain.RoleSeller, domain.RoleManager)
	_, role, err := tell(t, private).try(both, sample("lose"))
	require.NoError(t, err)
	assert.Equal(t, domain.RoleManager, role)
}

func TestAnotherPartnersCopyIsNotOnesOwnToChange(t *testing.T) {
	for _, c := range referral.Commands {
		if c.Process || c.Creates {
			continue
		}
		_, err := referral.Permit(tell(t, private).state, c.Zero.(referral.Command), fred)
		want := "not-owner"
		if c.Name() == "match-account" {
			want = "vendor-only"
		}
		assert.Equal(t, want, domain.AsError(err).Code, c.Name())
	}
}

func TestASuspendedPartnerOnlyReads(t *testing.T) {
	for _, s := range []referral.State{referral.StateReceived, referral.StateAccepted} {
		for variant, story := range variants[s] {
			d := tell(t, story, []step{changed(contoso, suspend), changed(fabrik, suspend)})
			for _, c := range attempts() {
				for _, who := range []domain.Caller{anna, sam, fred} {
					events, _, err := d.try(who, c)
					assert.Empty(t, events, "%s %s by %s: %v", variant, c.CommandName(), who.Member, err)
				}
			}
		}
	}
}

func TestAllowedSaysWhatTheDoorsWouldSay(t *testing.T) {
	everyAttempt(t, func(variant string, d *deal, who domain.Caller, c referral.Command) {
		if _, looks := c.(referral.See); looks || !referral.Sees(d.state, who) {
			return
		}
		for _, a := range referral.Allowed(d.state, d.input(d.state, nil, who)) {
			if a.Command != c.CommandName() {
				continue
			}
			_, _, err := d.try(who, c)
			if a.Allowed {
				assert.NotContains(t, []string{"terminal-state", "wrong-state"}, domain.AsError(err).Code, "%s: %s by %s", variant, a.Command, who.Member)
				assert.NotEqual(t, domain.ClassDenied, domain.AsError(err).Class, "%s: %s by %s", variant, a.Command, who.Member)
			} else if domain.AsError(err).Class != domain.ClassInvalid {
				assert.Equal(t, a.Code, domain.AsError(err).Code, "%s: %s by %s", variant, a.Command, who.Member)
			}
		}
	})
	allowed := map[string]string{}
	d := tell(t, taken)
	for _, a := range referral.Allowed(d.state, d.input(d.state, nil, fred)) {
		allowed[a.Command] = a.Code
	}
	assert.Len(t, allowed, 16, "every command of people but create")
	assert.Equal(t, "", allowed["win"])
	assert.Equal(t, "wrong-state", allowed["accept"])
	assert.Equal(t, "opener-only", allowed["request-help"])
	assert.Equal(t, "vendor-only", allowed["match-account"])
	d = tell(t, wonPrivate)
	for _, a := range referral.Allowed(d.state, d.input(d.state, nil, anna)) {
		allowed[a.Command] = a.Code
	}
	assert.Equal(t, "not-eligible", allowed["register"], "before anybody fills in a form")
	assert.Equal(t, "", allowed["request-exception"])
}

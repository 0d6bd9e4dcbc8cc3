package opportunity_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
)

func TestEachDoorIsAskedBeforeTheNext(t *testing.T) {
	check(t, []rule{
		{"a malformed request before a deal that is not the caller's to know", won, lars, opportunity.Distribute{}, "invalid required partner"},
		{"a deal that is not the caller's to know before a role", offered, fay, opportunity.Accept{}, "missing not-found"},
		{"a role before a closed deal", won, auditor, sample("distribute"), "denied read-only-role"},
		{"a closed deal before what the organisation is to it", won, anna, sample("distribute"), "refused terminal-state"},
		{"what the organisation is to it before an open deal's state", offered, anna, sample("approve"), "denied vendor-only"},
		{"a removed member before a closed deal", won, member("gone", domain.Org(contoso), domain.RoleManager), sample("add-note"), "denied member-removed"},
		{"a closed deal before suspension", then(won, suspended(contoso)), anna, sample("add-note"), "refused terminal-state"},
		{"the deadline before suspension", then(offered, suspended(contoso), wait(30*day)), anna, opportunity.Accept{}, "refused offer-expired"},
		{"suspension before sharing", then(shared, suspended(contoso)), anna, sample("win"), "refused partner-suspended"},
		{"sharing before the command's own rules", shared, anna, markStage(5), "refused collaborating"},
	})
}

func TestEveryCommandHasARight(t *testing.T) {
	d := tell(t, accepted)
	for _, c := range opportunity.Commands {
		_, err := opportunity.Permit(d.state, c.Zero.(opportunity.Command), vera)
		assert.Equal(t, c.Process && c.Name() != "see-offer", domain.AsError(err).Code == "process-only", c.Name())
		_, err = opportunity.Permit(d.state, c.Zero.(opportunity.Command), clock)
		processes := c.Process && c.Name() != "see-offer" || c.Name() == "recall"
		assert.Equal(t, processes, err == nil, c.Name())
	}
	_, err := opportunity.Permit(d.state, opportunity.Expire{}, domain.Caller{Org: domain.System})
	assert.ErrorIs(t, err, opportunity.ErrRoleNotAllowed)
}

func TestRolesOfTheVendorThatDoNotActOnDeals(t *testing.T) {
	for role, code := range map[domain.Role]string{
		domain.RoleAuditor:              "read-only-role",
		domain.RoleAnalyst:              "read-models-only",
		domain.RoleReviewer:             "needs-channel-manager",
		domain.RoleVendorSeller:         "needs-channel-manager",
		domain.RoleProgramAdministrator: "needs-channel-manager",
		"king":                          "role-not-allowed",
	} {
		for _, s := range opportunity.States {
			for variant, story := range variants[s] {
				for _, c := range opportunity.Commands {
					if !c.Process {
						want := "denied " + code
						if unseeing := role == domain.RoleAnalyst || role == "king"; unseeing && !c.Creates {
							want = "missing not-found"
						}
						got := answer(events(tell(t, story).try(member("x", domain.Vendor, role), sample(c.Name()))))
						require.Equal(t, want, got, "%s %s in %s", role, c.Name(), variant)
					}
				}
			}
		}
	}
}

func TestAPartnersSellerSubmitsStagesNotesAndRevises(t *testing.T) {
	may := map[string]string{
		"create": "refused wrong-state", "mark-stage": "stage-marked", "revise": "refused not-your-field customerNeed", "add-note": "note-added",
	}
	for _, c := range opportunity.Commands {
		got := answer(events(tell(t, assigned).try(sam, sample(c.Name()))))
		if want, ok := may[c.Name()]; ok {
			assert.Equal(t, want, got, c.Name())
		} else if !c.Process && got != "denied vendor-only" {
			assert.Equal(t, "denied needs-administrator-or-manager", got, c.Name())
		}
	}
}

func TestTheActorUsesTheFirstRoleThatAllowsIt(t *testing.T) {
	both := member("x", domain.Org(contoso), domain.RoleSeller, domain.RoleManager)
	_, role, err := tell(t, offered).try(both, opportunity.Accept{})
	require.NoError(t, err)
	assert.Equal(t, domain.RoleManager, role)
	_, role, err = tell(t, assigned).try(sam, markStage(20))
	require.NoError(t, err)
	assert.Equal(t, domain.RoleSeller, role)
}

func TestASuspendedPartnerOnlyReads(t *testing.T) {
	for _, s := range []opportunity.State{opportunity.StateSubmitted, opportunity.StateDistributed, opportunity.StateAccepted} {
		for variant, story := range variants[s] {
			d := tell(t, story, []step{suspended(contoso), suspended(fabrik)})
			for _, c := range attempts() {
				for _, who := range []domain.Caller{anna, sam, fred} {
					got := answer(events(d.try(who, c)))
					assert.NotContains(t, []string{"revised", "note-added", "stage-marked", "accepted", "registered", "offer-seen"}, got, "%s %s by %s", variant, c.CommandName(), who.Member)
				}
			}
			assert.True(t, opportunity.Sees(d.state, anna) || opportunity.Sees(d.state, fred), variant)
		}
	}
}

func TestAllowedSaysWhatTheDoorsWouldSay(t *testing.T) {
	everyAttempt(t, func(variant string, d *deal, who domain.Caller, c opportunity.Command) {
		if _, looks := c.(opportunity.SeeOffer); looks || !opportunity.Sees(d.state, who) {
			return
		}
		for _, a := range opportunity.Allowed(d.state, d.input(d.state, nil, who)) {
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
	d := tell(t, offered)
	allowed := map[string]string{}
	for _, a := range opportunity.Allowed(d.state, d.input(d.state, nil, anna)) {
		allowed[a.Command] = a.Code
	}
	assert.Len(t, allowed, 21, "every command of people but create")
	assert.Equal(t, "", allowed["accept"])
	assert.Equal(t, "vendor-only", allowed["distribute"])
	assert.Equal(t, "wrong-state", allowed["win"])
	assert.Equal(t, "not-your-field", allowed["revise"])
}

// A history may be older than the rules: here a partner takes part in a deal that is on offer to another, or led by it.
func TestOfferAndLeadAreOfThePartnerTheyNameWhoeverElseTakesPart(t *testing.T) {
	d := tell(t, shared)
	d.record(vera, domain.RoleChannelManager, opportunity.Distributed{Partner: fabrikParty, Deadline: d.now.Add(day)})
	assert.Equal(t, "denied not-offered", answer(events(d.try(anna, opportunity.Accept{}))))
	assert.Equal(t, "accepted", answer(events(d.try(fred, opportunity.Accept{}))))

	d = tell(t, submitted)
	d.record(vera, domain.RoleChannelManager, opportunity.Accepted{Partner: fabrikParty, Stage: 10})
	for _, c := range []opportunity.Command{sample("win"), sample("assign"), sample("close-as-error")} {
		assert.Equal(t, "denied not-lead-partner", answer(events(d.try(anna, c))), c.CommandName())
	}
	assert.Equal(t, "refused not-your-field", answer(events(d.try(anna, sample("revise")))))
}

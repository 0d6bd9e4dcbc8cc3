package referral_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/evidence"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/domain/referral"
)

func TestTheTypeFollowsFromWhatWasAsked(t *testing.T) {
	noted := func(c referral.NoteCounterpart) step { return by(process, c) }
	opener := counterpart(domain.Org(contoso), "Contoso", referral.StateAccepted)
	opener.Referral = dealID
	for name, c := range map[string]struct {
		story []step
		kind  referral.Type
		p2p   bool
	}{
		"private":                                   {private, referral.TypePrivate, false},
		"visible to the vendor":                     {partnerLed, referral.TypePartnerLed, false},
		"help was asked":                            {coSell, referral.TypeCoSell, false},
		"visible, then help was asked":              {then(partnerLed, by(anna, referral.RequestHelp{Help: "other"})), referral.TypeCoSell, false},
		"an assessment":                             {assessed, referral.TypeAssessment, false},
		"a partner was invited":                     {inviting, referral.TypePrivate, true},
		"a partner and the vendor":                  {everybody, referral.TypeCoSell, true},
		"the invitee's copy":                        {invited, referral.TypePrivate, true},
		"the invitee's, once the vendor is let in":  {then(taken, noted(referral.NoteCounterpart{Counterpart: opener, At: noon, Visible: true})), referral.TypePartnerLed, true},
		"the invitee's, once the vendor is asked":   {then(taken, noted(referral.NoteCounterpart{Counterpart: opener, At: noon, Help: "other"})), referral.TypeCoSell, true},
		"the vendor's copy":                         {asked, referral.TypeCoSell, false},
		"the vendor's copy of a deal of two":        {receivedFrom(everybody, domain.Vendor), referral.TypeCoSell, true},
		"a deal of the vendor's":                    {bought, referral.TypeCoSell, false},
		"the partner's copy of one of the vendor's": {offered, referral.TypeCoSell, false},
	} {
		d := tell(t, c.story)
		assert.Equal(t, c.kind, d.state.Type(), name)
		assert.Equal(t, c.p2p, d.state.PartnerToPartner(), name)
		assert.Equal(t, c.kind != referral.TypePrivate, d.state.Visible(), name)
	}
	assert.False(t, referral.Referral{}.PartnerToPartner())
}

func TestTheDirectionIsAsTheOwnerSeesIt(t *testing.T) {
	assert.Equal(t, referral.Outbound, tell(t, private).state.Direction())
	assert.Equal(t, referral.Outbound, tell(t, bought).state.Direction())
	assert.Equal(t, referral.Inbound, tell(t, invited).state.Direction())
	assert.Equal(t, referral.Inbound, tell(t, asked).state.Direction())
}

func TestUpgradesGoOneWayAndOnlyTheOpenerMakesThem(t *testing.T) {
	unreachable := then(private, by(sam, revise(func(c *referral.Revise) { c.Contact = domain.Some(domain.Contact{Name: "Nora"}) })))
	ask := referral.RequestHelp{Help: "other", Notes: "Quickly"}
	vendors := referral.CopyID(dealID.Derive("engagement"), domain.Vendor)
	check(t, []rule{
		{"private to partner-led", private, anna, referral.GrantVisibility{}, referral.VisibilityGranted{}},
		{"partner-led stays so", partnerLed, anna, referral.GrantVisibility{}, "refused already-visible"},
		{"co-sell does not go back", coSell, anna, referral.GrantVisibility{}, "refused already-visible"},
		{"private to co-sell", private, anna, ask, referral.HelpRequested{Help: "other", Notes: "Quickly", Referral: vendors}},
		{"partner-led to co-sell", partnerLed, anna, ask, "help-requested"},
		{"help is asked once", coSell, anna, ask, "refused help-already-requested"},
		{"also of a vendor that declined", then(coSell, by(process, referral.NoteAnswer{Counterpart: ofVendor(referral.StateDeclined), At: noon})), anna, ask, "refused help-already-requested"},
		{"the vendor needs no help of itself", bought, vera, ask, "refused help-already-requested"},
		{"the vendor needs no leave", bought, vera, referral.GrantVisibility{}, "refused already-visible"},
		{"the vendor needs a contact it can reach", unreachable, anna, ask, "refused needs-contact"},
		{"a kind of help is one of the program's", private, anna, referral.RequestHelp{Help: "money"}, "invalid unknown-help help"},
		{"a kind of help is required", private, anna, referral.RequestHelp{}, "invalid required help"},
		{"the invitee does not let the vendor in", taken, fred, referral.GrantVisibility{}, "denied opener-only"},
		{"the invitee does not ask for help", taken, fred, ask, "denied opener-only"},
		{"the invitee invites nobody", taken, fred, sample("invite-partner"), "denied opener-only"},
		{"the invited vendor invites nobody", helping, vera, sample("invite-partner"), "denied opener-only"},
		{"not once the deal is closed", lost, anna, ask, "refused terminal-state"},
		{"a seller does not", private, sam, ask, "denied needs-administrator-or-manager"},
	})
	for _, kind := range program.Default().Reasons.Help {
		assert.Equal(t, "help-requested", answer(tell(t, private).try(anna, referral.RequestHelp{Help: kind.Code})), kind.Code)
	}
	assert.Len(t, program.Default().Reasons.Help, 6)
}

func TestInvitingAPartner(t *testing.T) {
	invite := func(change func(*referral.Invitation)) referral.InvitePartner {
		return referral.InvitePartner(with(invitation, change))
	}
	sent := referral.PartnerInvited{
		Partner: domain.Party{ID: fabrik, Name: "Fabrikam"}, Referral: referral.CopyID(dealID.Derive("engagement"), domain.Org(fabrik)),
		Share: referral.Share{
			EstimatedValue: usd(9000), EstimatedClose: date(30), Notes: "We need a crane.", Team: invitation.Team, Help: "technical-architecture",
			Solutions: []referral.Solution{
				{Kind: referral.SolutionThirdParty, ID: "crane", Name: "Crane", Partner: fabrik}, {Kind: referral.SolutionOwn, ID: "sorter", Name: "Sorter"},
			},
		},
	}
	check(t, []rule{
		{"an approved one that transacts in the program", private, anna, invite(func(*referral.Invitation) {}), sent},
		{"after the deal was created, and beside the vendor", coSell, anna, invite(func(*referral.Invitation) {}), "partner-invited"},
		{"one that does not transact", private, anna, invite(func(i *referral.Invitation) { i.Partner = litware }), "refused partner-not-transacting partner"},
		{"one that is suspended", then(private, changed(fabrik, suspend)), anna, invite(func(*referral.Invitation) {}), "refused partner-not-approved partner"},
		{"one that there is not", private, anna, invite(func(i *referral.Invitation) { i.Partner = record }), "invalid unknown-partner partner"},
		{"oneself", private, anna, invite(func(i *referral.Invitation) { i.Partner, i.Solutions = contoso, i.Solutions[1:] }), "refused own-organisation partner"},
		{"one that has a copy", inviting, anna, invite(func(*referral.Invitation) {}), "refused already-invited partner"},
		{"one that declined", then(inviting, by(process, referral.NoteAnswer{Counterpart: ofFabrikam(referral.StateDeclined), At: noon})), anna, invite(func(*referral.Invitation) {}), "refused already-invited partner"},
		{"without a value", private, anna, invite(func(i *referral.Invitation) { i.EstimatedValue = domain.Money{} }), "invalid required estimatedValue"},
		{"for nought", private, anna, invite(func(i *referral.Invitation) { i.EstimatedValue = usd(0) }), "invalid not-positive estimatedValue.amount"},
		{"without a close date", private, anna, invite(func(i *referral.Invitation) { i.EstimatedClose = domain.Date{} }), "invalid required estimatedCloseDate"},
		{"until yesterday", private, anna, invite(func(i *referral.Invitation) { i.EstimatedClose = date(-1) }), "invalid in-the-past estimatedCloseDate"},
		{"without notes", private, anna, invite(func(i *referral.Invitation) { i.Notes = "" }), "invalid required notes"},
		{"without a team", private, anna, invite(func(i *referral.Invitation) { i.Team = nil }), "invalid required team"},
		{"with somebody who was removed", private, anna, invite(func(i *referral.Invitation) { i.Team = crew("gone") }), "refused team-member-removed team[0].member"},
		{"without a solution", private, anna, invite(func(i *referral.Invitation) { i.Solutions = nil }), "invalid required solutions"},
		{"with a solution that is not on record", private, anna, invite(func(i *referral.Invitation) { i.Solutions = []referral.Solution{of(fabrik, "lift")} }), "invalid unknown-solution solutions[0].id"},
		{"with an assessment", private, anna, invite(func(i *referral.Invitation) { i.Solutions = checkup.Solutions }), "invalid solution-assessment solutions[0].kind"},
		{"without a kind of help", private, anna, invite(func(i *referral.Invitation) { i.Help = "" }), "invalid required help"},
		{"for a kind of help that there is not", private, anna, invite(func(i *referral.Invitation) { i.Help = "money" }), "invalid unknown-help help"},
		{"for a part that there is not", private, anna, invite(func(i *referral.Invitation) { i.PartnerRole = "star" }), "invalid unknown-role partnerRole"},
		{"by the vendor, without part and program", bought, vera, invite(func(i *referral.Invitation) { i.Solutions = i.Solutions[:1] }), "invalid invalid partnerRole:required partnerProgram:required"},
		{"to a closed deal", lost, anna, invite(func(*referral.Invitation) {}), "refused terminal-state"},
	})
	assert.Len(t, program.Default().Reasons.Role, 8)
}

func TestTheInvitersShareStaysAsItWas(t *testing.T) {
	d := tell(t, taken, []step{
		by(fay, revise(func(c *referral.Revise) { c.EstimatedValue = domain.Some(usd(1)) })),
		by(fay, referral.ChangeSolutions{Solutions: []referral.Solution{own("crane")}}),
	})
	v := referral.View(d.state, fred, d.policy)
	assert.Equal(t, usd(9000), v.Invitation.EstimatedValue)
	assert.Equal(t, "We need a crane.", v.Invitation.Notes)
	assert.Len(t, v.Invitation.Solutions, 2)
	assert.Equal(t, usd(1), v.EstimatedValue)
	for _, c := range referral.Commands { // and no command of the inviter's names it
		events, _, err := tell(t, inviting).try(anna, sample(c.Name()))
		for _, e := range events {
			_, again := e.(referral.PartnerInvited)
			assert.False(t, err == nil && again, c.Name())
		}
	}
}

func TestALocationThatRelocatesChangesNothing(t *testing.T) {
	d := tell(t, private, []step{changed(contoso, func(p *evidence.Partner) { p.Locations = nil })})
	assert.Equal(t, munich, referral.View(d.state, anna, d.policy).Location)
	assert.Equal(t, "revised", answer(d.try(sam, sample("revise"))), "the location is asked for once")
}

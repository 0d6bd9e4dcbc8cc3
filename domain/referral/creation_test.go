package referral_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/evidence"
	"github.com/cosell/cosell/domain/referral"
)

func TestWhatADealCannotBeWithout(t *testing.T) {
	check(t, []rule{
		creating("the deal name is required", func(c *referral.Create) { c.Name = "" }, "invalid required name"),
		creating("the deal name has at most 200 characters", func(c *referral.Create) { c.Name = strings.Repeat("x", 201) }, "invalid too-long name"),
		creating("the location is required", func(c *referral.Create) { c.Location = "" }, "invalid required location"),
		creating("the estimated value is required", func(c *referral.Create) { c.EstimatedValue = domain.Money{} }, "invalid required estimatedValue"),
		creating("the estimated value is above nought", func(c *referral.Create) { c.EstimatedValue = usd(0) }, "invalid not-positive estimatedValue.amount"),
		creating("the estimated close date is required", func(c *referral.Create) { c.EstimatedClose = domain.Date{} }, "invalid required estimatedCloseDate"),
		creating("the estimated close date is not over", func(c *referral.Create) { c.EstimatedClose = date(-1) }, "invalid in-the-past estimatedCloseDate"),
		creating("the deal may close today", func(c *referral.Create) { c.EstimatedClose = date(0) }, "created"),
		creating("the CRM id is optional", func(c *referral.Create) { c.CRM = "" }, "created"),
		creating("the campaign id is optional", func(c *referral.Create) { c.Campaign = "" }, "created"),
		creating("the notes are required", func(c *referral.Create) { c.Notes = " " }, "invalid required notes"),
		creating("the customer is required", func(c *referral.Create) { c.Customer = nil }, "invalid required customer"),
		creating("the intent to buy on the marketplace is required", func(c *referral.Create) { c.Intent = "" }, "invalid required marketplaceIntent"),
		creating("the intent is yes, no or undecided", func(c *referral.Create) { c.Intent = "perhaps" }, "invalid not-one-of marketplaceIntent"),
		creating("the customer's consent comes first", func(c *referral.Create) { c.Consent = false }, "invalid needs-consent consent"),
		creating("the contact is optional while no help is asked", func(c *referral.Create) { c.Contact = nil }, "created"),
	})
}

func customerOf(change func(*domain.Customer)) func(*referral.Create) {
	return func(c *referral.Create) {
		customer := *c.Customer
		change(&customer)
		c.Customer = &customer
	}
}

func manual(c *domain.Customer) { c.Kind, c.VendorAccount = domain.AccountManual, "" }

func TestWhichCustomersADealCanHave(t *testing.T) {
	check(t, []rule{
		creating("the account kind is required", customerOf(func(c *domain.Customer) { c.Kind, c.VendorAccount = "", "" }), "invalid required customer.accountKind"),
		creating("a managed account is one of the vendor's", customerOf(func(c *domain.Customer) { c.VendorAccount = "" }), "invalid required customer.vendorAccount"),
		creating("an unmanaged account is one of the vendor's", customerOf(func(c *domain.Customer) { c.Kind, c.VendorAccount = domain.AccountUnmanaged, "" }), "invalid required customer.vendorAccount"),
		creating("an account from the directory has its D-U-N-S number", customerOf(func(c *domain.Customer) { c.Kind, c.VendorAccount = domain.AccountDUNS, "" }), "invalid required customer.duns"),
		creating("a D-U-N-S number has nine digits", customerOf(func(c *domain.Customer) { c.Kind, c.VendorAccount, c.DUNS = domain.AccountDUNS, "", "12345" }), "invalid bad-form customer.duns"),
		creating("an account that was typed in is not one of the vendor's yet", customerOf(func(c *domain.Customer) { c.Kind = domain.AccountManual }), "invalid not-asked customer.vendorAccount"),
		creating("an account may be typed in", customerOf(manual), "created"),
		creating("a federal customer is chosen from the D-U-N-S directory", customerOf(func(c *domain.Customer) { c.Federal = true }), "invalid federal-needs-duns customer.accountKind"),
		creating("a federal customer from the directory can be taken", customerOf(func(c *domain.Customer) {
			c.Federal, c.Kind, c.VendorAccount, c.DUNS = true, domain.AccountDUNS, "", "123456789"
		}), "created"),
		creating("linked accounts go with it", customerOf(func(c *domain.Customer) { c.Linked = []string{"A-2", "A-3"} }), "created"),
		creating("a customer record that is not there", customerOf(func(c *domain.Customer) { c.ID = record }), "invalid unknown-customer customer.id"),
	})
}

func TestACustomerRecordIsOneOfTheOwnOrganisation(t *testing.T) {
	named := with(lead, customerOf(func(c *domain.Customer) { c.ID = record }))
	for name, c := range map[string]struct {
		record *evidence.Customer
		then   string
	}{
		"one's own":       {&evidence.Customer{Owner: domain.Org(contoso), Stream: "customer-1", Revision: 4}, "created"},
		"another's":       {&evidence.Customer{Owner: domain.Org(fabrik)}, "invalid unknown-customer customer.id"},
		"the vendor's":    {&evidence.Customer{Owner: domain.Vendor}, "invalid unknown-customer customer.id"},
		"one's own, gone": {&evidence.Customer{Owner: domain.Org(contoso), Removed: true}, "invalid unknown-customer customer.id"},
	} {
		d := newDeal()
		d.customer = c.record
		events, role, err := d.try(anna, named)
		assert.Equal(t, c.then, answer(events, role, err), name)
		if err == nil {
			relied := events[0].(referral.Created).Evidence
			assert.Contains(t, relied, domain.Evidence{Fact: "the customer is on record", Stream: "customer-1", Revision: 4})
		}
	}
}

func teamOf(n int) func(*referral.Create) {
	return func(c *referral.Create) { c.Team = slices.Repeat(lead.Team[:1], n) }
}

func TestWhoIsOnATeam(t *testing.T) {
	check(t, []rule{
		creating("at least one", teamOf(0), "invalid required team"),
		creating("at most fifty", teamOf(51), "invalid too-many team"),
		creating("fifty", teamOf(50), "created"),
		creating("each with a name, a mail address and a phone number", func(c *referral.Create) { c.Team = []domain.TeamMember{{Member: "mark"}} },
			"invalid invalid team[0].name:required team[0].mail:required team[0].phone:required"),
		creating("nobody who was removed", func(c *referral.Create) { c.Team = crew("mark", "gone") }, "refused team-member-removed team[1].member"),
		creating("people without a token of ours", func(c *referral.Create) {
			c.Team = []domain.TeamMember{{Name: "Nils", Mail: "n@example.com", Phone: "1"}}
		}, "created"),
	})
}

func solved(by ...referral.Solution) func(*referral.Create) {
	return func(c *referral.Create) { c.Solutions = by }
}

func manySolutions(n int) (all []referral.Solution) {
	for i := range n {
		all = append(all, referral.Solution{Kind: referral.SolutionVendor, ID: strings.Repeat("x", i+1)})
	}
	return all
}

func TestWhatADealIsAbout(t *testing.T) {
	check(t, []rule{
		creating("at least one solution", solved(), "invalid required solutions"),
		creating("at most fifty", solved(manySolutions(51)...), "invalid too-many solutions"),
		creating("fifty", solved(manySolutions(50)...), "created"),
		creating("none twice", solved(own("picker"), own("picker")), "invalid duplicate solutions[1]"),
		creating("one's own, of the vendor, and of another partner", solved(own("picker"), referral.Solution{Kind: referral.SolutionVendor, ID: "cloud"}, of(fabrik, "crane")), "created"),
		creating("one's own is on one's own record", solved(own("crane")), "invalid unknown-solution solutions[0].id"),
		creating("another's is on that one's record", solved(of(fabrik, "picker")), "invalid unknown-solution solutions[0].id"),
		creating("another's says whose it is", solved(referral.Solution{Kind: referral.SolutionThirdParty, ID: "crane"}), "invalid required solutions[0].partner"),
		creating("one's own is no third party's", solved(of(contoso, "picker")), "invalid own-solution solutions[0].partner"),
		creating("only another's says whose it is", solved(referral.Solution{Kind: referral.SolutionOwn, ID: "picker", Partner: fabrik}), "invalid not-asked solutions[0].partner"),
		creating("one's own is ready for co-selling", solved(own("draft")), "refused solution-not-co-sell-ready solutions[0].id"),
		creating("another's is ready for co-selling", solved(of(fabrik, "hook")), "refused solution-not-co-sell-ready solutions[0].id"),
		creating("a kind that is none", solved(referral.Solution{Kind: "gift", ID: "x"}), "invalid not-one-of solutions[0].kind"),
		creating("who means to buy on the marketplace is offered an incentivised one", func(c *referral.Create) {
			c.Intent, c.Solutions = referral.IntentYes, []referral.Solution{own("sorter")}
		}, "refused needs-incentivised-solution solutions"),
		creating("an incentivised one is enough", func(c *referral.Create) { c.Intent = referral.IntentYes }, "created"),
	})
}

func TestALocationIsAnOpenOneOfTheOwnPartner(t *testing.T) {
	check(t, []rule{
		creating("one that is not there", func(c *referral.Create) { c.Location = lyon }, "invalid unknown-location location"),
		creating("one that is closed", func(c *referral.Create) { c.Location = vienna }, "refused location-closed location"),
	})
}

func TestSolutionAssessments(t *testing.T) {
	two := append(slices.Clone(checkup.Solutions), referral.Solution{Kind: referral.SolutionAssessment, ID: "cost"})
	mixed := append(slices.Clone(checkup.Solutions), own("picker"))
	assess := func(change func(*referral.Create)) func(*referral.Create) {
		return func(c *referral.Create) { *c = checkup; change(c) }
	}
	check(t, []rule{
		creating("a vetted partner opens one", assess(func(*referral.Create) {}), "created"),
		creating("there is one only", assess(func(c *referral.Create) { c.Solutions = two }), "invalid solution-assessment solutions"),
		creating("there is no other solution", assess(func(c *referral.Create) { c.Solutions = mixed }), "invalid solution-assessment solutions"),
		creating("the location that it is for is required", assess(func(c *referral.Create) { c.Location = "" }), "invalid required location"),
		creating("it is not shown to the vendor", assess(func(c *referral.Create) { c.Visible = true }), "invalid solution-assessment visible"),
		creating("no help is asked for it", assess(help), "invalid solution-assessment help"),
		creating("nobody is invited to it", assess(func(c *referral.Create) { c.Invitations = []referral.Invitation{invitation} }), "invalid solution-assessment invitations"),
		{"a partner that was not vetted opens none", []step{changed(contoso, func(p *evidence.Partner) { p.AssessmentVetted = false })}, anna, checkup, "refused not-vetted solutions"},
		{"the vendor opens none", nil, vera, with(brought, solved(checkup.Solutions...)), "refused not-vetted solutions"},
		{"it is not shown to the vendor later", assessed, anna, referral.GrantVisibility{}, "refused solution-assessment"},
		{"no help is asked for it later", assessed, anna, referral.RequestHelp{Help: "other"}, "refused solution-assessment"},
		{"nobody is invited to it later", assessed, anna, referral.InvitePartner(invitation), "refused solution-assessment"},
		{"its solution does not change", assessed, anna, referral.ChangeSolutions{Solutions: []referral.Solution{own("picker")}}, "refused solution-assessment"},
		{"no other deal becomes one", private, anna, referral.ChangeSolutions{Solutions: checkup.Solutions}, "invalid solution-assessment solutions[0].kind"},
	})
}

func TestWhatIsAskedWhileCreatingFollowsInTheSameAppend(t *testing.T) {
	all := func(c *referral.Create) {
		help(c)
		c.Visible, c.Invitations = true, []referral.Invitation{invitation}
	}
	check(t, []rule{
		creating("nothing", func(*referral.Create) {}, "created"),
		creating("that the vendor may see it", func(c *referral.Create) { c.Visible = true }, "created visibility-granted"),
		creating("help", help, "created help-requested"),
		creating("partners", func(c *referral.Create) { c.Invitations = []referral.Invitation{invitation} }, "created partner-invited"),
		creating("all of it, in this order", all, "created visibility-granted help-requested partner-invited"),
		creating("help asks for a contact", func(c *referral.Create) { help(c); c.Contact = nil }, "invalid needs-contact contact"),
		creating("help asks for a contact's mail and phone", func(c *referral.Create) { help(c); c.Contact = &domain.Contact{Name: "Nora"} }, "invalid needs-contact contact"),
		creating("a kind of help is one of the program's", func(c *referral.Create) { c.Help = "money" }, "invalid unknown-help help"),
		creating("a note on help asks for help", func(c *referral.Create) { c.HelpNotes = "Quickly" }, "invalid required help"),
		creating("at most twenty partners", func(c *referral.Create) { c.Invitations = slices.Repeat([]referral.Invitation{invitation}, 21) }, "invalid too-many invitations"),
		creating("no partner twice", func(c *referral.Create) { c.Invitations = slices.Repeat([]referral.Invitation{invitation}, 2) }, "refused already-invited invitations[1].partner"),
	})
}

func TestADealOfTheVendors(t *testing.T) {
	check(t, []rule{
		bringing("goes to a partner at once", func(*referral.Create) {}, "created partner-invited"),
		bringing("goes to one at least", func(c *referral.Create) { c.Invitations = nil }, "invalid required invitations"),
		bringing("says what part the partner plays", func(c *referral.Create) { c.PartnerRole = "" }, "invalid required invitations[0].partnerRole"),
		bringing("says under which program", func(c *referral.Create) { c.PartnerProgram = "" }, "invalid required invitations[0].partnerProgram"),
		bringing("names a part of the program's", func(c *referral.Create) { c.PartnerRole = "star" }, "invalid invalid partnerRole:unknown-role invitations[0].partnerRole:unknown-role"),
		bringing("has no location", func(c *referral.Create) { c.Location = munich }, "invalid not-for-vendor location"),
		bringing("asks the vendor for nothing", help, "invalid not-for-vendor help"),
		bringing("is seen by the vendor anyway", func(c *referral.Create) { c.Visible = true }, "invalid not-for-vendor visible"),
		bringing("has solutions of the vendor and of partners", solved(own("picker")), "invalid not-for-vendor solutions[0].kind"),
		{"is opened by a seller", nil, carl, brought, "denied needs-vendor-seller"},
	})
	d := tell(t, bought)
	assert.Equal(t, referral.TypeCoSell, d.state.Type())
	assert.Equal(t, domain.Organisation{Org: domain.Vendor, Name: "the vendor"}, d.state.Owner())
	e := d.history[1].Event.(referral.PartnerInvited)
	assert.Equal(t, "solution-design", e.PartnerRole)
	assert.Equal(t, "Spring Launch", e.PartnerProgram)
}

func TestACreatedDealHoldsWhatWasSaid(t *testing.T) {
	d := tell(t, private)
	v := referral.View(d.state, anna, d.policy)
	assert.Equal(t, referral.Deal{
		ID: dealID, Engagement: dealID.Derive("engagement"), State: referral.StateAccepted,
		Owner: &domain.Organisation{Org: domain.Org(contoso), Name: "Contoso"}, Direction: referral.Outbound, Type: referral.TypePrivate,
		Name: lead.Name, Location: munich, EstimatedValue: lead.EstimatedValue, EstimatedCloseDate: lead.EstimatedClose,
		CRM: "CRM-7", Campaign: "SPRING", Notes: lead.Notes, Customer: lead.Customer, Contact: lead.Contact, Consent: true,
		MarketplaceIntent: referral.IntentUndecided, Team: lead.Team,
		Solutions: []referral.Solution{{Kind: referral.SolutionOwn, ID: "picker", Name: "Picker"}, lead.Solutions[1]},
		Stage:     &referral.StageView{Percent: 10, Name: "Accepted"},
		CreatedAt: noon, ChangedAt: noon, LastProgressAt: noon,
	}, v)
}

func TestADealTakesUpAClosedOneOfTheOwnOrganisation(t *testing.T) {
	again := with(lead, func(c *referral.Create) { c.Predecessor = record })
	for name, c := range map[string]struct {
		story []step
		who   domain.Caller
		then  string
	}{
		"a closed one":         {lost, anna, "created"},
		"an open one":          {private, anna, "refused predecessor-open predecessor"},
		"another's":            {then(taken, by(fred, referral.Lose{Reason: "no-response"})), anna, "invalid unknown-predecessor predecessor"},
		"of a team not one's":  {then(private, by(anna, referral.ChangeTeam{Team: crew("mark")}), by(anna, referral.Lose{Reason: "abuse"})), sam, "invalid unknown-predecessor predecessor"},
		"none that there ever": {nil, anna, "invalid unknown-predecessor predecessor"},
	} {
		d := newDeal()
		if c.story != nil {
			d.before = &referral.PredecessorFact{Deal: tell(t, c.story).state, Stream: "referral-" + string(record), Revision: 3}
		}
		events, role, err := d.try(c.who, again)
		require.Equal(t, c.then, answer(events, role, err), name)
		if err == nil {
			assert.Equal(t, record, events[0].(referral.Created).Predecessor)
		}
	}
}

func TestWhoCreates(t *testing.T) {
	scoped := func(who domain.Caller, locations ...domain.ID) domain.Caller {
		who.Locations = locations
		return who
	}
	check(t, []rule{
		{"an administrator", nil, anna, lead, "created"},
		{"an administrator of another location", nil, scoped(anna, graz), lead, "created"},
		{"a manager on the team", nil, mark, lead, "created"},
		{"a seller on the team", nil, sam, lead, "created"},
		{"a seller who is not on the team", nil, tina, lead, "denied not-on-team"},
		{"a seller for the location", nil, scoped(sam, munich), lead, "created"},
		{"a seller for another location", nil, scoped(sam, graz), lead, "denied location-not-in-scope"},
		{"an auditor", nil, otto, brought, "denied read-only-role"},
		{"an analyst", nil, ines, brought, "denied read-models-only"},
		{"a reviewer", nil, rita, brought, "denied needs-vendor-seller"},
		{"a suspended partner", []step{changed(contoso, suspend)}, anna, lead, "refused partner-suspended"},
		{"a partner that is not approved", []step{changed(contoso, func(p *evidence.Partner) { p.Approved = false })}, anna, lead, "refused partner-not-approved"},
		{"somebody who was removed", nil, member("gone", domain.Org(contoso), domain.RoleAdministrator), lead, "denied member-removed"},
		{"a process", nil, process, lead, "denied not-for-processes"},
		{"nobody", nil, domain.Caller{}, lead, "denied role-not-allowed"},
	})
}

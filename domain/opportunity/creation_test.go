package opportunity_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
)

func with(edit func(*opportunity.Create)) opportunity.Create {
	c := lead
	edit(&c)
	return c
}

var details = opportunity.Details{
	Topic: lead.Topic, Customer: lead.Customer, Contact: lead.Contact, Currency: "USD", EstimatedValue: lead.EstimatedValue,
	EstimatedClose: lead.EstimatedClose, Situation: lead.Situation, Need: lead.Need, ProposedSolution: lead.ProposedSolution,
	Products: lead.Products, Solutions: lead.Solutions, Territory: lead.Territory,
}

func TestCreating(t *testing.T) {
	check(t, []rule{
		{"the vendor opens a new deal", nil, vera, lead, opportunity.Created{Details: details}},
		{"topic and currency are enough for the vendor", nil, vera, opportunity.Create{Topic: "Robots", Currency: "EUR"},
			opportunity.Created{Details: opportunity.Details{Topic: "Robots", Currency: "EUR"}}},
		{"the value says the currency", nil, vera, opportunity.Create{Topic: "Robots", EstimatedValue: eur(0)},
			opportunity.Created{Details: opportunity.Details{Topic: "Robots", Currency: "EUR", EstimatedValue: eur(0)}}},
		{"a deal without a topic is invalid", nil, vera, opportunity.Create{Currency: "EUR"}, "invalid required topic"},
		{"a blank topic is none", nil, vera, opportunity.Create{Topic: " ", Currency: "EUR"}, "invalid required topic"},
		{"a deal without a currency is invalid", nil, vera, opportunity.Create{Topic: "Robots"}, "invalid required currency"},
		{"a currency that does not exist is invalid", nil, vera, opportunity.Create{Topic: "Robots", Currency: "ABC"}, "invalid unknown-currency currency"},
		{"value and currency must agree", nil, vera, with(func(c *opportunity.Create) { c.Currency = "EUR" }),
			"invalid currency-mismatch estimatedValue.currency"},
		{"a value below nought is invalid", nil, vera, with(func(c *opportunity.Create) { c.EstimatedValue = usd(-1) }),
			"invalid negative estimatedValue.amount"},
		{"a close date in the past is invalid", nil, vera, with(func(c *opportunity.Create) { c.EstimatedClose = date(-1) }),
			"invalid in-the-past estimatedCloseDate"},
		{"a close date of today is taken", nil, vera, opportunity.Create{Topic: "Robots", Currency: "EUR", EstimatedClose: date(0)},
			opportunity.Created{Details: opportunity.Details{Topic: "Robots", Currency: "EUR", EstimatedClose: date(0)}}},
		{"every field that cannot be taken is named", nil, vera,
			opportunity.Create{
				Customer: &domain.Customer{Country: "Austria"}, EstimatedValue: usd(-1), Situation: strings.Repeat("x", 5001),
				Products: []string{"a", "a", strings.Repeat("x", 101)}, Predecessor: "x", EstimatedClose: date(-1),
			},
			"invalid invalid topic:required customer.name:required customer.country:bad-form estimatedValue.amount:negative customerSituation:too-long " +
				"products[1]:duplicate products[2]:too-long predecessor:not-a-uuid estimatedCloseDate:in-the-past"},
	})
}

func TestSubmitting(t *testing.T) {
	check(t, []rule{
		{"a partner submits a deal of its own", nil, sam, lead, opportunity.Submitted{Details: details, Partner: contosoParty}},
		{"a submission needs customer, value and close date", nil, anna, opportunity.Create{Topic: "Robots", Currency: "EUR"},
			"invalid invalid customer:required estimatedValue:required estimatedCloseDate:required"},
		{"a suspended partner submits nothing", []step{suspended(contoso)}, anna, lead, "refused partner-suspended"},
		{"a partner that is not approved submits nothing", nil, member("x", domain.Org(nobody), domain.RoleAdministrator), lead, "refused partner-not-approved"},
		{"a member that was removed submits nothing", nil, member("gone", domain.Org(contoso), domain.RoleSeller), lead, "denied member-removed"},
		{"nor one that has yet to say that the invitation is taken", nil, member("new", domain.Org(contoso), domain.RoleSeller), lead, "denied member-not-active"},
		{"a member that the partner does not know is believed", nil, member("stranger", domain.Org(contoso), domain.RoleSeller), lead,
			opportunity.Submitted{Details: details, Partner: contosoParty}},
		{"nobody in particular submits nothing", nil, domain.Caller{}, lead, "denied role-not-allowed"},
		{"nor somebody of no organisation", nil, domain.Caller{Member: "x", Roles: domain.PartnerRoles}, lead, "denied role-not-allowed"},
		{"nor do processes", nil, clock, lead, "denied not-for-processes"},
		{"a partner's roles do not serve at the vendor", nil, member("x", domain.Vendor, domain.RoleAdministrator), lead, "denied role-not-allowed"},
	})
}

func TestWhatAnAccountKindAsksOfACustomer(t *testing.T) {
	of := func(c domain.Customer) opportunity.Create {
		c.Name = "Tailspin"
		return with(func(l *opportunity.Create) { l.Customer = &c })
	}
	revised := func(c domain.Customer) opportunity.Revise {
		c.Name = "Tailspin"
		return opportunity.Revise{Customer: domain.Some(c)}
	}
	managed := domain.Customer{Kind: domain.AccountManaged}
	check(t, []rule{
		{"none may be said", nil, anna, of(domain.Customer{}), "submitted"},
		{"then it is no account of the vendor's", nil, anna, of(domain.Customer{VendorAccount: "T-1"}), "invalid not-asked customer.vendorAccount"},
		{"a managed one is an account of the vendor's", nil, anna, of(managed), "invalid required customer.vendorAccount"},
		{"so is an unmanaged one", nil, vera, of(domain.Customer{Kind: domain.AccountUnmanaged}), "invalid required customer.vendorAccount"},
		{"with it", nil, vera, of(domain.Customer{Kind: domain.AccountManaged, VendorAccount: "T-1", Linked: []string{"T-2"}}), "created"},
		{"which is not linked to itself", nil, vera, of(domain.Customer{Kind: domain.AccountManaged, VendorAccount: "T-1", Linked: []string{"T-1"}}),
			"invalid duplicate customer.linkedAccounts[0]"},
		{"one from the D-U-N-S directory has its number", nil, vera, of(domain.Customer{Kind: domain.AccountDUNS}), "invalid required customer.duns"},
		{"one that was typed in is no account of the vendor's", nil, vera, of(domain.Customer{Kind: domain.AccountManual, VendorAccount: "T-1"}),
			"invalid not-asked customer.vendorAccount"},
		{"a revision keeps to it", created, vera, revised(managed), "invalid required customer.vendorAccount"},
		{"a submitter's too", submitted, anna, revised(domain.Customer{VendorAccount: "T-1"}), "invalid not-asked customer.vendorAccount"},
	})
}

func TestApprovingASubmission(t *testing.T) {
	check(t, []rule{
		{"the submitter leads an approved deal, at stage 10", submitted, vera, opportunity.Approve{},
			opportunity.Approved{Partner: contosoParty, Stage: 10}},
		{"the submitter must still be approved", then(submitted, suspended(contoso)), vera, opportunity.Approve{}, "refused partner-not-approved"},
		{"a rejection says why", submitted, vera, opportunity.Reject{Reason: "Not in our market"}, opportunity.Rejected{Reason: "Not in our market"}},
		{"a rejection without a reason is invalid", submitted, vera, opportunity.Reject{}, "invalid required reason"},
		{"a partner does not approve its own deal", submitted, anna, opportunity.Approve{}, "denied vendor-only"},
		{"the vendor's own deal needs no approval", created, vera, opportunity.Approve{}, "refused wrong-state"},
	})
	d := tell(t, approved)
	v := asJSON(t, opportunity.View(d.state, vera, d.policy))
	assert.Equal(t, map[string]any{"id": string(contoso), "name": "Contoso"}, v["leadPartner"])
	assert.Equal(t, map[string]any{"percent": 10.0, "name": "Accepted"}, v["stage"])
}

func TestASuccessorNamesItsPredecessor(t *testing.T) {
	const older domain.ID = "99999999-0000-4000-8000-000000000001"
	after := func(story []step) []step {
		return []step{func(t testing.TB, d *deal) {
			d.before = &opportunity.PredecessorFact{Deal: tell(t, story).state, Stream: "opportunity-" + string(older), Revision: 3}
		}}
	}
	again := with(func(c *opportunity.Create) { c.Predecessor = older })
	check(t, []rule{
		{"the vendor takes up a closed deal again", after(lost), vera, again, opportunity.Created{Details: details, Predecessor: older}},
		{"so does the partner that led it", after(lost), anna, again,
			opportunity.Submitted{Details: details, Partner: contosoParty, Predecessor: older}},
		{"a deal that is not there has no successor", nil, vera, again, "invalid unknown-predecessor predecessor"},
		{"nor has one that the caller may not know of", after(lost), fred, again, "invalid unknown-predecessor predecessor"},
		{"nor one that the partner had left", after(declined), anna, again, "invalid unknown-predecessor predecessor"},
		{"nor one that is not in the seller's hands", after(lost), sam, again, "invalid unknown-predecessor predecessor"},
		{"nor one that is still open", after(accepted), anna, again, "refused predecessor-open predecessor"},
	})
	d := tell(t, after(lost))
	got, _, err := d.try(anna, again)
	require.NoError(t, err)
	assert.Equal(t, []domain.Evidence{
		{Fact: "Contoso is an approved partner", Stream: "partner-" + string(contoso), Revision: 7},
		{Fact: "the predecessor is closed: lost", Stream: "opportunity-" + string(older), Revision: 3},
	}, got[0].(opportunity.Submitted).Evidence)
}

package referral_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/referral"
)

func TestMatchingAnAccount(t *testing.T) {
	match := referral.MatchAccount{Account: domain.AccountManaged, Vendor: "A-9"}
	known := referral.MatchAccount{Account: domain.AccountManaged, Vendor: "A-1"}
	done := referral.AccountMatched{Account: domain.AccountManaged, Vendor: "A-9"}
	check(t, []rule{
		{"by a seller of the vendor", coSell, vera, match, done},
		{"by a channel manager", coSell, carl, match, done},
		{"by a reviewer", coSell, rita, match, done},
		{"by a process", coSell, process, match, done},
		{"by a process, of a deal that no member of the vendor may see", private, process, match, done},
		{"not of such a deal by a member", private, vera, match, "missing not-found"},
		{"not by a program administrator", coSell, pia, match, "denied needs-seller-or-channel-manager"},
		{"not by an auditor", coSell, otto, match, "denied read-only-role"},
		{"not by the partner", coSell, anna, match, "denied vendor-only"},
		{"once the deal is closed too", then(coSell, by(anna, sample("lose"))), vera, match, done},
		{"an account has a name in the vendor's books", coSell, vera, referral.MatchAccount{Account: domain.AccountManaged}, "invalid required vendorAccount"},
		{"what is matched is managed or unmanaged", coSell, vera, referral.MatchAccount{Account: domain.AccountDUNS, Vendor: "A-9"}, "invalid not-one-of accountKind"},
		{"what is known already", coSell, vera, known, "refused nothing-changed"},
		{"what is known already, by a process", coSell, process, known, "nothing"},
	})
}

func TestMatchingLeavesNameAndAddressAsTheyWereEntered(t *testing.T) {
	d := newDeal()
	by(anna, with(lead, func(c *referral.Create) { customerOf(manual)(c); c.Visible = true }))(t, d)
	by(vera, referral.MatchAccount{Account: domain.AccountManaged, Vendor: "A-9"})(t, d)
	c := *referral.View(d.state, anna, d.policy).Customer
	assert.Equal(t, domain.AccountManaged, c.Kind)
	assert.Equal(t, "A-9", c.VendorAccount)
	c.Kind, c.VendorAccount = domain.AccountManual, ""
	before := *lead.Customer
	manual(&before)
	assert.Equal(t, before, c)
}

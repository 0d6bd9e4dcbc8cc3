package referral

import (
	"fmt"

	"github.com/cosell/cosell/domain"
)

func (c Create) invalid(in Input) []domain.FieldError {
	bad := positive("estimatedValue", c.EstimatedValue)
	bad = append(bad, c.EstimatedClose.CheckDue("estimatedCloseDate", in.Now)...)
	if c.Customer != nil {
		bad = append(bad, customer(*c.Customer)...)
	}
	if !c.Consent {
		bad = append(bad, fault("consent", "needs-consent", "The customer's consent to share its contact comes first.")...)
	}
	bad = append(bad, listed("solutions", c.Solutions, in, true)...)
	bad = append(bad, of(in.Policy.Reasons.Role, "partnerRole", "unknown-role", c.PartnerRole)...)
	bad = append(bad, c.helped(in)...)
	bad = append(bad, c.invited(in)...)
	if in.Caller.IsVendor() {
		return append(bad, c.ofVendor()...)
	}
	if c.Location == "" {
		bad = append(bad, required("location")...)
	}
	if Assessing(c.Solutions) {
		bad = append(bad, c.alone()...)
	}
	return bad
}

// customer is what an account kind asks for, and who asks for a kind.
func customer(c domain.Customer) (bad []domain.FieldError) {
	if c.Kind == "" {
		bad = append(bad, required("customer.accountKind")...)
	} else {
		bad = append(bad, c.CheckAccount("customer.")...)
	}
	if c.Federal && c.Kind != domain.AccountDUNS {
		bad = append(bad, fault("customer.accountKind", "federal-needs-duns", "A federal customer is chosen by its D-U-N-S number.")...)
	}
	return bad
}

// helped is what asking the vendor for help brings with it.
func (c Create) helped(in Input) []domain.FieldError {
	bad := of(in.Policy.Reasons.Help, "help", "unknown-help", c.Help)
	switch {
	case c.Help == "" && c.HelpNotes != "":
		bad = append(bad, required("help")...)
	case c.Help != "" && !reachable(c.Contact):
		bad = append(bad, fault("contact", "needs-contact", "The vendor needs a contact at the customer with name, mail and phone.")...)
	}
	return bad
}

func (c Create) invited(in Input) (bad []domain.FieldError) {
	for n, i := range c.Invitations {
		bad = append(bad, c.complete(i).invalid(fmt.Sprintf("invitations[%d].", n), in)...)
	}
	return bad
}

// complete is an invitation with what the deal says of all of them, where it says nothing itself.
func (c Create) complete(i Invitation) Invitation {
	if i.PartnerRole == "" {
		i.PartnerRole = c.PartnerRole
	}
	if i.PartnerProgram == "" {
		i.PartnerProgram = c.PartnerProgram
	}
	return i
}

// ofVendor is what a deal of the vendor's own cannot have, and cannot be without.
func (c Create) ofVendor() (bad []domain.FieldError) {
	for _, f := range []struct {
		field string
		given bool
	}{
		{"location", c.Location != ""}, {"help", c.Help != ""}, {"visible", c.Visible},
	} {
		if f.given {
			bad = append(bad, fault(f.field, "not-for-vendor", "This is a partner's to say.")...)
		}
	}
	if len(c.Invitations) == 0 {
		bad = append(bad, required("invitations")...)
	}
	return bad
}

// alone is what a solution assessment cannot have.
func (c Create) alone() (bad []domain.FieldError) {
	for _, f := range []struct {
		field string
		given bool
	}{
		{"solutions", len(c.Solutions) > 1}, {"help", c.Help != ""}, {"visible", c.Visible}, {"invitations", len(c.Invitations) > 0},
	} {
		if f.given {
			bad = append(bad, fault(f.field, "solution-assessment", "A solution assessment stands alone: one assessment and no other solution, no help, nobody invited.")...)
		}
	}
	return bad
}

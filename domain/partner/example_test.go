package partner_test

import (
	"fmt"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/partner"
)

// An organisation applies and is approved; its administrator invites a seller.
func Example() {
	var p partner.Partner
	for _, step := range []struct {
		who  domain.Caller
		asks partner.Command
	}{
		{nobody, partner.Apply{Profile: profile, Administrator: &ada}},
		{vendor, partner.StartReview{}},
		{vendor, partner.Approve{}},
		{admin, partner.InviteMember{Person: sam, Roles: sells}},
		{seller, partner.ActivateMember{Member: "sam"}},
	} {
		events, err := partner.Decide(p, step.asks, by(step.who))
		if err != nil {
			fmt.Println(err)
			return
		}
		for _, e := range events {
			p = partner.Evolve(p, domain.Recorded{Meta: domain.Meta{Subject: contoso, RecordedAt: noon}, Event: e})
			fmt.Println(e.EventKind(), "→", p.State())
		}
	}
	fmt.Println(p.Name(), "is approved:", p.Approved())
	// Output:
	// partner.applied → applied
	// partner.review-started → under-review
	// partner.approved → approved
	// partner.member-invited → approved
	// partner.member-activated → approved
	// partner.member-invited → approved
	// partner.member-activated → approved
	// Contoso is approved: true
}

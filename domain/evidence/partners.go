package evidence

import (
	"fmt"

	"github.com/cosell/cosell/domain"
)

// What the record of the caller's own partner has against a command, the same for every aggregate.
var (
	ErrMemberRemoved      = domain.Denial("member-removed", "You are no longer a member of your organisation.")
	ErrMemberNotActive    = domain.Denial("member-not-active", "Your organisation has invited you: activate your membership first.")
	ErrPartnerSuspended   = domain.Refusal("partner-suspended", "Your organisation is suspended: its members may read and nothing else.")
	ErrPartnerNotApproved = domain.Refusal("partner-not-approved", "Your organisation is not an approved partner.")
)

// Partners are what is believed of partners, by id. One that is not there does not exist.
type Partners map[domain.ID]Partner

// Membership refuses a member whom the caller's partner has removed, and one that has yet to say that the invitation is
// taken. One that the partner's stream does not know is believed.
func (p Partners) Membership(who domain.Caller) error {
	if !who.IsPartner() {
		return nil
	}
	switch p[who.Partner()].Members[who.Member] {
	case MemberRemoved:
		return ErrMemberRemoved
	case MemberInvited:
		return ErrMemberNotActive
	}
	return nil
}

// Standing refuses members of a partner that takes no part in the program now.
func (p Partners) Standing(who domain.Caller) error {
	switch own := p[who.Partner()]; {
	case !who.IsPartner(), own.Approved:
		return nil
	case own.Suspended:
		return ErrPartnerSuspended
	}
	return ErrPartnerNotApproved
}

// Own is what a decision relied upon of the caller's partner: that it is approved; nil for everybody else.
func (p Partners) Own(who domain.Caller) []domain.Evidence {
	if !who.IsPartner() {
		return nil
	}
	return p.Relied(who.Partner())
}

// Relied is what a decision relied upon: that these partners are approved.
func (p Partners) Relied(partners ...domain.ID) (all []domain.Evidence) {
	for _, id := range partners {
		all = append(all, p[id].Believed(fmt.Sprintf("%s is an approved partner", p[id].Name)))
	}
	return all
}

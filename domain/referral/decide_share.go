package referral

import (
	"fmt"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/evidence"
)

func (GrantVisibility) guard(r Referral, _ Input) error {
	switch r.Type() {
	case TypeAssessment:
		return ErrAssessment
	case TypePrivate:
		return nil
	}
	return ErrAlreadyVisible
}

func (GrantVisibility) decide(_ Referral, in Input) ([]domain.Event, error) {
	return one(VisibilityGranted{Evidence: in.own()}), nil
}

func (RequestHelp) guard(r Referral, _ Input) error {
	switch {
	case r.assessment():
		return ErrAssessment
	case r.Type() == TypeCoSell:
		return ErrHelpRequested
	case !reachable(r.details.Contact):
		return ErrNeedsContact
	}
	return nil
}

func (c RequestHelp) decide(r Referral, in Input) ([]domain.Event, error) {
	return one(HelpRequested{
		Help:     c.Help,
		Notes:    c.Notes,
		Referral: CopyID(r.engagement, domain.Vendor),
		Evidence: in.own(),
	}), nil
}

// reachable reports whether the vendor could get in touch with a contact.
func reachable(c *domain.Contact) bool {
	return c != nil && !domain.Blank(string(c.Name)) && c.Mail != "" && !domain.Blank(string(c.Phone))
}

func (InvitePartner) guard(r Referral, _ Input) error {
	if r.assessment() {
		return ErrAssessment
	}
	return nil
}

func (c InvitePartner) decide(r Referral, in Input) ([]domain.Event, error) {
	for _, known := range r.counterparts {
		if known.Owner.Org == domain.Org(c.Partner) {
			return nil, ErrAlreadyInvited.On("partner")
		}
	}
	e, err := Invitation(c).event(r.engagement, "", in)
	if err != nil {
		return nil, err
	}
	e.Evidence = append(in.own(), e.Evidence...)
	return one(e), nil
}

// event is what an invitation leads to, where its partner can be invited and its solutions are on record. At is where the
// invitation stands in the request.
func (i Invitation) event(engagement domain.ID, at string, in Input) (e PartnerInvited, err error) {
	p := in.Evidence.Partners[i.Partner]
	switch {
	case !p.Exists:
		return e, unknown(at+"partner", "unknown-partner", "There is no such partner.")
	case domain.Org(i.Partner) == in.Caller.Org:
		return e, ErrOwnOrganisation.On(at + "partner")
	case !p.Approved:
		return e, ErrPartnerNotApproved.On(at + "partner")
	case !p.Transacting:
		return e, ErrNotTransacting.On(at + "partner")
	}
	solutions, relied, err := in.solutions(at+"solutions", i.Solutions)
	if err == nil {
		err = in.employed(at+"team", i.Team)
	}
	return PartnerInvited{
		Partner:  domain.Party{ID: i.Partner, Name: p.Name},
		Referral: CopyID(engagement, domain.Org(i.Partner)),
		Share: Share{
			EstimatedValue: i.EstimatedValue,
			EstimatedClose: i.EstimatedClose,
			Notes:          i.Notes,
			Team:           i.Team,
			Solutions:      solutions,
			Help:           i.Help,
		},
		PartnerRole:    i.PartnerRole,
		PartnerProgram: i.PartnerProgram,
		Evidence:       append([]domain.Evidence{p.Believed(p.Name + " is an approved partner that transacts in the program")}, relied...),
	}, err
}

// employed names every member of a team that the caller's partner has removed. One that its stream does not know is believed.
func (in Input) employed(field string, team []domain.TeamMember) error {
	var gone []string
	for i, m := range team {
		if in.Evidence.Partners[in.Caller.Partner()].Members[m.Member] == evidence.MemberRemoved {
			gone = append(gone, fmt.Sprintf("%s[%d].member", field, i))
		}
	}
	if len(gone) > 0 {
		return ErrTeamMemberRemoved.On(gone...)
	}
	return nil
}

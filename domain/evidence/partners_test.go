package evidence_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/evidence"
)

const contoso domain.ID = "6ba7b810-9dad-41d1-80b4-00c04fd430c8"

func TestOnlyPresentMembersOfApprovedPartnersAct(t *testing.T) {
	partners := func(p evidence.Partner) evidence.Partners { return evidence.Partners{contoso: p} }
	ada := domain.Caller{Member: "ada", Org: domain.Org(contoso)}
	vera := domain.Caller{Member: "vera", Org: domain.Vendor}
	approved := partners(evidence.Partner{
		Exists: true, Approved: true, Name: "Contoso", Stream: "partner-c", Revision: 4,
		Members: map[string]evidence.MemberState{"ada": evidence.MemberRemoved, "ivy": evidence.MemberInvited, "amy": evidence.MemberActive},
	})

	assert.NoError(t, approved.Standing(ada))
	assert.ErrorIs(t, partners(evidence.Partner{Exists: true, Suspended: true}).Standing(ada), evidence.ErrPartnerSuspended)
	assert.ErrorIs(t, partners(evidence.Partner{Exists: true}).Standing(ada), evidence.ErrPartnerNotApproved)
	assert.ErrorIs(t, evidence.Partners(nil).Standing(ada), evidence.ErrPartnerNotApproved)
	assert.NoError(t, evidence.Partners(nil).Standing(vera))

	assert.ErrorIs(t, approved.Membership(ada), evidence.ErrMemberRemoved)
	assert.ErrorIs(t, approved.Membership(domain.Caller{Member: "ivy", Org: ada.Org}), evidence.ErrMemberNotActive)
	assert.NoError(t, approved.Membership(domain.Caller{Member: "amy", Org: ada.Org}))
	assert.NoError(t, approved.Membership(domain.Caller{Member: "max", Org: ada.Org}), "a member that is not known is believed")
	assert.NoError(t, approved.Membership(vera))

	assert.Equal(t, []domain.Evidence{{Fact: "Contoso is an approved partner", Stream: "partner-c", Revision: 4}}, approved.Own(ada))
	assert.Empty(t, approved.Own(vera))
	assert.Len(t, approved.Relied(contoso, contoso), 2)
}

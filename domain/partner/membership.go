package partner

import (
	"fmt"
	"slices"

	"github.com/cosell/cosell/domain"
)

func (c InviteMember) decide(p Partner, _ Input) ([]domain.Event, error) {
	if m, ok := p.member(c.Member); ok && m.State != Removed {
		return nil, errAlreadyMember.On("member")
	}
	if err := p.scope(c.Locations); err != nil {
		return nil, err
	}
	if p.present() == MaxMembers {
		return nil, errTooManyMembers
	}
	return fact(MemberInvited(c))
}

func (c ActivateMember) decide(p Partner, _ Input) ([]domain.Event, error) {
	m, err := p.belonging(c.Member)
	switch {
	case err != nil:
		return nil, err
	case m.State == Active:
		return nil, errNotInvited.On("member")
	}
	return fact(MemberActivated(c))
}

func (c ChangeMember) decide(p Partner, _ Input) ([]domain.Event, error) {
	m, err := p.belonging(c.Member)
	if err != nil {
		return nil, err
	}
	roles, locations := c.Roles.Or(m.Roles), c.Locations.Or(m.Locations)
	if err := p.scope(locations); c.Locations.Given && err != nil {
		return nil, err
	}
	e := MemberChanged{c.Member, changedSet(m.Roles, roles), changedSet(m.Locations, locations)}
	switch {
	case e.Roles == nil && e.Locations == nil:
		return nil, errNothingChanged
	case m.administers() && p.administrators() == 1 && !slices.Contains(roles, domain.RoleAdministrator):
		return nil, errLastAdministrator.On("roles")
	}
	return fact(e)
}

func (c RemoveMember) decide(p Partner, _ Input) ([]domain.Event, error) {
	m, err := p.belonging(c.Member)
	switch {
	case err != nil:
		return nil, err
	case m.administers() && p.administrators() == 1:
		return nil, errLastAdministrator.On("member")
	}
	return fact(MemberRemoved(c))
}

// belonging finds a member that is invited or active.
func (p Partner) belonging(member string) (Member, error) {
	m, ok := p.member(member)
	switch {
	case !ok:
		return m, unknown("member", "unknown-member", "The partner has no such member.")
	case m.State == Removed:
		return m, errMemberRemoved.On("member")
	}
	return m, nil
}

// scope names every location of a scope that the partner has not, or has closed.
func (p Partner) scope(locations []domain.ID) error {
	var bad []domain.FieldError
	for i, id := range locations {
		if l, ok := p.location(id); !ok || l.Closed {
			bad = append(bad, domain.FieldError{
				Field: fmt.Sprintf("locations[%d]", i), Code: "unknown-location", Message: "The partner has no such open location.",
			})
		}
	}
	return domain.Invalid(bad)
}

// changedSet is nil when both lists hold the same, in whatever order.
func changedSet[T ~string](from, to []T) *domain.Change[[]T] {
	if slices.Equal(slices.Sorted(slices.Values(from)), slices.Sorted(slices.Values(to))) {
		return nil
	}
	return &domain.Change[[]T]{From: from, To: to}
}

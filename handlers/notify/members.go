package notify

import (
	"cmp"
	"context"
	"slices"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/partner"
	"github.com/cosell/cosell/handlers/preferences"
)

// Member is somebody who is told by mail.
type Member struct {
	ID     string // subject of its tokens
	Mail   domain.Mail
	Locale string // one of Locales, or "" for the first
	OptOut []string
}

// Members finds those members of an organisation that a filter picks and that have a mail address. An organisation that is
// not known has none.
type Members interface {
	Of(ctx context.Context, org domain.Org, filter Filter) ([]Member, error)
}

// LoadPartner reads a partner as it is now: the Load of a command.Service's Partners. An error of class missing says that there
// is none.
type LoadPartner func(context.Context, domain.ID) (partner.Partner, error)

// NewMembers finds the members of partners in their records, and those of the vendor among the members that stored a mail
// address in their preferences, with the roles they then had.
func NewMembers(load LoadPartner, wishes *preferences.Store) Members {
	return members{load, wishes}
}

type members struct {
	load   LoadPartner
	wishes *preferences.Store
}

// Of is part of Members.
func (m members) Of(ctx context.Context, org domain.Org, filter Filter) ([]Member, error) {
	wishes, err := m.wishes.Of(ctx, org)
	if err != nil {
		return nil, err
	}
	all, err := m.everybody(ctx, org, wishes)
	if err != nil {
		return nil, err
	}
	var found []Member
	for _, p := range filter.pick(all) {
		w := wishes[p.Member]
		found = append(found, Member{ID: p.Member, Mail: p.Mail, Locale: w.Locale, OptOut: w.OptOut})
	}
	return found, nil
}

// everybody lists the active members of an organisation that can be written to.
func (m members) everybody(ctx context.Context, org domain.Org, wishes map[string]preferences.Wishes) ([]partner.Member, error) {
	var all []partner.Member
	if org == domain.Vendor {
		for _, w := range wishes {
			all = append(all, partner.Member{Person: partner.Person{Member: w.Member, Mail: w.Mail}, State: partner.Active, Roles: w.Roles})
		}
	} else {
		p, err := m.load(ctx, domain.ID(org))
		if err != nil && domain.AsError(err).Class == domain.ClassMissing {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		all = p.Members()
	}
	return slices.DeleteFunc(all, func(p partner.Member) bool { return p.State != partner.Active || p.Mail == "" }), nil
}

func (f Filter) pick(all []partner.Member) []partner.Member {
	picked := f.having(all, f.Roles)
	for _, p := range all {
		known := slices.ContainsFunc(picked, func(o partner.Member) bool { return o.Member == p.Member })
		if slices.Contains(f.Members, p.Member) && !known {
			picked = append(picked, p)
		}
	}
	if len(picked) == 0 {
		picked = f.having(all, f.Otherwise)
	}
	slices.SortFunc(picked, func(a, b partner.Member) int { return cmp.Compare(a.Member, b.Member) })
	return picked
}

// having lists those who have one of the roles; of these, where there are any, those whose scope holds the location.
func (f Filter) having(all []partner.Member, roles []domain.Role) (found []partner.Member) {
	var near []partner.Member
	for _, p := range all {
		if !slices.ContainsFunc(p.Roles, func(r domain.Role) bool { return slices.Contains(roles, r) }) {
			continue
		}
		found = append(found, p)
		if len(p.Locations) == 0 || slices.Contains(p.Locations, f.Location) {
			near = append(near, p)
		}
	}
	if f.Location != "" && len(near) > 0 {
		return near
	}
	return found
}

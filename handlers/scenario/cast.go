package scenario

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/cosell/cosell/domain"
)

// fixed are the words for organisations that are no partners.
var fixed = map[string]domain.Org{"vendor": domain.Vendor, "system": domain.System, "anonymous": ""}

// waiting reports whether the member's partner is not there yet.
func (m Member) waiting() bool {
	_, ok := fixed[m.Company]
	return !ok && m.Org == ""
}

// person reads "name organisation role…".
func (p *parser) person(e entry) error {
	words := strings.Fields(e.text)
	if len(words) < 2 || !nameForm.MatchString(words[0]) || !nameForm.MatchString(words[1]) {
		return errors.New("a person is: name, organisation, roles; names are lower-case letters, digits and hyphens")
	}
	m := Member{Name: words[0], Company: words[1]}
	if _, twice := p.people[m.Name]; twice {
		return fmt.Errorf("%s is in the cast already", m.Name)
	}
	known := domain.PartnerRoles
	if org, ok := fixed[m.Company]; ok {
		m.Org, known = org, domain.VendorRoles
		if org != domain.Vendor {
			known = nil
		}
	}
	var err error
	if m.Roles, err = roles(words[2:], known); err != nil {
		return err
	}
	p.people[m.Name] = len(p.cast)
	p.cast = append(p.cast, m)
	p.castLines = append(p.castLines, e.line)
	return nil
}

// roles takes at least one of those that are known, and none when none are.
func roles(words []string, known []domain.Role) (found []domain.Role, err error) {
	for _, w := range words {
		if !slices.Contains(known, domain.Role(w)) {
			return nil, fmt.Errorf("%s is not a role there", w)
		}
		found = append(found, domain.Role(w))
	}
	if len(found) == 0 && known != nil {
		return nil, fmt.Errorf("a role is missing: %v", known)
	}
	return found, nil
}

// caller finds somebody of the cast; people of a partner come on once it is there.
func (p *parser) caller(name string) (domain.Caller, error) {
	place, ok := p.people[name]
	if !ok {
		return domain.Caller{}, fmt.Errorf("%s is not in the cast", name)
	}
	m := p.cast[place]
	if m.waiting() {
		return domain.Caller{}, fmt.Errorf("%s, the company of %s, is not there yet", m.Company, name)
	}
	return m.Caller(), nil
}

// join gives the people of a new partner its id.
func (p *parser) join(company string, org domain.Org) {
	for i := range p.cast {
		if p.cast[i].Company == company {
			p.cast[i].Org = org
		}
	}
}

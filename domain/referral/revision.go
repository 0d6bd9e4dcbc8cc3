package referral

import (
	"slices"

	"github.com/cosell/cosell/domain"
)

// fields are those that a revision may name, in the order of a deal's page.
var fields = []string{
	"name", "estimatedValue", "estimatedCloseDate", "crmId", "campaignId", "notes", "contact", "marketplaceIntent",
}

// openers are the fields that only who opened the deal may revise.
var openers = []string{"contact"}

// changes are the fields that a revision would give other values than they have.
func (c Revise) changes(now Details) Revised {
	return Revised{
		Name:           domain.Changed(c.Name, now.Name),
		EstimatedValue: domain.Changed(c.EstimatedValue, now.EstimatedValue),
		EstimatedClose: domain.Changed(c.EstimatedClose, now.EstimatedClose),
		CRM:            domain.Changed(c.CRM, now.CRM),
		Campaign:       domain.Changed(c.Campaign, now.Campaign),
		Notes:          domain.Changed(c.Notes, now.Notes),
		Contact:        domain.ChangedRef(c.Contact, now.Contact),
		Intent:         domain.Changed(c.Intent, now.Intent),
	}
}

// Fields names what a revision changed, as requests do.
func (e Revised) Fields() (names []string) {
	for i, changed := range []bool{
		e.Name != nil, e.EstimatedValue != nil, e.EstimatedClose != nil, e.CRM != nil, e.Campaign != nil, e.Notes != nil,
		e.Contact != nil, e.Intent != nil,
	} {
		if changed {
			names = append(names, fields[i])
		}
	}
	return names
}

func where(names []string, is func(string) bool) []string {
	return slices.DeleteFunc(slices.Clone(names), func(n string) bool { return !is(n) })
}

package referral

import "github.com/cosell/cosell/domain"

// Receives are the copies that an event of this one begins, each by its id with the command that founds it: those of the
// vendor that is asked for help, and of a partner that is invited. R is the copy with the event folded.
func (r Referral) Receives(e domain.Event) (id domain.ID, c Receive, begins bool) {
	switch e := e.(type) {
	case HelpRequested:
		vendor := domain.Organisation{Org: domain.Vendor, Name: domain.VendorName}
		return e.Referral, r.invites(vendor, Share{
			EstimatedValue: r.details.EstimatedValue,
			EstimatedClose: r.details.EstimatedClose,
			Notes:          e.Notes,
			Team:           r.team,
			Solutions:      r.solutions,
			Help:           e.Help,
		}), true
	case PartnerInvited:
		c = r.invites(domain.Organisation{Org: domain.Org(e.Partner.ID), Name: e.Partner.Name}, e.Share)
		c.PartnerRole, c.PartnerProgram = e.PartnerRole, e.PartnerProgram
		return e.Referral, c, true
	}
	return "", Receive{}, false
}

// invites is what another organisation's copy begins with: the customer and its contact, and what is asked of it; nothing
// that is the inviter's own.
func (r Referral) invites(to domain.Organisation, share Share) Receive {
	share.Solutions = seenBy(to.Org, r.owner, share.Solutions)
	c := Receive{
		Engagement: r.engagement,
		Owner:      to,
		Inviter:    Counterpart{r.id, r.owner, r.state},
		Details: Details{
			Name:           r.details.Name,
			EstimatedValue: share.EstimatedValue,
			EstimatedClose: share.EstimatedClose,
			Customer:       r.shared(),
			Contact:        r.details.Contact,
			Intent:         r.details.Intent,
		},
		Share:     share,
		Visible:   r.Visible(),
		HelpAsked: r.help,
	}
	for _, other := range r.counterparts {
		if other.Owner.Org != to.Org {
			c.Counterparts = append(c.Counterparts, other.Counterpart)
		}
	}
	return c
}

// shared is the customer without the record that only its owner may know of.
func (r Referral) shared() *domain.Customer {
	if r.details.Customer == nil {
		return nil
	}
	c := *r.details.Customer
	c.ID = ""
	return &c
}

package notify

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/domain"
)

// Deal names the deal that a notice is about: an opportunity, or one organisation's copy of a referral.
type Deal struct {
	Kind string    `json:"kind"` // opportunity or referral
	ID   domain.ID `json:"id"`
}

// Notice is something that one organisation is to be told once. It goes to those of its members that To picks, and to all
// of its webhooks.
type Notice struct {
	ID       domain.ID // of NoticeID; what has the id of a notice that is known is not told again
	Kind     Kind
	Deal     Deal // as Org knows it: of a referral its own copy
	Org      domain.Org
	To       Filter
	Facts    Facts
	Revision int64     // of the event that it tells of, in the event's stream
	Position string    // of that event in the log; "" when the notice was not made of an event
	At       time.Time // when that event was recorded, or when a clock fired
}

// NoticeID is the id of the notice of a kind that a cause leads to for an organisation. The cause is the id of the event that
// is told of, or for a clock the id of the event that set it.
func NoticeID(cause domain.ID, kind Kind, org domain.Org) domain.ID {
	return cause.Derive("notice:" + string(kind) + ":" + string(org))
}

// Filter picks members of an organisation: those of Members who are active members, and whoever has one of Roles. When that is
// nobody, whoever has one of Otherwise.
type Filter struct {
	Members   []string      `json:"members,omitempty"`
	Roles     []domain.Role `json:"roles,omitempty"`
	Otherwise []domain.Role `json:"otherwise,omitempty"`
	// Location narrows Roles and Otherwise to members whose scope holds it, unless that is nobody; "" for all.
	Location domain.ID `json:"location,omitempty"`
}

// Administrators picks a partner's administrators, those of a location where one is named.
func Administrators(location domain.ID) Filter {
	return Filter{Roles: []domain.Role{domain.RoleAdministrator}, Location: location}
}

// Team picks those members of a partner or the vendor that work on a deal, and whoever answers for the deal when none of
// them is an active member.
func Team(members ...string) Filter {
	return Filter{Members: members, Otherwise: []domain.Role{domain.RoleAdministrator, domain.RoleChannelManager}}
}

// ChannelManagers picks the vendor's channel managers.
func ChannelManagers() Filter { return Filter{Roles: []domain.Role{domain.RoleChannelManager}} }

// Reviewers picks the vendor's registration reviewers.
func Reviewers() Filter { return Filter{Roles: []domain.Role{domain.RoleReviewer}} }

// Facts are what the texts of a notice are made of. None of it is a customer's contact data.
type Facts struct {
	Name         string     `json:"name,omitempty"`  // topic or name of the deal
	Party        domain.Org `json:"party,omitempty"` // the organisation that did it, or that was to do it
	PartyName    string     `json:"partyName,omitempty"`
	Deadline     time.Time  `json:"deadline,omitzero"` // until when something may be done
	Reason       string     `json:"reason,omitempty"`  // in words or as a code of the program's catalogues
	Note         string     `json:"note,omitempty"`    // what was written beside it
	Days         int        `json:"days,omitempty"`    // whole days without progress
	Registration domain.ID  `json:"registration,omitempty"`
}

// Queue writes notices in tx; those whose id is known already stay as they are, whatever became of them.
func Queue(ctx context.Context, tx pgx.Tx, notices ...Notice) error {
	if len(notices) == 0 {
		return nil
	}
	// In one order, so that two who queue the same never wait for each other.
	notices = slices.SortedFunc(slices.Values(notices), func(a, b Notice) int { return cmp.Compare(a.ID, b.ID) })
	var c columns
	for i := range notices {
		if err := c.add(&notices[i]); err != nil {
			return err
		}
	}
	_, err := tx.Exec(ctx, `
insert into cosell_ops.notices (id, kind, deal_kind, deal, org, audience, facts, revision, position, at)
select id, kind, deal_kind, deal, org, audience::jsonb, facts::jsonb, revision, position, at
from unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::bigint[], $9::text[],
    $10::timestamptz[]) with ordinality as n (id, kind, deal_kind, deal, org, audience, facts, revision, position, at, place)
order by place on conflict (id) do nothing`,
		c.ids, c.kinds, c.dealKinds, c.deals, c.orgs, c.audiences, c.facts, c.revisions, c.positions, c.at)
	return err
}

// columns are notices, turned.
type columns struct {
	ids, kinds, dealKinds, deals, orgs, audiences, facts, positions []string
	revisions                                                       []int64
	at                                                              []time.Time
}

func (c *columns) add(n *Notice) error {
	to, err := json.Marshal(n.To)
	if err != nil {
		return err
	}
	facts, err := json.Marshal(n.Facts)
	if err != nil {
		return err
	}
	c.ids, c.kinds, c.orgs = append(c.ids, string(n.ID)), append(c.kinds, string(n.Kind)), append(c.orgs, string(n.Org))
	c.dealKinds, c.deals = append(c.dealKinds, n.Deal.Kind), append(c.deals, string(n.Deal.ID))
	c.audiences, c.facts = append(c.audiences, string(to)), append(c.facts, string(facts))
	c.revisions, c.positions, c.at = append(c.revisions, n.Revision), append(c.positions, n.Position), append(c.at, n.At)
	return nil
}

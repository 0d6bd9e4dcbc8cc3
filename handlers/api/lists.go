package api

import (
	"context"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/projections/deals"
	"github.com/cosell/cosell/projections/page"
	"github.com/cosell/cosell/projections/referrals"
	"github.com/cosell/cosell/projections/registrations"
)

// referralsParams filter and sort copies of co-sell deals.
type referralsParams struct {
	Sort       string             `json:"sort,omitempty" enum:"changed,-changed,created,-created,deadline,-deadline,value,-value,name,-name,closeDate,-closeDate,lastProgress,-lastProgress" doc:"Order, with a leading - for the greatest first; -changed when left out. Values are compared within a currency."`
	Direction  referral.Direction `json:"direction,omitempty" enum:"inbound,outbound" doc:"Which way the deal went, as the owner of the copy sees it."`
	States     []string           `json:"state,omitempty" maxItems:"8" uniqueItems:"true" enum:"received,accepted,won,lost,declined,expired,withdrawn,error" doc:"Any of these states, with commas between them."`
	Types      []string           `json:"type,omitempty" maxItems:"4" uniqueItems:"true" enum:"private,partner-led,co-sell,solution-assessment" doc:"Any of these types, with commas between them."`
	Engagement domain.ID          `json:"engagement,omitempty" format:"uuid" doc:"The copies of one deal."`
	Own        bool               `json:"own,omitempty" doc:"Only copies of the caller's organisation."`
	Mine       bool               `json:"mine,omitempty" doc:"Only copies whose team the caller is on, or that the caller opened."`
	Partner    domain.ID          `json:"partner,omitempty" format:"uuid" doc:"Copies of this partner. For the vendor."`
	P2P        *bool              `json:"partnerToPartner,omitempty" doc:"Whether one partner invited another."`
	Text       string             `json:"q,omitempty" maxLength:"200" doc:"Part of the deal's name or of the customer's, in any case."`
	Currency   domain.Currency    `json:"currency,omitempty" doc:"Value in this currency."`
	listParams
}

// referrals lists copies of co-sell deals.
func (h *Handler) referrals(x *exchange) error {
	var p referralsParams
	if err := h.listing(x, deals.Name, sequence{referrals.Name, referrals.Sorts, &p.Sort, "-changed"}, &p, &p.listParams, vendorOnly(x.caller, &p.Partner)); err != nil {
		return err
	}
	if p.Sort == "" {
		p.Sort = "-changed"
	}
	f := referrals.Filter{
		Org: x.caller.Org, All: audits(x.caller), Member: x.caller.Member, OnlyMember: x.caller.IsPartner() && !administrates(x.caller),
		Own: p.Own, Mine: p.Mine, Direction: p.Direction, States: p.States, Types: p.Types, Engagement: p.Engagement,
		Partner: p.Partner, P2P: p.P2P, Text: p.Text, Currency: p.Currency, Request: p.request(p.Sort),
	}
	if f.OnlyMember {
		f.Locations = x.caller.Locations
	}
	return listed(h, x, referrals.Name, p.listParams, f.Request, func(ctx context.Context, db page.DB, r page.Request) (page.Page[referrals.Copy], error) {
		g := f
		g.Request = r
		return referrals.Query(ctx, db, g)
	})
}

// registrationsParams filter and sort registrations.
type registrationsParams struct {
	Sort        string    `json:"sort,omitempty" enum:"requested,-requested,changed,-changed,until,-until,overdue,-overdue" doc:"Order, with a leading - for the latest first; in the order of arrival when left out."`
	States      []string  `json:"state,omitempty" maxItems:"10" uniqueItems:"true" enum:"pending-review,action-required,exception-pending,approved,passed,failed,rejected,withdrawn,lapsed,closed" doc:"Any of these states, with commas between them."`
	Purpose     string    `json:"kind,omitempty" enum:"exclusivity,incentive" doc:"What is asked for."`
	Partner     domain.ID `json:"partner,omitempty" format:"uuid" doc:"Of this partner. For the vendor."`
	Deal        domain.ID `json:"deal,omitempty" format:"uuid" doc:"About this deal."`
	Mine        bool      `json:"mine,omitempty" doc:"Only those that the caller asked for or decided on last."`
	Conflicting bool      `json:"conflicting,omitempty" doc:"Only those that claim what another one claims too. For the vendor; partners get none."`
	Text        string    `json:"q,omitempty" maxLength:"200" doc:"Part of the customer's name, in any case."`
	listParams
}

// registrars are the roles of the vendor that registrations are for: those that may see one, and analysts.
var registrars = []domain.Role{domain.RoleReviewer, domain.RoleChannelManager, domain.RoleProgramAdministrator, domain.RoleAuditor, domain.RoleAnalyst}

// registrations lists registrations.
func (h *Handler) registrations(x *exchange) error {
	var p registrationsParams
	if err := h.listing(x, registrations.Name, sequence{registrations.Name, registrations.Sorts, &p.Sort, ""}, &p, &p.listParams, vendorOnly(x.caller, &p.Partner)); err != nil {
		return err
	}
	f := registrations.Filter{
		Org: x.caller.Org, All: audits(x.caller), Member: x.caller.Member, OnlyMember: x.caller.IsPartner() && !chief(x.caller),
		Mine: p.Mine, States: p.States, Purpose: p.Purpose, Partner: p.Partner, Deal: p.Deal, Text: p.Text,
		Conflicting: p.Conflicting, Request: p.request(p.Sort),
	}
	if _, reads := x.caller.As(registrars...); x.caller.IsVendor() && !reads {
		f.Partner = nobody
	}
	return listed(h, x, registrations.Name, p.listParams, f.Request, func(ctx context.Context, db page.DB, r page.Request) (page.Page[registrations.Registration], error) {
		g := f
		g.Request = r
		return registrations.Query(ctx, db, g)
	})
}

// listed answers with a page of a list, or with all of it as CSV.
func listed[T any](
	h *Handler, x *exchange, name string, p listParams, r page.Request,
	read func(context.Context, page.DB, page.Request) (page.Page[T], error),
) error {
	if x.exports() {
		return export(h, x, name, p, r, read)
	}
	found, err := read(x.Context(), h.Pool, r)
	if err != nil {
		return reached(err)
	}
	return x.json(200, list[T]{Position: found.Position, Items: append([]T{}, found.Items...), Next: found.Next})
}

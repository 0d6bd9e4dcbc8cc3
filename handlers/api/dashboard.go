package api

import (
	"context"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/projections/deals"
	"github.com/cosell/cosell/projections/distributed"
	"github.com/cosell/cosell/projections/managed"
	"github.com/cosell/cosell/projections/page"
)

// distributedParams filter and sort what waits for an answer.
type distributedParams struct {
	Sort      string          `json:"sort,omitempty" enum:"deadline,-deadline,offered,-offered,value,-value,topic,-topic,closeDate,-closeDate" doc:"Order, with a leading - for the greatest first; deadline when left out. Values are compared within a currency."`
	Kind      string          `json:"kind,omitempty" enum:"opportunity,referral" doc:"Offered opportunities alone, or invitations into co-sell deals; both when left out."`
	Partner   domain.ID       `json:"partner,omitempty" format:"uuid" doc:"What this partner is asked. For the vendor."`
	Text      string          `json:"q,omitempty" maxLength:"200" doc:"Part of the topic or of the customer's name, in any case."`
	Territory string          `json:"territory,omitempty" maxLength:"100" doc:"Exactly this territory."`
	Currency  domain.Currency `json:"currency,omitempty" doc:"Value in this currency."`
	Seen      *bool           `json:"seen,omitempty" doc:"Whether who is asked has looked at it."`
	listParams
}

// nobody is a partner that there is not, and a location.
const nobody domain.ID = "00000000-0000-0000-0000-000000000000"

// distributed lists what waits for an answer. Of a partner's members offers are for administrators and managers, invitations
// into co-sell deals for administrators alone: nobody is on a team before there is one.
func (h *Handler) distributed(x *exchange) error {
	var p distributedParams
	if err := h.listing(x, deals.Name, sequence{distributed.Name, distributed.Sorts, &p.Sort, ""}, &p, &p.listParams, vendorOnly(x.caller, &p.Partner)); err != nil {
		return err
	}
	policy, err := h.policyNow(x)
	if err != nil {
		return err
	}
	f := distributed.Filter{
		Org: x.caller.Org, All: audits(x.caller), Now: h.Clock().UTC(), Kind: p.Kind, Partner: p.Partner, Text: p.Text, Territory: p.Territory,
		OnlyOffers: x.caller.IsPartner() && !administrates(x.caller), Currency: p.Currency, Seen: p.Seen, Teaser: policy.Teaser, Request: p.request(p.Sort),
	}
	if x.caller.IsPartner() && !chief(x.caller) {
		f.Partner = nobody
	}
	read := func(ctx context.Context, db page.DB, r page.Request) (page.Page[distributed.Offer], error) {
		g := f
		g.Request = r
		return distributed.Query(ctx, db, g)
	}
	if x.exports() {
		return export(h, x, distributed.Name, p.listParams, f.Request, read)
	}
	offers, err := read(x.Context(), h.Pool, f.Request)
	if err != nil {
		return reached(err)
	}
	count, err := distributed.Count(x.Context(), h.Pool, f)
	if err != nil {
		return reached(err)
	}
	return answerList(x, offers, offersSummary{Count: count})
}

// managedParams filter and sort deals.
type managedParams struct {
	Sort          string          `json:"sort,omitempty" enum:"changed,-changed,value,-value,topic,-topic,closeDate,-closeDate,lastProgress,-lastProgress,created,-created" doc:"Order, with a leading - for the greatest first; -changed when left out. Values are compared within a currency."`
	Show          managed.Show    `json:"show,omitempty" enum:"open,submitted,won,lost,closed" doc:"Deals by where they are in their life; all when left out."`
	Kind          string          `json:"kind,omitempty" enum:"opportunity,referral" doc:"Opportunities alone, or copies of co-sell deals; both when left out."`
	Mine          bool            `json:"mine,omitempty" doc:"Only deals that the caller works on, or has created, submitted or opened."`
	States        []string        `json:"state,omitempty" maxItems:"11" uniqueItems:"true" enum:"new,submitted,distributed,received,accepted,won,lost,declined,expired,withdrawn,error" doc:"Any of these states, with commas between them."`
	Partner       domain.ID       `json:"partner,omitempty" format:"uuid" doc:"Deals that this partner is a party of. For the vendor."`
	Text          string          `json:"q,omitempty" maxLength:"200" doc:"Part of the topic or of the customer's name, in any case."`
	Territory     string          `json:"territory,omitempty" maxLength:"100" doc:"Exactly this territory."`
	Currency      domain.Currency `json:"currency,omitempty" doc:"Deals in this currency."`
	Alert         managed.Alert   `json:"alert,omitempty" enum:"overdue,potentially-stalled" doc:"Accepted deals without progress for longer than the program's thresholds."`
	Collaborating *bool           `json:"collaborating,omitempty" doc:"Whether several partners share the deal."`
	listParams
}

// managed lists deals.
func (h *Handler) managed(x *exchange) error {
	var p managedParams
	if err := h.listing(x, deals.Name, sequence{managed.Name, managed.Sorts, &p.Sort, "-changed"}, &p, &p.listParams, vendorOnly(x.caller, &p.Partner)); err != nil {
		return err
	}
	if p.Sort == "" {
		p.Sort = "-changed"
	}
	policy, err := h.policyNow(x)
	if err != nil {
		return err
	}
	f := managed.Filter{
		Org: x.caller.Org, All: audits(x.caller), Member: x.caller.Member, OnlyMember: x.caller.IsPartner() && !chief(x.caller), Now: h.Clock().UTC(),
		Thresholds: managed.Thresholds{Overdue: policy.OverdueAfter, Stalled: policy.StalledAfter},
		Kind:       p.Kind, Mine: p.Mine, Show: p.Show, States: p.States, Text: p.Text, Territory: p.Territory, Currency: p.Currency,
		Partner: p.Partner, Alert: p.Alert, Collaborating: p.Collaborating, Request: p.request(p.Sort),
	}
	if x.caller.IsPartner() && !administrates(x.caller) {
		f.OnlyTeams, f.Locations = true, x.caller.Locations
	}
	read := func(ctx context.Context, db page.DB, r page.Request) (page.Page[managed.Deal], error) {
		g := f
		g.Request = r
		return managed.Query(ctx, db, g)
	}
	if x.exports() {
		return export(h, x, managed.Name, p.listParams, f.Request, read)
	}
	deals, err := read(x.Context(), h.Pool, f.Request)
	if err != nil {
		return reached(err)
	}
	summary, err := managed.Summarise(x.Context(), h.Pool, f)
	if err != nil {
		return reached(err)
	}
	return answerList(x, deals, summary)
}

// administrates reports whether a caller sees all that its organisation was invited into.
func administrates(who domain.Caller) bool {
	_, ok := who.As(domain.RoleAdministrator)
	return ok
}

// listing reads the parameters of a list, finds out what else is wrong with them, and waits for its view where they say so.
func (h *Handler) listing(x *exchange, view string, in sequence, params any, l *listParams, wrong ...func() []domain.FieldError) error {
	unread := parameters(x.URL.RawQuery, params)
	var bad []domain.FieldError
	for _, more := range wrong {
		bad = append(bad, more()...)
	}
	if err := also(unread, append(bad, in.strays(l.Cursor)...)); err != nil {
		return err
	}
	return h.await(x.Context(), view, *l)
}

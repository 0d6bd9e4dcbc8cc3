package projections_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/projections/deals"
	"github.com/cosell/cosell/projections/distributed"
	"github.com/cosell/cosell/projections/page"
)

func usd(minor int64) domain.Money { return domain.NewMoney(minor, "USD") }

func eur(minor int64) domain.Money { return domain.NewMoney(minor, "EUR") }

func date(s string) domain.Date {
	d, err := domain.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func facts(topic string, value domain.Money) opportunity.Details {
	return opportunity.Details{
		Topic: topic, Currency: value.Currency(), EstimatedValue: value, EstimatedClose: date("2026-06-30"), Territory: "north",
		Customer: &domain.Customer{Name: "Customer of " + topic, City: "Oslo", Country: "NO"}, Products: []string{"crm"},
	}
}

// offer lets a deal be created and offered to a partner until some days after the beginning.
func (h *history) offer(deal int, topic string, value domain.Money, to domain.Party, days int) *history {
	h.add(id(deal), vera, opportunity.Created{Details: facts(topic, value)})
	return h.add(id(deal), vera, opportunity.Distributed{Partner: to, Deadline: begin.AddDate(0, 0, days)})
}

func TestAnOfferShowsFromItsDistributionUntilItsAnswer(t *testing.T) {
	t.Parallel()
	a, by := partner(1), memberOf(partner(1))
	deadline := begin.AddDate(0, 0, 14)
	for name, c := range map[string]struct {
		then []domain.Event
		open bool
	}{
		"offered":               {nil, true},
		"seen":                  {[]domain.Event{opportunity.OfferSeen{Partner: a}}, true},
		"accepted":              {[]domain.Event{opportunity.Accepted{Partner: a, Stage: 10}}, false},
		"declined":              {[]domain.Event{opportunity.Declined{Partner: a, Reason: "other"}}, false},
		"declined to return":    {[]domain.Event{opportunity.OfferDeclined{Partner: a, Reason: "other"}}, false},
		"expired":               {[]domain.Event{opportunity.Expired{Partner: a, Deadline: deadline}}, false},
		"lapsed":                {[]domain.Event{opportunity.OfferLapsed{Partner: a, Deadline: deadline}}, false},
		"recalled":              {[]domain.Event{opportunity.Recalled{Partner: a, Reason: "x"}}, false},
		"closed as an error":    {[]domain.Event{opportunity.ClosedAsError{Reason: "duplicate"}}, false},
		"accepted and returned": {[]domain.Event{opportunity.Accepted{Partner: a, Stage: 10}, opportunity.Returned{Partner: a, Reason: "other"}}, false},
		"recalled and offered again": {[]domain.Event{opportunity.Recalled{Partner: a, Reason: "x"},
			opportunity.Distributed{Partner: a, Deadline: deadline}}, true},
		"declined, and noted later": {[]domain.Event{opportunity.Declined{Partner: a, Reason: "other"},
			opportunity.RegistrationNoted{Registration: id(9), State: "rejected"}}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHistory().offer(1, "a deal", usd(100), a, 14)
			for _, e := range c.then {
				h.add(id(1), by, e)
			}
			p, err := distributed.Query(t.Context(), given(t, h), distributed.Filter{Org: domain.Org(a.ID), Now: h.now})
			require.NoError(t, err)
			require.Equal(t, c.open, len(p.Items) == 1)
		})
	}
}

func TestAnOfferTellsWhatThePartnerNeedsToAnswer(t *testing.T) {
	t.Parallel()
	a := partner(1)
	h := newHistory().offer(1, "first topic", usd(2_500_000), a, 14)
	offered := h.now
	h.add(id(1), vera, opportunity.Revised{Topic: &domain.Change[string]{From: "first topic", To: "topic"}})
	h.add(id(1), memberOf(a), opportunity.OfferSeen{Partner: a})
	seen := h.now
	h.add(id(1), memberOf(a), opportunity.NoteAdded{Text: "hm"})
	p, err := distributed.Query(t.Context(), given(t, h), distributed.Filter{Org: domain.Vendor, Now: h.now})
	require.NoError(t, err)
	want := distributed.Offer{Kind: deals.Opportunity, Type: deals.Opportunity, Partner: a,
		Offer: deals.Offer{OfferedAt: offered, Deadline: begin.AddDate(0, 0, 14), SeenAt: seen},
		Sale: deals.Sale{Topic: "topic", Buyer: deals.Buyer{Customer: "Customer of first topic", City: "Oslo", Country: "NO"}, Territory: "north",
			Products: []string{"crm"}, Terms: deals.Terms{Currency: "USD", EstimatedValue: usd(2_500_000), CloseDate: date("2026-06-30")}}}
	want.ID, want.Revision = id(1), 4
	require.Equal(t, []distributed.Offer{want}, p.Items)
}

func TestOffersAreSeenByThePartnerAskedAndTheVendorAlone(t *testing.T) {
	t.Parallel()
	h := newHistory().offer(1, "one", usd(100), partner(1), 14).offer(2, "two", usd(200), partner(2), 14)
	pool := given(t, h)
	for org, want := range map[domain.Org][]string{
		domain.Vendor:             {"one", "two"},
		domain.Org(partner(1).ID): {"one"},
		domain.Org(partner(3).ID): {},
		domain.System:             {},
		"":                        {},
		"' or true --":            {},
	} {
		p, err := distributed.Query(t.Context(), pool, distributed.Filter{Org: org, Now: h.now})
		require.NoError(t, err)
		require.Equal(t, want, topics(p), "%q", org)
		n, err := distributed.Count(t.Context(), pool, distributed.Filter{Org: org, Now: h.now})
		require.NoError(t, err)
		require.EqualValues(t, len(want), n)
	}
}

func topics(p page.Page[distributed.Offer]) []string {
	all := []string{}
	for _, o := range p.Items {
		all = append(all, o.Topic)
	}
	return all
}

func TestAnOfferWaitsUpToItsDeadlineAndNoLonger(t *testing.T) {
	t.Parallel()
	h := newHistory().offer(1, "one", usd(100), partner(1), 14)
	pool := given(t, h)
	for now, want := range map[time.Time]int64{
		begin.AddDate(0, 0, 14):                       1,
		begin.AddDate(0, 0, 14).Add(time.Microsecond): 0,
	} {
		n, err := distributed.Count(t.Context(), pool, distributed.Filter{Org: domain.Vendor, Now: now})
		require.NoError(t, err)
		require.Equal(t, want, n, now)
	}
}

func TestOffersAreFiltered(t *testing.T) {
	t.Parallel()
	h := newHistory().offer(1, "100% cotton", usd(100), partner(1), 14).offer(2, "wool_and", eur(200), partner(2), 14)
	h.add(id(2), memberOf(partner(2)), opportunity.OfferSeen{Partner: partner(2)})
	pool := given(t, h)
	yes, no := true, false
	for name, c := range map[string]struct {
		f    distributed.Filter
		want []string
	}{
		"text is not a pattern":          {distributed.Filter{Text: "0% C"}, []string{"100% cotton"}},
		"nor is an underscore":           {distributed.Filter{Text: "l_a"}, []string{"wool_and"}},
		"a percent sign alone":           {distributed.Filter{Text: "%"}, []string{"100% cotton"}},
		"the customer's name":            {distributed.Filter{Text: "customer of w"}, []string{"wool_and"}},
		"text that no database can hold": {distributed.Filter{Text: "a\x00"}, []string{}},
		"a partner":                      {distributed.Filter{Partner: partner(2).ID}, []string{"wool_and"}},
		"what is no partner":             {distributed.Filter{Partner: "x"}, []string{}},
		"a currency":                     {distributed.Filter{Currency: "EUR"}, []string{"wool_and"}},
		"a territory":                    {distributed.Filter{Territory: "north"}, []string{"100% cotton", "wool_and"}},
		"another territory":              {distributed.Filter{Territory: "nor"}, []string{}},
		"seen":                           {distributed.Filter{Seen: &yes}, []string{"wool_and"}},
		"not seen":                       {distributed.Filter{Seen: &no}, []string{"100% cotton"}},
	} {
		t.Run(name, func(t *testing.T) {
			c.f.Org, c.f.Now = domain.Vendor, h.now
			p, err := distributed.Query(t.Context(), pool, c.f)
			require.NoError(t, err)
			require.Equal(t, c.want, topics(p))
		})
	}
}

func TestATeaserHidesCustomerAndValueFromThePartnerAsked(t *testing.T) {
	t.Parallel()
	h := newHistory().offer(1, "one", usd(100), partner(1), 14)
	pool := given(t, h)
	ask := func(f distributed.Filter) (page.Page[distributed.Offer], error) {
		f.Teaser, f.Now = true, h.now
		return distributed.Query(t.Context(), pool, f)
	}
	p, err := ask(distributed.Filter{Org: domain.Org(partner(1).ID)})
	require.NoError(t, err)
	require.Equal(t, "one", p.Items[0].Topic)
	require.Empty(t, p.Items[0].Customer+p.Items[0].City+p.Items[0].Country)
	require.True(t, p.Items[0].EstimatedValue.IsZero())
	p, err = ask(distributed.Filter{Org: domain.Org(partner(1).ID), Text: "Customer"})
	require.NoError(t, err)
	require.Empty(t, p.Items)
	_, err = ask(distributed.Filter{Org: domain.Org(partner(1).ID), Request: page.Request{Sort: "value"}})
	require.Error(t, err)
	p, err = ask(distributed.Filter{Org: domain.Vendor, Request: page.Request{Sort: "value"}})
	require.NoError(t, err)
	require.Equal(t, usd(100), p.Items[0].EstimatedValue)
}

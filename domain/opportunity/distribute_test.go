package opportunity_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/assignment"
	"github.com/cosell/cosell/domain/evidence"
	"github.com/cosell/cosell/domain/opportunity"
)

var auto = opportunity.Distribute{Partner: opportunity.Auto}

// full makes Contoso and Fabrikam take no more deals.
func full(_ testing.TB, d *deal) {
	d.all = []assignment.Candidate{
		{Partner: contosoParty, Approved: true, Takes: assignment.Takes{Capacity: new(1)}, Load: 1},
		{Partner: fabrikParty, Takes: assignment.Takes{Capacity: new(0), Territories: []string{"Moon"}}},
	}
}

func TestTheEngineChoosesThePartner(t *testing.T) {
	check(t, []rule{
		{"only the vendor lets it choose", accepted, anna, auto, "denied vendor-only"},
		{"a word that is none", created, vera, opportunity.Distribute{Partner: "anybody"}, "invalid bad-form partner"},
		{"an offered deal is not offered again", offered, vera, auto, "refused wrong-state"},
		{"when nobody comes into question the vendor is told", then(created, nobodyLeft), vera, auto, "refused no-candidate"},
	})
	d := tell(t, created)
	got, _, err := d.try(vera, auto)
	require.NoError(t, err)
	e := got[0].(opportunity.Distributed)
	assert.Equal(t, contosoParty, e.Partner, "of two that were never offered anything the one with the lower id")
	assert.Equal(t, []any{opportunity.AfterReoffer, opportunity.AfterReoffer, 14 * day}, []any{e.AfterDecline, e.AfterLapse, e.Window})
	assert.Equal(t, d.now.Add(14*day), e.Deadline)
	assert.Equal(t, "42", e.Choice.Position)
	assert.Equal(t, 3, e.Choice.Eligible)
	assert.Equal(t, *e.Choice, assignment.Choose(d.state.Sought(nil), d.all, d.policy, assignment.Basis{Now: e.Choice.At, Position: "42"}),
		"whoever has the same facts makes the same choice")

	got, _, err = d.try(vera, opportunity.Distribute{Partner: opportunity.Auto, AfterLapse: "close", AnswerWithinDays: new(2)})
	require.NoError(t, err)
	e = got[0].(opportunity.Distributed)
	assert.Equal(t, []any{opportunity.AfterReoffer, opportunity.AfterClose, 2 * day}, []any{e.AfterDecline, e.AfterLapse, e.Window})
}

func TestThatNobodyComesIntoQuestionIsToldByCriterion(t *testing.T) {
	_, _, err := tell(t, created, []step{full}).try(vera, auto)
	assert.Equal(t, "No partner comes into question: 2 left out (not-approved 1, capacity 2, territory 1).", domain.AsError(err).Message)
	_, _, err = tell(t, created, []step{nobodyLeft}).try(vera, auto)
	assert.Equal(t, "No partner comes into question: there is none.", domain.AsError(err).Message)
}

func TestTheNextPartnerIsLookedFor(t *testing.T) {
	again := opportunity.Reoffer{Offer: 1}
	declinedNext := then(offeredNext, by(anna, opportunity.Decline{Reason: "other"}))
	check(t, []rule{
		{"after an offer that lapsed", lapsedNext, clock, again, "distributed"},
		{"or was declined", declinedNext, clock, again, "distributed"},
		{"not when the vendor only wanted it back", lapsedSoft, clock, again, "nothing"},
		{"nor when the offer was taken back", then(offeredNext, by(vera, opportunity.Recall{Reason: "x"})), clock, again, "nothing"},
		{"nor while the offer is open", offeredNext, clock, again, "nothing"},
		{"nor for another offer than the last", lapsedNext, clock, opportunity.Reoffer{Offer: 0}, "nothing"},
		{"nor when the vendor has found somebody", then(lapsedNext, by(vera, offerTo(fabrik))), clock, again, "nothing"},
		{"or has taken that back", then(lapsedNext, by(vera, offerTo(fabrik)), by(vera, opportunity.Recall{Reason: "x"})), clock, again, "nothing"},
		{"or has put others to work", then(lapsedNext, by(vera, opportunity.Share{Partners: []domain.ID{fabrik}})), clock, again, "nothing"},
		{"who gave it back", then(lapsedNext, by(vera, opportunity.Share{Partners: []domain.ID{fabrik}}), by(vera, opportunity.Return{Reason: "no-funding"})), clock, again, "nothing"},
		{"or has given it up", then(lapsedNext, by(vera, opportunity.Lose{Reason: "other"})), clock, again, "nothing"},
		{"nobody may be found", then(lapsedNext, full), clock, again, "no-candidate"},
		{"which is noted once", then(lapsedNext, full, by(clock, again)), clock, again, "nothing"},
		{"and nothing comes of a late one", then(lapsedNext, nobodyLeft, by(clock, again), by(vera, opportunity.Revise{Need: domain.Some("x")})), clock, again, "nothing"},
		{"processes alone look", lapsedNext, vera, again, "denied process-only"},
	})
}

func TestTheNextOfferIsLikeTheOneBefore(t *testing.T) {
	first := opportunity.Distribute{Partner: opportunity.Auto, AnswerWithinDays: new(3), AfterDecline: "return"}
	d := tell(t, created, []step{by(vera, first), wait(5 * day), by(clock, opportunity.Expire{})})
	asked := []domain.ID{contoso}
	for range 2 {
		last := d.history[len(d.history)-2]
		by(clock, opportunity.Reoffer{Offer: last.Revision})(t, d)
		e := d.history[len(d.history)-1].Event.(opportunity.Distributed)
		assert.Equal(t, []any{opportunity.AfterReturn, opportunity.AfterReoffer, 3 * day}, []any{e.AfterDecline, e.AfterLapse, e.Window})
		assert.Equal(t, e.Choice.At.Add(3*day), e.Deadline)
		assert.NotContains(t, asked, e.Partner.ID)
		asked = append(asked, e.Partner.ID)
		wait(5*day)(t, d)
		by(clock, opportunity.Expire{})(t, d)
	}
	assert.Equal(t, []domain.ID{contoso, fabrik, litware}, asked, "never offered first, then longest ago")
	by(clock, opportunity.Reoffer{Offer: d.history[len(d.history)-2].Revision})(t, d)
	none := d.history[len(d.history)-1].Event.(opportunity.NoCandidate)
	assert.Equal(t, "3 left out (excluded 3)", none.Reason)
	assert.Len(t, none.Choice.LeftOut, 3)
}

func TestAnOfferThatDoesNotSayHowLongWasAsLongAsItsDeadline(t *testing.T) {
	d := tell(t, created)
	d.record(vera, domain.RoleChannelManager, opportunity.Distributed{
		Partner: contosoParty, Deadline: d.now.Add(9 * day), AfterDecline: "close", AfterLapse: "reoffer",
	})
	wait(10*day)(t, d)
	by(clock, opportunity.Expire{})(t, d)
	by(clock, opportunity.Reoffer{Offer: 1})(t, d)
	assert.Equal(t, 9*day, d.history[3].Event.(opportunity.Distributed).Window)
}

// claimed says that a partner has exclusivity over robot arms for the customer of the stories.
func claimed(holder domain.Party) step {
	return func(_ testing.TB, d *deal) {
		d.claims = []evidence.Claim{
			{Stream: "claim-1", Revision: 4, Holds: []evidence.Hold{{Product: "drill", Partner: fabrikParty, Since: noon}}},
			{Stream: "claim-2", Revision: 6, Holds: []evidence.Hold{{Product: "robot-arm", Partner: holder, Since: noon}}},
		}
	}
}

func TestWhatAnotherHasExclusivityForIsNotOffered(t *testing.T) {
	fabrikars := []domain.ID{fabrik}
	check(t, []rule{
		{"not offered", then(created, claimed(fabrikParty)), vera, offerTo(contoso), "refused exclusive-to-another partner"},
		{"but to the holder", then(created, claimed(contosoParty)), vera, offerTo(contoso), "distributed"},
		{"not shared", then(created, claimed(contosoParty)), vera, opportunity.Share{Partners: []domain.ID{contoso, fabrik}}, "refused exclusive-to-another partners[1]"},
		{"nor shared by a lead partner", then(accepted, claimed(contosoParty)), vera, opportunity.Share{Partners: fabrikars}, "refused exclusive-to-another partners[0]"},
		{"nobody joins", then(shared, claimed(contosoParty)), vera, opportunity.AddCollaborator{Partner: litware}, "refused exclusive-to-another partner"},
		{"no submission is approved", then(submitted, claimed(fabrikParty)), vera, opportunity.Approve{}, "refused exclusive-to-another"},
		{"but the holder's", then(submitted, claimed(contosoParty)), vera, opportunity.Approve{}, "approved"},
		{"what is for nobody is chosen for nobody", then(created, claimed(domain.Party{ID: nobody})), vera, auto, "refused no-candidate"},
	})
	d := tell(t, created, []step{claimed(fabrikParty)})
	got, _, err := d.try(vera, auto)
	require.NoError(t, err)
	e := got[0].(opportunity.Distributed)
	assert.Equal(t, fabrikParty, e.Partner)
	assert.Equal(t, []assignment.LeftOut{
		{Partner: contosoParty, Criteria: []string{"exclusive-to-another"}},
		{Partner: domain.Party{ID: litware, Name: "Litware"}, Criteria: []string{"exclusive-to-another"}},
	}, e.Choice.LeftOut)
	assert.Equal(t, []domain.Evidence{
		{Fact: "no other partner has exclusivity over the deal", Stream: "claim-1", Revision: 4},
		{Fact: "no other partner has exclusivity over the deal", Stream: "claim-2", Revision: 6},
	}, e.Evidence)
}

func TestNeedsNamesTheClaimsOnTheCustomer(t *testing.T) {
	d := tell(t, created)
	for _, c := range []opportunity.Command{auto, offerTo(contoso), opportunity.Share{}, opportunity.AddCollaborator{}, opportunity.Approve{}} {
		assert.Equal(t, lead.Customer.MatchKeys(), opportunity.Needs(d.state, c, vera).MatchKeys, c.CommandName())
	}
	assert.Equal(t, opportunity.Needed{MatchKeys: lead.Customer.MatchKeys(), Candidates: true, Partners: []domain.ID{}}, fill(opportunity.Needs(d.state, auto, vera)))
	assert.Empty(t, opportunity.Needs(d.state, opportunity.Reoffer{Offer: 1}, clock), "a late one needs nothing")
	next := tell(t, lapsedNext)
	assert.True(t, opportunity.Needs(next.state, opportunity.Reoffer{Offer: 1}, clock).Candidates)
	bare := tell(t, []step{by(vera, with(func(c *opportunity.Create) { c.Products = nil }))})
	assert.Empty(t, opportunity.Needs(bare.state, auto, vera).MatchKeys, "exclusivity is over products")
}

func fill(n opportunity.Needed) opportunity.Needed {
	if n.Partners == nil {
		n.Partners = []domain.ID{}
	}
	return n
}

func TestACustomerRecordIsTheCallersOwn(t *testing.T) {
	record := domain.ID("77777777-0000-4000-8000-000000000001")
	named := with(func(c *opportunity.Create) { c.Customer = &domain.Customer{ID: record, Name: secretCustomer} })
	of := func(c *evidence.Customer) step { return func(_ testing.TB, d *deal) { d.customer = c } }
	own := of(&evidence.Customer{Owner: domain.Org(contoso), Stream: "customer-1", Revision: 2})
	vendors := of(&evidence.Customer{Owner: domain.Vendor, Stream: "customer-1", Revision: 2})
	rename := opportunity.Revise{Customer: domain.Some(domain.Customer{ID: record, Name: "Adventure Works GmbH"})}
	check(t, []rule{
		{"the vendor's", []step{vendors}, vera, named, "created"},
		{"the partner's", []step{own}, sam, named, "submitted"},
		{"not another's", []step{own}, fred, named, "invalid unknown-customer customer.id"},
		{"not the vendor's either", []step{vendors}, sam, named, "invalid unknown-customer customer.id"},
		{"it is there", nil, vera, named, "invalid unknown-customer customer.id"},
		{"and was not removed", []step{of(&evidence.Customer{Owner: domain.Vendor, Removed: true})}, vera, named, "invalid unknown-customer customer.id"},
		{"a revision may name one", then(created, vendors), vera, rename, "revised"},
		{"of the caller", then(created, own), vera, rename, "invalid unknown-customer customer.id"},
		{"what it named before is asked no more", []step{vendors, by(vera, named), of(nil)}, vera, rename, "revised"},
	})
	d := tell(t, []step{own})
	got, _, err := d.try(sam, named)
	require.NoError(t, err)
	assert.Contains(t, got[0].(opportunity.Submitted).Evidence, domain.Evidence{Fact: "the customer is a record of the organisation", Stream: "customer-1", Revision: 2})
}

func TestWhereTheCustomerIsAndWhatTheLeadIsAreTheVendors(t *testing.T) {
	moved := opportunity.Revise{CustomerLocation: domain.Some(domain.Point{Latitude: 47.07, Longitude: 15.44}), LeadType: domain.Some("renewal")}
	check(t, []rule{
		{"the vendor says it", accepted, vera, moved, "revised"},
		{"the lead partner does not", accepted, anna, moved, "refused not-your-field leadType customerLocation"},
		{"but of its own deal", approved, anna, moved, "revised"},
		{"on earth", accepted, vera, opportunity.Revise{CustomerLocation: domain.Some(domain.Point{Latitude: 90.1, Longitude: -181})},
			"invalid invalid customerLocation.latitude:too-large customerLocation.longitude:too-small"},
	})
	d := tell(t, created, []step{by(vera, moved)})
	v := asJSON(t, opportunity.View(d.state, vera, d.policy))
	assert.Equal(t, map[string]any{"latitude": 47.07, "longitude": 15.44}, v["customerLocation"])
	assert.Equal(t, "renewal", v["leadType"])
	sought := d.state.Sought(nil)
	assert.Equal(t, "renewal", sought.LeadType)
	assert.Equal(t, &domain.Point{Latitude: 47.07, Longitude: 15.44}, sought.Customer)
	by(vera, offerTo(contoso))(t, d)
	d.policy.Teaser = true
	teaser := asJSON(t, opportunity.View(d.state, anna, d.policy))
	assert.NotContains(t, teaser, "customerLocation", "it tells who the customer is")
	assert.NotContains(t, teaser, "leadType")
}

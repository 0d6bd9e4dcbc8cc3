package opportunity_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/evidence"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/registration"
)

// facts are those that a verdict asks of a deal, for a partner.
func facts(d *deal, partner domain.ID) registration.Facts {
	return d.state.Facts(partner, d.input(d.state, nil, vera).Evidence)
}

// kinds are the events that decided, by criterion; "" for none.
func kinds(f registration.Facts) map[string]string {
	all := map[string]string{}
	for criterion, event := range f.Events {
		all[criterion] = event.Kind
	}
	return all
}

func TestFactsOfAWonDeal(t *testing.T) {
	d := tell(t, created, []step{
		by(vera, distribute(contoso, opportunity.AfterClose)), by(anna, opportunity.Accept{}),
		by(vera, opportunity.Revise{Customer: domain.Some(domain.Customer{Name: "X", Kind: domain.AccountUnmanaged, VendorAccount: "X-1"})}),
		wait(4 * day), by(anna, opportunity.Win{Value: usd(26000), Date: date(3)}),
	})
	f := facts(d, contoso)
	assert.Equal(t, map[string]string{
		"won": "opportunity.won", "deal-type": "opportunity.created", "vendor-accepted": "opportunity.created", "minimum-value": "opportunity.won",
		"managed-account": "opportunity.revised", "not-an-assessment": "opportunity.created", "eligible-solution": "partner.solutions-changed",
	}, kinds(f))
	assert.Equal(t, domain.EventRef{Stream: "opportunity-" + string(dealID), Revision: 4, ID: d.history[4].EventID, Kind: "opportunity.won", At: d.history[4].Effective}, f.Events["won"])
	f.Events = nil
	assert.Equal(t, registration.Facts{
		Won: true, WonDate: date(3), Closed: true, State: "won", Value: usd(26000), CoSell: true, VendorAccepted: registration.Pass,
		Solution: registration.Pass, SolutionName: "Picking by robots", Account: domain.AccountUnmanaged, HoldsContract: registration.Unknown, Partners: 1,
	}, f)
}

func TestFactsFollowTheDeal(t *testing.T) {
	revalued := then(accepted, by(anna, opportunity.Revise{EstimatedValue: domain.Some(usd(7)), Solutions: domain.Some([]string{"Picking by robots"})}))
	for _, c := range []struct {
		name   string
		given  []step
		facts  registration.Facts // as far as they differ from those of a created deal
		events map[string]string
	}{
		{"created", created, registration.Facts{State: "new", VendorAccepted: registration.Pass, Solution: registration.Unknown}, map[string]string{"eligible-solution": ""}},
		{"accepted", accepted, registration.Facts{State: "accepted", VendorAccepted: registration.Pass, Solution: registration.Pass}, nil},
		{"a value and a solution by name", revalued, registration.Facts{State: "accepted", Value: usd(7), VendorAccepted: registration.Pass, Solution: registration.Pass},
			map[string]string{"minimum-value": "opportunity.revised"}},
		{"submitted", submitted, registration.Facts{State: "submitted", VendorAccepted: registration.Unknown, Solution: registration.Pass},
			map[string]string{"vendor-accepted": "", "deal-type": "opportunity.submitted"}},
		{"approved", approved, registration.Facts{State: "accepted", VendorAccepted: registration.Pass, Solution: registration.Pass}, map[string]string{"vendor-accepted": "opportunity.approved"}},
		{"rejected", rejected, registration.Facts{State: "declined", Closed: true, VendorAccepted: registration.Fail, Solution: registration.Pass},
			map[string]string{"vendor-accepted": "opportunity.rejected", "won": "opportunity.rejected"}},
		{"lost", lost, registration.Facts{State: "lost", Closed: true, VendorAccepted: registration.Pass, Solution: registration.Pass}, map[string]string{"won": "opportunity.lost"}},
		{"shared", shared, registration.Facts{State: "accepted", VendorAccepted: registration.Pass, Solution: registration.Unknown, Partners: 2}, nil},
		{"won early", won, registration.Facts{State: "won", Closed: true, Won: true, WonDate: date(0), EarlyWin: true, Value: usd(26000), VendorAccepted: registration.Pass, Solution: registration.Pass}, nil},
	} {
		d := tell(t, c.given)
		partner := contoso
		if c.facts.Solution == registration.Unknown {
			partner = ""
		}
		got := facts(d, partner)
		for criterion, kind := range c.events {
			assert.Equal(t, kind, got.Events[criterion].Kind, "%s: %s", c.name, criterion)
		}
		c.facts.CoSell, c.facts.Account, c.facts.HoldsContract = true, domain.AccountManaged, registration.Unknown
		c.facts.Partners = max(1, c.facts.Partners)
		if c.facts.Value.IsZero() {
			c.facts.Value = usd(25000)
		}
		got.Events, got.SolutionName = nil, ""
		assert.Equal(t, c.facts, got, c.name)
	}
}

func TestASolutionIsEligibleWhenThePartnersRecordSaysSo(t *testing.T) {
	event := func(revision int64) domain.EventRef { return domain.EventRef{Stream: "partner-1", Revision: revision} }
	record := evidence.Partner{Exists: true, Solutions: map[string]evidence.Solution{
		"picking": {Name: "Picking", Event: event(1)}, "welding": {Name: "Welding", Eligible: true, Event: event(2)},
		"z": {Name: "Same", Event: event(3)}, "a": {Name: "Same", Eligible: true, Event: event(4)},
	}}
	for _, c := range []struct {
		name      string
		solutions []string
		want      registration.Outcome
		decided   int64
	}{
		{"not judged eligible", []string{"picking"}, registration.Fail, 1},
		{"one of several", []string{"picking", "welding"}, registration.Pass, 2},
		{"by its name", []string{"Welding"}, registration.Pass, 2},
		{"two of a name", []string{"Same"}, registration.Pass, 4},
		{"of somebody else", []string{"painting"}, registration.Fail, 0},
		{"none", nil, registration.Fail, 0},
	} {
		d := tell(t, []step{by(vera, with(func(l *opportunity.Create) { l.Solutions = c.solutions }))})
		f := d.state.Facts(contoso, opportunity.Evidence{Partners: map[domain.ID]evidence.Partner{contoso: record}})
		assert.Equal(t, c.want, f.Solution, c.name)
		assert.Equal(t, c.decided, f.Events["eligible-solution"].Revision, c.name)
	}
}

func TestAllowedTellsThatADealIsNotEligible(t *testing.T) {
	for _, c := range []struct {
		given []step
		want  string
	}{{won, ""}, {wonSmall, "not-eligible"}} {
		d := tell(t, c.given)
		for _, a := range opportunity.Allowed(d.state, d.input(d.state, nil, anna)) {
			if a.Command == "register" {
				assert.Equal(t, c.want, a.Code)
			}
		}
	}
}

func TestTheVerdictCountsFromTheWin(t *testing.T) {
	d := tell(t, won, []step{wait(40 * day)})
	d.policy.Rates = nil
	v := registration.Judge(facts(d, contoso), d.policy, d.now)
	value, ok := v.Find(registration.CriterionValue)
	require.True(t, ok)
	assert.Equal(t, registration.Pass, value.Outcome)
	assert.Equal(t, "opportunity.won", value.Event.Kind)
	assert.Equal(t, registration.Unknown, v.Eligible, "nobody has attested anything yet")
	assert.Equal(t, 40*day, d.now.Sub(value.Event.At).Truncate(time.Hour))
}

func TestTheSubjectOfARegistration(t *testing.T) {
	d := tell(t, won, []step{by(anna, opportunity.Register{Form: contract})})
	asked := d.history[len(d.history)-1].Ref()
	want := registration.Subject{
		Deal: asked, Partner: contosoParty, Requester: "anna", Customer: lead.Customer, Products: lead.Products, Partners: 1,
		Dates: registration.Dates{Created: noon, Invited: d.history[1].Effective},
	}
	assert.Equal(t, want, d.state.Subject(asked, "anna"))

	for _, state := range []registration.State{"failed", "exception-pending", "closed"} {
		by(clock, note(state))(t, d)
	}
	want.Excepted = true
	assert.Equal(t, want, d.state.Subject(asked, "anna"), "the deal had its exception")

	own := tell(t, registered)
	s := own.state.Subject(domain.EventRef{}, "anna")
	assert.Equal(t, contosoParty, s.Partner)
	assert.Zero(t, s.Dates.Invited, "nobody asked a partner for what it brought")
	assert.False(t, s.Excepted)
}

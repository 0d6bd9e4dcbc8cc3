package registration_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/registration"
)

func asJSON(t testing.TB, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	require.NoError(t, err)
	return string(b)
}

func TestWhoKnowsOfARegistration(t *testing.T) {
	own := exclusivity
	own.Subject = subject("sam")
	formerly := member("sam", domain.Org(fabrik), domain.RoleSeller)
	for _, s := range registration.States {
		for variant, story := range variants[s] {
			q := tell(t, story)
			for who, want := range map[*domain.Caller]bool{
				&rita: true, &vera: true, &paul: true, &auditor: true, &clock: true, &anna: true, &mark: true,
				&vic: false, &analyst: false, &sam: false, &tina: false, &fred: false, &formerly: false,
			} {
				assert.Equal(t, want, registration.Sees(q.state, *who), "%s by %s", variant, who.Member)
				if !want {
					assert.JSONEq(t, `{"id":"`+string(regID)+`"}`, asJSON(t, registration.View(q.state, *who)), "%s by %s", variant, who.Member)
				}
			}
			assert.False(t, registration.Sees(q.state, domain.Caller{Member: "x", Roles: []domain.Role{domain.RoleApplicant}}))
		}
	}
	q := tell(t, []step{by(clock, own)})
	assert.True(t, registration.Sees(q.state, sam), "the seller that asked")
	assert.False(t, registration.Sees(q.state, tina))
	assert.False(t, registration.Sees(q.state, formerly), "somebody of another organisation with that name")
	assert.False(t, registration.Sees(registration.Registration{}, rita), "there is none")
}

func TestTheReceiptNamesTheFirstEvent(t *testing.T) {
	for variant, story := range map[string][]step{"requested": extended, "opened": openDoor} {
		q := tell(t, story)
		want := registration.Receipt{Stream: "registration-" + string(regID), Revision: 0, RecordedAt: noon}
		assert.Equal(t, want, q.state.Receipt(), variant)
		assert.Equal(t, want, *registration.View(q.state, mark).Receipt, variant)
	}
}

func TestAnExclusivityInFull(t *testing.T) {
	q := tell(t, notExtended)
	v := registration.View(q.state, anna)
	assert.Equal(t, subject("mark"), q.state.Subject())
	assert.Equal(t, v.Until, q.state.Until())
	assert.Equal(t, contract(), tell(t, auto).state.Form())
	assert.Equal(t, regID, v.ID)
	assert.Equal(t, registration.StateApproved, v.State)
	assert.Equal(t, registration.Exclusivity, v.Purpose)
	assert.Equal(t, "opportunity-"+string(dealID), v.Deal)
	assert.Equal(t, domain.Party{ID: contoso, Name: "Contoso"}, *v.Partner)
	assert.Equal(t, "mark", v.Requester)
	assert.Equal(t, 1, v.Partners)
	assert.Equal(t, secretCustomer, v.Customer.Name)
	assert.Equal(t, []string{"robot-arm"}, v.Products)
	assert.Nil(t, v.Form)
	assert.Nil(t, v.Verdict)
	assert.Equal(t, noon, v.RequestedAt)
	assert.Equal(t, noon.Add(3*time.Minute), v.ChangedAt)
	assert.Equal(t, noon.Add(time.Minute+90*day), v.Until)
	assert.Equal(t, registration.ExtensionView{State: "refused", Reason: "Budget round", RequestedAt: noon.Add(2 * time.Minute), Answer: "No progress"}, *v.Extension)
	assert.Equal(t, registration.DecisionView{Event: registration.KindApproved, Reason: "", At: noon.Add(time.Minute)}, *v.Decision)
	assert.Equal(t, registration.ExtensionGranted, registration.View(tell(t, extended).state, anna).Extension.State)
	assert.Equal(t, noon.Add(time.Minute+180*day), registration.View(tell(t, extended).state, anna).Until)
}

func TestAnIncentiveInFull(t *testing.T) {
	v := registration.View(tell(t, auto).state, rita)
	assert.Equal(t, contract(), *v.Form)
	assert.Equal(t, incentive.Verdict, *v.Verdict)
	assert.Equal(t, domain.NewMoney(55_037_67, "USD"), v.AnnualUSD)
	assert.Equal(t, noon.Add(time.Minute+30*day), v.Until)
	assert.Equal(t, registration.KindAutoApproved, v.Decision.Event)

	v = registration.View(tell(t, sentBack).state, anna)
	assert.Equal(t, registration.ActionView{Message: "Which product?", Fields: []string{"products"}}, *v.Action)
	assert.Nil(t, registration.View(tell(t, corrected).state, anna).Action)

	v = registration.View(tell(t, pleaded).state, rita)
	assert.Equal(t, plea.Text, v.Exception.Text)
	assert.Nil(t, v.Exception.Granted)
	assert.Zero(t, v.Until, "the window is over once an exception was asked for")
	v = registration.View(tell(t, excepted).state, rita)
	assert.True(t, *v.Exception.Granted)
	assert.Equal(t, "Fair", v.Exception.Reason)
	v = registration.View(tell(t, variants[registration.StateClosed]["denied"]).state, anna)
	assert.False(t, *v.Exception.Granted)
	assert.Equal(t, registration.DecisionView{Event: registration.KindExceptionDenied, Reason: "Known before", At: noon.Add(3 * time.Minute)}, *v.Decision)
}

func TestWhatLapsedOrClosedSaysWhenThatTookEffect(t *testing.T) {
	late := then(granted, wait(97*day), by(clock, registration.Lapse{}))
	v := registration.View(tell(t, late).state, anna)
	assert.Equal(t, noon.Add(time.Minute+90*day), v.Decision.At)
	assert.Equal(t, registration.KindLapsed, v.Decision.Event)
	assert.Zero(t, v.Until)
	v = registration.View(tell(t, variants[registration.StateClosed]["failed"]).state, anna)
	assert.Equal(t, registration.DecisionView{Event: registration.KindClosed, Reason: "exception-window-over", At: noon.Add(60 * day)}, *v.Decision)
}

// An exception may be asked for on a private deal: its customer and amounts stay the partner's and the auditor's.
func TestOfAPrivateDealTheVendorSeesWhatThePartnerWroteForTheReview(t *testing.T) {
	secrets := []string{secretCustomer, "40000.00", "44000.00", "robot-arm", "AW-1"}
	for _, story := range [][]step{opened, openDoor, then(openDoor, with(func(w *world) { w.facts = private() }), by(mark, resubmit(contract())))} {
		q := tell(t, story)
		for _, who := range []domain.Caller{rita, vera, paul, member("two", domain.Vendor, domain.RoleReviewer, domain.RoleAnalyst)} {
			text := asJSON(t, registration.View(q.state, who))
			for _, secret := range secrets {
				assert.NotContains(t, text, secret, who.Member)
			}
			v := registration.View(q.state, who)
			assert.Equal(t, opening.Text, v.Exception.Text)
			assert.Len(t, v.Verdict.Criteria, 8)
			c, _ := v.Verdict.Find(registration.CriterionType)
			assert.Equal(t, registration.Criterion{Code: registration.CriterionType, Outcome: registration.Fail}, c)
		}
		for _, who := range []domain.Caller{auditor, anna} {
			text := asJSON(t, registration.View(q.state, who))
			for _, secret := range secrets {
				assert.Contains(t, text, secret, who.Member)
			}
		}
	}
	q := tell(t, then(openDoor, with(func(w *world) { w.facts = private() }), by(mark, resubmit(contract()))))
	assert.Equal(t, contract(), *registration.View(q.state, rita).Form, "the form is written for the review")
}

func TestOfAVisibleDealTheVendorSeesEverything(t *testing.T) {
	assessment := facts(func(f *registration.Facts) { f.CoSell, f.Assessment = false, true })
	for name, of := range map[string]registration.Facts{"co-sell": eligible(), "an assessment": assessment} {
		q := tell(t, []step{by(clock, registration.OpenException{Text: "Please", Subject: subject("mark"), Verdict: registration.Judge(of, policy(), noon)})})
		v := registration.View(q.state, rita)
		assert.Equal(t, secretCustomer, v.Customer.Name, name)
		assert.Equal(t, usd(44_000), v.Verdict.ValueUSD, name)
	}
	v := registration.View(tell(t, asked).state, rita)
	assert.Equal(t, secretCustomer, v.Customer.Name, "exclusivity has no verdict")

	unjudged := newRequest()
	s := subject("mark")
	unjudged.record(clock, domain.RoleProcess, registration.ExceptionRequested{Text: "Please", Subject: &s})
	assert.Nil(t, registration.View(unjudged.state, rita).Customer, "nobody knows that it may be seen")
}

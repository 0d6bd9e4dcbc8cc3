package registration_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/evidence"
	"github.com/cosell/cosell/domain/registration"
)

func claims(all ...evidence.Claim) step {
	return with(func(w *world) {
		w.claims = map[string]evidence.Claim{}
		for i, key := range customer().MatchKeys() {
			if i < len(all) {
				w.claims[key] = all[i]
			}
		}
	})
}

func customer() domain.Customer { return *subject("mark").Customer }

func TestApprovingMustWinTheClaim(t *testing.T) {
	keys := customer().MatchKeys()
	two := exclusivity
	two.Subject.Products = []string{"robot-arm", "lamp"}
	one := two
	one.Form = registration.Form{Products: []string{"lamp"}}
	mine := domain.Evidence{Fact: "Contoso holds the claim for robot-arm", Stream: "claim-" + string(domain.ClaimID(keys[0])), Revision: 4}
	lamp := mine
	lamp.Fact = "Contoso holds the claim for lamp"
	check(t, []rule{
		{"it holds the product", asked, rita, registration.Approve{Note: "Yes"}, registration.Approved{Until: noon.Add(time.Minute + 90*day), Note: "Yes", Evidence: []domain.Evidence{mine}}},
		{"for as many days as said", asked, rita, registration.Approve{Days: new(7)}, registration.Approved{Until: noon.Add(time.Minute + 7*day), Evidence: []domain.Evidence{mine}}},
		{"for no days", asked, rita, registration.Approve{Days: new(0)}, "invalid too-small days"},
		{"for a year and a day", asked, rita, registration.Approve{Days: new(366)}, "invalid too-large days"},
		{"nobody holds it", then(asked, claims(held(keys[0]))), rita, registration.Approve{}, "refused claim-not-granted"},
		{"nothing was read", then(asked, claims()), rita, registration.Approve{}, "refused claim-not-granted"},
		{"another holds it", then(asked, claims(held(keys[0], hold("robot-arm", otherID)))), rita, registration.Approve{}, "refused exclusivity-held"},
		{"another holds it under another key", then(asked, claims(held(keys[0], hold("robot-arm", regID)), held(keys[1], hold("robot-arm", otherID)))), rita, registration.Approve{}, "refused exclusivity-held"},
		{"another holds another product", then(asked, claims(held(keys[0], hold("lamp", otherID), hold("robot-arm", regID)))), rita, registration.Approve{}, "approved"},
		{"it holds one of two", []step{by(clock, two)}, rita, registration.Approve{}, "refused claim-not-granted"},
		{"it holds both", []step{by(clock, two), claims(held(keys[0], hold("robot-arm", regID), hold("lamp", regID)))}, rita, registration.Approve{},
			registration.Approved{Until: noon.Add(time.Minute + 90*day), Evidence: []domain.Evidence{mine, lamp}}},
		{"it asks for one of the deal's two", []step{by(clock, one), claims(held(keys[0], hold("robot-arm", otherID), hold("lamp", regID)))}, rita, registration.Approve{}, "approved"},
		{"rejected", asked, rita, sample("reject"), registration.Rejected{Reason: "We know them"}},
	})
}

func TestEveryMatchKeyOfTheCustomerIsLookedAt(t *testing.T) {
	q := tell(t, asked)
	assert.Equal(t, registration.Needed{MatchKeys: customer().MatchKeys()}, registration.Needs(q.state, registration.Approve{}, rita))
	assert.Len(t, customer().MatchKeys(), 2)
	assert.Equal(t, registration.Needed{Partners: []domain.ID{contoso}}, registration.Needs(q.state, registration.Resubmit{}, mark))
	assert.Equal(t, registration.Needed{Partners: []domain.ID{contoso}, Verdict: true}, registration.Needs(tell(t, pending).state, registration.Resubmit{}, mark))
	assert.Equal(t, registration.Needed{}, registration.Needs(q.state, registration.Reject{}, rita))
	assert.Equal(t, registration.Needed{}, registration.Needs(registration.Registration{}, registration.Approve{}, rita))
}

func TestExtendingExclusivity(t *testing.T) {
	end := noon.Add(time.Minute + 90*day)
	check(t, []rule{
		{"asked at the end", then(granted, upTo(end)), anna, sample("request-extension"), registration.ExtensionRequested{Reason: "Budget round"}},
		{"asked after it", then(granted, upTo(end.Add(1))), anna, sample("request-extension"), "refused exclusivity-over"},
		{"asked while one waits", extending, mark, sample("request-extension"), "refused extension-pending"},
		{"asked after one was granted", extended, mark, sample("request-extension"), "refused extension-used"},
		{"asked after one was refused", notExtended, mark, sample("request-extension"), "extension-requested"},
		{"granted", extending, rita, registration.Extend{}, registration.Extended{From: end, To: end.Add(90 * day)}},
		{"granted at the end", then(extending, upTo(end)), rita, registration.Extend{}, "extended"},
		{"granted after it", then(extending, upTo(end.Add(1))), rita, registration.Extend{}, "refused exclusivity-over"},
		{"granted unasked", granted, rita, registration.Extend{}, "refused no-extension-pending"},
		{"granted twice", extended, rita, registration.Extend{}, "refused no-extension-pending"},
		{"refused", extending, rita, sample("refuse-extension"), registration.ExtensionRefused{Reason: "No progress"}},
		{"refused unasked", granted, rita, sample("refuse-extension"), "refused no-extension-pending"},
		{"refused after the end", then(extending, upTo(end.Add(1))), rita, sample("refuse-extension"), "refused exclusivity-over"},
		{"of an incentive", auto, anna, sample("request-extension"), "refused wrong-purpose"},
		{"of an incentive, by the reviewer", auto, rita, registration.Extend{}, "refused wrong-purpose"},
	})
}

func TestExclusivityLapsesWhenItsTimeIsOver(t *testing.T) {
	end := noon.Add(time.Minute + 90*day)
	check(t, []rule{
		{"not at its end", then(granted, upTo(end)), clock, registration.Lapse{Until: end}, "refused not-due"},
		{"after it", then(granted, upTo(end.Add(1))), clock, registration.Lapse{Until: end}, registration.Lapsed{Until: end}},
		{"a week after it", then(granted, upTo(end.Add(7*day))), clock, registration.Lapse{}, registration.Lapsed{Until: end}},
		{"not that of before the extension", then(extended, upTo(end.Add(1))), clock, registration.Lapse{Until: end}, "nothing"},
		{"not the extended one too early", then(extended, upTo(end.Add(90*day))), clock, registration.Lapse{Until: end.Add(90 * day)}, "refused not-due"},
		{"the extended one", then(extended, upTo(end.Add(90*day+1))), clock, registration.Lapse{Until: end.Add(90 * day)}, registration.Lapsed{Until: end.Add(90 * day)}},
		{"an incentive never", then(auto, wait(400*day)), clock, registration.Lapse{}, "nothing"},
		{"nothing that waits for its review", asked, clock, registration.Lapse{}, "nothing"},
	})
}

func TestWhatClosesARegistration(t *testing.T) {
	review, exception := noon.Add(time.Minute+30*day), noon.Add(60*day)
	ended := registration.Close{Why: registration.ClosedDealEnded, At: noon.Add(30 * time.Second)}
	check(t, []rule{
		{"passed: at once", passed, clock, closing("passed"), registration.Closed{Why: "passed"}},
		{"failed: not at the end of the window", then(failed, upTo(exception)), clock, closing("exception-window-over"), "refused not-due"},
		{"failed: after it", then(failed, upTo(exception.Add(day))), clock, closing("exception-window-over"), registration.Closed{Why: "exception-window-over", At: exception}},
		{"approved: not at the end of the window", then(auto, upTo(review)), clock, closing("review-window-over"), "refused not-due"},
		{"approved: after it", then(auto, upTo(review.Add(day))), clock, closing("review-window-over"), registration.Closed{Why: "review-window-over", At: review}},
		{"exclusivity has no review window", then(granted, wait(80*day)), clock, closing("review-window-over"), "nothing"},
		{"exclusivity that waits: with its deal", asked, clock, ended, registration.Closed{Why: "deal-ended", At: noon.Add(30 * time.Second)}},
		{"exclusivity that is held: with its deal", granted, clock, ended, registration.Closed{Why: "deal-ended", At: noon.Add(30 * time.Second)}},
		{"at the moment in which the deal ended", then(asked, upTo(noon.Add(30*time.Second))), clock, ended, registration.Closed{Why: "deal-ended"}},
		{"exclusivity sent back: not with its deal", sentBack, clock, ended, "nothing"},
		{"an incentive: not with its deal", pending, clock, ended, "nothing"},
		{"an approved incentive: not with its deal", auto, clock, ended, "nothing"},
		{"deployed elsewhere", []step{by(clock, elsewhere)}, clock, registration.Close{Why: "not-deployed-here", At: noon.Add(-day)}, registration.Closed{Why: "not-deployed-here"}},
		{"deployed here", pending, clock, closing("not-deployed-here"), "nothing"},
		{"exclusivity is deployed nowhere", asked, clock, closing("not-deployed-here"), "nothing"},
		{"for another reason", asked, clock, closing("boredom"), "invalid not-one-of why"},
	})
}

func TestARequestOfExclusivityHasACustomerAndProducts(t *testing.T) {
	bare := exclusivity
	bare.Subject.Customer, bare.Subject.Products = nil, nil
	check(t, []rule{
		{"neither", nil, clock, bare, "invalid invalid subject.customer:required subject.products:required"},
		{"no purpose", nil, clock, registration.Request{Subject: subject("mark")}, "invalid required kind"},
		{"an incentive needs neither", nil, clock, registration.Request{Purpose: registration.Incentive, Subject: bare.Subject, Verdict: incentive.Verdict}, "requested"},
		{"an incentive needs a verdict", nil, clock, registration.Request{Purpose: registration.Incentive, Subject: bare.Subject}, "invalid required verdict"},
		{"so does an exception", nil, clock, registration.OpenException{Text: "Please", Subject: bare.Subject}, "invalid required verdict"},
		{"no deal", nil, clock, registration.Request{Purpose: registration.Incentive, Verdict: incentive.Verdict, Subject: func() registration.Subject {
			s := subject("mark")
			s.Deal, s.Dates.Created = domain.EventRef{}, time.Time{}
			return s
		}()}, "invalid invalid subject.deal:required subject.dates.created:required"},
	})
}

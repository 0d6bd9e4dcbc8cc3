package opportunity_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
)

// deadline is that of the offers in the stories: made a minute after noon.
var deadline = noon.Add(time.Minute + 14*day)

const instant = time.Microsecond

func TestDistributing(t *testing.T) {
	check(t, []rule{
		{"a new deal is offered to one partner, which has fourteen days", created, vera, offerTo(contoso),
			opportunity.Distributed{Partner: contosoParty, Deadline: deadline, Window: 14 * day, AfterDecline: "close", AfterLapse: "close"}},
		{"the vendor may give another time and say what follows", created, vera,
			opportunity.Distribute{Partner: opportunity.Addressee(contoso), AnswerWithinDays: new(3), AfterDecline: "return", AfterLapse: "reoffer"},
			opportunity.Distributed{Partner: contosoParty, Deadline: noon.Add(time.Minute + 3*day), Window: 3 * day, AfterDecline: "return", AfterLapse: "reoffer"}},
		{"the time is one to ninety days", created, vera, opportunity.Distribute{Partner: opportunity.Addressee(contoso), AnswerWithinDays: new(0)}, "invalid too-small answerWithinDays"},
		{"ninety days at most", created, vera, opportunity.Distribute{Partner: opportunity.Addressee(contoso), AnswerWithinDays: new(91)}, "invalid too-large answerWithinDays"},
		{"what follows is one of three", created, vera, opportunity.Distribute{Partner: opportunity.Addressee(contoso), AfterLapse: "maybe"}, "invalid not-one-of afterLapse"},
		{"an offer is to somebody", created, vera, opportunity.Distribute{}, "invalid required partner"},
		{"a partner that does not exist is named", created, vera, offerTo(nobody), "invalid unknown-partner partner"},
		{"a suspended partner gets no offer", then(created, suspended(contoso)), vera, offerTo(contoso), "refused partner-not-approved partner"},
		{"one that let it lapse is left out from then on", lapsedSoft, vera, offerTo(contoso), "refused partner-excluded partner"},
		{"so is one that declined", then(offeredSoft, by(anna, opportunity.Decline{Reason: "no-response"})), vera, offerTo(contoso), "refused partner-excluded partner"},
		{"so is one that gave it back", returned, vera, offerTo(contoso), "refused partner-excluded partner"},
		{"one whose offer was recalled may be asked again", recalled, vera, offerTo(contoso),
			opportunity.Distributed{Partner: contosoParty, Deadline: deadline.Add(2 * time.Minute), Window: 14 * day, AfterDecline: "close", AfterLapse: "close"}},
		{"an offered deal is not offered twice", offered, vera, offerTo(fabrik), "refused wrong-state"},
		{"distributing is the vendor's", accepted, anna, offerTo(fabrik), "denied vendor-only"},
	})
}

func TestAnsweringAnOffer(t *testing.T) {
	check(t, []rule{
		{"the partner that takes an offer leads the deal, at stage 10", offered, anna, opportunity.Accept{}, opportunity.Accepted{Partner: contosoParty, Stage: 10}},
		{"a manager may take it too", offered, mark, opportunity.Accept{}, opportunity.Accepted{Partner: contosoParty, Stage: 10}},
		{"an answer at the deadline is in time", then(offered, upTo(deadline)), anna, opportunity.Accept{}, opportunity.Accepted{Partner: contosoParty, Stage: 10}},
		{"an answer an instant later is not", then(offered, upTo(deadline.Add(instant))), anna, opportunity.Accept{}, "refused offer-expired"},
		{"nor is declining", then(offered, upTo(deadline.Add(instant))), anna, opportunity.Decline{Reason: "other"}, "refused offer-expired"},
		{"declining closes the deal", offered, anna, opportunity.Decline{Reason: "other", Note: "No staff"},
			opportunity.Declined{Partner: contosoParty, Reason: "other", Note: "No staff"}},
		{"or gives it back, if the offer said so", offeredSoft, anna, opportunity.Decline{Reason: "other"},
			opportunity.OfferDeclined{Partner: contosoParty, Reason: "other", Next: "return"}},
		{"or to the next candidate", then(created, by(vera, distribute(contoso, "reoffer"))), anna, opportunity.Decline{Reason: "other"},
			opportunity.OfferDeclined{Partner: contosoParty, Reason: "other", Next: "reoffer"}},
		{"declining takes a reason of the program", offered, anna, opportunity.Decline{Reason: "weather"}, "invalid unknown-reason reason"},
		{"declining without a reason is invalid", offered, anna, opportunity.Decline{}, "invalid required reason"},
		{"a seller does not see offers", offered, sam, opportunity.Accept{}, "missing not-found"},
		{"the vendor does not answer for the partner", offered, vera, opportunity.Accept{}, "denied partner-only"},
		{"a partner that was not asked knows of nothing", offered, fred, opportunity.Accept{}, "missing not-found"},
		{"one that declined cannot take it after all", then(offeredSoft, by(anna, opportunity.Decline{Reason: "other"})), anna, opportunity.Accept{}, "denied not-offered"},
		{"taking it twice is once too often", accepted, anna, opportunity.Accept{}, "refused wrong-state"},
		{"a suspended partner answers nothing", then(offered, suspended(contoso)), anna, opportunity.Accept{}, "refused partner-suspended"},
	})
}

func TestWhoLetItsOfferLapseIsToldSoInEveryLaterState(t *testing.T) {
	lateAgain := then(lapsedSoft, by(vera, distribute(fabrik, "return")))
	for name, story := range map[string][]step{
		"offered still":                        then(offered, upTo(deadline.Add(instant))),
		"expired":                              expired,
		"new again":                            lapsedSoft,
		"offered to another":                   lateAgain,
		"accepted by another":                  then(lateAgain, by(fred, opportunity.Accept{})),
		"won by another":                       then(lateAgain, by(fred, opportunity.Accept{}), by(fred, opportunity.Win{Value: usd(1)})),
		"closed as error, no clock having run": wrongLate,
	} {
		d := tell(t, story)
		for _, c := range []opportunity.Command{opportunity.Accept{}, opportunity.Decline{Reason: "other"}} {
			assert.Equal(t, "refused offer-expired", answer(events(d.try(anna, c))), "%s: %s", name, c.CommandName())
		}
	}
	d := tell(t, wrongOpen, []step{wait(30 * day)})
	assert.Equal(t, "refused terminal-state", answer(events(d.try(anna, opportunity.Accept{}))), "closed before the deadline")
}

func TestRecalling(t *testing.T) {
	process := domain.Process("membership")
	check(t, []rule{
		{"the vendor takes back an unanswered offer", offered, vera, opportunity.Recall{Reason: "Sent too early"},
			opportunity.Recalled{Partner: contosoParty, Reason: "Sent too early"}},
		{"until its deadline", then(offered, upTo(deadline)), vera, opportunity.Recall{Reason: "Late"}, opportunity.Recalled{Partner: contosoParty, Reason: "Late"}},
		{"and no longer", then(offered, upTo(deadline.Add(instant))), vera, opportunity.Recall{Reason: "Late"}, "refused offer-expired"},
		{"recalling takes a reason", offered, vera, opportunity.Recall{}, "invalid required reason"},
		{"an accepted deal is not recalled", accepted, vera, opportunity.Recall{Reason: "Late"}, "refused wrong-state"},
		{"a partner does not recall", offered, anna, opportunity.Recall{Reason: "Late"}, "denied vendor-only"},
		{"a process recalls the offer of a suspended partner", then(offered, suspended(contoso)), process, opportunity.Recall{Reason: "Suspended"},
			opportunity.Recalled{Partner: contosoParty, Reason: "Suspended"}},
		{"and no other offer", offered, process, opportunity.Recall{Reason: "Suspended"}, "nothing"},
		{"nor what has lapsed", then(offered, suspended(contoso), upTo(deadline.Add(instant))), process, opportunity.Recall{Reason: "Suspended"}, "nothing"},
	})
}

func TestLookingAtAnOffer(t *testing.T) {
	check(t, []rule{
		{"the first look is noted", offered, anna, opportunity.SeeOffer{}, opportunity.OfferSeen{Partner: contosoParty}},
		{"a second one is not", then(offered, by(mark, opportunity.SeeOffer{})), anna, opportunity.SeeOffer{}, "nothing"},
		{"nor one after the deadline", then(offered, upTo(deadline.Add(instant))), anna, opportunity.SeeOffer{}, "nothing"},
		{"nor the vendor's", offered, vera, opportunity.SeeOffer{}, "nothing"},
		{"nor one at a deal that is not on offer", accepted, anna, opportunity.SeeOffer{}, "nothing"},
		{"nor that of a suspended partner", then(offered, suspended(contoso)), anna, opportunity.SeeOffer{}, "nothing"},
		{"nor that of a former party", lapsedSoft, anna, opportunity.SeeOffer{}, "nothing"},
	})
}

func TestExpiring(t *testing.T) {
	late := then(offered, wait(30*day))
	check(t, []rule{
		{"what nobody answered expires", late, clock, opportunity.Expire{}, opportunity.Expired{Partner: contosoParty, Deadline: deadline}},
		{"or comes back, if the offer said so", then(offeredSoft, wait(30*day)), clock, opportunity.Expire{},
			opportunity.OfferLapsed{Partner: contosoParty, Deadline: deadline, Next: "return"}},
		{"not at the deadline yet", then(offered, upTo(deadline)), clock, opportunity.Expire{}, "refused not-due"},
		{"but an instant later", then(offered, upTo(deadline.Add(instant))), clock, opportunity.Expire{}, opportunity.Expired{Partner: contosoParty, Deadline: deadline}},
		{"the offer that is meant", late, clock, opportunity.Expire{Deadline: deadline}, opportunity.Expired{Partner: contosoParty, Deadline: deadline}},
		{"and no other", late, clock, opportunity.Expire{Deadline: deadline.Add(day)}, "nothing"},
		{"nothing that was answered", then(accepted, wait(30*day)), clock, opportunity.Expire{}, "nothing"},
		{"it is the clock's alone", late, vera, opportunity.Expire{}, "denied process-only"},
		{"and the clock's only power", late, clock, opportunity.CloseAsError{Reason: "test-deal"}, "denied not-for-processes"},
	})
	d := tell(t, expired)
	last := d.history[len(d.history)-1]
	assert.Equal(t, deadline, last.Effective, "a late clock does not move the deadline")
	assert.Equal(t, deadline.Format(time.RFC3339), asJSON(t, opportunity.View(d.state, vera, d.policy))["outcome"].(map[string]any)["at"])
}

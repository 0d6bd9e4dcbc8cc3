package projections_test

import (
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/claim"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/domain/registration"
)

// coSell is what chance must know of referrals and registrations to let them go on.
type coSell struct {
	copies   []*share
	requests []*request
	begun    int
}

// share is a copy that is not closed yet, or was won.
type share struct {
	id, engagement domain.ID
	owner          domain.Organisation
	opener, won    bool
	received       bool
	closed         bool // and not won
	assessed       bool // a solution assessment
}

// request is a registration, with the claim that it was filed with.
type request struct {
	id, claim domain.ID
	partner   domain.Party
}

var reviewer = domain.Actor{Member: "rita", Org: domain.Vendor, Role: domain.RoleReviewer}

func (c *chance) freshID(what string) domain.ID {
	c.begun++
	return domain.ID(uuid.NewSHA1(uuid.NameSpaceOID, fmt.Append(nil, what, c.begun)).String())
}

// coSellStep lets one thing happen to a referral or a registration; the rules of whether it may are left out.
func (c *chance) coSellStep() {
	switch n := c.rand.IntN(10); {
	case len(c.copies) < 12 || n == 0:
		c.openReferral()
	case n < 3 && len(c.requests) > 0:
		c.stepRequest(c.requests[c.rand.IntN(len(c.requests))])
	default:
		i := c.rand.IntN(len(c.copies))
		c.stepCopy(c.copies[i])
		if c.rand.IntN(15) == 0 {
			c.copies = append(c.copies[:i], c.copies[i+1:]...)
		}
	}
}

// publish lets the program say what currencies are worth: some of them for the first time, some once more.
func (c *chance) publish() {
	month := c.now.AddDate(0, -c.rand.IntN(3), 0).Format("2006-01")
	var rates []program.Rate
	for _, currency := range []domain.Currency{"EUR", "JPY", "GBP"}[:1+c.rand.IntN(3)] {
		rates = append(rates, program.Rate{Month: month, Currency: currency, USD: fmt.Sprintf("%d.%04d", c.rand.IntN(2), 1+c.rand.IntN(9999)), Source: "the central bank"})
	}
	c.add(program.ID, domain.Actor{Member: "pat", Org: domain.Vendor, Role: domain.RoleProgramAdministrator},
		program.RatesPublished{MonthlyRates: program.MonthlyRates{Rates: rates}, Reason: "The month is over."})
}

func person(member string) domain.TeamMember {
	return domain.TeamMember{Member: member, Name: "Somebody", Mail: "somebody@example.com", Phone: "+1 555 0100"}
}

func orgOf(p domain.Party) domain.Organisation {
	return domain.Organisation{Org: domain.Org(p.ID), Name: p.Name}
}

var theVendor = domain.Organisation{Org: domain.Vendor, Name: domain.VendorName}

func (c *chance) details() referral.Details {
	return referral.Details{
		Name: "Co-sell \t" + pick(c, "one", "two"), EstimatedValue: c.money("EUR"), EstimatedClose: c.date(), CRM: "crm-1", Notes: "notes",
		Customer: &domain.Customer{Name: "Customer, co-selling", City: "Wien", Country: "AT", Kind: domain.AccountManual},
		Contact:  &domain.Contact{Name: "Somebody", Mail: "somebody@example.com", Phone: "+1 555 0100"},
		Intent:   pick(c, referral.IntentYes, referral.IntentNo), Location: id(c.rand.IntN(9)),
	}
}

func (c *chance) solution() []referral.Solution {
	kind := pick(c, referral.SolutionOwn, referral.SolutionOwn, referral.SolutionVendor, referral.SolutionAssessment)
	return []referral.Solution{{Kind: kind, ID: "s-1", Name: pick(c, "Ledger", "")}}
}

func (c *chance) actorOf(s *share) domain.Actor {
	if s.owner.Org == domain.Vendor {
		return vera
	}
	return domain.Actor{Member: "anna", Org: s.owner.Org, Role: domain.RoleAdministrator}
}

func (c *chance) openReferral() {
	s := &share{id: c.freshID("referral"), owner: orgOf(partner(c.rand.IntN(9))), opener: true}
	if c.rand.IntN(6) == 0 {
		s.owner = theVendor
	}
	s.engagement = s.id.Derive("engagement")
	c.copies = append(c.copies, s)
	about := c.solution()
	s.assessed = referral.Assessing(about)
	c.add(s.id, c.actorOf(s), referral.Created{
		Engagement: s.engagement, Owner: s.owner, Details: c.details(), Team: []domain.TeamMember{person("anna")}, Solutions: about, Stage: 10,
	})
	if c.rand.IntN(3) == 0 && !s.assessed {
		c.now = c.now.Add(-time.Minute) // in the same append
		c.add(s.id, c.actorOf(s), referral.VisibilityGranted{})
	}
}

func (c *chance) counterpart(state referral.State) referral.Counterpart {
	return referral.Counterpart{Referral: c.freshID("other"), Owner: pick(c, theVendor, orgOf(partner(3)), orgOf(partner(4))), State: state}
}

func (c *chance) invite(s *share, owner domain.Organisation) domain.ID {
	about := c.solution()
	o := &share{id: c.freshID("copy"), engagement: s.engagement, owner: owner, received: true, assessed: referral.Assessing(about)}
	help := pick(c, "", "other")
	if owner == theVendor {
		help = "other" // it would not be invited otherwise
	}
	c.copies = append(c.copies, o)
	c.add(o.id, clock, referral.Received{
		Engagement: s.engagement, Owner: owner, Inviter: referral.Counterpart{Referral: s.id, Owner: s.owner, State: referral.StateAccepted},
		Deadline: c.now.AddDate(0, 0, 14), Details: c.details(), Share: referral.Share{Help: "other", Solutions: about},
		Visible: c.rand.IntN(2) == 0, HelpAsked: help, Counterparts: []referral.Counterpart{c.counterpart(referral.StateReceived)},
	})
	return o.id
}

func (c *chance) stepCopy(s *share) {
	by := c.actorOf(s)
	switch {
	case s.won && c.rand.IntN(3) > 0:
		c.stepWon(s, by)
	case s.won || s.closed:
		c.hear(s)
	case s.received:
		c.answer(s, by)
	case s.opener && !s.assessed && c.rand.IntN(4) == 0:
		c.upgrade(s, by)
	default:
		c.work(s, by)
	}
}

func (c *chance) answer(s *share, by domain.Actor) {
	switch c.rand.IntN(8) {
	case 0:
		c.add(s.id, by, referral.Seen{})
	case 1:
		s.closed = true
		c.add(s.id, by, referral.Declined{Reason: "no-response", Note: "No."})
	case 2:
		s.closed = true
		c.add(s.id, clock, referral.Expired{Deadline: c.now.Add(-time.Hour)})
	case 3:
		s.closed = true
		c.add(s.id, clock, referral.Withdrawn{Reason: "The deal ended."})
	case 4:
		s.closed = true
		c.add(s.id, by, referral.ClosedAsError{Reason: "data-error"})
	default:
		s.received = false
		c.add(s.id, by, referral.Accepted{Details: c.details(), Team: []domain.TeamMember{person("anna"), person("sam")}, Stage: 10})
	}
}

func (c *chance) upgrade(s *share, by domain.Actor) {
	switch c.rand.IntN(3) {
	case 0:
		c.add(s.id, by, referral.VisibilityGranted{})
	case 1:
		c.add(s.id, by, referral.HelpRequested{Help: "other", Notes: "Please.", Referral: c.invite(s, theVendor)})
	case 2:
		p := partner(c.rand.IntN(9))
		c.add(s.id, by, referral.PartnerInvited{Partner: p, Referral: c.invite(s, orgOf(p)), Share: referral.Share{Help: "other"}})
	}
}

func (c *chance) work(s *share, by domain.Actor) {
	switch c.rand.IntN(13) {
	case 0, 1:
		c.add(s.id, by, referral.StageMarked{From: 10, Stage: pick(c, 20, 40), Name: "Stage"})
	case 2:
		value := c.money("EUR")
		c.add(s.id, by, referral.Revised{EstimatedValue: &domain.Change[domain.Money]{To: value}, CRM: &domain.Change[string]{To: "x"}})
	case 3:
		c.add(s.id, by, referral.TeamChanged{To: []domain.TeamMember{person("sam")}})
	case 4:
		if s.assessed {
			return
		}
		c.add(s.id, by, referral.SolutionsChanged{To: []referral.Solution{{Kind: referral.SolutionOwn, ID: "s-2"}}})
	case 5:
		c.add(s.id, by, referral.NoteAdded{Text: "We met.", Audience: pick(c, referral.AudienceOwn, referral.AudienceEngagement)})
	case 6, 7, 8, 9:
		c.hear(s)
	case 10:
		s.closed = true
		c.add(s.id, by, referral.Lost{Reason: "other"})
	case 11:
		s.closed = true
		c.add(s.id, by, referral.ClosedAsError{Reason: "data-error"})
	case 12:
		s.won = true
		c.add(s.id, by, referral.Won{Value: c.money("EUR"), Date: domain.DateOf(c.now)})
	}
}

// hear lets something become known to a copy, in whatever state it is.
func (c *chance) hear(s *share) {
	switch c.rand.IntN(4) {
	case 0:
		c.add(s.id, clock, referral.CounterpartAnswered{Counterpart: c.counterpart(pick(c, referral.StateAccepted, referral.StateDeclined)), At: c.now})
	case 1:
		c.add(s.id, clock, referral.CounterpartClosed{Counterpart: c.counterpart(referral.StateWon), At: c.now})
	case 2:
		c.add(s.id, clock, referral.CounterpartNoted{Counterpart: c.counterpart(referral.StateAccepted), At: c.now,
			Text: pick(c, "", "Hello."), Visible: c.rand.IntN(2) == 0, Help: pick(c, "", "other"), Invited: c.rand.IntN(2) == 0})
	case 3:
		c.add(s.id, vera, referral.AccountMatched{Account: domain.AccountManaged, Vendor: "A-1"})
	}
}

func (c *chance) stepWon(s *share, by domain.Actor) {
	asked := &request{id: c.freshID("registration"), partner: partner(1)}
	verdict := registration.Verdict{Eligible: registration.Pass, ValueUSD: usd(3_000_000),
		Criteria: []registration.Criterion{{Code: registration.CriterionType, Outcome: pick(c, registration.Pass, registration.Fail)}}}
	subject := registration.Subject{Deal: domain.EventRef{Stream: "referral-" + string(s.id)}, Partner: asked.partner, Requester: "anna",
		Customer: &domain.Customer{Name: "Customer, co-selling", Country: "AT"}, Products: []string{"erp"}}
	switch c.rand.IntN(4) {
	case 0:
		c.add(s.id, by, referral.ExceptionNoted{Registration: asked.id, State: registration.StateException, Text: "Please."})
		c.add(asked.id, clock, registration.ExceptionRequested{Text: "Please.", Overdue: c.now.AddDate(0, 0, 20), Subject: &subject, Verdict: &verdict})
	case 1:
		c.add(s.id, clock, referral.RegistrationNoted{Registration: asked.id, Kind: registration.Incentive, State: registration.StateApproved})
		return
	default:
		c.add(s.id, by, referral.Registered{Registration: asked.id, Kind: registration.Incentive})
		purpose := pick(c, registration.Incentive, registration.Exclusivity)
		c.add(asked.id, clock, registration.Requested{Purpose: purpose, Subject: subject, Verdict: verdict})
		asked.claim = domain.ClaimID(pick(c, "account:1", "account:2"))
		c.add(asked.claim, clock, claim.Filed{MatchKey: "account:1", Registration: asked.id, Partner: asked.partner, Products: []string{pick(c, "erp", "crm")}})
	}
	c.requests = append(c.requests, asked)
}

// stepRequest lets any of the things happen that happen to registrations.
func (c *chance) stepRequest(r *request) {
	later := c.now.AddDate(0, 0, 30)
	happens := []domain.Event{
		registration.AutoApproved{Annual: usd(90_000_000), Until: later}, registration.SelectedForReview{Reason: "A sample."},
		registration.ActionRequired{Message: "The date is missing."}, registration.Resubmitted{Verdict: registration.Verdict{Eligible: registration.Unknown}},
		registration.Passed{Reason: "Fine."}, registration.Failed{Reason: "No.", Until: later}, registration.Approved{Until: later},
		registration.Rejected{Reason: "No."}, registration.ExtensionRequested{Reason: "More."}, registration.Extended{From: c.now, To: later},
		registration.ExtensionRefused{Reason: "No."}, registration.Lapsed{Until: c.now}, registration.Withdrawn{},
		registration.ExceptionRequested{Text: "Please.", Overdue: later}, registration.ExceptionGranted{}, registration.ExceptionDenied{Reason: "No."},
		registration.Closed{Why: registration.ClosedDealEnded},
	}
	if r.claim != "" && c.rand.IntN(3) == 0 {
		c.add(r.claim, clock, pick[domain.Event](c, claim.Granted{Registration: r.id, Partner: r.partner, Products: []string{"erp"}}, claim.Released{Registration: r.id, Why: "closed"}))
		return
	}
	c.add(r.id, reviewer, happens[c.rand.IntN(len(happens))])
}

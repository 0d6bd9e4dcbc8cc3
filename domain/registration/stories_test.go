package registration_test

import (
	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/registration"
)

// secretCustomer must not reach whom it is not for.
const secretCustomer = "Adventure Works"

func subject(requester string) registration.Subject {
	return registration.Subject{
		Deal:      domain.EventRef{Stream: "opportunity-" + string(dealID), Revision: 9, ID: dealID.Derive("9"), Kind: "opportunity.registered", At: noon},
		Partner:   domain.Party{ID: contoso, Name: "Contoso"},
		Requester: requester,
		Customer:  &domain.Customer{Name: secretCustomer, Country: "AT", Kind: domain.AccountManaged, VendorAccount: "AW-1"},
		Products:  []string{"robot-arm"},
		Partners:  1,
		Dates:     registration.Dates{Created: noon.AddDate(0, 0, -50), Invited: noon.AddDate(0, 0, -45)},
	}
}

// contract is a form that all rules like: 100,000 EUR over two years, a third of it for the solution.
func contract() registration.Form {
	return registration.Form{
		ContractValue: eur(100_000), SolutionValue: eur(33_000), Term: registration.Finite,
		Signed: date(-10), Start: date(-5), End: date(2*365 - 6),
		Pricing: registration.OtherPricing, Deployed: new(true), Tenant: "customer", Marketplace: new(false),
		Solution: "picking", HoldsContract: true, NamedInContract: true,
	}
}

func edited(change func(*registration.Form)) registration.Form {
	f := contract()
	change(&f)
	return f
}

// eligible is a deal that all criteria like, as far as a deal can tell.
func eligible() registration.Facts {
	ref := func(n string) domain.EventRef {
		return domain.EventRef{Stream: "referral-" + string(dealID), ID: dealID.Derive(n), Kind: n, At: noon}
	}
	return registration.Facts{
		Won: true, Closed: true, State: "won", WonDate: date(-3), Value: eur(40_000),
		CoSell: true, VendorAccepted: registration.Pass, Solution: registration.Pass, SolutionName: "Picking",
		Account: domain.AccountManaged, HoldsContract: registration.Pass, Partners: 1,
		Events: map[string]domain.EventRef{
			registration.CriterionWon: ref("won"), registration.CriterionSolution: ref("solution"), registration.CriterionType: ref("type"),
			registration.CriterionVendor: ref("vendor"), registration.CriterionValue: ref("value"), registration.CriterionAccount: ref("account"),
			registration.CriterionNoAssessment: ref("assessment"), registration.CriterionContract: ref("contract"),
		},
	}
}

func private() registration.Facts {
	f := eligible()
	f.CoSell, f.VendorAccepted = false, ""
	return f
}

func incentiveOf(f registration.Form, of registration.Facts) registration.Request {
	return registration.Request{Purpose: registration.Incentive, Subject: subject("mark"), Form: f, Verdict: registration.Judge(of, policy(), noon)}
}

var (
	exclusivity = registration.Request{Purpose: registration.Exclusivity, Subject: subject("mark")}
	incentive   = incentiveOf(contract(), eligible())
	elsewhere   = incentiveOf(edited(func(f *registration.Form) { f.Deployed = new(false) }), eligible())
	plea        = registration.RequestException{Text: "The customer moved the contract.\nWe could not know."}
	opening     = registration.OpenException{Text: "Please look.", Subject: subject("mark"), Verdict: registration.Judge(private(), policy(), noon)}
)

// Stories up to a certain point. Exclusivity lasts 90 days from its approval, a minute after noon.
var (
	asked       = []step{by(clock, exclusivity)}
	sentBack    = then(asked, by(rita, sample("require-action")))
	granted     = then(asked, by(rita, registration.Approve{}))
	extending   = then(granted, by(anna, sample("request-extension")))
	extended    = then(extending, by(rita, registration.Extend{}))
	notExtended = then(extending, by(rita, sample("refuse-extension")))
	lapsed      = then(granted, wait(90*day), by(clock, registration.Lapse{}))

	pending   = []step{by(clock, incentive)}
	auto      = then(pending, by(clock, registration.AutoApprove{}))
	selected  = then(auto, by(rita, sample("select-for-review")))
	corrected = then(pending, by(rita, sample("require-action")), by(anna, resubmit(contract())))
	passed    = then(pending, by(rita, sample("pass")))
	failed    = then(pending, by(rita, sample("fail")))
	pleaded   = then(failed, by(mark, plea))
	excepted  = then(pleaded, by(rita, sample("grant-exception")))
	again     = then(excepted, by(mark, resubmit(contract())))
	opened    = []step{by(clock, opening)}
	openDoor  = then(opened, by(rita, sample("grant-exception")))
)

func closing(why string) registration.Close { return registration.Close{Why: why} }

func resubmit(f registration.Form) registration.Resubmit { return registration.Resubmit{Form: &f} }

// variants are registrations in every state, in the different ways to be there.
var variants = map[registration.State]map[string][]step{
	registration.StatePending: {
		"exclusivity": asked, "exclusivity again": then(sentBack, by(mark, registration.Resubmit{})),
		"incentive": pending, "selected": selected, "corrected": corrected, "again": again,
		"deployed elsewhere": {by(clock, elsewhere)},
	},
	registration.StateAction: {
		"exclusivity sent back": sentBack, "incentive sent back": then(pending, by(rita, sample("require-action"))),
		"excepted": excepted, "opened and excepted": openDoor,
	},
	registration.StateException: {"pleaded": pleaded, "opened": opened},
	registration.StateApproved:  {"granted": granted, "extending": extending, "extended": extended, "not extended": notExtended, "auto": auto},
	registration.StatePassed:    {"passed": passed},
	registration.StateFailed:    {"failed": failed, "failed again": then(again, by(rita, sample("fail")))},
	registration.StateRejected:  {"rejected": then(asked, by(rita, sample("reject")))},
	registration.StateWithdrawn: {
		"withdrawn": then(asked, by(anna, registration.Withdraw{})), "incentive withdrawn": then(pending, by(anna, sample("withdraw"))),
	},
	registration.StateLapsed: {"lapsed": lapsed, "lapsed later": then(extended, wait(180*day), by(clock, registration.Lapse{}))},
	registration.StateClosed: {
		"passed":             then(passed, by(clock, closing(registration.ClosedPassed))),
		"failed":             then(failed, wait(60*day), by(clock, closing(registration.ClosedExceptionOver))),
		"approved":           then(auto, wait(30*day), by(clock, closing(registration.ClosedReviewOver))),
		"deal ended":         then(asked, by(clock, closing(registration.ClosedDealEnded))),
		"deal ended, held":   then(granted, by(clock, closing(registration.ClosedDealEnded))),
		"deployed elsewhere": {by(clock, elsewhere), by(clock, closing(registration.ClosedNotDeployed))},
		"denied":             then(pleaded, by(rita, sample("deny-exception"))),
		"denied at once":     then(opened, by(rita, sample("deny-exception"))),
	},
}

// sample is a command that can be taken where its state, kind and caller are right.
func sample(name string) registration.Command {
	return map[string]registration.Command{
		"select-for-review": registration.SelectForReview{Reason: "Drawn by lot"},
		"require-action":    registration.RequireAction{Message: "Which product?", Fields: []string{"products"}},
		"resubmit":          registration.Resubmit{},
		"pass":              registration.PassReview{Reason: "All there"},
		"fail":              registration.FailReview{Reason: "No contract"},
		"approve":           registration.Approve{Note: "Good luck"},
		"reject":            registration.Reject{Reason: "We know them"},
		"request-extension": registration.RequestExtension{Reason: "Budget round"},
		"extend":            registration.Extend{},
		"refuse-extension":  registration.RefuseExtension{Reason: "No progress"},
		"withdraw":          registration.Withdraw{Reason: "Too early"},
		"request-exception": plea,
		"grant-exception":   registration.GrantException{Reason: "Fair"},
		"deny-exception":    registration.DenyException{Reason: "Known before"},
		"request":           incentive,
		"open-exception":    opening,
		"auto-approve":      registration.AutoApprove{},
		"lapse":             registration.Lapse{},
		"close":             closing(registration.ClosedDealEnded),
	}[name]
}

// attempts are samples of every command; of some, such as only one kind of registration takes.
func attempts() (all []registration.Command) {
	for _, c := range registration.Commands {
		all = append(all, sample(c.Name()))
	}
	return append(all, resubmit(contract()), exclusivity, closing(registration.ClosedPassed), closing(registration.ClosedExceptionOver),
		closing(registration.ClosedReviewOver), closing(registration.ClosedNotDeployed))
}

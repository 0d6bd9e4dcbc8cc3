package opportunity_test

import (
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/registration"
)

const day = 24 * time.Hour

// Words that must not reach whom they are not for.
const (
	secretCustomer = "Adventure Works"
	secretContact  = "jo@adventure-works.example"
)

var lead = opportunity.Create{
	Topic:            "Warehouse robots",
	Customer:         &domain.Customer{Name: secretCustomer, City: "Graz", Country: "AT", Kind: domain.AccountManaged, VendorAccount: "AW-1"},
	Contact:          &domain.Contact{Name: "Jo Brandt", Mail: secretContact},
	EstimatedValue:   usd(25000),
	EstimatedClose:   date(60),
	Situation:        "They pick by hand.",
	Need:             "Twice the picks.",
	ProposedSolution: "Robots.",
	Products:         []string{"robot-arm"},
	Solutions:        []string{"picking"},
	Territory:        "Alps",
}

func offerTo(to domain.ID) opportunity.Distribute {
	return opportunity.Distribute{Partner: opportunity.Addressee(to)}
}

func distribute(to domain.ID, after opportunity.After) opportunity.Distribute {
	return opportunity.Distribute{Partner: opportunity.Addressee(to), AfterDecline: after, AfterLapse: after}
}

// contract is what can be said of a contract that was signed on the day on which every story begins.
var contract = registration.Form{
	ContractValue: usd(300_000), SolutionValue: usd(90_000), Term: registration.Finite, Signed: date(0), Start: date(0), End: date(729),
	Pricing: registration.OtherPricing, Deployed: new(true), Tenant: "customer", Marketplace: new(false), Solution: "picking",
	HoldsContract: true, NamedInContract: true,
}

func markStage(percent int) opportunity.MarkStage { return opportunity.MarkStage{Stage: &percent} }

// Stories up to a certain point; the deadline of an offer to Contoso is offered + 14 days.
var (
	created     = []step{by(vera, lead)}
	offered     = then(created, by(vera, distribute(contoso, opportunity.AfterClose)))
	offeredSoft = then(created, by(vera, distribute(contoso, opportunity.AfterReturn)))
	accepted    = then(offered, by(anna, opportunity.Accept{}))
	assigned    = then(accepted, by(mark, opportunity.Assign{Member: domain.Some("sam")}))
	staged      = then(accepted, by(mark, markStage(40)))
	paused      = then(accepted, by(anna, opportunity.Pause{Reason: "Budget round", Until: date(30)}))
	shared      = then(created, by(vera, opportunity.Share{Partners: []domain.ID{contoso, fabrik}}))
	submitted   = []step{by(sam, lead)}
	approved    = then(submitted, by(vera, opportunity.Approve{}))
	registered  = then(approved, by(anna, opportunity.Register{}))
	offeredNext = then(created, by(vera, distribute(contoso, opportunity.AfterReoffer)))
	lapsedNext  = then(offeredNext, wait(15*day), by(clock, opportunity.Expire{}))
	lapsedSoft  = then(offeredSoft, wait(15*day), by(clock, opportunity.Expire{}))
	recalled    = then(offered, by(vera, opportunity.Recall{Reason: "Sent too early"}))
	returned    = then(accepted, by(anna, opportunity.Return{Reason: "no-funding"}))
	takenBack   = then(registered, by(vera, opportunity.Return{Reason: "no-funding"}))
	onwards     = then(takenBack, by(vera, offerTo(fabrik)))

	won       = then(accepted, by(anna, opportunity.Win{Value: usd(26000)}))
	wonOwn    = then(approved, by(anna, opportunity.Win{Value: usd(26000)}))
	wonShared = then(shared, by(vera, opportunity.Win{Value: usd(26000)}))
	lost      = then(accepted, by(anna, opportunity.Lose{Reason: "no-response"}))
	givenUp   = then(created, by(vera, opportunity.Lose{Reason: "no-response"}))
	declined  = then(offered, by(anna, opportunity.Decline{Reason: "other", Note: "No staff"}))
	rejected  = then(submitted, by(vera, opportunity.Reject{Reason: "Not in our market"}))
	expired   = then(offered, wait(15*day), by(clock, opportunity.Expire{}))
	wrong     = then(accepted, by(anna, opportunity.CloseAsError{Reason: "test-deal"}))
	wrongOpen = then(offered, by(vera, opportunity.CloseAsError{Reason: "test-deal"}))
	wrongLate = then(offered, wait(15*day), by(vera, opportunity.CloseAsError{Reason: "test-deal"}))
)

// variants are deals in every state, in the different ways to be there.
var variants = map[opportunity.State]map[string][]step{
	opportunity.StateNew: {
		"created": created, "after a lapsed offer": lapsedSoft, "after a recalled offer": recalled,
		"after a return": returned, "the next one is looked for": lapsedNext, "a registered submission taken back": takenBack,
		"nobody found": then(lapsedNext, nobodyLeft, by(clock, opportunity.Reoffer{Offer: 1})),
	},
	opportunity.StateSubmitted: {
		"submitted":  submitted,
		"registered": then(submitted, by(anna, opportunity.Register{})),
	},
	opportunity.StateDistributed: {
		"offered": offered, "offered, to return": offeredSoft,
		"seen": then(offered, by(anna, opportunity.SeeOffer{})), "a submission for another": onwards,
	},
	opportunity.StateAccepted: {
		"accepted": accepted, "assigned": assigned, "staged": staged, "paused": paused, "shared": shared,
		"a lead became a collaborator": then(assigned, by(vera, opportunity.Share{Partners: []domain.ID{fabrik}})),
		"shared and paused":            then(shared, by(vera, opportunity.Pause{Reason: "Budget round", Until: date(30)})),
		"approved":                     approved, "registered": registered,
	},
	opportunity.StateWon: {
		"won": won, "an own one won": wonOwn, "a shared one won": wonShared,
		"registered": then(won, by(anna, opportunity.Register{Form: contract})),
	},
	opportunity.StateLost: {
		"lost": lost, "given up": givenUp,
		"registered": then(registered, by(anna, opportunity.Lose{Reason: "no-response"})),
	},
	opportunity.StateDeclined: {
		"declined": declined, "rejected": rejected,
		"registered": then(submitted, by(anna, opportunity.Register{}), by(vera, opportunity.Reject{Reason: "Not in our market"})),
	},
	opportunity.StateExpired: {
		"expired":    expired,
		"registered": then(onwards, wait(15*day), by(clock, opportunity.Expire{})),
	},
	opportunity.StateError: {
		"error": wrong, "error, offer open": wrongOpen, "error, offer lapsed": wrongLate,
		"registered": then(registered, by(anna, opportunity.CloseAsError{Reason: "test-deal"})),
	},
}

// sample is a command of that name with fields that can be taken.
func sample(name string) opportunity.Command {
	return map[string]opportunity.Command{
		"create":              lead,
		"approve":             opportunity.Approve{},
		"reject":              opportunity.Reject{Reason: "Not in our market"},
		"distribute":          offerTo(fabrik),
		"share":               opportunity.Share{Partners: []domain.ID{fabrik}},
		"add-collaborator":    opportunity.AddCollaborator{Partner: litware},
		"remove-collaborator": opportunity.RemoveCollaborator{Partner: fabrik},
		"accept":              opportunity.Accept{},
		"decline":             opportunity.Decline{Reason: "no-response"},
		"recall":              opportunity.Recall{Reason: "Sent too early"},
		"return":              opportunity.Return{Reason: "no-funding"},
		"mark-stage":          markStage(60),
		"revise":              opportunity.Revise{Need: domain.Some("Three times the picks.")},
		"extend":              opportunity.Extend{EstimatedClose: date(200)},
		"assign":              opportunity.Assign{Member: domain.Some("tina")},
		"add-note":            opportunity.AddNote{Text: "Met them.", Audience: opportunity.AudienceAll},
		"pause":               opportunity.Pause{Reason: "Budget round", Until: date(200)},
		"resume":              opportunity.Resume{},
		"win":                 opportunity.Win{Value: usd(26000)},
		"lose":                opportunity.Lose{Reason: "no-response"},
		"close-as-error":      opportunity.CloseAsError{Reason: "test-deal"},
		"register":            opportunity.Register{},
		"see-offer":           opportunity.SeeOffer{},
		"expire":              opportunity.Expire{},
		"end-pause":           opportunity.EndPause{},
		"note-registration":   opportunity.NoteRegistration{Registration: regID, State: "approved"},
		"reoffer":             opportunity.Reoffer{Offer: 1},
		"unassign":            opportunity.Unassign{Partner: contoso, Member: "sam"},
	}[name]
}

// people are all who could have a say.
var people = []domain.Caller{vera, anna, mark, sam, fred}

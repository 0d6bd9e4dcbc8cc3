package referral_test

import (
	"testing"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/evidence"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/domain/registration"
)

func person(member, name string) domain.TeamMember {
	return domain.TeamMember{Member: member, Name: domain.PersonName(name), Mail: domain.Mail(member + "@example.com"), Phone: "+49 89 1"}
}

func own(id string) referral.Solution {
	return referral.Solution{Kind: referral.SolutionOwn, ID: id}
}

func of(partner domain.ID, id string) referral.Solution {
	return referral.Solution{Kind: referral.SolutionThirdParty, ID: id, Partner: partner}
}

// lead is a private deal with everything that one needs; the others are made from it.
var lead = referral.Create{
	Name: "Warehouse robots", Location: munich, EstimatedValue: usd(40000), EstimatedClose: date(60),
	CRM: "CRM-7", Campaign: "SPRING", Notes: "They saw our booth.",
	Customer: &domain.Customer{
		Name: "Northwind", City: "Munich", PostalCode: "80331", Country: "DE", Kind: domain.AccountManaged, VendorAccount: "A-1",
	},
	Contact: &domain.Contact{Name: "Nora West", Mail: "nora@northwind.example", Phone: "+49 89 7"},
	Consent: true, Intent: referral.IntentUndecided,
	Team:      []domain.TeamMember{person("mark", "Mark Mann"), person("sam", "Sam Sommer")},
	Solutions: []referral.Solution{own("picker"), {Kind: referral.SolutionVendor, ID: "cloud", Name: "Cloud"}},
}

// with is a request with something changed.
func with[C any](c C, change func(*C)) C {
	change(&c)
	return c
}

var invitation = referral.Invitation{
	Partner: fabrik, EstimatedValue: usd(9000), EstimatedClose: date(30), Notes: "We need a crane.",
	Team: []domain.TeamMember{person("mark", "Mark Mann")}, Solutions: []referral.Solution{of(fabrik, "crane"), own("sorter")},
	Help: "technical-architecture",
}

// anyones is an invitation that whoever may invite at all can send.
var anyones = with(invitation, func(i *referral.Invitation) {
	i.EstimatedClose, i.PartnerRole, i.PartnerProgram = date(300), "transaction", "Spring Launch"
	i.Solutions = []referral.Solution{{Kind: referral.SolutionVendor, ID: "edge"}}
})

// brought is what a seller of the vendor sends to partners.
var brought = with(lead, func(c *referral.Create) {
	c.Location, c.Team, c.Solutions = "", []domain.TeamMember{person("vera", "Vera Vogt")}, lead.Solutions[1:]
	c.Invitations = []referral.Invitation{with(invitation, func(i *referral.Invitation) {
		i.Team, i.Solutions = []domain.TeamMember{person("vera", "Vera Vogt")}, []referral.Solution{of(fabrik, "crane")}
	})}
	c.PartnerRole, c.PartnerProgram = "solution-design", "Spring Launch"
})

var checkup = with(lead, func(c *referral.Create) {
	c.Solutions = []referral.Solution{{Kind: referral.SolutionAssessment, ID: "cloud-readiness", Name: "Cloud readiness"}}
})

func help(c *referral.Create) { c.Help, c.HelpNotes = "proof-of-concept", "Bring an architect." }

func markStage(percent int) referral.MarkStage { return referral.MarkStage{Stage: &percent} }

func crew(members ...string) (team []domain.TeamMember) {
	for _, m := range members {
		team = append(team, person(m, m))
	}
	return team
}

// form is of a contract that can be registered once the deal was won.
var form = registration.Form{
	ContractValue: usd(120000), SolutionValue: usd(90000), Term: registration.Finite, Signed: date(3), Start: date(4), End: date(369),
	Pricing: registration.OtherPricing, Deployed: new(true), Tenant: "customer", Marketplace: new(false), Solution: "picker",
	HoldsContract: true, NamedInContract: true,
}

func counterpart(org domain.Org, name string, state referral.State) referral.Counterpart {
	return referral.Counterpart{
		Referral: referral.CopyID(dealID.Derive("engagement"), org), Owner: domain.Organisation{Org: org, Name: name}, State: state,
	}
}

func ofVendor(state referral.State) referral.Counterpart {
	return counterpart(domain.Vendor, domain.VendorName, state)
}

func ofFabrikam(state referral.State) referral.Counterpart {
	return counterpart(domain.Org(fabrik), "Fabrikam", state)
}

// Stories up to a certain point, told of the copy that is named: Contoso's, Fabrikam's or the vendor's.
var (
	private    = []step{by(anna, lead)}
	partnerLed = then(private, by(anna, referral.GrantVisibility{}))
	coSell     = then(private, by(anna, referral.RequestHelp{Help: "proof-of-concept", Notes: "Bring an architect."}))
	inviting   = then(private, by(anna, referral.InvitePartner(invitation)))
	everybody  = then(inviting, by(anna, referral.RequestHelp{Help: "other"}))
	assessed   = []step{by(anna, checkup)}
	marked     = then(assessed, by(anna, markStage(20)), by(anna, markStage(40)), by(anna, markStage(60)), by(anna, markStage(80)))
	bought     = []step{by(vera, brought)}
	accepting  = then(coSell, by(process, referral.NoteAnswer{Counterpart: ofVendor(referral.StateAccepted), At: noon, Team: crew("vera")}))

	invited     = receivedFrom(inviting, domain.Org(fabrik))
	asked       = receivedFrom(coSell, domain.Vendor)
	offered     = receivedFrom(bought, domain.Org(fabrik))
	taken       = then(invited, by(fred, accept))
	helping     = then(asked, by(vera, referral.Accept{Name: "Help Contoso", Team: crew("vera")}))
	takenVendor = then(offered, by(fred, accept))

	// A win in the first 72 hours is warned about, so these come later.
	won        = then(accepting, wait(5*day), by(anna, referral.Win{Value: usd(40000)}))
	wonOpen    = then(coSell, wait(5*day), by(anna, referral.Win{Value: usd(40000)}))
	wonPrivate = then(private, wait(5*day), by(anna, referral.Win{Value: usd(40000)}))
	registered = then(won, by(anna, referral.Register{Form: form}))
	lost       = then(private, by(anna, referral.Lose{Reason: "no-response"}))
	wrong      = then(private, by(anna, referral.CloseAsError{Reason: "test-deal"}))
	declined   = then(invited, by(fred, referral.Decline{Reason: "other", Note: "No crane left"}))
	expired    = then(invited, wait(15*day), by(process, referral.Expire{}))
	suspended  = then(invited, changed(fabrik, suspend), by(process, referral.Expire{Suspended: true}), changed(fabrik, reinstate))
	withdrawn  = then(invited, by(process, referral.Withdraw{Reason: "The deal was lost"}))
)

var accept = referral.Accept{Name: "A crane for Northwind", CRM: "F-1", Team: crew("fay")}

func reinstate(p *evidence.Partner) { p.Approved, p.Suspended = true, false }

// variants are copies in every state, in the different ways to be there.
var variants = map[referral.State]map[string][]step{
	referral.StateReceived: {
		"from a partner": invited, "asked for help": asked, "from the vendor": offered,
		"seen": then(invited, by(fred, referral.See{})),
	},
	referral.StateAccepted: {
		"private": private, "partner-led": partnerLed, "co-sell": coSell, "inviting": inviting, "everybody": everybody,
		"assessment": assessed, "assessment, marked": marked, "the vendor's": bought, "the vendor accepted": accepting,
		"taken": taken, "the vendor helps": helping, "taken from the vendor": takenVendor,
		"staged": then(private, by(sam, markStage(40))),
	},
	referral.StateWon: {
		"won": won, "won, vendor silent": wonOpen, "private, won": wonPrivate, "registered": registered,
		"assessment won": then(marked, by(anna, referral.Win{Value: usd(40000)})),
		"by the invitee": then(taken, by(fred, referral.Win{Value: usd(8000)})),
		"by the vendor":  then(helping, by(vera, referral.Win{Value: usd(8000)})),
		"exception":      then(wonPrivate, by(anna, referral.RequestException{Text: "We forgot to let you in."})),
	},
	referral.StateLost: {
		"lost": lost, "by the invitee": then(taken, by(fred, referral.Lose{Reason: "no-response"})),
		"co-sell":   then(coSell, by(anna, referral.Lose{Reason: "no-response"})),
		"exception": then(lost, by(anna, referral.RequestException{Text: "They came back."})),
	},
	referral.StateDeclined: {
		"declined": declined, "by the vendor": then(asked, by(vera, referral.Decline{Reason: "other"})),
	},
	referral.StateExpired: {
		"expired": expired, "at the vendor": then(asked, wait(15*day), by(process, referral.Expire{})), "suspended": suspended,
	},
	referral.StateWithdrawn: {
		"withdrawn": withdrawn, "at the vendor": then(asked, by(process, referral.Withdraw{Reason: "The deal was lost"})),
	},
	referral.StateError: {
		"error": wrong, "co-sell": then(coSell, by(anna, referral.CloseAsError{Reason: "test-deal"})), "received": then(invited, by(fred, referral.CloseAsError{Reason: "test-deal"})),
		"exception": then(wrong, by(anna, referral.RequestException{Text: "Closed by mistake."})),
	},
}

// sample is a command of that name with fields that can be taken.
func sample(name string) referral.Command {
	return map[string]referral.Command{
		"create":            lead,
		"accept":            accept,
		"decline":           referral.Decline{Reason: "no-response"},
		"mark-stage":        markStage(60),
		"revise":            referral.Revise{Name: domain.Some("More robots")},
		"change-team":       referral.ChangeTeam{Team: crew("mark", "sam", "fay", "vera", "anna")},
		"change-solutions":  referral.ChangeSolutions{Solutions: []referral.Solution{{Kind: referral.SolutionVendor, ID: "edge"}}},
		"grant-visibility":  referral.GrantVisibility{},
		"request-help":      referral.RequestHelp{Help: "other"},
		"invite-partner":    referral.InvitePartner(anyones),
		"add-note":          referral.AddNote{Text: "Met them.", Audience: referral.AudienceEngagement},
		"win":               referral.Win{Value: usd(39000)},
		"lose":              referral.Lose{Reason: "no-response"},
		"close-as-error":    referral.CloseAsError{Reason: "test-deal"},
		"register":          referral.Register{Form: form},
		"request-exception": referral.RequestException{Text: "Look again, please."},
		"match-account":     referral.MatchAccount{Account: domain.AccountUnmanaged, Vendor: "A-9"},
		"see":               referral.See{},
		"receive":           referral.Receive{Engagement: dealID, Owner: domain.Organisation{Org: domain.Org(fabrik), Name: "Fabrikam"}, Inviter: ofFabrikam(referral.StateAccepted), Details: referral.Details{Name: "x"}, Share: referral.Share{Help: "other"}},
		"expire":            referral.Expire{},
		"withdraw":          referral.Withdraw{Reason: "The deal was lost"},
		"note-answer":       referral.NoteAnswer{Counterpart: counterpart(domain.Org(litware), "Litware", referral.StateDeclined), At: noon, Reason: "other"},
		"note-closing":      referral.NoteClosing{Counterpart: counterpart(domain.Org(litware), "Litware", referral.StateWon), At: noon},
		"note-counterpart":  referral.NoteCounterpart{Counterpart: counterpart(domain.Org(litware), "Litware", referral.StateAccepted), At: noon, Invited: true},
		"note-registration": referral.NoteRegistration{Registration: registrationID(0), State: registration.StateApproved},
		"note-exception":    referral.NoteException{Registration: registrationID(0), State: registration.StateClosed},
	}[name]
}

// people are all who could have a say.
var people = []domain.Caller{anna, mark, sam, fred, fay, vera, carl}

// attempts are samples of every command but create.
func attempts() (all []referral.Command) {
	for _, c := range referral.Commands {
		if !c.Creates {
			all = append(all, sample(c.Name()))
		}
	}
	return append(all, markStage(20), referral.Revise{CRM: domain.Null[string]()}, referral.AddNote{Text: "For us."})
}

// everyAttempt hands every command by everybody to a copy of its own, of every variant of every state, before and after any
// deadline.
func everyAttempt(t *testing.T, attempt func(string, *deal, domain.Caller, referral.Command)) {
	t.Helper()
	for _, s := range referral.States {
		for variant, story := range variants[s] {
			for _, late := range []time.Duration{0, 90 * day} {
				base := tell(t, story, []step{wait(late)})
				for _, c := range attempts() {
					for _, who := range append([]domain.Caller{process, otto, rita}, people...) {
						attempt(string(s)+", "+variant, base.copy(), who, c)
					}
				}
			}
		}
	}
}

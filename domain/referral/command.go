package referral

import (
	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/registration"
)

// Command is a request to one referral. Its fields carry, as tags, the limits that domain.Check reads; what they ask for
// beyond that is said by Validate and by the command's own rules.
type Command interface {
	domain.Command
	decide(r Referral, in Input) ([]domain.Event, error)
}

// Create opens a co-sell deal: by a partner an outbound one, by a seller of the vendor one that is sent to partners. Help,
// visibility and invitations may be chosen at once.
type Create struct {
	Name           string              `json:"name" minLength:"1" maxLength:"200" doc:"Name of the deal."`
	Location       domain.ID           `json:"location,omitempty" format:"uuid" doc:"An open location of the partner, which cannot be changed afterwards; of a solution assessment, the one that it is for. Required of a partner."`
	EstimatedValue domain.Money        `json:"estimatedValue" doc:"What the customer may spend: above nought."`
	EstimatedClose domain.Date         `json:"estimatedCloseDate" doc:"When the customer may decide: today or later."`
	CRM            string              `json:"crmId,omitempty" maxLength:"100" doc:"The deal's id in the owner's own system. No other organisation sees it."`
	Campaign       string              `json:"campaignId,omitempty" maxLength:"100" doc:"The campaign that led to the deal. No other organisation sees it."`
	Notes          string              `json:"notes" minLength:"1" maxLength:"5000" doc:"What colleagues should know. No other organisation sees it."`
	Customer       *domain.Customer    `json:"customer" doc:"The organisation that may buy, with its account kind; it cannot be changed afterwards."`
	Contact        *domain.Contact     `json:"contact,omitempty" doc:"The person to talk to there. Required with name, mail and phone where the vendor is asked for help."`
	Consent        bool                `json:"consent" doc:"That the customer agreed to have its contact shared: must be true."`
	Intent         Intent              `json:"marketplaceIntent" enum:"yes,no,undecided" doc:"Whether the customer means to buy on the marketplace; yes asks for an incentivised solution."`
	Team           []domain.TeamMember `json:"team" minItems:"1" maxItems:"50" doc:"Who works on the deal."`
	Solutions      []Solution          `json:"solutions" minItems:"1" maxItems:"50" doc:"What the deal is about. A solution assessment stands alone."`
	Help           string              `json:"help,omitempty" maxLength:"100" doc:"A code of the program's kinds of help, to ask the vendor for it. Those of the default program: workload-value, technical-architecture, proof-of-concept, quotes-licensing, post-sales-success, other."`
	HelpNotes      string              `json:"helpNotes,omitempty" maxLength:"5000" doc:"To the vendor, about the help; cannot be changed afterwards."`
	Visible        bool                `json:"visible,omitempty" doc:"Whether the vendor may see the deal. One that asks for help is seen."`
	Invitations    []Invitation        `json:"invitations,omitempty" maxItems:"20" doc:"Partners to be asked to take part. A seller of the vendor asks at least one."`
	PartnerRole    string              `json:"partnerRole,omitempty" maxLength:"100" doc:"The part that invited partners are to play, where an invitation says none: a code of the program's partner roles."`
	PartnerProgram string              `json:"partnerProgram,omitempty" maxLength:"100" doc:"The program under which partners are invited, where an invitation says none."`
	Predecessor    domain.ID           `json:"predecessor,omitempty" format:"uuid" doc:"The closed referral that this one takes up again."`
}

// Invitation is what a partner is asked to bring to a deal. The inviter cannot change it afterwards; the invitee can, once
// it has accepted.
type Invitation struct {
	Partner        domain.ID           `json:"partner" format:"uuid" doc:"The partner: approved, and transacting in the program."`
	EstimatedValue domain.Money        `json:"estimatedValue" doc:"The partner's part of the deal: above nought."`
	EstimatedClose domain.Date         `json:"estimatedCloseDate" doc:"By when its part may be done: today or later."`
	Notes          string              `json:"notes" minLength:"1" maxLength:"5000" doc:"Why it is invited, for it to read."`
	Team           []domain.TeamMember `json:"team" minItems:"1" maxItems:"50" doc:"Who of the inviter will work with it."`
	Solutions      []Solution          `json:"solutions" minItems:"1" maxItems:"50" doc:"What it is to bring; its own solutions are third-party ones here."`
	Help           string              `json:"help" minLength:"1" maxLength:"100" doc:"A code of the program's kinds of help. Those of the default program: workload-value, technical-architecture, proof-of-concept, quotes-licensing, post-sales-success, other."`
	PartnerRole    string              `json:"partnerRole,omitempty" maxLength:"100" doc:"The part that it is to play: a code of the program's partner roles. Those of the default program: presales-envisioning, solution-design, proof-of-concept, business-strategy, deployment-services, adoption-change-management, transaction, managed-services. Required of the vendor."`
	PartnerProgram string              `json:"partnerProgram,omitempty" maxLength:"100" doc:"The program under which it is invited. Required of the vendor."`
}

// Accept takes an invitation, at its deadline at the latest. What is left out stays as the invitation says.
type Accept struct {
	Name           string              `json:"name" minLength:"1" maxLength:"200" doc:"What the receiver calls the deal."`
	EstimatedValue domain.Money        `json:"estimatedValue,omitzero" doc:"The receiver's own estimate: above nought."`
	EstimatedClose domain.Date         `json:"estimatedCloseDate,omitzero" doc:"The receiver's own estimate: today or later."`
	CRM            string              `json:"crmId,omitempty" maxLength:"100" doc:"The deal's id in the receiver's own system. No other organisation sees it."`
	Campaign       string              `json:"campaignId,omitempty" maxLength:"100" doc:"The campaign that led to the deal. No other organisation sees it."`
	Notes          string              `json:"notes,omitempty" maxLength:"5000" doc:"What colleagues should know. No other organisation sees it."`
	Team           []domain.TeamMember `json:"team,omitempty" maxItems:"50" doc:"Who works on the deal, for all parties to see."`
}

// Decline turns an invitation down, at its deadline at the latest. The sender is told.
type Decline struct {
	Reason string `json:"reason" minLength:"1" maxLength:"100" doc:"A code of the program's reasons for declining. Those of the default program: budget-inadequate, no-response, chose-another-vendor, requirement-not-met, not-a-customer, timeline-too-short, abuse, other."`
	Note   string `json:"note,omitempty" maxLength:"5000" doc:"More about it, for the sender to read."`
}

// MarkStage says how far the sale has come. A step back needs a reason and unmarks the later stages; a solution assessment
// skips none.
type MarkStage struct {
	Stage  *int   `json:"stage" minimum:"0" maximum:"100" doc:"A percentage from 20 to 99: it means the stage at or below it."`
	Reason string `json:"reason,omitempty" maxLength:"1000" doc:"Why. Required of a step back."`
}

// Revise changes facts of the deal. A field left out stays; null clears one that may be empty.
type Revise struct {
	Name           domain.Optional[string]         `json:"name,omitzero" minLength:"1" maxLength:"200" doc:"Name of the deal; cannot be cleared."`
	EstimatedValue domain.Optional[domain.Money]   `json:"estimatedValue,omitzero" doc:"What the customer may spend: above nought; cannot be cleared."`
	EstimatedClose domain.Optional[domain.Date]    `json:"estimatedCloseDate,omitzero" doc:"When the customer may decide: today or later; cannot be cleared."`
	CRM            domain.Optional[string]         `json:"crmId,omitzero" maxLength:"100" doc:"The deal's id in the owner's own system."`
	Campaign       domain.Optional[string]         `json:"campaignId,omitzero" maxLength:"100" doc:"The campaign that led to the deal."`
	Notes          domain.Optional[string]         `json:"notes,omitzero" maxLength:"5000" doc:"What colleagues should know; who opened the deal cannot clear it."`
	Contact        domain.Optional[domain.Contact] `json:"contact,omitzero" doc:"The person to talk to at the customer: of who opened the deal alone, and until the vendor was asked for help."`
	Intent         domain.Optional[Intent]         `json:"marketplaceIntent,omitzero" enum:"yes,no,undecided" doc:"Whether the customer means to buy on the marketplace; yes asks for an incentivised solution; cannot be cleared."`
}

// ChangeTeam says who works on the deal from now on.
type ChangeTeam struct {
	Team []domain.TeamMember `json:"team" minItems:"1" maxItems:"50" doc:"The whole team, for all parties to see."`
}

// ChangeSolutions says what the deal is about from now on.
type ChangeSolutions struct {
	Solutions []Solution `json:"solutions" minItems:"1" maxItems:"50" doc:"The whole list; no solution assessment."`
}

// GrantVisibility lets the vendor see a private deal. It cannot be taken back.
type GrantVisibility struct{}

// RequestHelp asks the vendor to help with the deal. It cannot be taken back, nor asked twice.
type RequestHelp struct {
	Help  string `json:"help" minLength:"1" maxLength:"100" doc:"A code of the program's kinds of help. Those of the default program: workload-value, technical-architecture, proof-of-concept, quotes-licensing, post-sales-success, other."`
	Notes string `json:"notes,omitempty" maxLength:"5000" doc:"To the vendor; cannot be changed afterwards."`
}

// InvitePartner asks another partner to take part.
type InvitePartner Invitation

// AddNote writes on the deal's timeline.
type AddNote struct {
	Text     string   `json:"text" minLength:"1" maxLength:"5000" doc:"The note."`
	Audience Audience `json:"audience,omitempty" enum:"own,engagement" doc:"Who may read it: the writer's organisation, or all that take part in the deal; own when left out."`
}

// Win closes the deal: the customer bought.
type Win struct {
	Value domain.Money `json:"value" doc:"What the customer spends, above nought, in the currency of the deal."`
	Date  domain.Date  `json:"date,omitzero" doc:"When the customer decided: not in the future, not before this copy of the deal was there; today when left out."`
}

// Lose closes the deal: the customer did not buy.
type Lose struct {
	Reason string `json:"reason" minLength:"1" maxLength:"100" doc:"A code of the program's reasons for declining and losing. Those of the default program: budget-inadequate, no-response, chose-another-vendor, requirement-not-met, not-a-customer, timeline-too-short, abuse, other."`
	Note   string `json:"note,omitempty" maxLength:"5000" doc:"More about it."`
}

// CloseAsError closes a deal that should not have been.
type CloseAsError struct {
	Reason string `json:"reason" minLength:"1" maxLength:"100" doc:"A code of the program's error reasons. Those of the default program: duplicate-import, duplicate-entry, duplicate-from-vendor, connector-sync, customer-mismatch, solution-issue, test-deal, data-error, other."`
	Note   string `json:"note,omitempty" maxLength:"5000" doc:"More about it. Some reasons ask for it."`
}

// Register puts a won deal up for an incentive.
type Register struct {
	Form registration.Form `json:"form" doc:"What the partner says of the contract."`
}

// RequestException asks that a closed deal be registered although it is not eligible. There is one for each deal.
type RequestException struct {
	Text string `json:"text" minLength:"1" maxLength:"5000" doc:"What speaks for it, for the reviewer to read."`
}

// MatchAccount notes what the vendor's books say of the customer.
type MatchAccount struct {
	Account domain.AccountKind `json:"accountKind" enum:"managed,unmanaged" doc:"Whether a team of the vendor looks after it."`
	Vendor  string             `json:"vendorAccount" minLength:"1" maxLength:"100" doc:"Its account with the vendor."`
}

package program

import (
	"strings"
	"time"

	"github.com/cosell/cosell/domain"
)

// Policy is one version of the program's rules.
type Policy struct {
	Version      int           // from 1; Default is version 1
	AnswerWindow time.Duration // how long a partner has to answer an offer or an invitation
	ReminderLead time.Duration // how long before the end of the window it is reminded
	Teaser       bool          // hide customer and contact of an offer until it is accepted
	Stages       StageTable
	Assessment   StageTable // for solution assessments
	Reasons      Reasons
	OverdueAfter time.Duration // without progress a deal is overdue: 14 days
	StalledAfter time.Duration // without progress a deal is potentially stalled: 30 days
	Registration Registration
	Weights      Weights
	Routing      []Route
	Rates        []Rate
}

// Registration is what governs registrations.
type Registration struct {
	MinimumValue      domain.Money  // of a deal, and more than this of a contract's year: USD 25,000
	ReviewAbove       domain.Money  // a contract's year above this is never approved by itself: USD 1,000,000
	SoonAfterCreation time.Duration // a win within this is warned about: 72 hours
	SignedWithin      int           // days back that a contract may be signed: 60
	StartWithin       int           // days back that a contract may start: 90
	PerpetualYears    int           // a perpetual contract counts as this many: 6
	Exclusivity       time.Duration // how long exclusivity lasts, and an extension of it: 90 days
	Review            time.Duration // how long an approved incentive may be selected for review: 30 days
	Exception         time.Duration // until when an exception may be asked for: 60 days
	ExceptionDays     int           // working days after which an exception that waits is overdue: 14
}

// Stage is a place in the sale: a percentage with a name. The percentage is its key; the name may change.
type Stage struct {
	Percent int    `json:"percent" minimum:"1" maximum:"100" doc:"How far the sale has come."`
	Name    string `json:"name" minLength:"1" maxLength:"100" doc:"What the stage is called."`
}

// StageTable lists stages by rising percentage. Created and Accepted share 10; Won is 100.
type StageTable []Stage

// Reason is a coded reason. A reason with NeedsNote is taken only together with a note; a retired one is taken no more,
// and still tells what was said with it.
type Reason struct {
	Code      string `json:"code" minLength:"1" maxLength:"100" doc:"The code: words in lower case with hyphens."`
	Text      string `json:"text" minLength:"1" maxLength:"200" doc:"What it means."`
	NeedsNote bool   `json:"needsNote,omitempty" doc:"Whether it is taken only together with a note."`
	Retired   bool   `json:"retired,omitempty" doc:"Whether it may no longer be given."`
}

// Catalogue is a list of coded reasons.
type Catalogue []Reason

// Find returns the reason with that code, if it may be given.
func (c Catalogue) Find(code string) (Reason, bool) {
	for _, r := range c {
		if r.Code == code {
			return r, !r.Retired
		}
	}
	return Reason{}, false
}

// Text is what a code means, also one that is retired; the code itself where the catalogue never had it.
func (c Catalogue) Text(code string) string {
	for _, r := range c {
		if r.Code == code {
			return r.Text
		}
	}
	return code
}

// Codes returns the codes of all reasons that may be given, in their order.
func (c Catalogue) Codes() (all []string) {
	for _, r := range c {
		if !r.Retired {
			all = append(all, r.Code)
		}
	}
	return all
}

// Check is the complaint about a code that the catalogue does not have, or no longer, by the name of its field and a code of
// the complaint's own.
func (c Catalogue) Check(field, complaint, code string) []domain.FieldError {
	if _, known := c.Find(code); known {
		return nil
	}
	return []domain.FieldError{{Field: field, Code: complaint, Message: "This must be one of: " + strings.Join(c.Codes(), ", ") + "."}}
}

// CheckReason is the complaint about a command's reason that the catalogue does not have, or that asks for a note.
func (c Catalogue) CheckReason(reason, note string) []domain.FieldError {
	if bad := c.Check("reason", "unknown-reason", reason); len(bad) > 0 {
		return bad
	}
	if r, _ := c.Find(reason); r.NeedsNote && domain.Blank(note) {
		return []domain.FieldError{{Field: "note", Code: "needs-note", Message: "This reason asks for a note."}}
	}
	return nil
}

// Reasons are the catalogues of a policy.
type Reasons struct {
	Decline Catalogue `json:"decline" minItems:"1" maxItems:"200" doc:"For declining and for losing a deal; at most 50 that are not retired."`
	Error   Catalogue `json:"error" minItems:"1" maxItems:"200" doc:"For closing a deal as error; at most 50 that are not retired."`
	Return  Catalogue `json:"return" minItems:"1" maxItems:"200" doc:"For returning a deal; at most 50 that are not retired."`
	Help    Catalogue `json:"help" minItems:"1" maxItems:"200" doc:"Kinds of help that a referral asks for; at most 50 that are not retired."`
	Role    Catalogue `json:"role" minItems:"1" maxItems:"200" doc:"Parts that a partner may play in a deal of the vendor's; at most 50 that are not retired."`
}

// Weights are what each measure of a partner counts for when one is chosen: a decimal number such as "-0.005", "0" to
// leave it out. The ranges are those that the vendor's portal product documents.
type Weights struct {
	Distance    string `json:"distance" minLength:"1" maxLength:"20" doc:"Per kilometre between partner and customer: 0 to -0.01."`
	WinRate     string `json:"winRate" minLength:"1" maxLength:"20" doc:"Won of won and lost: 0 to 5."`
	ReturnRate  string `json:"returnRate" minLength:"1" maxLength:"20" doc:"Returned of accepted: 0 to -5."`
	Feedback    string `json:"feedbackRate" minLength:"1" maxLength:"20" doc:"With a first progress of accepted: 0 to 5."`
	StallRate   string `json:"stallRate" minLength:"1" maxLength:"20" doc:"Never progressed of accepted: 0 to -5."`
	TouchRate   string `json:"touchRate" minLength:"1" maxLength:"20" doc:"Answered of offered: 0 to 5."`
	DaysToClose string `json:"daysToClose" minLength:"1" maxLength:"20" doc:"Per day from acceptance to win, on average: 0 to -0.5."`
}

// Route leads an inbound referral to a location of the partner that receives it. Market is a country (ISO 3166-1) or ""
// for all; Solution is the id of one of the partner's solutions or "" for all. Both "" is the partner's default.
type Route struct {
	Partner  domain.ID `json:"partner" format:"uuid" doc:"The partner that receives the referral."`
	Market   string    `json:"market,omitempty" pattern:"^[A-Z]{2}$" doc:"Two-letter country code (ISO 3166-1); left out for all."`
	Solution string    `json:"solution,omitempty" maxLength:"100" doc:"One of the partner's solutions; left out for all."`
	Location domain.ID `json:"location" format:"uuid" doc:"An open location of the partner."`
}

// Rate is what one unit of a currency was worth in USD during a month.
type Rate struct {
	Month    string          `json:"month" pattern:"^[1-9][0-9]{3}-(0[1-9]|1[0-2])$" doc:"The month, such as 2026-03; not later than the present one."`
	Currency domain.Currency `json:"currency" doc:"A currency other than USD."`
	USD      string          `json:"usd" minLength:"1" maxLength:"21" doc:"What one unit is worth: a decimal number above nought, at most 10 digits before the point and 10 after."`
	Source   string          `json:"source" minLength:"1" maxLength:"200" doc:"Who says so."`
}

// Package program is the policy that governs every deal: windows, tables, catalogues, switches. A policy is a value
// with a version; every decision names the version it used, and changing policy changes no old deal.
package program

import "time"

// Policy is one version of the program's rules.
type Policy struct {
	Version      int           // from 1; Default is version 1
	AnswerWindow time.Duration // how long a partner has to answer an offer
	Teaser       bool          // hide customer and contact of an offer until it is accepted
	Stages       StageTable
	Assessment   StageTable // for solution assessments
	Reasons      Reasons
	OverdueAfter time.Duration // without progress a deal is overdue: 14 days
	StalledAfter time.Duration // without progress a deal is potentially stalled: 30 days
}

// Stage is a place in the sale: a percentage with a name. The percentage is its key; the name may change.
type Stage struct {
	Percent int    `json:"percent"`
	Name    string `json:"name"`
}

// StageTable lists stages by rising percentage. Created and Accepted share 10; Won is 100.
type StageTable []Stage

// Reason is a coded reason. A reason with NeedsNote is taken only together with a note.
type Reason struct {
	Code      string `json:"code"`
	Text      string `json:"text"`
	NeedsNote bool   `json:"needsNote,omitempty"`
}

// Catalogue is a list of coded reasons.
type Catalogue []Reason

// Find returns the reason with that code.
func (c Catalogue) Find(code string) (Reason, bool) {
	for _, r := range c {
		if r.Code == code {
			return r, true
		}
	}
	return Reason{}, false
}

// Codes returns the codes of all reasons, in their order.
func (c Catalogue) Codes() (all []string) {
	for _, r := range c {
		all = append(all, r.Code)
	}
	return all
}

// Reasons are the catalogues of a policy.
type Reasons struct {
	Decline Catalogue // for declining and for losing: 8
	Error   Catalogue // for closing as error: 9
	Return  Catalogue // for returning: 7
}

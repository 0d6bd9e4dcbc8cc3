// Package registration is the machine of one request to have a deal recognised: exclusivity over a customer before the
// win, an incentive after it. It lives on when its deal is closed.
//
// A request goes through the same four doors as one to an opportunity: Validate, Sees, Permit and Decide; Evolve folds
// what was decided and refuses nothing. Two things are also asked before there is a registration, by the deal that wants
// one: Judge says whether the deal is eligible and why, CheckForm what is wrong with what the partner says of the contract.
//
// What to read first: the table in lifecycle.go says what may happen when, the table in permit.go who may ask for it.
package registration

import (
	"time"

	"github.com/cosell/cosell/domain"
)

// Registration is the state of one. The zero value is a registration to which nothing has happened yet.
type Registration struct {
	id        domain.ID
	state     State
	purpose   Purpose
	subject   Subject
	askers    []string // members that asked for something after the request
	form      Form
	verdict   Verdict
	receipt   Receipt
	reviewed  bool // somebody has decided something, so nothing happens by itself any more
	annual    domain.Money
	until     time.Time // of the exclusivity, the review window or the exception window: that of the present state
	action    *ActionRequired
	extension *extension
	exception *exception
	decision  *decision
	changedAt time.Time
}

// Receipt proves when a registration was asked for: the place in the log of its first event.
type Receipt struct {
	Stream     string    `json:"stream" doc:"The registration's stream in the log."`
	Revision   int64     `json:"revision" doc:"Place of its first event there."`
	RecordedAt time.Time `json:"recordedAt" doc:"When that was written (UTC)."`
}

// extension is the last one that was asked for.
type extension struct {
	reason  string
	state   ExtensionState
	refusal string
	at      time.Time
}

type exception struct {
	text    string
	at      time.Time
	overdue time.Time
	granted *bool // nil while nobody has decided
	reason  string
}

// decision is the last one of a reviewer, a process or, for a withdrawal, the requester.
type decision struct {
	kind   Kind
	reason string
	at     time.Time
}

// State is where the registration is in its lifecycle, "" for the zero value.
func (r Registration) State() State { return r.state }

// Purpose is what it asks for.
func (r Registration) Purpose() Purpose { return r.purpose }

// Subject is the deal that it is about, and who asks.
func (r Registration) Subject() Subject { return r.subject }

// Form is what the partner said of the contract at last.
func (r Registration) Form() Form { return r.form }

// Products are those that exclusivity is asked for: of the form, or, where it names none, of the deal.
func (r Registration) Products() []string {
	if len(r.form.Products) > 0 {
		return r.form.Products
	}
	return r.subject.Products
}

// Receipt proves when it was asked for.
func (r Registration) Receipt() Receipt { return r.receipt }

// Until is when the present state ends by itself: exclusivity, the time in which an approved incentive may be selected
// for review, or that in which an exception may be asked for. Zero where nothing ends.
func (r Registration) Until() time.Time { return r.until }

// Replay folds a registration's history, oldest event first.
func Replay(history []domain.Recorded) (r Registration) {
	for _, e := range history {
		r = Evolve(r, e)
	}
	return r
}

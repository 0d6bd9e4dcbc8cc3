// Package whatif says what would have been different under another policy. It folds the log as it is, takes each recorded
// decision that used the policy, makes it again by the other one on the evidence that it was made on, and reports where that
// leads elsewhere.
//
// It looks one step far. It does not know what people would have done: a deal that would have expired is followed on as what
// it became. And it knows nothing of what is not in the log: what was refused then, and would be taken now, is not there.
package whatif

import (
	"iter"
	"slices"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/partner"
	"github.com/cosell/cosell/domain/program"
)

// What a difference is about.
const (
	AnswerDeadline    = "answer-deadline"    // until when an offer or an invitation could be answered
	Answer            = "answer"             // whether an answer, or a recall or revision of an offer, came in time
	Expiry            = "expiry"             // when an offer or an invitation expired
	OpenOffer         = "open-offer"         // whether one that waits would have expired by now
	Reminder          = "reminder"           // when its receiver was reminded
	TeaserShown       = "teaser"             // what a partner saw of its offer
	Choice            = "choice"             // which partner was chosen
	Location          = "location"           // to which location an invitation was led, and by which rule
	StageReached      = "stage"              // the stage that was marked, or with which a deal began
	ReasonGiven       = "reason"             // whether a coded reason could be given
	EarlyWin          = "early-win"          // whether a win was warned about
	Eligibility       = "eligibility"        // the verdict on a deal
	FormTaken         = "form"               // whether a registration's form could be taken
	AutoApproval      = "auto-approval"      // whether an incentive was approved by itself
	Exclusivity       = "exclusivity"        // until when exclusivity was granted, and when it lapsed
	Window            = "window"             // until when a review or an exception was possible, and whether it was asked for in time
	ExceptionDeadline = "exception-deadline" // after when the decision on an exception is late
	Overdue           = "overdue"            // since when a deal was overdue
	Stalled           = "stalled"            // since when it was potentially stalled
)

// Decision is one that was made.
type Decision struct {
	Subject string          `json:"subject"` // KIND/ID
	Event   domain.EventRef `json:"event"`   // that records it, or set the clock
	What    string          `json:"what"`
	Was     string          `json:"was"`
}

// Difference is a decision that would have been another.
type Difference struct {
	Decision
	Would string         `json:"wouldBe"`
	Parts []program.Part `json:"parts"` // of the policy, each enough for a difference; all, where only together they make one
}

// Report is what would have been different, in the order of the events.
type Report struct {
	Differences []Difference `json:"differences"`
	Decisions   int          `json:"decisions"` // that were made again
	// Apart are those among them to which the policy of then does not lead either: somebody said otherwise, such as another
	// window, or nothing came of it yet. They are no differences.
	Apart []Decision `json:"apart,omitempty"`
}

// Log is what is looked at.
type Log struct {
	Events iter.Seq2[domain.Recorded, error] // in the order of the log
	Until  time.Time                         // as of when what still waits is looked at
	// Chosen are the choices of partners that would have been others, by the events that record them: to make them again takes
	// all partners as they were then, so that is the caller's.
	Chosen map[domain.ID]Difference
}

// Compare makes the decisions of a log again by another policy. Its errors are those of reading the log.
func Compare(log Log, other Alternative) (Report, error) {
	r := &run{
		other: other, until: log.Until, chosen: log.Chosen,
		known:         map[int]program.Policy{},
		supposed:      map[supposition]program.Policy{},
		partners:      map[domain.ID][]partner.Partner{},
		opportunities: map[domain.ID]*opportunityRun{},
		referrals:     map[domain.ID]*referralRun{},
		registrations: map[domain.ID]*registrationRun{},
	}
	r.remember()
	for e, err := range log.Events {
		if err != nil {
			return r.report, err
		}
		r.follow(e)
		r.place++
	}
	r.finish()
	slices.SortStableFunc(r.found, func(a, b found) int { return a.place - b.place })
	for _, f := range r.found {
		r.report.Differences = append(r.report.Differences, f.Difference)
	}
	return r.report, nil
}

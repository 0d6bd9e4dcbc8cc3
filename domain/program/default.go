package program

import (
	"time"

	"github.com/cosell/cosell/domain"
)

const day = 24 * time.Hour

// Default is the policy of an installation that has set none: version 1. The answer window, the two stage tables, the
// value thresholds, the 72 hours and the days and years of the form are those of the co-sell program's published help
// pages, and so are 60 days and 14 working days of an exception. Ours are: the days of the reminder, of exclusivity, of
// the review, until a deal is overdue and stalled; the weights, within the ranges of program.Weights; the codes of all
// reasons. It has no routes and no rates. Every call gives a copy of its own.
func Default() Policy {
	return Policy{
		Version:      1,
		AnswerWindow: 14 * day,
		ReminderLead: 3 * day,
		Stages:       normalStages(),
		Assessment:   assessmentStages(),
		Reasons: Reasons{Decline: declineReasons(), Error: errorReasons(), Return: returnReasons(),
			Help: helpReasons(), Role: roleReasons()},
		OverdueAfter: 14 * day,
		StalledAfter: 30 * day,
		Registration: Registration{
			MinimumValue:      domain.NewMoney(25_000_00, USD),
			ReviewAbove:       domain.NewMoney(1_000_000_00, USD),
			SoonAfterCreation: 72 * time.Hour,
			SignedWithin:      60,
			StartWithin:       90,
			PerpetualYears:    6,
			Exclusivity:       90 * day,
			Review:            30 * day,
			Exception:         60 * day,
			ExceptionDays:     14,
		},
		Weights: Weights{
			Distance: "-0.001", WinRate: "3", ReturnRate: "-2", Feedback: "1", StallRate: "-2", TouchRate: "1", DaysToClose: "-0.01",
		},
	}
}

func normalStages() StageTable {
	return StageTable{
		{10, "Created"},
		{10, "Accepted"},
		{20, "Qualified"},
		{40, "Developed"},
		{60, "Proposed"},
		{80, "Negotiated"},
		{100, "Won"},
	}
}

func assessmentStages() StageTable {
	return StageTable{
		{10, "Created"},
		{10, "Accepted"},
		{20, "Secure customer LOE"},
		{40, "Collect data"},
		{60, "Prepare assessment report"},
		{80, "Present to customer"},
		{100, "Won"},
	}
}

func declineReasons() Catalogue {
	return Catalogue{
		{Code: "budget-inadequate", Text: "The customer's budget does not cover the project"},
		{Code: "no-response", Text: "The customer does not answer"},
		{Code: "chose-another-vendor", Text: "The customer went with another vendor"},
		{Code: "requirement-not-met", Text: "We cannot do what the customer requires"},
		{Code: "not-a-customer", Text: "There is no customer behind it"},
		{Code: "timeline-too-short", Text: "The time that is left is too short"},
		{Code: "abuse", Text: "Abuse, spam or phishing"},
		{Code: "other", Text: "Another reason"},
	}
}

func errorReasons() Catalogue {
	return Catalogue{
		{Code: "duplicate-import", Text: "Entered twice: by a bulk import"},
		{Code: "duplicate-entry", Text: "Entered twice: by hand"},
		{Code: "duplicate-from-vendor", Text: "Entered twice: the vendor sent it too"},
		{Code: "connector-sync", Text: "A connector got the data wrong"},
		{Code: "customer-mismatch", Text: "Matched to the wrong customer"},
		{Code: "solution-issue", Text: "Something is wrong with the solution", NeedsNote: true},
		{Code: "test-deal", Text: "Entered as a test"},
		{Code: "data-error", Text: "The data is wrong"},
		{Code: "other", Text: "Another error", NeedsNote: true},
	}
}

func returnReasons() Catalogue {
	return Catalogue{
		{Code: "no-interest", Text: "The customer is not interested"},
		{Code: "no-response", Text: "The customer does not answer"},
		{Code: "too-far-ahead", Text: "The customer will buy in more than twelve months"},
		{Code: "bought-from-competitor", Text: "The customer bought from a competitor"},
		{Code: "bought-from-other-partner", Text: "The customer bought from another partner"},
		{Code: "no-funding", Text: "The customer has no money for it"},
		{Code: "bad-contact-data", Text: "The contact cannot be reached with the data given"},
	}
}

func helpReasons() Catalogue {
	return Catalogue{
		{Code: "workload-value", Text: "What the workload would bring this customer"},
		{Code: "technical-architecture", Text: "The customer's technical architecture"},
		{Code: "proof-of-concept", Text: "A proof of concept or a demonstration"},
		{Code: "quotes-licensing", Text: "Quotes and licences"},
		{Code: "post-sales-success", Text: "The customer's success after the sale"},
		{Code: "other", Text: "General, or something else"},
	}
}

func roleReasons() Catalogue {
	return Catalogue{
		{Code: "presales-envisioning", Text: "Envisioning before the sale"},
		{Code: "solution-design", Text: "Designing the solution"},
		{Code: "proof-of-concept", Text: "Proving the concept"},
		{Code: "business-strategy", Text: "Business strategy"},
		{Code: "deployment-services", Text: "Deploying it"},
		{Code: "adoption-change-management", Text: "Adoption and the management of change"},
		{Code: "transaction", Text: "Selling it"},
		{Code: "managed-services", Text: "Running it for the customer"},
	}
}

package program

import "time"

const day = 24 * time.Hour

// Default is the policy of an installation that has set none: version 1. Its answer window and its two stage tables
// are those of the co-sell program's published help pages; 14 and 30 days until a deal is overdue and stalled, and
// the codes of all reasons, are ours. Every call gives a copy of its own.
func Default() Policy {
	return Policy{
		Version:      1,
		AnswerWindow: 14 * day,
		Stages:       normalStages(),
		Assessment:   assessmentStages(),
		Reasons:      Reasons{Decline: declineReasons(), Error: errorReasons(), Return: returnReasons()},
		OverdueAfter: 14 * day,
		StalledAfter: 30 * day,
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

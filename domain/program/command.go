package program

import "github.com/cosell/cosell/domain"

// Command is a request to change one part of the policy. Its fields carry, as tags, the limits that domain.Check reads;
// what they ask for beyond that is said by Validate and by the command's own rules.
type Command interface {
	domain.Command
	Part() string // the last part of its path in the API
	Founds()      // the program's stream begins with whichever comes first
	decide(Program, Input) (Event, error)
}

// SetWindows is how long partners have to answer from now on. Deadlines that run stay.
type SetWindows struct {
	Windows
	Reason string `json:"reason" minLength:"1" maxLength:"1000" doc:"Why, for whoever looks at the policy later."`
}

// SetTeaser says whether offers hide whom they are about.
type SetTeaser struct {
	Teaser
	Reason string `json:"reason" minLength:"1" maxLength:"1000" doc:"Why, for whoever looks at the policy later."`
}

// SetRegistration sets the thresholds, windows and limits of registrations.
type SetRegistration struct {
	RegistrationRules
	Reason string `json:"reason" minLength:"1" maxLength:"1000" doc:"Why, for whoever looks at the policy later."`
}

// SetStages gives both stage tables. Their percentages are the keys to which deals are bound, so they stay.
type SetStages struct {
	Stages
	Reason string `json:"reason" minLength:"1" maxLength:"1000" doc:"Why, for whoever looks at the policy later."`
}

// SetReasons gives all catalogues. A code that is left out is retired: nobody may give it any more, and what was said with it keeps its text.
type SetReasons struct {
	Reasons
	Reason string `json:"reason" minLength:"1" maxLength:"1000" doc:"Why, for whoever looks at the policy later."`
}

// SetWeights says what each measure of a partner counts for when one is chosen.
type SetWeights struct {
	Weights
	Reason string `json:"reason" minLength:"1" maxLength:"1000" doc:"Why, for whoever looks at the policy later."`
}

// SetRouting gives all routes of all partners. Referrals that were routed before stay where they are.
type SetRouting struct {
	Routing
	Reason string `json:"reason" minLength:"1" maxLength:"1000" doc:"Why, for whoever looks at the policy later."`
}

// SetAlerts says after how long without progress a deal is overdue and potentially stalled.
type SetAlerts struct {
	Alerts
	Reason string `json:"reason" minLength:"1" maxLength:"1000" doc:"Why, for whoever looks at the policy later."`
}

// PublishRates adds exchange rates of past months and the present one, or puts others in their places.
type PublishRates struct {
	MonthlyRates
	Reason string `json:"reason" minLength:"1" maxLength:"1000" doc:"Why, for whoever looks at the policy later."`
}

package program

import "github.com/cosell/cosell/domain"

// Kinds and JSON names of this file are on disk, for ever: they may be added to, never renamed.

// Kind is an event's name on disk.
type Kind string

// The kinds, in the order of a policy's page.
const (
	KindWindowsChanged      Kind = "program.windows-changed"
	KindTeaserChanged       Kind = "program.teaser-changed"
	KindRegistrationChanged Kind = "program.registration-changed"
	KindStagesChanged       Kind = "program.stages-changed"
	KindReasonsChanged      Kind = "program.reasons-changed"
	KindWeightsChanged      Kind = "program.weights-changed"
	KindRoutingChanged      Kind = "program.routing-changed"
	KindAlertsChanged       Kind = "program.alerts-changed"
	KindRatesPublished      Kind = "program.rates-published"
)

// Event is a fact of the program. Each holds the whole of one part as it is from then on.
//
//sumtype:decl
type Event interface {
	domain.Event
	kind() Kind
	part() Part
	why() string
	apply(*Policy)
}

// WindowsChanged records new answer windows, for offers and invitations from then on.
type WindowsChanged struct {
	Windows
	Reason string `json:"reason"`
}

// TeaserChanged records that offers hide whom they are about from then on, or no longer do.
type TeaserChanged struct {
	Teaser
	Reason string `json:"reason"`
}

// RegistrationChanged records new rules for registrations.
type RegistrationChanged struct {
	RegistrationRules
	Reason string `json:"reason"`
}

// StagesChanged records new names of stages.
type StagesChanged struct {
	Stages
	Reason string `json:"reason"`
}

// ReasonsChanged records the catalogues of reasons, those retired among them.
type ReasonsChanged struct {
	Reasons
	Reason string `json:"reason"`
}

// WeightsChanged records what the measures of partners count for from then on.
type WeightsChanged struct {
	Weights
	Reason string `json:"reason"`
}

// RoutingChanged records the routes of all partners.
type RoutingChanged struct {
	Routing
	Reason   string            `json:"reason"`
	Evidence []domain.Evidence `json:"evidence,omitempty"`
}

// AlertsChanged records new thresholds of alerts.
type AlertsChanged struct {
	Alerts
	Reason string `json:"reason"`
}

// RatesPublished records exchange rates, in the places of those known for the same month and currency. What was decided
// at other rates stays.
type RatesPublished struct {
	MonthlyRates
	Reason string `json:"reason"`
}

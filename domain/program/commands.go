package program

import "github.com/cosell/cosell/domain"

// Commands lists every command in the order of a policy's page. All of them are asked of the one program there is.
var Commands = []domain.CommandType{
	{Zero: SetWindows{}, Doc: "Sets how long partners have to answer, and when they are reminded.", Events: []string{string(KindWindowsChanged)}},
	{Zero: SetTeaser{}, Doc: "Says whether offers hide customer and contact.", Events: []string{string(KindTeaserChanged)}},
	{Zero: SetRegistration{}, Doc: "Sets the rules for registrations.", Events: []string{string(KindRegistrationChanged)}},
	{Zero: SetStages{}, Doc: "Renames stages.", Events: []string{string(KindStagesChanged)}},
	{Zero: SetReasons{}, Doc: "Sets the catalogues of reasons.", Events: []string{string(KindReasonsChanged)}},
	{Zero: SetWeights{}, Doc: "Sets what the measures of partners count for.", Events: []string{string(KindWeightsChanged)}},
	{Zero: SetRouting{}, Doc: "Sets the routes of inbound referrals.", Events: []string{string(KindRoutingChanged)}},
	{Zero: SetAlerts{}, Doc: "Sets when deals become overdue and stalled.", Events: []string{string(KindAlertsChanged)}},
	{Zero: PublishRates{}, Doc: "Publishes exchange rates.", Events: []string{string(KindRatesPublished)}},
}

// CommandName is the name in receipts.
func (SetWindows) CommandName() string { return "set-windows" }

// Part is the name in the API.
func (SetWindows) Part() string { return string(PartWindows) }

// Founds says that the command may be the program's first.
func (SetWindows) Founds() {}

// CommandName is the name in receipts.
func (SetTeaser) CommandName() string { return "set-teaser" }

// Part is the name in the API.
func (SetTeaser) Part() string { return string(PartTeaser) }

// Founds says that the command may be the program's first.
func (SetTeaser) Founds() {}

// CommandName is the name in receipts.
func (SetRegistration) CommandName() string { return "set-registration" }

// Part is the name in the API.
func (SetRegistration) Part() string { return string(PartRegistration) }

// Founds says that the command may be the program's first.
func (SetRegistration) Founds() {}

// CommandName is the name in receipts.
func (SetStages) CommandName() string { return "set-stages" }

// Part is the name in the API.
func (SetStages) Part() string { return string(PartStages) }

// Founds says that the command may be the program's first.
func (SetStages) Founds() {}

// CommandName is the name in receipts.
func (SetReasons) CommandName() string { return "set-reasons" }

// Part is the name in the API.
func (SetReasons) Part() string { return string(PartReasons) }

// Founds says that the command may be the program's first.
func (SetReasons) Founds() {}

// CommandName is the name in receipts.
func (SetWeights) CommandName() string { return "set-weights" }

// Part is the name in the API.
func (SetWeights) Part() string { return string(PartWeights) }

// Founds says that the command may be the program's first.
func (SetWeights) Founds() {}

// CommandName is the name in receipts.
func (SetRouting) CommandName() string { return "set-routing" }

// Part is the name in the API.
func (SetRouting) Part() string { return string(PartRouting) }

// Founds says that the command may be the program's first.
func (SetRouting) Founds() {}

// CommandName is the name in receipts.
func (SetAlerts) CommandName() string { return "set-alerts" }

// Part is the name in the API.
func (SetAlerts) Part() string { return string(PartAlerts) }

// Founds says that the command may be the program's first.
func (SetAlerts) Founds() {}

// CommandName is the name in receipts.
func (PublishRates) CommandName() string { return "publish-rates" }

// Part is the name in the API.
func (PublishRates) Part() string { return string(PartRates) }

// Founds says that the command may be the program's first.
func (PublishRates) Founds() {}

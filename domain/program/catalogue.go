package program

import "github.com/cosell/cosell/domain"

// EventTypes is the catalogue of events: it lists every kind with the zero value of its type and its schema version, in the order of a policy's page.
var EventTypes = []domain.EventType{
	{Zero: WindowsChanged{}, Version: 1},
	{Zero: TeaserChanged{}, Version: 1},
	{Zero: RegistrationChanged{}, Version: 1},
	{Zero: StagesChanged{}, Version: 1},
	{Zero: ReasonsChanged{}, Version: 1},
	{Zero: WeightsChanged{}, Version: 1},
	{Zero: RoutingChanged{}, Version: 1},
	{Zero: AlertsChanged{}, Version: 1},
	{Zero: RatesPublished{}, Version: 1},
}

func (WindowsChanged) kind() Kind      { return KindWindowsChanged }
func (TeaserChanged) kind() Kind       { return KindTeaserChanged }
func (RegistrationChanged) kind() Kind { return KindRegistrationChanged }
func (StagesChanged) kind() Kind       { return KindStagesChanged }
func (ReasonsChanged) kind() Kind      { return KindReasonsChanged }
func (WeightsChanged) kind() Kind      { return KindWeightsChanged }
func (RoutingChanged) kind() Kind      { return KindRoutingChanged }
func (AlertsChanged) kind() Kind       { return KindAlertsChanged }
func (RatesPublished) kind() Kind      { return KindRatesPublished }

func (WindowsChanged) part() Part      { return PartWindows }
func (TeaserChanged) part() Part       { return PartTeaser }
func (RegistrationChanged) part() Part { return PartRegistration }
func (StagesChanged) part() Part       { return PartStages }
func (ReasonsChanged) part() Part      { return PartReasons }
func (WeightsChanged) part() Part      { return PartWeights }
func (RoutingChanged) part() Part      { return PartRouting }
func (AlertsChanged) part() Part       { return PartAlerts }
func (RatesPublished) part() Part      { return PartRates }

func (e WindowsChanged) why() string      { return e.Reason }
func (e TeaserChanged) why() string       { return e.Reason }
func (e RegistrationChanged) why() string { return e.Reason }
func (e StagesChanged) why() string       { return e.Reason }
func (e ReasonsChanged) why() string      { return e.Reason }
func (e WeightsChanged) why() string      { return e.Reason }
func (e RoutingChanged) why() string      { return e.Reason }
func (e AlertsChanged) why() string       { return e.Reason }
func (e RatesPublished) why() string      { return e.Reason }

// EventKind returns the name on disk.
func (e WindowsChanged) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e TeaserChanged) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e RegistrationChanged) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e StagesChanged) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e ReasonsChanged) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e WeightsChanged) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e RoutingChanged) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e AlertsChanged) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e RatesPublished) EventKind() string { return string(e.kind()) }

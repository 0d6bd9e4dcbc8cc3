package program

import (
	"slices"
	"time"

	"github.com/cosell/cosell/domain"
)

// PolicyView is the policy as a caller may see it.
type PolicyView struct {
	Version      int               `json:"version" doc:"One more than the number of changes so far."`
	Windows      Windows           `json:"windows" doc:"How long partners have to answer."`
	Teaser       *Teaser           `json:"teaser,omitempty" doc:"Whether offers hide whom they are about. For the vendor."`
	Registration RegistrationRules `json:"registration" doc:"What governs registrations."`
	Stages       Stages            `json:"stages" doc:"The stage tables."`
	Reasons      Reasons           `json:"reasons" doc:"The catalogues of reasons."`
	Weights      *Weights          `json:"weights,omitempty" doc:"What the measures of partners count for. For the vendor."`
	Routing      Routing           `json:"routing" doc:"The routes of inbound referrals; of a partner its own."`
	Alerts       *Alerts           `json:"alerts,omitempty" doc:"When deals become overdue and stalled. For the vendor."`
	Rates        []Rate            `json:"rates" doc:"Exchange rates, by month and currency."`
	Changes      []ChangeView      `json:"changes" doc:"The last change of every part that was ever changed, oldest first."`
}

// ChangeView is the last change of one part. Who made it and why is for the vendor.
type ChangeView struct {
	Part    Part      `json:"part" enum:"windows,teaser,registration,stages,reasons,weights,routing,alerts,rates" doc:"What was changed."`
	Version int       `json:"version" doc:"The version that it led to."`
	At      time.Time `json:"at" doc:"When (UTC)."`
	By      string    `json:"by,omitempty" doc:"The member who changed it."`
	Reason  string    `json:"reason,omitempty" doc:"Why."`
}

// partners are the parts that partners see whole.
var partners = []Part{PartWindows, PartRegistration, PartStages, PartReasons, PartRates}

// View is the policy as a caller may see it: the vendor's members all of it; partners what they are bound by, with their
// own routes, and neither weights nor who changed what. To whom Sees says no, nothing but the version.
func View(p Program, who domain.Caller) PolicyView {
	now := p.Policy()
	v := PolicyView{Version: now.Version, Routing: Routing{[]Route{}}, Rates: []Rate{}, Changes: []ChangeView{}}
	if !Sees(p, who) {
		return v
	}
	v.Windows, v.Registration, v.Stages, v.Reasons = now.windows(), now.registration(), now.tables(), now.Reasons
	v.Rates = append(v.Rates, now.Rates...)
	full := !who.IsPartner()
	if full {
		alerts := now.alerts()
		v.Teaser, v.Weights, v.Alerts = &Teaser{now.Teaser}, &now.Weights, &alerts
	}
	for _, r := range now.Routing {
		if full || r.Partner == who.Partner() {
			v.Routing.Routes = append(v.Routing.Routes, r)
		}
	}
	for _, c := range p.changes {
		switch {
		case full:
			v.Changes = append(v.Changes, ChangeView{c.part, c.version, c.at, c.by, c.reason})
		case slices.Contains(partners, c.part):
			v.Changes = append(v.Changes, ChangeView{Part: c.part, Version: c.version, At: c.at})
		}
	}
	return v
}

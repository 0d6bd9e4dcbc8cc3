package workload

import (
	"fmt"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/program"
)

// The vendor's members that act.
var (
	manager       = domain.Caller{Member: "vendor-manager", Org: domain.Vendor, Roles: []domain.Role{domain.RoleChannelManager}}
	seller        = domain.Caller{Member: "vendor-seller", Org: domain.Vendor, Roles: []domain.Role{domain.RoleVendorSeller}}
	reviewer      = domain.Caller{Member: "vendor-reviewer", Org: domain.Vendor, Roles: []domain.Role{domain.RoleReviewer}}
	administrator = domain.Caller{Member: "vendor-administrator", Org: domain.Vendor, Roles: []domain.Role{domain.RoleProgramAdministrator}}
)

// govern publishes rates every month and changes every other part of the policy a few times.
func (w *world) govern() {
	var rates func()
	month := Begin
	rates = func() {
		w.publish(program.MonthOf(domain.DateOf(month)))
		month = month.AddDate(0, 1, 0)
		w.add(w.office(time.Date(month.Year(), month.Month(), 1, 7, 0, 0, 0, time.UTC)), cause{}, rates)
	}
	w.add(Begin.Add(time.Hour), cause{}, rates)
	for i := 1; i <= Years; i++ {
		at := Begin.Add(time.Duration(i) * 290 * day)
		for n, change := range w.changes(i) {
			w.add(w.office(at.Add(time.Duration(n)*9*day)), cause{}, func() { w.policy(change) })
		}
	}
	w.add(Begin.Add(40*day), cause{}, w.route)
}

func (w *world) policy(c program.Command) {
	in := program.Input{ID: program.ID, Caller: administrator, Now: w.now, Evidence: program.Evidence{Partners: w.partners}}
	through(w, w.program, administrator, c, doors[program.Program]{
		validate: func() error { return program.Validate(c, in) },
		sees:     func(p program.Program) bool { return program.Sees(p, administrator) },
		permit:   func(p program.Program) (domain.Role, error) { return program.Permit(p, c, administrator) },
		decide:   func(p program.Program) ([]domain.Event, error) { return program.Decide(p, c, in) },
		evolve:   program.Evolve,
	})
}

// publish gives a month's rates, around those of the table.
func (w *world) publish(month string) {
	var c program.PublishRates
	for _, known := range currencies[1 : len(currencies)-1] {
		rate := known.usd * (0.92 + 0.16*w.Float64())
		c.Rates = append(c.Rates, program.Rate{Month: month, Currency: known.code, USD: fmt.Sprintf("%.6f", rate), Source: "central bank"})
	}
	c.Reason = "rates of the month"
	w.policy(c)
}

// changes are those of the i-th round, none of which changes what the next one relies upon.
func (w *world) changes(i int) []program.Command {
	p := program.Default()
	reasons := p.Reasons
	reasons.Decline = append(reasons.Decline[:len(reasons.Decline):len(reasons.Decline)],
		program.Reason{Code: fmt.Sprintf("season-%d", i), Text: "Not in this season"})
	stages := program.Stages{Normal: append(program.StageTable{}, p.Stages...), Assessment: p.Assessment}
	stages.Normal[2].Name = fmt.Sprintf("Qualified %d", i)
	rules := p.Part(program.PartRegistration).(program.RegistrationRules)
	rules.ReviewDays = 30 + i
	weights := p.Weights
	weights.WinRate = fmt.Sprintf("3.%d", i)
	return []program.Command{
		program.SetWindows{Windows: program.Windows{AnswerDays: 14, ReminderDays: 3 + i%2}, Reason: "yearly review"},
		program.SetTeaser{Teaser: program.Teaser{On: i%2 == 1}, Reason: "trial"},
		program.SetRegistration{RegistrationRules: rules, Reason: "yearly review"},
		program.SetStages{Stages: stages, Reason: "clearer words"},
		program.SetReasons{Reasons: reasons, Reason: "one more"},
		program.SetWeights{Weights: weights, Reason: "yearly review"},
		program.SetAlerts{Alerts: program.Alerts{OverdueDays: 14, StalledDays: 30 + i}, Reason: "yearly review"},
	}
}

// route gives some partners rules of their own, and does so again every year.
func (w *world) route() {
	var c program.SetRouting
	for i, f := range w.firms {
		if i%4 != 0 || !f.state.Approved() || len(f.sites) < 2 {
			continue
		}
		c.Routes = append(c.Routes,
			program.Route{Partner: f.id, Location: f.sites[0]},
			program.Route{Partner: f.id, Market: pick(w, places).country, Location: f.sites[1]})
	}
	if c.Reason = "as partners asked"; len(c.Routes) > 0 {
		w.policy(c)
	}
	w.add(w.now.Add(365*day), cause{}, w.route)
}

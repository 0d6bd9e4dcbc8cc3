package deals

import (
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/partner"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/projections/fold"
	"github.com/cosell/cosell/projections/runner"
)

// Naming is what a partner is called from some event on. Deals and their changes keep the names with which they were recorded,
// each at its own time: what speaks of one partner in many deals takes its name from here.
type Naming struct {
	Partner    domain.ID           `db:"partner_id uuid not null" json:"partner" doc:"The partner."`
	Name       string              `db:"name text not null" json:"name" doc:"What it is called from then on."`
	Position   eventstore.Position `db:"position text not null" json:"position" doc:"Place in the event log of the event that says so; of several for a partner the last one counts."`
	RecordedAt time.Time           `db:"recorded_at timestamptz not null" json:"recordedAt" doc:"When it was recorded (UTC)."`
}

var partnersTable = fold.Table{Part: "partners", Comment: "What partners are called, one row for each name that one has had."}

// partners says from which events names come.
func partners(l *fold.Lines[Naming]) {
	fold.Line(l, func(n *Naming, e partner.Enrolled, m *runner.Event) { *n = naming(e.Name, m) })
	fold.Line(l, func(n *Naming, e partner.Applied, m *runner.Event) { *n = naming(e.Name, m) })
	fold.Several(l, func(e partner.Revised, m *runner.Event) []Naming {
		if e.Name == nil {
			return nil
		}
		return []Naming{naming(e.Name.To, m)}
	})
}

func naming(name string, m *runner.Event) Naming {
	return Naming{m.Subject, name, m.Position, m.RecordedAt}
}

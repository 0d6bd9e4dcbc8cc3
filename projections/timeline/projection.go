// Package timeline tells one deal's story in words, a line for each event.
package timeline

import (
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/projections/fold"
	"github.com/cosell/cosell/projections/runner"
)

// Name of the view, of its checkpoint, and of what it shows in the schema cosell.
const Name = "timeline"

// Line is one line of the story. It names organisations, and members by their ids; a note is quoted as it was written.
type Line struct {
	Deal        domain.ID   `db:"id uuid not null" json:"id" doc:"The deal."`
	Revision    int64       `db:"revision bigint not null" json:"revision" doc:"Place of the event in the deal's story, counted from 0."`
	At          time.Time   `db:"at timestamptz not null" json:"at" doc:"When it was recorded (UTC)."`
	EffectiveAt time.Time   `db:"effective_at timestamptz not null" json:"effectiveAt" doc:"When it took effect (UTC): earlier where a clock was late."`
	Kind        string      `db:"kind text not null" json:"kind" doc:"What happened, as the event log names it."`
	Member      string      `db:"member text not null" json:"member" doc:"Member who did it, or the name of the process."`
	Org         domain.Org  `db:"org text not null" json:"org" doc:"Organisation of that member: vendor, system, or a partner's id."`
	Role        domain.Role `db:"role text not null" json:"role" doc:"Role that the member used."`
	Text        string      `db:"text text not null" json:"text" doc:"What happened, in words."`
	Audience    string      `db:"audience text not null" json:"audience" doc:"Who may read it: all parties, the vendor, or the one partner whose id this is. The partner that it is about may in any case."`
	Partner     domain.ID   `db:"partner_id uuid" json:"partner,omitempty" doc:"The partner that it is about; null when it is about none, or several."`
	Brief       bool        `db:"brief boolean not null" json:"brief,omitempty" doc:"Whether it is a note for every partner that joins later."`
	Note        string      `db:"note text" json:"note,omitempty" doc:"The note, or what was said about a reason. For analysts null where a partner noted it for itself."`
}

// version of the view's form.
const version = 1

var table = fold.Table{
	Comment: "The story of every deal in words, one line for each event.",
	Shown:   map[string]string{"note": "case when audience in ('all', 'vendor') then note end"},
}

// All and Vendor are audiences; any other is a partner's id.
const (
	All    = "all"
	Vendor = string(domain.Vendor)
)

// View declares the view.
func View() *fold.View {
	v := fold.New(Name, version)
	lines := fold.NewLines[Line](v, table, "id", "revision")
	for _, s := range sentences {
		s.declare(lines)
	}
	return v
}

// Consumer fills the view.
func Consumer() runner.Consumer { return View().Consumer() }

// begin writes what every line has.
func (l *Line) begin(m *runner.Event) {
	*l = Line{
		Deal: m.Subject, Revision: m.Revision, At: m.RecordedAt, EffectiveAt: m.Effective, Kind: m.Event.EventKind(),
		Member: m.Actor.Member, Org: m.Actor.Org, Role: m.Actor.Role, Audience: All,
	}
}

// about says which partner a line is about.
func (l *Line) about(p domain.Party) { l.Partner = p.ID }

// between says that a line is for the vendor and the partner that it is about; other parties have no business with it.
func (l *Line) between(p domain.Party) { l.Partner, l.Audience = p.ID, Vendor }

// sentence is how one kind of event is told.
type sentence interface{ declare(*fold.Lines[Line]) }

type told[E domain.Event] func(l *Line, e E)

func (t told[E]) declare(lines *fold.Lines[Line]) {
	fold.Line(lines, func(l *Line, e E, m *runner.Event) {
		l.begin(m)
		t(l, e)
	})
}

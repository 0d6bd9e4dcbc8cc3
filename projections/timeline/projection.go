// Package timeline tells one deal's story in words, a line for each event: that of an opportunity, of each organisation's
// copy of a referral, and of a registration.
package timeline

import (
	"slices"
	"strings"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/claim"
	"github.com/cosell/cosell/domain/contact"
	"github.com/cosell/cosell/domain/customer"
	"github.com/cosell/cosell/domain/partner"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/projections/fold"
	"github.com/cosell/cosell/projections/runner"
)

// Name of the view, of its checkpoint, and of what it shows in the schema cosell.
const Name = "timeline"

// Line is one line of the story. It names organisations, and members by their ids; a note is quoted as it was written.
type Line struct {
	Deal        domain.ID   `db:"id uuid not null" json:"id" doc:"The deal, one organisation's copy of it, or the registration."`
	DealKind    Kind        `db:"deal_kind text not null" json:"dealKind" doc:"What the story is of: opportunity, referral or registration."`
	Revision    int64       `db:"revision bigint not null" json:"revision" doc:"Place of the event in the deal's story, counted from 0."`
	At          time.Time   `db:"at timestamptz not null" json:"at" doc:"When it was recorded (UTC)."`
	EffectiveAt time.Time   `db:"effective_at timestamptz not null" json:"effectiveAt" doc:"When it took effect (UTC): earlier where a clock was late."`
	Kind        string      `db:"kind text not null" json:"kind" doc:"What happened, as the event log names it."`
	Member      string      `db:"member text not null" json:"member" doc:"Member who did it, or the name of the process."`
	Org         domain.Org  `db:"org text not null" json:"org" doc:"Organisation of that member: vendor, system, or a partner's id."`
	Role        domain.Role `db:"role text not null" json:"role" doc:"Role that the member used."`
	Text        string      `db:"text text not null" json:"text" doc:"What happened, in words."`
	Audience    string      `db:"audience text not null" json:"audience" doc:"Who may read it: all parties, the vendor, or the one partner whose id this is. The partner that a line of an opportunity is about may in any case; a copy of a referral has no other parties than its owner and, where it may see it, the vendor."`
	Partner     domain.ID   `db:"partner_id uuid" json:"partner,omitempty" doc:"The partner that it is about; null when it is about none, or several."`
	Brief       bool        `db:"brief boolean not null" json:"brief,omitempty" doc:"Whether it is a note for every partner that joins later."`
	Note        string      `db:"note text" json:"note,omitempty" doc:"The note, or what was said about a reason. For analysts null where a partner noted it for itself."`
}

// version of the view's form.
const version = 2

// Kind says what a story is of.
type Kind string

// The kinds.
const (
	Opportunity  Kind = "opportunity"
	Referral     Kind = "referral"     // one organisation's copy of a co-sell deal
	Registration Kind = "registration" // told apart from its deal, which may be closed before it
)

// visible holds for lines that the vendor may know of.
const visible = `deal_kind = 'opportunity' or exists (select from cosell.timeline_owners_v2 o
	where o.id = timeline_v2.id and o.visible_from between 0 and timeline_v2.revision)`

var table = fold.Table{
	Comment: "The story of every deal in words, one line for each event. Of a referral only what was written since the vendor may see it.",
	Where:   visible,
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
	own(v)
	lines := fold.NewLines[Line](v, table, "id", "revision")
	for _, s := range slices.Concat(sentences, referralSentences, registrationSentences) {
		s.declare(lines)
	}
	v.Apart(contact.Catalogue, customer.Catalogue, partner.Catalogue, program.EventTypes)
	v.Ignore(claim.Filed{}, claim.Granted{}, claim.Released{})
	return v
}

// Consumer fills the view.
func Consumer() runner.Consumer { return View().Consumer() }

// begin writes what every line has.
func (l *Line) begin(m *runner.Event) {
	of, _, _ := strings.Cut(m.Event.EventKind(), ".")
	*l = Line{
		Deal: m.Subject, DealKind: Kind(of), Revision: m.Revision, At: m.RecordedAt, EffectiveAt: m.Effective, Kind: m.Event.EventKind(),
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

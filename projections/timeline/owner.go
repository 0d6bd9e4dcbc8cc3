package timeline

import (
	"slices"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/domain/registration"
	"github.com/cosell/cosell/projections/fold"
	"github.com/cosell/cosell/projections/runner"
)

// owner is whose story that of a referral or a registration is, and from where on the vendor may read it.
type owner struct {
	fold.Stamp
	Org         domain.Org `db:"org text not null" doc:"Organisation whose copy or registration it is: vendor, or a partner's id."`
	Begun       time.Time  `db:"begun_at timestamptz not null" doc:"When its first event was recorded (UTC)."`
	VisibleFrom int64      `db:"visible_from bigint not null" doc:"Revision of the first line that the vendor may read; -1 while it may read none."`
}

// hidden is where the vendor's reading begins while it has not begun.
const hidden = -1

// own declares the table by which lines are shown or not. What was written while a referral was private stays hidden when
// it is not private any more; visibility that was chosen while creating covers all of it.
func own(v *fold.View) {
	owners := fold.NewRows[owner](v, fold.Table{Part: "owners", Comment: "Whose story that of a referral or a registration is."})
	fold.Add(owners, func(o *owner, e referral.Created, m *runner.Event) {
		assessed := slices.ContainsFunc(e.Solutions, func(s referral.Solution) bool { return s.Kind == referral.SolutionAssessment })
		o.begin(e.Owner.Org, assessed || e.Owner.Org == domain.Vendor, m)
	})
	fold.Add(owners, func(o *owner, e referral.Received, m *runner.Event) {
		o.begin(e.Owner.Org, e.Visible || e.HelpAsked != "" || e.Owner.Org == domain.Vendor, m)
	})
	fold.On(owners, func(o *owner, _ referral.VisibilityGranted, m *runner.Event) { o.show(m) })
	fold.On(owners, func(o *owner, _ referral.HelpRequested, m *runner.Event) { o.show(m) })
	fold.On(owners, func(o *owner, e referral.CounterpartNoted, m *runner.Event) {
		if e.Visible || e.Help != "" {
			o.show(m)
		}
	})
	fold.Add(owners, func(o *owner, e registration.Requested, m *runner.Event) {
		o.begin(domain.Org(e.Subject.Partner.ID), true, m)
	})
	fold.Upsert(owners, func(o *owner, e registration.ExceptionRequested, m *runner.Event) {
		if e.Subject != nil {
			o.begin(domain.Org(e.Subject.Partner.ID), true, m)
		}
	})
}

func (o *owner) begin(org domain.Org, shown bool, m *runner.Event) {
	o.Org, o.Begun, o.VisibleFrom = org, m.RecordedAt, hidden
	if shown {
		o.VisibleFrom = 0
	}
}

func (o *owner) show(m *runner.Event) {
	switch {
	case o.VisibleFrom != hidden:
	case m.RecordedAt.Equal(o.Begun):
		o.VisibleFrom = 0
	default:
		o.VisibleFrom = m.Revision
	}
}

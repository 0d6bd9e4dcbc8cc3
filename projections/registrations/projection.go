// Package registrations answers what waits for review, who is in whose way, and what ends when: every registration as it is
// now.
package registrations

import (
	"strings"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/claim"
	"github.com/cosell/cosell/domain/contact"
	"github.com/cosell/cosell/domain/customer"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/partner"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/domain/registration"
	"github.com/cosell/cosell/projections/fold"
	"github.com/cosell/cosell/projections/runner"
)

// Name of the view, of its checkpoint, and of what it shows in the schema cosell.
const Name = "registrations"

// version of the view's form.
const version = 1

// View declares the view, in the order of a registration's life.
func View() *fold.View {
	v := fold.New(Name, version)
	rows := fold.NewRows[Registration](v, table)
	rows.Always(func(r *Registration, m *runner.Event) { r.ChangedAt, r.Position = m.RecordedAt, m.Position })

	fold.Add(rows, (*Registration).requested)
	fold.On(rows, func(r *Registration, e registration.AutoApproved, _ *runner.Event) {
		r.Annual = e.Annual
		r.is(registration.StateApproved, e.Until)
	})
	fold.On(rows, func(r *Registration, _ registration.SelectedForReview, m *runner.Event) {
		r.reviewed(registration.StatePending, time.Time{}, m)
	})
	fold.On(rows, func(r *Registration, _ registration.ActionRequired, m *runner.Event) {
		r.reviewed(registration.StateAction, time.Time{}, m)
	})
	fold.On(rows, func(r *Registration, e registration.Resubmitted, _ *runner.Event) {
		r.judged(e.Verdict)
		r.is(registration.StatePending, time.Time{})
	})
	fold.On(rows, func(r *Registration, _ registration.Passed, m *runner.Event) {
		r.reviewed(registration.StatePassed, time.Time{}, m)
	})
	fold.On(rows, func(r *Registration, e registration.Failed, m *runner.Event) {
		r.reviewed(registration.StateFailed, e.Until, m)
	})
	fold.On(rows, func(r *Registration, e registration.Approved, m *runner.Event) {
		r.reviewed(registration.StateApproved, e.Until, m)
	})
	fold.On(rows, func(r *Registration, _ registration.Rejected, m *runner.Event) {
		r.reviewed(registration.StateRejected, time.Time{}, m)
		r.ClosedAt = m.Effective
	})
	fold.On(rows, func(r *Registration, _ registration.ExtensionRequested, _ *runner.Event) {
		r.Extension = ExtensionRequested
	})
	fold.On(rows, func(r *Registration, e registration.Extended, m *runner.Event) {
		r.Extension = ExtensionGranted
		r.reviewed(registration.StateApproved, e.To, m)
	})
	fold.On(rows, func(r *Registration, _ registration.ExtensionRefused, m *runner.Event) {
		r.Extension = ExtensionRefused
		r.reviewed(registration.StateApproved, r.Until, m)
	})
	fold.On(rows, func(r *Registration, _ registration.Lapsed, m *runner.Event) { r.ended(registration.StateLapsed, m) })
	fold.On(rows, func(r *Registration, _ registration.Withdrawn, m *runner.Event) {
		r.ended(registration.StateWithdrawn, m)
	})
	fold.Upsert(rows, (*Registration).exception)
	fold.On(rows, func(r *Registration, _ registration.ExceptionGranted, m *runner.Event) {
		r.reviewed(registration.StateAction, time.Time{}, m)
	})
	fold.On(rows, func(r *Registration, _ registration.ExceptionDenied, m *runner.Event) {
		r.reviewed(registration.StateClosed, time.Time{}, m)
		r.ClosedAt = m.Effective
	})
	fold.On(rows, func(r *Registration, e registration.Closed, m *runner.Event) {
		r.ClosedWhy = e.Why
		r.ended(registration.StateClosed, m)
	})
	follow(rows)
	v.Apart(contact.Catalogue, customer.Catalogue, opportunity.Catalogue, partner.Catalogue, program.EventTypes, referral.Catalogue)
	return v
}

// Consumer fills the view.
func Consumer() runner.Consumer { return View().Consumer() }

// follow takes what claims say of the registrations that they name.
func follow(rows *fold.Rows[Registration]) {
	fold.Other(rows, func(e claim.Filed) domain.ID { return e.Registration }, func(r *Registration, e claim.Filed, m *runner.Event) {
		r.Claim, r.MatchKey, r.Claimed, r.ClaimState = m.Subject, e.MatchKey, e.Products, Waiting
		if r.FiledAt.IsZero() { // who is filed again keeps its place
			r.FiledAt, r.Filed = m.RecordedAt, m.Position
		}
	})
	fold.Other(rows, func(e claim.Granted) domain.ID { return e.Registration }, func(r *Registration, e claim.Granted, _ *runner.Event) {
		r.Claimed, r.ClaimState = e.Products, Held
	})
	fold.Other(rows, func(e claim.Released) domain.ID { return e.Registration }, func(r *Registration, _ claim.Released, _ *runner.Event) {
		r.ClaimState = Released
	})
}

func (r *Registration) requested(e registration.Requested, m *runner.Event) {
	r.Purpose = e.Purpose
	r.begin(e.Subject, e.Form.Products, m)
	r.judged(e.Verdict)
	r.Visible = e.Purpose == registration.Exclusivity || open(e.Verdict)
	r.is(registration.StatePending, time.Time{})
}

// exception is asked for of a registration that failed, or begins one.
func (r *Registration) exception(e registration.ExceptionRequested, m *runner.Event) {
	if e.Subject != nil {
		r.Purpose = registration.Incentive
		r.begin(*e.Subject, nil, m)
	}
	if e.Subject != nil && e.Verdict != nil {
		r.judged(*e.Verdict)
		r.Visible = open(*e.Verdict)
	}
	r.Excepted = true
	r.is(registration.StateException, time.Time{})
	r.OverdueAt = e.Overdue
}

func (r *Registration) begin(s registration.Subject, products []string, m *runner.Event) {
	kind, id, _ := strings.Cut(s.Deal.Stream, "-")
	r.DealKind, r.Deal, r.Partner, r.Requester = kind, domain.ID(id), s.Partner, s.Requester
	if r.Products = products; len(products) == 0 {
		r.Products = s.Products
	}
	if s.Customer != nil {
		r.Customer, r.Country = s.Customer.Name, s.Customer.Country
	}
	r.RequestedAt, r.Requested = m.RecordedAt, m.Position
}

// judged takes a verdict on an incentive.
func (r *Registration) judged(v registration.Verdict) {
	if r.Purpose == registration.Incentive {
		r.Eligible, r.ValueUSD = v.Eligible, v.ValueUSD
	}
}

// open reports whether the vendor may know of a deal, as the verdict tells with which its registration begins. That does
// not change any more: the deal is closed. One that is neither partner-led nor co-sell is taken for a private one.
func open(v registration.Verdict) bool {
	kind, _ := v.Find(registration.CriterionType)
	return kind.Outcome == registration.Pass
}

func (r *Registration) is(s registration.State, until time.Time) {
	r.State, r.Until, r.OverdueAt = s, until, time.Time{}
}

// reviewed is a decision of the vendor's.
func (r *Registration) reviewed(s registration.State, until time.Time, m *runner.Event) {
	r.is(s, until)
	r.Reviewer = m.Actor.Member
}

func (r *Registration) ended(s registration.State, m *runner.Event) {
	r.is(s, time.Time{})
	r.ClosedAt = m.Effective
}

package process

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/claim"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/domain/registration"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/projections/runner"
)

// Registrar is the manager between deals, registrations and claims: it begins what a deal asks for, files claims, approves
// and closes what nobody need look at, lets the deal know, and releases the claim in the end.
const Registrar = "registrar"

func registrar(o Options) runner.Consumer {
	w := newWorker(o, Registrar)
	w.make = w.register
	return w.consumer(func(ctx context.Context, tx pgx.Tx, events []runner.Event) error {
		r, err := readRecognitions(ctx, tx, events)
		if err != nil {
			return err
		}
		var steps []Step
		for i := range events {
			steps = append(steps, r.follow(&events[i])...)
		}
		if err := r.write(ctx, tx); err != nil {
			return err
		}
		return w.keep(ctx, tx, steps)
	}, `truncate cosell_ops.recognitions`)
}

// follow says what an event of a deal or a registration leads to.
func (r *recognitions) follow(e *runner.Event) []Step {
	next := because(Registrar, e)
	switch p := e.Event.(type) {
	case opportunity.Registered:
		r.begin(recognition{registration: p.Registration, deal: e.Stream, purpose: registration.Purpose(p.Kind)})
		return []Step{next.to("registration", p.Registration).making(registration.Request{})}
	case referral.Registered:
		r.begin(recognition{registration: p.Registration, deal: e.Stream, purpose: p.Kind})
		return []Step{next.to("registration", p.Registration).making(registration.Request{})}
	case referral.ExceptionNoted:
		if e.Actor.Org == domain.System || p.State != registration.StateException {
			return nil
		}
		r.begin(recognition{registration: p.Registration, deal: e.Stream, purpose: exception})
		return []Step{next.to("registration", p.Registration).making(registration.OpenException{})}
	case registration.Event:
		return r.progress(e, p)
	}
	if ends(e.Event) {
		return r.endWith(e)
	}
	return nil
}

// ends reports whether an event ends a deal that somebody may have exclusively. It ends when it is returned too: the partner
// that had it is excluded from it and would hold the customer for nothing.
func ends(e domain.Event) bool {
	switch e.(type) {
	case opportunity.Won, opportunity.Lost, opportunity.ClosedAsError, opportunity.Rejected, opportunity.Returned:
		return true
	}
	return false
}

// endWith closes the registrations that a deal was to be had exclusively by.
func (r *recognitions) endWith(e *runner.Event) (steps []Step) {
	for _, id := range r.exclusive(e.Stream) {
		c := registration.Close{Why: registration.ClosedDealEnded, At: e.Effective.UTC()}
		steps = append(steps, because(Registrar, e).to("registration", id).asking(c))
	}
	return steps
}

// progress says what a registration's own event leads to.
func (r *recognitions) progress(e *runner.Event, event registration.Event) []Step {
	self := because(Registrar, e).to("registration", e.Subject)
	steps := r.note(e, event)
	switch p := event.(type) {
	case registration.Requested:
		r.begin(recognition{registration: e.Subject, deal: p.Subject.Deal.Stream, purpose: p.Purpose})
		if p.Purpose == registration.Exclusivity {
			r.filed(e.Subject, claimOn(p.Subject))
			return append(steps, r.file(e)...)
		}
		if p.Form.Elsewhere() {
			return append(steps, self.asking(registration.Close{Why: registration.ClosedNotDeployed}))
		}
		return append(steps, self.asking(registration.AutoApprove{}))
	case registration.Resubmitted:
		if p.Form.Elsewhere() {
			return append(steps, self.asking(registration.Close{Why: registration.ClosedNotDeployed}))
		}
		if of := r.by[e.Subject]; of != nil && of.purpose == registration.Exclusivity {
			steps = append(steps, r.file(e)...)                     // maybe for other products
			return append(steps, self.making(registration.Close{})) // if its deal has ended meanwhile
		}
	case registration.Passed:
		return append(steps, self.asking(registration.Close{Why: registration.ClosedPassed}))
	case registration.Rejected, registration.Withdrawn, registration.Lapsed, registration.Closed:
		return append(steps, r.release(e)...)
	}
	return steps
}

// note lets the deal know what became of its registration. It began the registration itself, and the time that exclusivity
// lasts is not its own to know.
func (r *recognitions) note(e *runner.Event, event registration.Event) []Step {
	of := r.by[e.Subject]
	switch event.(type) {
	case registration.Requested, registration.ExtensionRequested, registration.Extended, registration.ExtensionRefused:
		return nil
	}
	if of == nil || e.Revision == 0 {
		return nil
	}
	kind, id, err := eventstore.ParseStream(of.deal)
	if err != nil {
		return nil // recognitions are of streams that the log holds
	}
	next := because(Registrar, e).to(kind, domain.ID(id))
	switch {
	case of.purpose == exception:
		return []Step{next.making(referral.NoteException{})}
	case kind == "referral":
		return []Step{next.making(referral.NoteRegistration{})}
	}
	return []Step{next.making(opportunity.NoteRegistration{})}
}

// file has the registration wait for its turn at the customer.
func (r *recognitions) file(e *runner.Event) []Step {
	of := r.by[e.Subject]
	if of == nil || of.claim == "" {
		return nil
	}
	return []Step{because(Registrar, e).to("claim", of.claim).making(claim.File{})}
}

// claimOn is the id of the claim on the customer of a deal; "" where nobody can tell which customer it is.
func claimOn(s registration.Subject) domain.ID {
	if key := matchKey(s); key != "" {
		return domain.ClaimID(key)
	}
	return ""
}

func matchKey(s registration.Subject) string {
	if s.Customer == nil || len(s.Customer.MatchKeys()) == 0 {
		return ""
	}
	return s.Customer.MatchKeys()[0]
}

// release has the registration hold and wait for nothing any more.
func (r *recognitions) release(e *runner.Event) []Step {
	of := r.by[e.Subject]
	if of == nil || of.claim == "" {
		return nil
	}
	return []Step{because(Registrar, e).to("claim", of.claim).asking(claim.Release{
		Registration: e.Subject, Why: e.Event.EventKind(),
	})}
}

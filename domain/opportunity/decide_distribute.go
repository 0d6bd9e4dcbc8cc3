package opportunity

import (
	"fmt"
	"strings"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/assignment"
	"github.com/cosell/cosell/domain/evidence"
)

func (c Distribute) decide(o Opportunity, in Input) ([]domain.Event, error) {
	e := Distributed{Window: in.Policy.AnswerWindow, AfterDecline: c.AfterDecline, AfterLapse: c.AfterLapse}
	if c.AnswerWithinDays != nil {
		e.Window = time.Duration(*c.AnswerWithinDays) * 24 * time.Hour
	}
	if c.Partner == Auto {
		return c.choose(e.or(AfterReoffer), o, in)
	}
	var choice choice
	choice.take(o, in, "partner", domain.ID(c.Partner))
	if err := choice.err(); err != nil {
		return nil, err
	}
	e.Partner, e.Evidence = choice.partners[0], append(in.Evidence.Partners.Relied(domain.ID(c.Partner)), in.unclaimed()...)
	return one(e.or(AfterClose).from(in.Now)), nil
}

func (Distribute) choose(e Distributed, o Opportunity, in Input) ([]domain.Event, error) {
	made := o.choose(in)
	if _, found := made.Chosen(); !found {
		return nil, ErrNoCandidate.Saying("No partner comes into question: %s.", leftOut(made))
	}
	return one(e.to(made, in)), nil
}

// choose finds the partner whom the deal is offered to.
func (o Opportunity) choose(in Input) assignment.Choice {
	basis := assignment.Basis{Now: in.Now, Position: in.Evidence.Position}
	return assignment.Choose(o.Sought(in.Evidence.Claims), in.Evidence.Candidates, in.Policy, basis)
}

// or says what follows when nothing was said.
func (e Distributed) or(after After) Distributed {
	if e.AfterDecline == "" {
		e.AfterDecline = after
	}
	if e.AfterLapse == "" {
		e.AfterLapse = after
	}
	return e
}

// to makes the offer one to whom a choice found.
func (e Distributed) to(made assignment.Choice, in Input) Distributed {
	e.Partner, _ = made.Chosen()
	e.Choice, e.Evidence = &made, in.unclaimed()
	return e.from(in.Now)
}

// from lets the time to answer begin.
func (e Distributed) from(now time.Time) Distributed {
	e.Deadline = now.Add(e.Window)
	return e
}

// leftOut tells how many were left out by what: "3 left out (capacity 2, territory 1)".
func leftOut(c assignment.Choice) string {
	if c.Without == 0 {
		return "there is none"
	}
	against := make([]string, len(c.Against))
	for i, n := range c.Against {
		against[i] = fmt.Sprintf("%s %d", n.Criterion, n.Partners)
	}
	return fmt.Sprintf("%d left out (%s)", c.Without, strings.Join(against, ", "))
}

// awaits reports whether the next candidate is to be found after an offer that was declined or lapsed.
func (o Opportunity) awaits(offer int64) bool {
	return o.state == StateNew && o.lostOffer != nil && o.lostOffer.revision == offer
}

func (c Reoffer) decide(o Opportunity, in Input) ([]domain.Event, error) {
	if !o.awaits(c.Offer) {
		return nil, nil
	}
	made, lost := o.choose(in), o.lostOffer
	if _, found := made.Chosen(); !found {
		return one(NoCandidate{Reason: leftOut(made), Choice: &made, Evidence: in.unclaimed()}), nil
	}
	e := Distributed{Window: lost.window, AfterDecline: lost.afterDecline, AfterLapse: lost.afterLapse}
	return one(e.to(made, in)), nil
}

// Sought is what a choice asks of the deal, with who has exclusivity by the claims on its customer.
func (o Opportunity) Sought(claims []evidence.Claim) assignment.Deal {
	d := assignment.Deal{
		Value:     o.details.EstimatedValue,
		Territory: o.details.Territory,
		LeadType:  o.details.LeadType,
		Products:  o.details.Products,
		Customer:  o.details.CustomerLocation,
	}
	for _, p := range o.excluded {
		d.Excluded = append(d.Excluded, p.ID)
	}
	for _, h := range o.held(claims) {
		d.Holders = append(d.Holders, h.Partner.ID)
	}
	return d
}

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/handlers/command"
)

type replayVerb struct {
	source
	At   string `help:"As it was at a time (2026-03-31T12:00:00Z), at the end of a date (2026-03-31, UTC), or at a position of the log." placeholder:"X"`
	JSON bool   `name:"json" help:"Print a line of JSON for each deal: all that the vendor sees of it."`
}

// Run folds the log from its beginning, reading no read model, and prints a row for each deal in the order in which they
// were opened.
func (v *replayVerb) Run(ctx context.Context, term terminal) error {
	as, err := parseAsOf(v.At)
	if err != nil {
		return err
	}
	b, err := openBase(ctx, v.source, reader, term)
	if err != nil {
		return err
	}
	defer b.close()
	p := portfolio{deals: map[domain.ID]opportunity.Opportunity{}, cut: map[domain.ID]bool{}}
	for e, err := range b.upToNow(ctx) {
		if err != nil {
			return err
		}
		p.fold(e, as)
	}
	if v.JSON {
		return p.printJSON(term.out)
	}
	return p.printTable(term.out)
}

// upToNow yields the log from its beginning to the end that it has now.
func (b *base) upToNow(ctx context.Context) func(func(recorded, error) bool) {
	return func(yield func(recorded, error) bool) {
		end, err := b.store.End(ctx)
		if err != nil {
			yield(recorded{}, err)
			return
		}
		if end.IsZero() {
			return
		}
		for r, err := range b.store.Subscribe(ctx, eventstore.Position{}) {
			e := recorded{position: r.Position}
			if err == nil {
				e.Recorded, err = b.decode(r)
			}
			if !yield(e, err) || err != nil || r.Position == end {
				return
			}
		}
	}
}

// recorded is an event with its place in the log.
type recorded struct {
	domain.Recorded
	position eventstore.Position
}

// portfolio is every deal as of a place in history.
type portfolio struct {
	order []domain.ID
	deals map[domain.ID]opportunity.Opportunity
	cut   map[domain.ID]bool // deals with an event after that place: nothing that follows it counts
}

func (p *portfolio) fold(e recorded, as command.AsOf) {
	if _, ok := e.Event.(opportunity.Event); !ok {
		return
	}
	late := !as.Time.IsZero() && e.RecordedAt.After(as.Time) || as.Position != nil && as.Position.Before(e.position)
	if p.cut[e.Subject] = p.cut[e.Subject] || late; p.cut[e.Subject] {
		return
	}
	deal, known := p.deals[e.Subject]
	if !known {
		p.order = append(p.order, e.Subject)
	}
	p.deals[e.Subject] = opportunity.Evolve(deal, e.Recorded)
}

func (p *portfolio) view(id domain.ID) opportunity.Deal {
	return opportunity.View(p.deals[id], operator, program.Default())
}

func (p *portfolio) printJSON(out io.Writer) error {
	e := json.NewEncoder(out)
	for _, id := range p.order {
		if err := e.Encode(p.view(id)); err != nil {
			return err
		}
	}
	return nil
}

func (p *portfolio) printTable(out io.Writer) error {
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "DEAL\tSTATE\tSTAGE\tVALUE\tPARTNER\tTOPIC")
	for _, id := range p.order {
		d := p.view(id)
		stage, partner := "", ""
		if d.Stage != nil {
			stage = fmt.Sprintf("%d %s", d.Stage.Percent, d.Stage.Name)
		}
		switch {
		case d.LeadPartner != nil:
			partner = d.LeadPartner.Name
		case d.Offer != nil:
			partner = d.Offer.Partner.Name + " (asked)"
		case len(d.Collaborators) > 0:
			partner = fmt.Sprintf("%d collaborators", len(d.Collaborators))
		}
		value := ""
		if !d.EstimatedValue.IsZero() {
			value = d.EstimatedValue.String()
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\n", id, d.State, stage, value, partner, d.Topic)
	}
	return t.Flush()
}

package main

import (
	"context"
	"fmt"
	"io"
	"iter"
	"strings"
	"text/tabwriter"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/handlers/command"
)

type replayVerb struct {
	source
	At   string `help:"As it was at a time (2026-03-31T12:00:00Z), at the end of a date (2026-03-31, UTC), or at a position of the log." placeholder:"X"`
	JSON bool   `name:"json" help:"Print a line of JSON for each: its kind, and all that an auditor of the vendor sees of it; with --policy its subject, event, what the difference is about, was, wouldBe, and the parts of the policy that each make it."`

	View   string `xor:"instead" help:"Print instead the rows of a read model, made anew from the log as of then: ${views}. In JSON each row holds the columns that cosell.NAME has in the database, for deals all that there are of all deals." placeholder:"NAME"`
	Policy string `xor:"instead" type:"existingfile" help:"Print instead what would have been different by the policy in this file: JSON as GET /api/v1/program gives it, or some parts of it, or some fields of them; all else as it was. Decisions are made again on what they were made on; what people would have done then, nobody knows." placeholder:"FILE"`
}

// Run folds the log from its beginning, reading no read model, and prints a row for each opportunity, referral and
// registration in the order in which they were opened; or those of a read model; or what another policy would have made
// different.
func (v *replayVerb) Run(ctx context.Context, term terminal) error {
	as, err := parseAsOf(v.At)
	if err != nil {
		return err
	}
	other, err := v.alternative()
	if err != nil {
		return err
	}
	if _, known := shownBy(v.View); v.View != "" && !known {
		return usagef("there is no view %q; there are %s", v.View, strings.Join(viewNames(), ", "))
	}
	b, err := openBase(ctx, v.source, reader, term)
	if err != nil {
		return err
	}
	defer b.close()
	if err := b.come(ctx, "--at", v.At, b.recordedUpToNow(ctx)); err != nil {
		return err
	}
	switch {
	case v.Policy != "":
		return v.compare(ctx, b, term, supposing{as, other})
	case v.View != "":
		return v.remake(ctx, b, term, as)
	}
	p := newPortfolio()
	for e, err := range b.upTo(ctx, as) {
		if err != nil {
			return err
		}
		p.fold(e)
	}
	if v.JSON {
		return printLines(term.out, p.lines())
	}
	return printTable(term.out, p.rows())
}

// upToNow yields the log from its beginning to the end that it has now.
func (b *base) upToNow(ctx context.Context) iter.Seq2[recorded, error] {
	return func(yield func(recorded, error) bool) {
		for r, err := range b.recordedUpToNow(ctx) {
			e := recorded{position: r.Position}
			if err == nil {
				e.Recorded, err = b.decode(r)
			}
			if !yield(e, err) || err != nil {
				return
			}
		}
	}
}

// upTo is upToNow up to a place: of each stream what comes before its first event that is later.
func (b *base) upTo(ctx context.Context, as command.AsOf) iter.Seq2[recorded, error] {
	return func(yield func(recorded, error) bool) {
		cut := map[string]bool{}
		for e, err := range b.upToNow(ctx) {
			if cut[e.Stream] = cut[e.Stream] || e.late(as); err == nil && cut[e.Stream] {
				continue
			}
			if !yield(e, err) || err != nil {
				return
			}
		}
	}
}

// recordedUpToNow is upToNow with events as they are stored.
func (b *base) recordedUpToNow(ctx context.Context) iter.Seq2[eventstore.Recorded, error] {
	return func(yield func(eventstore.Recorded, error) bool) {
		end, err := b.store.End(ctx)
		if err != nil {
			yield(eventstore.Recorded{}, err)
			return
		}
		if end.IsZero() {
			return
		}
		for r, err := range b.store.Subscribe(ctx, eventstore.Position{}) {
			if !yield(r, err) || err != nil || r.Position == end {
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

// late reports whether the event came after a place in history.
func (e recorded) late(as command.AsOf) bool {
	return !as.Time.IsZero() && e.RecordedAt.After(as.Time) || as.Position != nil && as.Position.Before(e.position)
}

func printTable(out io.Writer, rows []row) error {
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "KIND\tID\tSTATE\tSTAGE\tVALUE\tPARTNER\tTOPIC")
	for _, r := range rows {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", r.kind, r.id, r.state, r.stage, r.value, r.partner, r.topic)
	}
	return t.Flush()
}

package main

import (
	"context"
	"fmt"
	"io"
	"iter"
	"maps"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/handlers/command"
	"github.com/cosell/cosell/handlers/whatif"
)

// supposing is another policy, and up to where the log is looked at with it.
type supposing struct {
	as    command.AsOf
	other whatif.Alternative
}

// alternative reads the file of --policy.
func (v *replayVerb) alternative() (a whatif.Alternative, err error) {
	if v.Policy == "" {
		return a, nil
	}
	data, err := os.ReadFile(v.Policy)
	if err != nil {
		return a, err
	}
	if a, err = whatif.Read(data); err != nil {
		return a, usagef("%s: %s", v.Policy, strings.ReplaceAll(err.Error(), "\n", "; "))
	}
	return a, nil
}

// compare prints what would have been different.
func (v *replayVerb) compare(ctx context.Context, b *base, term terminal, s supposing) error {
	if err := b.possible(ctx, s); err != nil {
		return fmt.Errorf("%s: %w", v.Policy, err)
	}
	report, err := b.suppose(ctx, s)
	if err != nil {
		return err
	}
	fmt.Fprintf(term.talk, "%d decisions made again, %d of them not by the policy; %d would have been different\n",
		report.Decisions, len(report.Apart), len(report.Differences))
	if v.JSON {
		return printLines(term.out, report.Differences)
	}
	return printDifferences(term.out, report.Differences)
}

// possible refuses a policy that the program's rules could not work with, over any version that it ever had.
func (b *base) possible(ctx context.Context, s supposing) error {
	policies, err := b.policies(ctx)
	if err != nil {
		return err
	}
	latest := policies[slices.Max(slices.Collect(maps.Keys(policies)))]
	if err := s.other.Over(latest).Validate(); err != nil {
		refusal := domain.AsError(err)
		said := make([]string, len(refusal.Fields))
		for i, f := range refusal.Fields {
			said[i] = f.Field + ": " + f.Message
		}
		return usagef("%s", strings.Join(said, " "))
	}
	return nil
}

func (b *base) suppose(ctx context.Context, s supposing) (report whatif.Report, err error) {
	until, choices := s.as.Time, []*offer(nil)
	var last time.Time
	for e, err := range b.upTo(ctx, s.as) {
		if err != nil {
			return report, err
		}
		last = e.RecordedAt
		if o := offerOf(e.Recorded); o != nil && o.Choice != nil {
			choices = append(choices, o)
		}
	}
	switch {
	case s.as.Position != nil:
		until = last
	case until.IsZero():
		until = time.Now().UTC()
	}
	chosen, apart, err := b.chosen(ctx, choices, s.other)
	if err != nil {
		return report, err
	}
	report, err = whatif.Compare(whatif.Log{Events: b.facts(ctx, s.as), Until: until, Chosen: chosen}, s.other)
	report.Decisions += len(choices)
	report.Apart = append(report.Apart, apart...)
	return report, err
}

// facts are the events up to a place as the domain reads them.
func (b *base) facts(ctx context.Context, as command.AsOf) iter.Seq2[domain.Recorded, error] {
	return func(yield func(domain.Recorded, error) bool) {
		for e, err := range b.upTo(ctx, as) {
			if !yield(e.Recorded, err) {
				return
			}
		}
	}
}

func printDifferences(out io.Writer, all []whatif.Difference) error {
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "DEAL\tREVISION\tEVENT\tWHEN\tABOUT\tWAS\tWOULD HAVE BEEN\tBY")
	for _, d := range all {
		parts := make([]string, len(d.Parts))
		for i, p := range d.Parts {
			parts[i] = string(p)
		}
		fmt.Fprintf(t, "%s\t%d\t%s\t%s\t%s\t%s\t%s\t%s\n",
			d.Subject, d.Event.Revision, d.Event.Kind, stamp(d.Event.At), d.What, d.Was, d.Would, strings.Join(parts, ", "))
	}
	return t.Flush()
}

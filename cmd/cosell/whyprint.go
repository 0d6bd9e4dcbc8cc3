package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/cosell/cosell/domain/assignment"
	"github.com/cosell/cosell/domain/registration"
)

// printExplanations says it to people.
func printExplanations(out io.Writer, all []explanation) error {
	var b strings.Builder
	for i, e := range all {
		if i > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintln(&b, e.Subject)
		for _, o := range e.Offers {
			o.print(&b)
		}
		if r := e.Registration; r != nil {
			r.print(&b)
		}
		if v := e.Verdict; v != nil && !v.IsZero() {
			printVerdict(&b, *v)
		}
	}
	_, err := io.WriteString(out, b.String())
	return err
}

func (o *offer) print(b *strings.Builder) {
	c := o.Choice
	switch {
	case o.To == nil && c == nil:
		fmt.Fprintf(b, "\n  revision %d: nobody came into question\n", o.Revision)
		return
	case c == nil:
		fmt.Fprintf(b, "\n  revision %d: offered to %s, named by %s of %s\n", o.Revision, o.To.Name, o.By.Member, o.By.Org)
		return
	case o.To == nil:
		fmt.Fprintf(b, "\n  revision %d: nobody came into question; %d left out\n", o.Revision, c.Without)
	default:
		fmt.Fprintf(b, "\n  revision %d: offered to %s, of %d that came into question; %d left out\n", o.Revision, o.To.Name, c.Eligible, c.Without)
	}
	fmt.Fprintf(b, "  policy version %d, the log up to %s\n", c.Policy, c.Position)
	printScores(b, c)
	for _, l := range c.LeftOut {
		fmt.Fprintf(b, "  left out: %s (%s)\n", l.Partner.Name, strings.Join(l.Criteria, ", "))
	}
	if o.Reproduced == nil {
		fmt.Fprintln(b, "  not made again: it was made in a cluster, and the log was copied from there since")
		return
	}
	if *o.Reproduced {
		fmt.Fprintln(b, "  made again from the log: reproduced")
		return
	}
	fmt.Fprintln(b, "  made again from the log: NOT reproduced, it leads to")
	printScores(b, o.Again)
}

func printScores(b *strings.Builder, c *assignment.Choice) {
	if len(c.Scored) == 0 {
		return
	}
	t := tabwriter.NewWriter(b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "  PARTNER\tSCORE\tKM\tWON\tRETURNED\tPROGRESSED\tSTALLED\tANSWERED\tDAYS")
	for _, s := range c.Scored {
		m := s.Measures
		fmt.Fprintf(t, "  %s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", s.Partner.Name, s.Score, fraction(m.Distance),
			fraction(m.WinRate), fraction(m.ReturnRate), fraction(m.Feedback), fraction(m.StallRate), fraction(m.TouchRate), decimal(m.DaysToClose))
	}
	_ = t.Flush() // b takes everything
}

// fraction is a measure as people read it; with a ~ where it is the mean of the others.
func fraction(m assignment.Measure) string {
	text := strconv.FormatInt(m.Num, 10)
	if m.Imputed {
		return "~" + decimal(m)
	}
	if m.Den != 1 {
		text += "/" + strconv.FormatInt(m.Den, 10)
	}
	return text
}

// decimal is a measure that is no count of deals.
func decimal(m assignment.Measure) string {
	if m.Den == 0 {
		return "0"
	}
	return strconv.FormatFloat(float64(m.Num)/float64(m.Den), 'g', 4, 64)
}

func (r *registered) print(b *strings.Builder) {
	fmt.Fprintf(b, "\n  %s, %s\n", r.Purpose, r.State)
	p := r.Receipt
	fmt.Fprintf(b, "  receipt: %s revision %d, position %s, %s\n", p.Stream, p.Revision, p.Position, stamp(p.RecordedAt))
	if c := p.Claim; c != nil {
		fmt.Fprintf(b, "  claimed: %s revision %d", c.Stream, c.Revision)
		if c.Place != nil {
			fmt.Fprintf(b, ", place %d", *c.Place)
		}
		fmt.Fprintln(b)
	}
}

func printVerdict(b *strings.Builder, v registration.Verdict) {
	fmt.Fprintf(b, "\n  eligible for an incentive: %s, as of %s by policy version %d\n", v.Eligible, stamp(v.At), v.Policy)
	for _, c := range v.Criteria {
		fmt.Fprintf(b, "  %-8s %-18s %s", c.Outcome, c.Code, c.Text)
		if !c.Event.IsZero() {
			fmt.Fprintf(b, " [%s revision %d, %s, %s]", c.Event.Stream, c.Event.Revision, c.Event.Kind, stamp(c.Event.At))
		}
		if c.Remedy != "" {
			fmt.Fprintf(b, " %s", c.Remedy)
		}
		fmt.Fprintln(b)
	}
	for _, w := range v.Warnings {
		fmt.Fprintf(b, "  warning: %s\n", w)
	}
	if !v.ValueUSD.IsZero() {
		fmt.Fprintf(b, "  worth %s", v.ValueUSD)
		if v.Rate != "" {
			fmt.Fprintf(b, ": %s", v.Rate)
		}
		fmt.Fprintln(b)
	}
}

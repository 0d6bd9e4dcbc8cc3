package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/cosell/cosell/handlers/audit"
	"github.com/cosell/cosell/handlers/command"
)

type diffVerb struct {
	source
	Subject string `arg:"" name:"kind/id" help:"What to compare with itself: opportunity/6d1f0c1e-…; also a referral, registration, claim, partner, customer, contact, or the program."`
	From    string `env:"-" help:"The earlier place: a revision, from 0, a position of the log, a time (2026-03-31T12:00:00Z) or the end of a date (2026-03-31, UTC); the beginning when not given." placeholder:"X"`
	To      string `env:"-" help:"The later place; now when not given." placeholder:"Y"`
	JSON    bool   `name:"json" help:"Print JSON on one line: the subject, both places, and for each change its path, from, to, and by, the event that made it last. What an element that came holds is one change, with its place in the list as at."`
}

// difference is what the verb prints.
type difference struct {
	Subject string `json:"subject"`
	audit.Difference
}

// Run prints what changed between two places of a history, and which event set each field last.
func (v *diffVerb) Run(ctx context.Context, term terminal) error {
	subject, err := parseSubject(v.Subject)
	if err != nil {
		return err
	}
	from, to, err := v.places()
	if err != nil {
		return err
	}
	b, err := openBase(ctx, v.source, reader, term)
	if err != nil {
		return err
	}
	defer b.close()
	d, err := audit.Diff(ctx, subject.told(b.service), from, to)
	switch {
	case errors.Is(err, audit.ErrBackwards):
		return usagef("%s is later than %s: name the earlier place with --from", v.From, v.To)
	case err != nil:
		return fmt.Errorf("%s: %w", v.Subject, err)
	case v.JSON:
		return json.NewEncoder(term.out).Encode(difference{subject.String(), d})
	}
	return printDifference(term.out, subject, d)
}

// places are those to compare; the first is nil for the beginning.
func (v *diffVerb) places() (from *command.AsOf, to command.AsOf, err error) {
	if v.From != "" {
		place, err := parsePlace(v.From)
		if err != nil {
			return nil, to, err
		}
		from = &place
	}
	to, err = parsePlace(v.To)
	return from, to, err
}

// parsePlace reads a place in the history of one aggregate: a revision, or one that parseAsOf reads.
func parsePlace(s string) (command.AsOf, error) {
	if n, err := strconv.ParseInt(s, 10, 64); err == nil && n >= 0 && len(s) < 19 {
		return command.AsOf{Revision: &n}, nil
	}
	as, err := parseAsOf(s)
	if err != nil {
		return as, usagef("%q is neither a revision (7), a position, a time (2026-03-31T12:00:00Z) nor a date (2026-03-31)", s)
	}
	return as, nil
}

func printDifference(out io.Writer, s subject, d audit.Difference) error {
	fmt.Fprintf(out, "%s from %s to %s\n", s, said(d.From), said(d.To))
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "FIELD\tOLD\tNEW\tREVISION\tSET BY\tWHEN\tWHO")
	for _, c := range d.Changes {
		fmt.Fprintf(t, "%s\t%s\t%s\t%d\t%s\t%s\t%s\n", c.Path, plain(c.From), plain(c.To),
			c.By.Revision, c.By.Kind, stamp(c.By.RecordedAt), who(c.By))
	}
	return t.Flush()
}

// said is a place as people read it.
func said(p audit.Place) string {
	if p.Revision < 0 {
		return "the beginning"
	}
	return fmt.Sprintf("revision %d (%s)", p.Revision, stamp(p.RecordedAt))
}

func who(c audit.Cause) string { return c.Actor.Member + " of " + string(c.Actor.Org) }

// widest is how many characters of a value a table shows.
const widest = 60

// plain is a JSON value as people read it: words without quotes, on one line, cut where they are many.
func plain(raw json.RawMessage) string {
	var words string
	if len(raw) == 0 {
		return "-"
	}
	if json.Unmarshal(raw, &words) != nil {
		words = string(raw)
	}
	runes := []rune(strings.Join(strings.Fields(words), " "))
	if len(runes) > widest {
		return string(runes[:widest-1]) + "…"
	}
	return string(runes)
}

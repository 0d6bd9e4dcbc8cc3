package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/cosell/cosell/handlers/audit"
)

type explainVerb struct {
	source
	Subject string `arg:"" name:"kind/id" help:"Whose field to explain: opportunity/6d1f0c1e-…; also a referral, registration, claim, partner, customer, contact, or the program."`
	Field   string `arg:"" help:"The field, as show and diff name it: customer.city, or customer for all that is below it; an element of a list as diff names it, or without one for all."`
	At      string `help:"Up to a revision, from 0, a position of the log, a time (2026-03-31T12:00:00Z) or the end of a date (2026-03-31, UTC); now when not given." placeholder:"X"`
	JSON    bool   `name:"json" help:"Print JSON on one line: subject, field, at, its value there, and set: every event that set it, oldest first, each with revision, id, kind, recordedAt, actor, its reason and note, and the changes: path, from and to."`
}

// explainedField is what the verb prints.
type explainedField struct {
	Subject string `json:"subject"`
	audit.Explanation
}

// Run prints every event that set a field, in order: the last one made it what it is.
func (v *explainVerb) Run(ctx context.Context, term terminal) error {
	subject, err := parseSubject(v.Subject)
	if err != nil {
		return err
	}
	field, err := audit.ParsePath(v.Field)
	if err != nil {
		return usage{err}
	}
	as, err := parsePlace(v.At)
	if err != nil {
		return err
	}
	b, err := openBase(ctx, v.source, reader, term)
	if err != nil {
		return err
	}
	defer b.close()
	e, names, err := audit.Explain(ctx, subject.told(b.service), field, as)
	switch {
	case errors.Is(err, audit.ErrNoField):
		return usagef("%s has no field %s; in its place there are %s", subject, v.Field, strings.Join(names, ", "))
	case err != nil:
		return fmt.Errorf("%s: %w", v.Subject, err)
	case v.JSON:
		return json.NewEncoder(term.out).Encode(explainedField{subject.String(), e})
	}
	printField(term.out, subject, e)
	return nil
}

func printField(out io.Writer, s subject, e audit.Explanation) {
	fmt.Fprintf(out, "%s %s at %s: %s\n", s, e.Field, said(e.At), plain(e.Value))
	if len(e.Set) == 0 {
		fmt.Fprintln(out, "  no event has set it")
	}
	for _, set := range e.Set {
		fmt.Fprintf(out, "\n%4d  %s  %s  %s (%s)\n", set.Revision, stamp(set.RecordedAt), set.Kind, who(set.Cause), set.Actor.Role)
		if set.Reason != "" {
			fmt.Fprintf(out, "      reason: %s\n", set.Reason)
		}
		if set.Note != "" {
			fmt.Fprintf(out, "      note: %s\n", set.Note)
		}
		for _, c := range set.Changes {
			fmt.Fprintf(out, "      %s: %s → %s\n", c.Path, plain(c.From), plain(c.To))
		}
	}
}

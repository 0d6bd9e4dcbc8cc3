package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/cosell/cosell/projections/runner"
)

type projectionsCheckVerb struct {
	source
	Names []string `arg:"" optional:"" name:"name" help:"The read models; all of them when none is named."`
	JSON  bool     `name:"json" help:"Print a line of JSON for each."`
}

var errDiffers = errors.New("the read models are not what the log says: cosell projections rebuild makes them again")

// Run prints what it found of each read model, and fails if any row is not what the log says.
func (v *projectionsCheckVerb) Run(ctx context.Context, term terminal) error {
	b, r, err := openRunner(ctx, v.source, term)
	if err != nil {
		return err
	}
	defer b.close()
	if _, err := r.Prepare(ctx); err != nil {
		return err
	}
	names := v.Names
	known := r.Rebuildable()
	if len(names) == 0 {
		names = known
	}
	for _, name := range names {
		if !slices.Contains(known, name) {
			return usagef("%q is none of the read models, which are %s", name, strings.Join(known, ", "))
		}
	}
	differs := false
	for _, name := range names {
		bar := newBar(term.talk, "check "+name)
		f, err := r.Check(ctx, name, func(events int64) { bar.show("", fmt.Sprintf("%d events applied", events)) })
		bar.end()
		if err != nil {
			return err
		}
		if differs = differs || f.Differ(); v.JSON {
			err = json.NewEncoder(term.out).Encode(f)
		} else {
			err = printFindings(term.out, f)
		}
		if err != nil {
			return err
		}
	}
	if differs {
		return errDiffers
	}
	return nil
}

func printFindings(out io.Writer, f runner.Findings) error {
	held := ""
	if f.Held > 0 {
		held = fmt.Sprintf(", %d parked or skipped and left out", f.Held)
	}
	if _, err := fmt.Fprintf(out, "%s version %d at %s: %d events applied again%s\n", f.Name, f.Version, f.Position, f.Events, held); err != nil {
		return err
	}
	for _, t := range f.Tables {
		said := "as the log says"
		if t.Missing+t.Extra+t.Different > 0 {
			said = fmt.Sprintf("%d missing, %d too many, %d different", t.Missing, t.Extra, t.Different)
		}
		if _, err := fmt.Fprintf(out, "  %s: %d rows, %s\n", t.Table, t.Rows, said); err != nil {
			return err
		}
		for _, d := range t.First {
			if _, err := fmt.Fprintf(out, "    %s: %s\n", d.Key, d.What); err != nil {
				return err
			}
			for _, c := range d.Columns {
				if _, err := fmt.Fprintf(out, "      %s is %s and should be %s\n", c.Column, c.Is, c.Should); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

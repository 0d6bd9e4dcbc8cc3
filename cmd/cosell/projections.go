package main

import (
	"context"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/cosell/cosell/projections/runner"
)

type projectionsVerb struct {
	List projectionsListVerb `cmd:"" help:"Print how far each read model and process manager has come."`
}

// idle is said of a consumer that is not stopped, and that no process runs.
const idle runner.State = "idle"

// deadAfter is how old the sign of life of a running consumer gets at most.
const deadAfter = 15 * time.Second

type projectionsListVerb struct {
	source
	JSON bool `name:"json" help:"Print a line of JSON for each."`
}

// Run prints a row for each consumer of the log that the database knows.
func (v *projectionsListVerb) Run(ctx context.Context, term terminal) error {
	b, err := openBase(ctx, v.source, reader, term)
	if err != nil {
		return err
	}
	defer b.close()
	r, err := b.runner()
	if err != nil {
		return err
	}
	all, err := r.Status(ctx)
	if err != nil {
		return err
	}
	if v.JSON {
		return printLines(term.out, all)
	}
	t := tabwriter.NewWriter(term.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "NAME\tVERSION\tSTATE\tPOSITION\tLAG\tWHY")
	for _, s := range all {
		if s.State == runner.Running && time.Since(s.Heartbeat) > deadAfter {
			s.State = idle
		}
		lag := s.Lag.Round(time.Millisecond).String()
		if s.CaughtUp {
			lag = "none"
		}
		fmt.Fprintf(t, "%s\t%d\t%s\t%s\t%s\t%s\n", s.Name, s.Version, s.State, s.Position, lag, s.Error)
	}
	return t.Flush()
}

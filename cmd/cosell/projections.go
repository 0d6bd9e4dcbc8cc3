package main

import (
	"context"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/cosell/cosell/projections/runner"
)

type projectionsVerb struct {
	List    projectionsListVerb    `cmd:"" help:"Print how far each read model and process manager has come."`
	Check   projectionsCheckVerb   `cmd:"" help:"Make read models again from the log, compare them with those that serve, cell by cell, and say what differs."`
	Rebuild projectionsRebuildVerb `cmd:"" help:"Make a read model again beside the one that serves, and exchange the one for the other. Ctrl-C breaks it off; the next run goes on from there."`
	Parked  projectionsParkedVerb  `cmd:"" help:"Print the events that could not be applied, and those that wait behind them or were skipped."`
	Unpark  projectionsUnparkVerb  `cmd:"" help:"Have parked events applied, in their order, after what was wrong has been mended."`
	Skip    projectionsSkipVerb    `cmd:"" help:"Leave one parked event out for good, and have those behind it applied."`
}

// silent is said of a consumer that somebody owns, and that gives no sign of life.
const silent runner.State = "silent"

// deadAfter is how old the sign of life of a running consumer gets at most.
const deadAfter = 15 * time.Second

type projectionsListVerb struct {
	source
	JSON bool `name:"json" help:"Print a line of JSON for each."`
}

// Run prints a row for each consumer of the log that the database knows.
func (v *projectionsListVerb) Run(ctx context.Context, term terminal) error {
	b, r, err := openRunner(ctx, v.source, term)
	if err != nil {
		return err
	}
	defer b.close()
	all, err := r.Status(ctx)
	if err != nil {
		return err
	}
	for i, s := range all {
		if (s.State == runner.Running || s.State == runner.Building) && time.Since(s.Heartbeat) > deadAfter {
			all[i].State = silent
		}
	}
	if v.JSON {
		return printLines(term.out, all)
	}
	t := tabwriter.NewWriter(term.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "NAME\tVERSION\tSTATE\tPOSITION\tLAG\tBEHIND\tRATE\tPARKED\tWHY")
	for _, s := range all {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\t%.0f/s\t%d\t%s\n",
			s.Name, versionOf(s), stateOf(s), s.Position, lagOf(s), behindOf(s), s.Rate, s.Parked, s.Error)
	}
	return t.Flush()
}

func versionOf(s runner.Status) string {
	switch {
	case s.Side != "":
		return fmt.Sprintf("%d rebuilt", s.Version)
	case !s.Shown:
		return fmt.Sprintf("%d not shown", s.Version)
	}
	return fmt.Sprint(s.Version)
}

func stateOf(s runner.Status) string {
	if s.Left > 0 {
		return fmt.Sprintf("%s, %s left", s.State, s.Left)
	}
	return string(s.State)
}

func lagOf(s runner.Status) string {
	if s.CaughtUp {
		return "none"
	}
	return s.Lag.Round(time.Millisecond).String()
}

func behindOf(s runner.Status) string {
	if s.Behind == nil {
		return "-"
	}
	return fmt.Sprintf("%d events", *s.Behind)
}

// openRunner opens the base, with what the runner keeps there, also where no server of this version has run.
func openRunner(ctx context.Context, s source, term terminal) (*base, *runner.Runner, error) {
	b, err := openBase(ctx, s, reader, term)
	if err != nil {
		return nil, nil, err
	}
	r, err := b.runner()
	if err == nil {
		err = runner.Migrate(ctx, b.pool)
	}
	if err != nil {
		b.close()
		return nil, nil, err
	}
	return b, r, nil
}

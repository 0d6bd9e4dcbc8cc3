package main

import (
	"context"
	"errors"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/handlers/process"
)

type stepsVerb struct {
	List  stepsListVerb  `cmd:"" help:"Print the steps of process managers, those that changed last first."`
	Retry stepsRetryVerb `cmd:"" help:"Give failed steps back to their managers, which take them at once, or when cosell serves next."`
}

type stepsListVerb struct {
	source
	State string `enum:"pending,done,failed,any" default:"any" help:"Only steps in this state: ${enum}."`
	Limit int    `default:"200" help:"How many at most."`
	JSON  bool   `name:"json" help:"Print a line of JSON for each."`
}

// Run prints a row for each step.
func (v *stepsListVerb) Run(ctx context.Context, term terminal) error {
	if v.Limit < 1 {
		return usagef("--limit is at least 1")
	}
	b, err := openSteps(ctx, v.source, term)
	if err != nil {
		return err
	}
	defer b.close()
	state := process.State(v.State)
	if v.State == "any" {
		state = ""
	}
	all, err := process.Steps(ctx, b.pool, state, v.Limit)
	if err != nil {
		return err
	}
	if v.JSON {
		return printLines(term.out, all)
	}
	t := tabwriter.NewWriter(term.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "ID\tPROCESS\tSTATE\tATTEMPTS\tDUE\tCOMMAND\tTO\tWHY")
	for _, s := range all {
		fmt.Fprintf(t, "%s\t%s\t%s\t%d\t%s\t%s\t%s/%s\t%s\n",
			s.ID, s.Process, s.State, s.Attempts, s.DueAt.Format(time.RFC3339), s.Command, s.Aggregate, s.Subject, s.LastCode)
	}
	return t.Flush()
}

type stepsRetryVerb struct {
	source
	ID     string `arg:"" optional:"" name:"id" help:"The step."`
	Failed bool   `help:"All steps that have failed."`
}

// Run says how many steps were given back.
func (v *stepsRetryVerb) Run(ctx context.Context, term terminal) error {
	switch {
	case v.Failed == (v.ID != ""):
		return usagef("name one step, or all that have failed with --failed")
	case v.ID != "" && !domain.ID(v.ID).Valid():
		return usagef("%q is no id of a step: cosell steps list prints them", v.ID)
	}
	b, err := openSteps(ctx, v.source, term)
	if err != nil {
		return err
	}
	defer b.close()
	n, err := process.Retry(ctx, b.pool, domain.ID(v.ID))
	if err != nil {
		return err
	}
	if n == 0 && v.ID != "" {
		return errors.New("no step with that id has failed: cosell steps list --state failed prints those that have")
	}
	_, err = fmt.Fprintf(term.out, "%d given back\n", n)
	return err
}

// openSteps opens the base with the tables of steps there, also where no server of this version has run.
func openSteps(ctx context.Context, s source, term terminal) (*base, error) {
	b, err := openBase(ctx, s, reader, term)
	if err != nil {
		return nil, err
	}
	if err := process.Migrate(ctx, b.pool); err != nil {
		b.close()
		return nil, err
	}
	return b, nil
}

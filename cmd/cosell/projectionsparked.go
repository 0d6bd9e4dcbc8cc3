package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/user"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/cosell/cosell/projections/runner"
)

type projectionsParkedVerb struct {
	source
	Name string `arg:"" optional:"" name:"name" help:"Only those of one read model or process manager."`
	JSON bool   `name:"json" help:"Print a line of JSON for each."`
}

// Run prints a row for each event, in the order of the log.
func (v *projectionsParkedVerb) Run(ctx context.Context, term terminal) error {
	b, r, err := openRunner(ctx, v.source, term)
	if err != nil {
		return err
	}
	defer b.close()
	if err := isConsumer(ctx, r, v.Name); err != nil {
		return err
	}
	all, err := r.Parked(ctx, v.Name)
	if err != nil {
		return err
	}
	if v.JSON {
		return printLines(term.out, all)
	}
	t := tabwriter.NewWriter(term.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "NAME\tVERSION\tEVENT\tKIND\tSTATE\tATTEMPTS\tSINCE\tWHY")
	for _, e := range all {
		fmt.Fprintf(t, "%s\t%d\t%s@%d\t%s\t%s\t%d\t%s\t%s\n",
			e.Name, e.Version, e.Stream, e.Revision, e.Kind, e.State, e.Attempts, stamp(e.ParkedAt), why(e))
	}
	return t.Flush()
}

// isConsumer refuses a name that the database does not know; "" stands for all.
func isConsumer(ctx context.Context, r *runner.Runner, name string) error {
	all, err := r.Status(ctx)
	if err != nil || name == "" {
		return err
	}
	var known []string
	for _, s := range all {
		known = append(known, s.Name)
	}
	if !slices.Contains(known, name) {
		return usagef("%q reads nothing of the log; what does is %s", name, strings.Join(slices.Compact(known), ", "))
	}
	return nil
}

func why(e runner.ParkedEvent) string {
	switch {
	case e.State == "skipped":
		return fmt.Sprintf("%s (%s)", e.Reason, e.By)
	case e.Error == "":
		return "waits behind another"
	}
	first, _, _ := strings.Cut(e.Error, "\n")
	return first
}

type projectionsUnparkVerb struct {
	source
	Name   string `arg:"" name:"name" help:"The read model or process manager."`
	Stream string `arg:"" optional:"" name:"stream" help:"Only the events of one stream, and what waits behind them."`
	operating
	JSON bool `name:"json" help:"Print a line of JSON for each event that is still parked."`
}

// answerWithin is how long the owner of a consumer is waited for.
const answerWithin = 30 * time.Second

// Run says what is still parked, and fails if anything of what was asked for is.
func (v *projectionsUnparkVerb) Run(ctx context.Context, term terminal) error {
	by, err := v.operating.name()
	if err != nil {
		return err
	}
	b, r, err := openRunner(ctx, v.source, term)
	if err != nil {
		return err
	}
	defer b.close()
	waiting, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	if err := r.Unpark(waiting, v.Name, v.Stream, by); err != nil {
		return err
	}
	parked, err := left(ctx, r, term, v.Name, v.JSON)
	of := func(e runner.ParkedEvent) bool { return v.Stream == "" || e.Stream == v.Stream }
	if err == nil && slices.ContainsFunc(parked, of) {
		err = fmt.Errorf("events could not be applied: cosell projections parked %s says why", v.Name)
	}
	return err
}

// left prints the events of a consumer that are still parked.
func left(ctx context.Context, r *runner.Runner, term terminal, name string, asJSON bool) (parked []runner.ParkedEvent, err error) {
	all, err := r.Parked(ctx, name)
	if err != nil {
		return nil, err
	}
	for _, e := range all {
		if e.State == "parked" {
			parked = append(parked, e)
		}
	}
	if asJSON {
		return parked, printLines(term.out, parked)
	}
	_, err = fmt.Fprintf(term.out, "%d still parked\n", len(parked))
	return parked, err
}

// operating is who operates, for the record.
type operating struct {
	By string `env:"-" help:"Who does it, for the record; when not given, the user that the operating system knows." placeholder:"NAME"`
}

// name is who was named, or who runs the program as the machine knows them.
func (o operating) name() (string, error) {
	known := []string{strings.TrimSpace(o.By)}
	for _, variable := range []string{"SUDO_USER", "USER", "LOGNAME"} {
		known = append(known, os.Getenv(variable))
	}
	if u, err := user.Current(); err == nil {
		known = append(known, u.Username)
	}
	if id := os.Getuid(); id >= 0 {
		known = append(known, fmt.Sprintf("user %d", id))
	}
	if name := cmp.Or(known...); name != "" {
		return name, nil
	}
	return "", usagef("--by is needed: the operating system does not say who you are")
}

type projectionsSkipVerb struct {
	source
	Name   string `arg:"" name:"name" help:"The read model or process manager."`
	Event  string `arg:"" name:"stream@revision" help:"The event."`
	Reason string `required:"" help:"Why it shall never be applied; kept with it." placeholder:"TEXT"`
	operating
	JSON bool `name:"json" help:"Print a line of JSON for each event that is still parked."`
}

// Run says what is still parked.
func (v *projectionsSkipVerb) Run(ctx context.Context, term terminal) error {
	stream, number, ok := strings.Cut(v.Event, "@")
	revision, err := strconv.ParseInt(number, 10, 64)
	switch {
	case !ok || err != nil || revision < 0:
		return usagef("%q names no event: say STREAM@REVISION, as cosell projections parked does", v.Event)
	case strings.TrimSpace(v.Reason) == "":
		return usagef("--reason is needed")
	}
	by, err := v.operating.name()
	if err != nil {
		return err
	}
	b, r, err := openRunner(ctx, v.source, term)
	if err != nil {
		return err
	}
	defer b.close()
	waiting, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	if err := r.Skip(waiting, v.Name, stream, revision, v.Reason, by); err != nil {
		if errors.Is(err, runner.ErrNotParked) {
			return fmt.Errorf("%w: cosell projections parked %s prints those that are", err, v.Name)
		}
		return err
	}
	_, err = left(ctx, r, term, v.Name, v.JSON)
	return err
}

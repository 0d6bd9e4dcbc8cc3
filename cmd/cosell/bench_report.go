package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"
	"time"
)

// report is everything that a run has found.
type report struct {
	Began    time.Time `json:"began"`
	Seed     uint64    `json:"seed"`
	Log      *logFacts `json:"log,omitempty"`
	Machine  computer  `json:"machine"`
	Postgres cluster   `json:"postgres"`
	Figures  []figure  `json:"figures"`
	Failures []string  `json:"failures,omitempty"` // what could not be measured, and why
}

// figure is one thing that was measured, beside what the machine can do at most.
type figure struct {
	Bench   string    `json:"bench"`
	What    string    `json:"what"`
	Value   float64   `json:"value"`
	Unit    string    `json:"unit"`
	Limit   *limit    `json:"limit,omitempty"`
	Ratio   *float64  `json:"ratio,omitempty"` // of the limit
	Goal    string    `json:"goal,omitempty"`
	Met     *bool     `json:"met,omitempty"` // nil where there is no goal
	Spread  *spread   `json:"spread,omitempty"`
	Rounds  []float64 `json:"rounds,omitempty"`
	Details any       `json:"details,omitempty"`
}

// limit is what the machine does with nothing of ours in the way.
type limit struct {
	What   string    `json:"what"`
	Value  float64   `json:"value"`
	Rounds []float64 `json:"rounds,omitempty"`
}

func (b *bench) found(f figure) { b.report.Figures = append(b.report.Figures, f) }

// beside compares a figure with its limit, which is measured in the same unit; the ratio is to be at least least.
func (f figure) beside(l limit, least float64) figure {
	ratio := 0.0
	if l.Value > 0 {
		ratio = f.Value / l.Value
	}
	f.Limit, f.Ratio = &l, &ratio
	if least > 0 {
		f = f.judged(fmt.Sprintf("≥ %g × that", least), ratio >= least)
	}
	return f
}

func (f figure) judged(goal string, met bool) figure {
	f.Goal, f.Met = goal, &met
	return f
}

func (f figure) atLeast(goal float64) figure {
	return f.judged(fmt.Sprintf("≥ %s %s", short(goal), f.Unit), f.Value >= goal)
}

func (f figure) atMost(goal float64) figure {
	return f.judged(fmt.Sprintf("≤ %s %s", short(goal), f.Unit), f.Value <= goal)
}

// short is a number with three digits, or whole where it has more.
func short(x float64) string {
	if x >= 100 || x <= -100 {
		return fmt.Sprintf("%.0f", x)
	}
	return fmt.Sprintf("%.3g", x)
}

func (r *report) write(file string) error {
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(file, append(text, '\n'), 0o644)
}

// print gives people the table.
func (r *report) print(out io.Writer) error {
	fmt.Fprintf(out, "%s, %d cores, %s; Postgres %s, %s; seed %d\n", r.Machine.CPU, r.Machine.Cores, r.Machine.Memory, r.Postgres.Version,
		strings.Join(r.Postgres.spoken(), ", "), r.Seed)
	if l := r.Log; l != nil {
		fmt.Fprintf(out, "a log of %d events, %d deals and %d copies\n", l.Events, l.Deals, l.Copies)
	}
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "WHAT\tFIGURE\tLIMIT\tRATIO\tGOAL\t")
	for _, f := range r.Figures {
		limit, ratio, met := "", "", ""
		if f.Limit != nil {
			limit = short(f.Limit.Value) + "  " + f.Limit.What
		}
		if f.Ratio != nil {
			ratio = fmt.Sprintf("%.2f", *f.Ratio)
		}
		if f.Met != nil {
			met = map[bool]string{true: "met", false: "missed"}[*f.Met]
		}
		fmt.Fprintf(t, "%s\t%s %s\t%s\t%s\t%s\t%s\n", f.What, short(f.Value), f.Unit, limit, ratio, f.Goal, met)
	}
	return t.Flush()
}

func (b *bench) newReport(ctx context.Context) (*report, error) {
	r := &report{Began: b.began.UTC(), Seed: b.verb.Seed, Machine: thisComputer()}
	var err error
	r.Postgres, err = b.cluster(ctx)
	return r, err
}

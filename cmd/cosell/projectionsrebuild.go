package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/cosell/cosell/projections/runner"
)

type projectionsRebuildVerb struct {
	source
	Names  []string `arg:"" name:"name" help:"The read models; several are made from one reading of the log."`
	Cancel bool     `help:"Drop what a rebuild that was broken off has made so far."`
	JSON   bool     `name:"json" help:"Print a line of JSON about once a second, and one at the end."`
}

// Run rebuilds in this process, whoever owns the read model, and shows how far it has come.
func (v *projectionsRebuildVerb) Run(ctx context.Context, term terminal) error {
	b, r, err := openRunner(ctx, v.source, term)
	if err != nil {
		return err
	}
	defer b.close()
	if _, err := r.Prepare(ctx); err != nil {
		return err
	}
	if v.Cancel {
		return v.cancel(ctx, r, term)
	}
	bar := newBar(term.talk, "rebuild")
	err = r.RebuildAll(ctx, v.Names, func(p runner.Progress) {
		if v.JSON {
			_ = json.NewEncoder(term.out).Encode(p) // the end is told by the exit code
			return
		}
		bar.show(rebuilding(p))
	})
	bar.end()
	switch {
	case ctx.Err() != nil:
		return fmt.Errorf("broken off: run cosell projections rebuild %s again to go on, or with --cancel to drop what there is", strings.Join(v.Names, " "))
	case err != nil:
		return err
	case v.JSON:
		return json.NewEncoder(term.out).Encode(map[string]any{"names": v.Names, "done": true})
	}
	for _, name := range v.Names {
		if _, err := fmt.Fprintf(term.out, "%s is rebuilt, and serves\n", name); err != nil {
			return err
		}
	}
	return nil
}

func (v *projectionsRebuildVerb) cancel(ctx context.Context, r *runner.Runner, term terminal) error {
	for _, name := range v.Names {
		dropped, err := r.Cancel(ctx, name)
		if err != nil {
			return err
		}
		if !dropped {
			return fmt.Errorf("no rebuild of %s was broken off", name)
		}
		if _, err := fmt.Fprintf(term.out, "what there was of %s is dropped\n", name); err != nil {
			return err
		}
	}
	return nil
}

// barWidth is how many signs a full bar has.
const barWidth = 30

// rebuilding is a bar, and what it means in words.
func rebuilding(p runner.Progress) (graphic, text string) {
	full := 0
	if p.Of > 0 {
		full = int(barWidth * p.Events / p.Of)
	}
	left := ""
	if p.Left > 0 {
		left = fmt.Sprintf(", %s left", p.Left)
	}
	graphic = fmt.Sprintf("[%s%s] ", strings.Repeat("=", full), strings.Repeat(" ", barWidth-full))
	return graphic, fmt.Sprintf("%s %d of %d events, %.0f/s%s", p.Name, p.Events, p.Of, p.Rate, left)
}

// bar shows progress: on a terminal in one line that changes, elsewhere in words, line by line.
type bar struct {
	out   io.Writer
	what  string
	live  bool
	shown bool
}

func newBar(out io.Writer, what string) *bar {
	return &bar{out: out, what: what, live: onTerminal(out)}
}

func (b *bar) show(graphic, text string) {
	b.shown = true
	if b.live {
		fmt.Fprintf(b.out, "\r\x1b[K%s: %s%s", b.what, graphic, text)
		return
	}
	fmt.Fprintf(b.out, "%s: %s\n", b.what, text)
}

func (b *bar) end() {
	if b.live && b.shown {
		fmt.Fprintln(b.out)
	}
}

// onTerminal reports whether somebody watches what is written.
func onTerminal(out io.Writer) bool {
	file, ok := out.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

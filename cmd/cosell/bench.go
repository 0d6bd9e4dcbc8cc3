package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"
)

type benchVerb struct {
	Seed     uint64   `default:"1" help:"Of the log that is made up: the same seed gives the same log."`
	Events   int      `name:"events" env:"COSELL_BENCH_EVENTS" default:"1000000" help:"How long that log is."`
	Data     string   `type:"path" help:"Empty or missing folder for the private Postgres and its log, which stay; a throw-away one when not given." placeholder:"DIR"`
	Database string   `help:"Postgres to measure instead of a private one: databases are made there, and dropped in the end." placeholder:"URL"`
	Only     []string `help:"Only these measurements: ${benches}." placeholder:"NAME,…"`
	JSON     string   `name:"json" env:"-" type:"path" help:"Write everything that was measured to this file." placeholder:"FILE"`
	machine

	RebuildIn string `hidden:"" help:"Rebuild the read models of this database that views names, and do nothing else: for a process whose memory is measured."`
	Views     string `hidden:"" help:"The names, with commas."`
}

// leastEvents is the shortest log that holds something of everything that is asked for.
const leastEvents = 2_000

// benches are what is measured, in this order. Each leaves what later ones need, or makes it itself.
var benches = []struct {
	name string
	run  func(context.Context, *bench) error
}{
	{"disk", benchDisk},
	{"append", benchAppend},
	{"read", benchRead},
	{"rebuild", benchRebuild},
	{"pages", benchPages},
	{"visible", benchVisible},
	{"commands", benchCommands},
	{"memory", benchMemory},
	{"start", benchStart},
}

func benchNames() (names []string) {
	for _, b := range benches {
		names = append(names, b.name)
	}
	return names
}

// Run measures, prints a table, and writes the JSON. That a goal is missed is a result and no failure; what cannot be measured is
// one, and the rest is measured all the same. Broken off, it tells what it has found.
func (v *benchVerb) Run(ctx context.Context, term terminal) (err error) {
	if v.RebuildIn != "" {
		return rebuildIn(ctx, v, term)
	}
	switch unknown := slices.DeleteFunc(slices.Clone(v.Only), func(n string) bool { return slices.Contains(benchNames(), n) }); {
	case len(unknown) > 0:
		return usagef("--only: there is no %s; there are %s", strings.Join(unknown, ", "), strings.Join(benchNames(), ", "))
	case v.Events < leastEvents:
		return usagef("--events is at least %d", leastEvents)
	case v.Data != "" && v.Database != "":
		return usagef("--data and --database do not go together")
	}
	b, err := newBench(ctx, v, term)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.leave()) }()
	for _, one := range benches {
		if len(v.Only) > 0 && !slices.Contains(v.Only, one.name) {
			continue
		}
		b.say("%s …", one.name)
		began := time.Now()
		if failure := one.run(ctx, b); failure != nil {
			failure = fmt.Errorf("%s: %w", one.name, failure)
			b.say("%v", failure)
			err, b.report.Failures = errors.Join(err, failure), append(b.report.Failures, failure.Error())
		}
		if ctx.Err() != nil {
			break
		}
		b.say("%s took %s", one.name, time.Since(began).Round(100*time.Millisecond))
	}
	if v.JSON != "" {
		err = errors.Join(err, b.report.write(v.JSON))
	}
	return errors.Join(err, b.report.print(term.out))
}

// say tells whoever waits what is going on.
func (b *bench) say(format string, args ...any) {
	fmt.Fprintf(b.term.talk, "%6.1f s  %s\n", time.Since(b.began).Seconds(), fmt.Sprintf(format, args...))
}

// quiet is how the programs that are measured log.
func (v *benchVerb) quiet() machine { return machine{PostgresBin: v.PostgresBin, Log: "error"} }

// scratch is a folder that is removed in the end. Root runs Postgres as another user, who passes through it.
func (b *bench) scratch() (string, error) {
	dir, err := os.MkdirTemp("", "cosell-bench-")
	if err != nil {
		return "", err
	}
	b.folders = append(b.folders, dir)
	return dir, os.Chmod(dir, 0o711)
}

// Command cosell is the engine for partner opportunities: a server, and the verbs that read its log.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/cosell/cosell/domain"
)

// Exit codes: done, refused or failed, wrong usage.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
)

// verbs is the command line: one field a verb, each in a file of its own.
type verbs struct {
	Serve       serveVerb       `cmd:"" help:"Serve the API, the projectors and the clocks."`
	Token       tokenVerb       `cmd:"" help:"Print a bearer token signed with the key of the data folder."`
	Show        showVerb        `cmd:"" help:"Print the state of an aggregate, folded from its history."`
	History     historyVerb     `cmd:"" help:"Print every event of an aggregate in order."`
	Diff        diffVerb        `cmd:"" help:"Print what changed in an aggregate between two places of its history, and which event set each field last."`
	Explain     explainVerb     `cmd:"" help:"Print every event that set a field of an aggregate: the last one made it what it is."`
	Why         whyVerb         `cmd:"" help:"Print how partners were chosen, each choice made again from the log, or how a verdict was reached."`
	Replay      replayVerb      `cmd:"" help:"Print the whole portfolio, or a read model, as it was at a time, rebuilt from the log; or what another policy would have made different."`
	ImportLog   importLogVerb   `cmd:"" help:"Copy a log to another place, and compare the copy."`
	Projections projectionsVerb `cmd:"" help:"Operate the read models."`
	Steps       stepsVerb       `cmd:"" help:"Operate what process managers do."`
	Bench       benchVerb       `cmd:"" help:"Measure what the program promises beside what the machine can do at most, over a log that is made up."`
}

// terminal is where a verb prints: data to out, talk to talk.
type terminal struct {
	out, talk io.Writer
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], terminal{os.Stdout, os.Stderr})
	stop()
	os.Exit(code)
}

// run is the program without the process around it: it parses args, runs the verb and returns the exit code.
func run(ctx context.Context, args []string, term terminal) int {
	exit := -1
	parser, err := kong.New(&verbs{},
		kong.Name("cosell"),
		kong.Description("The event-sourced engine for partner opportunities and co-sell deals."),
		kong.UsageOnError(),
		kong.Writers(term.out, term.talk),
		kong.Exit(func(code int) { exit = code; panic(helpGiven{}) }),
		kong.DefaultEnvars("COSELL"),
		kong.Vars{"benches": strings.Join(benchNames(), ", ")},
		kong.Vars{"views": strings.Join(viewNames(), ", ")},
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(term),
	)
	if err != nil {
		panic(err) // the verbs above are not well formed: a mistake of the program, not of its user
	}
	verb, err := parse(parser, args)
	switch {
	case exit >= 0:
		return exit
	case err != nil:
		fmt.Fprintf(term.talk, "cosell: %v\nRun cosell --help for the verbs and their flags.\n", err)
		return exitUsage
	}
	if err = verb.Run(); err == nil {
		return exitDone
	}
	fmt.Fprintf(term.talk, "cosell: %v\n", sentence(err))
	if errors.As(err, new(usage)) {
		return exitUsage
	}
	return exitFailed
}

// usage is an argument that cannot be read, or that does not go with the others.
type usage struct{ error }

func (u usage) Unwrap() error { return u.error }

func usagef(format string, args ...any) error { return usage{fmt.Errorf(format, args...)} }

// helpGiven unwinds from kong's exit after it printed its help.
type helpGiven struct{}

func parse(parser *kong.Kong, args []string) (verb *kong.Context, err error) {
	defer func() {
		if p := recover(); p != nil {
			if _, ok := p.(helpGiven); !ok {
				panic(p)
			}
		}
	}()
	return parser.Parse(args)
}

// sentence says an error to a person: a refusal by its message, anything else as it is.
func sentence(err error) string {
	var refusal *domain.Error
	if errors.As(err, &refusal) && refusal.Unwrap() == nil {
		return fmt.Sprintf("%s (%s)", refusal.Message, refusal.Code)
	}
	return err.Error()
}

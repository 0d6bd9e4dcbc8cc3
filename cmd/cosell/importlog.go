package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"github.com/cosell/cosell/eventstore/postgres/localserver"
	"github.com/cosell/cosell/eventstore/transfer"
)

type importLogVerb struct {
	From string `required:"" help:"Where the log is: postgres://…, esdb://…, kurrentdb://…, or a data folder." placeholder:"URL"`
	To   string `required:"" help:"Where it is to be, named in the same way: empty, or a part of the same log from an import that broke off." placeholder:"URL"`
	machine
}

// Run copies, or goes on copying, what the log holds now, and compares both. The key that the log is bound to comes along.
func (v *importLogVerb) Run(ctx context.Context, term terminal) error {
	if v.From == v.To {
		return usagef("--from and --to are the same")
	}
	log := v.logger(term)
	from, err := v.open(ctx, v.From, reader, log)
	if err != nil {
		return fmt.Errorf("--from: %w", err)
	}
	defer from.close()
	to, err := v.open(ctx, v.To, opener{start: localserver.Serve, there: anywhere}, log)
	if err != nil {
		return fmt.Errorf("--to: %w", err)
	}
	defer to.close()
	key, err := sameKey(ctx, from.store, to.store)
	if err != nil {
		return err
	}
	shown := progress(term.talk)
	report, err := transfer.Copy(ctx, from.store, to.store, shown)
	if shown != nil {
		fmt.Fprintln(term.talk)
	}
	if err != nil {
		return explained(report, err)
	}
	if report.Events == 0 {
		return errors.New("--from holds no events: see that it leads to the log")
	}
	if key != "" {
		if err := to.store.bind(ctx, key); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintf(term.out, "%d events of %d streams are in both and the same; %d were copied now\n",
		report.Events, report.Streams, report.Copied)
	return err
}

// open opens one end. A URL is not repeated in errors: it may hold a password.
func (v *importLogVerb) open(ctx context.Context, url string, how opener, log *slog.Logger) (b *base, err error) {
	b = &base{log: log}
	defer func() {
		if err != nil {
			b.close()
		}
	}()
	s := source{machine: v.machine}
	switch {
	case isCluster(url):
		b.store, err = inCluster(ctx, url, log)
		return b, err
	case strings.HasPrefix(url, "postgres://"), strings.HasPrefix(url, "postgresql://"):
		s.Database = url
	case strings.Contains(url, "://"):
		return b, usagef("it takes postgres://…, esdb://…, kurrentdb://…, or a data folder")
	default:
		s.Data = url
	}
	if err = b.openDatabase(ctx, s, how); err == nil {
		b.store, err = inPostgres(ctx, b.pool)
	}
	return b, err
}

// sameKey gives the key of the source, and refuses a target that is bound to another one.
func sameKey(ctx context.Context, from, to *eventLog) (string, error) {
	key, err := from.keyID(ctx)
	if err != nil {
		return "", fmt.Errorf("--from: %w", err)
	}
	bound, err := to.keyID(ctx)
	switch {
	case err != nil:
		return "", fmt.Errorf("--to: %w", err)
	case bound != "" && bound != key:
		return "", fmt.Errorf("--to holds a log that was begun with key %s, --from one with key %q: give a place where nothing was served from", bound, key)
	}
	return key, nil
}

// explained says what to do about a copy that did not come to its end.
func explained(r transfer.Report, err error) error {
	switch {
	case errors.Is(err, transfer.ErrOther):
		return fmt.Errorf("--to holds another log, or has gone on by itself, and was left as it is: %w", err)
	case errors.Is(err, transfer.ErrDiffers):
		return fmt.Errorf("do not serve from --to: %w; begin again with an empty one", err)
	}
	return fmt.Errorf("%w; %d events are copied, do it again to go on", err, r.Events)
}

// progress counts on a terminal, and nowhere else.
func progress(talk io.Writer) func(events int) {
	if !onTerminal(talk) {
		return nil
	}
	return func(events int) { fmt.Fprintf(talk, "\r%d events", events) }
}

package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/cosell/cosell/eventstore/postgres/localserver"
	"github.com/cosell/cosell/handlers/api"
	"github.com/cosell/cosell/handlers/scenario"
)

type serveVerb struct {
	source
	notices
	Listen string    `default:"127.0.0.1:8080" help:"Address of the API." placeholder:"HOST:PORT"`
	Demo   bool      `help:"Tell the demo story into an empty log, and print a token for each of its members."`
	Clock  time.Time `help:"With --demo: what the clock shows at the start (2026-03-31T12:00:00Z); then it runs." placeholder:"TIME"`
}

// anywhere takes every data folder: what is missing is made.
func anywhere(string) error { return nil }

// drainWithin bounds how long requests that are being answered may take when the server stops: longer than the longest
// wait for a view (api.MaxWait). With stopWithin and leaveWithin it keeps a stop below 10 seconds.
const drainWithin = api.MaxWait + 500*time.Millisecond

// Run serves until ctx ends, then stops within 10 seconds.
func (v *serveVerb) Run(ctx context.Context, term terminal) error {
	if !v.Clock.IsZero() && !v.Demo {
		return usagef("--clock goes with --demo only: a real log is kept by the real clock")
	}
	mailer, err := v.mailer()
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", v.Listen)
	if err != nil {
		return fmt.Errorf("%w; choose another address with --listen", err)
	}
	defer listener.Close()
	clock := scenario.NewClock(v.Clock)
	b, err := openBase(ctx, v.source, opener{start: localserver.Serve, there: anywhere, clock: clock.Now}, term)
	if err != nil {
		return err
	}
	defer b.close()
	s := &server{base: b, clock: clock, term: term, address: "http://" + listener.Addr().String(), notices: v.notices, mail: mailer}
	if err := s.prepare(ctx, v.keyFile()); err != nil {
		return err
	}
	return s.run(ctx, listener, v.Demo)
}

// run answers requests, tells the demo story, and then lets the projectors and clocks run; until ctx ends or something
// that cannot be done without is gone.
func (s *server) run(ctx context.Context, listener net.Listener, demo bool) error {
	web := &http.Server{
		Handler:           s.handler,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      time.Minute,
		IdleTimeout:       2 * time.Minute,
	}
	web.RegisterOnShutdown(s.handler.EndFeeds)
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		if err := web.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			return err
		}
		return nil
	})
	g.Go(func() error { return s.superviseLocal(ctx) })
	g.Go(func() error {
		if err := s.begin(ctx, demo); err != nil {
			return err
		}
		g.Go(func() error { s.warm(ctx); return nil })
		return s.runner.Run(ctx)
	})
	g.Go(func() error {
		<-ctx.Done()
		drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainWithin)
		defer cancel()
		if err := web.Shutdown(drain); err != nil {
			return web.Close()
		}
		return nil
	})
	return g.Wait()
}

// warm spares the first assignment the wait. What it cannot read now, that assignment will find out.
func (s *server) warm(ctx context.Context) {
	if err := s.service.Warm(ctx); err != nil && ctx.Err() == nil {
		s.log.Warn("partners are not known yet", "error", err)
	}
}

// begin tells the demo story where that is asked for, and says hello.
func (s *server) begin(ctx context.Context, demo bool) error {
	if !demo {
		s.told.Store(true)
		_, err := fmt.Fprintf(s.term.talk, "cosell serves at %s (its API is described at %[1]s/docs); Ctrl-C stops it\n", s.address)
		return err
	}
	story, err := s.tell(ctx)
	if err != nil {
		return err
	}
	s.told.Store(true)
	return s.banner(story)
}

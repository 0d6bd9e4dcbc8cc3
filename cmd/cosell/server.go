package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/partner"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/eventstore/postgres/localserver"
	"github.com/cosell/cosell/handlers/api"
	"github.com/cosell/cosell/handlers/auth"
	"github.com/cosell/cosell/handlers/command"
	"github.com/cosell/cosell/handlers/notify"
	"github.com/cosell/cosell/handlers/preferences"
	"github.com/cosell/cosell/handlers/process"
	"github.com/cosell/cosell/handlers/scenario"
	"github.com/cosell/cosell/projections/operators"
	"github.com/cosell/cosell/projections/runner"
)

// server is the base with everything that serve runs on it.
type server struct {
	*base
	clock   *scenario.Clock
	term    terminal
	address string // of the API, as a URL
	key     *auth.Key
	runner  *runner.Runner
	handler *api.Handler

	preferences *preferences.Store
	notices     notices
	mail        *notify.Mailer // nil sends none
	told        atomic.Bool    // the demo story is in the log, or none is asked for
}

// prepare migrates, and makes what serves: the key, the projectors with the process managers, the API.
func (s *server) prepare(ctx context.Context, keyFile string) (err error) {
	for _, migrate := range []func(context.Context, *pgxpool.Pool) error{
		command.Migrate, process.Migrate, notify.Migrate, preferences.Migrate, api.Migrate,
	} {
		if err := migrate(ctx, s.pool); err != nil {
			return err
		}
	}
	if s.key, err = s.signingKey(ctx, keyFile); err != nil {
		return err
	}
	s.preferences = preferences.NewStore(s.pool)
	if s.runner, err = s.base.runner(append(process.Consumers(s.managed()), notify.Consumer(s.telling()))...); err != nil {
		return err
	}
	advice, err := s.runner.Prepare(ctx)
	if err != nil {
		return err
	}
	if advice != "" {
		fmt.Fprintln(s.term.talk, advice)
	}
	if err := operators.Show(ctx, s.pool); err != nil {
		return err
	}
	return s.makeHandler(keyFile)
}

// managed is what process managers work with.
func (s *server) managed() process.Options {
	return process.Options{
		Service: s.service,
		Store:   s.store,
		Decode:  s.decode,
		Pool:    s.pool,
		Clock:   wakingClock{s.clock},
		Log:     s.log,
		Reached: func(ctx context.Context, consumer string, p eventstore.Position) error {
			return s.runner.Wait(ctx, consumer, p)
		},
	}
}

// telling is what notices are sent with.
func (s *server) telling() notify.Options {
	load := func(ctx context.Context, id domain.ID) (partner.Partner, error) {
		v, err := s.service.Partners.Load(ctx, id, command.AsOf{})
		return v.State, err
	}
	return notify.Options{
		Pool:            s.pool,
		Members:         notify.NewMembers(load, s.preferences),
		Mail:            s.mail,
		BaseURL:         s.notices.BaseURL,
		PrivateWebhooks: s.notices.PrivateWebhooks,
		Clock:           wakingClock{s.clock},
		Log:             s.log,
	}
}

// makeHandler makes the API. Tokens are checked by the real clock, also where the demo has one of its own.
func (s *server) makeHandler(keyFile string) error {
	old, err := auth.LoadPublicKeys(keyFile + ".old")
	if err != nil {
		return err
	}
	s.handler, err = api.New(api.Options{
		Commands: s.service,
		Verifier: auth.NewVerifier(auth.NewKeySet(append(old, s.key.Public())...), time.Now),
		Runner:   s.runner,
		Pool:     s.pool,
		Store:    s.store,

		Preferences: s.preferences,
		Webhooks:    notify.NewWebhooks(s.pool, s.clock.Now, s.notices.PrivateWebhooks),

		Clock: s.clock.Now,
		Log:   s.log,
		Begun: s.told.Load, // while the story is told, the clock shows its days
		Ready: s.waitingFor,
	})
	return err
}

// waitingFor names what has to happen before the server is ready.
func (s *server) waitingFor() []string {
	if !s.told.Load() {
		return []string{"the demo story"}
	}
	return s.runner.Waiting()
}

// signingKey loads the key, makes one for an empty log, and refuses one that is not the log's.
func (s *server) signingKey(ctx context.Context, file string) (*auth.Key, error) {
	bound, err := s.store.keyID(ctx)
	if err != nil {
		return nil, err
	}
	load := auth.LoadKey
	if bound == "" {
		load = auth.LoadOrCreateKey
	}
	key, err := load(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("the log was begun with key %s, and there is none at %s: bring the key back, or name it with --key", bound, file)
	}
	if err != nil {
		return nil, err
	}
	if bound == "" {
		s.log.Warn("an empty log begins", "key", key.ID(), "file", file)
	}
	err = s.store.bind(ctx, key.ID())
	if errors.Is(err, errOtherKey) {
		return nil, fmt.Errorf("the log was begun with key %s, and %s holds key %s: bring the log's own key back, or name it with --key", bound, file, key.ID())
	}
	return key, err
}

// superviseLocal starts the private Postgres again when it dies by itself; the pool, the log and the projectors find
// back to it. It gives up when Postgres cannot be started.
func (s *server) superviseLocal(ctx context.Context) error {
	if s.local == nil {
		return nil
	}
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-s.local.Done():
		}
		s.log.Error("the private Postgres died and is started again", "error", s.local.Err())
		if err := s.restartLocal(ctx); err != nil {
			return err
		}
	}
}

// restartLocal takes the place of the dead server with a new one on the same folder and socket.
func (s *server) restartLocal(ctx context.Context) error {
	closing, cancel := context.WithTimeout(ctx, stopWithin)
	defer cancel()
	if err := s.local.Close(closing); err != nil {
		s.log.Warn("clearing up after the private Postgres", "error", err)
	}
	local, err := localserver.Serve(ctx, s.localOptions)
	if err != nil {
		return err
	}
	if local.URL() != s.local.URL() {
		return errors.Join(errors.New("the private Postgres came back under another address: start cosell again"), local.Close(closing))
	}
	s.local = local
	return nil
}

// wakingClock is the demo's clock for those who wait for a time: it runs as fast as the real one.
type wakingClock struct{ *scenario.Clock }

// After is part of process.Clock and notify.Clock.
func (wakingClock) After(d time.Duration) <-chan time.Time { return time.After(d) }

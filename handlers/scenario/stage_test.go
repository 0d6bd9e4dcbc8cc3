package scenario_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell"
	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/eventstore/memory"
	"github.com/cosell/cosell/handlers/command"
	"github.com/cosell/cosell/handlers/process"
	"github.com/cosell/cosell/handlers/scenario"
)

// now is when the stories of these tests are told.
var now = time.Date(2026, 6, 30, 14, 5, 0, 0, time.UTC)

// world is a log with its receipts, which outlive the services that use them.
type world struct {
	log      eventstore.Store
	receipts *counted
	hook     func(command.Point)
}

func newWorld() *world {
	return &world{log: memory.New(), receipts: &counted{Receipts: command.NewMemoryReceipts()}}
}

// stage is what a program that starts at a time tells its stories on.
func (w *world) stage(t testing.TB, start time.Time) scenario.Stage {
	t.Helper()
	clock := scenario.NewClock(start)
	service, err := command.New(command.Options{Store: w.log, Receipts: w.receipts, Clock: clock.Now, Hook: w.hook})
	require.NoError(t, err)
	codec, err := command.NewCodec()
	require.NoError(t, err)
	managers := process.NewUnderstudy(process.Options{
		Service: service, Store: w.log,
		Decode: func(r eventstore.Recorded) (domain.Recorded, error) { return command.Decode(codec, r) },
	})
	return scenario.Stage{Commands: service, Log: w.log, Clock: clock, React: managers.React}
}

// events reads the whole log.
func (w *world) events(t testing.TB) (all []eventstore.Recorded) {
	t.Helper()
	end, err := w.log.End(t.Context())
	require.NoError(t, err)
	if end.IsZero() {
		return nil
	}
	for e, err := range w.log.Subscribe(t.Context(), eventstore.Position{}) {
		require.NoError(t, err)
		if all = append(all, e); e.Position == end {
			break
		}
	}
	return all
}

// sameLog compares two logs and shows only the first difference.
func sameLog(t testing.TB, want, got []eventstore.Recorded) {
	t.Helper()
	for i := range min(len(want), len(got)) {
		require.Equal(t, want[i], got[i])
	}
	require.Len(t, got, len(want))
}

// history is the log as the domain reads it.
func (w *world) history(t testing.TB) (all []domain.Recorded) {
	t.Helper()
	c, err := command.NewCodec()
	require.NoError(t, err)
	for _, e := range w.events(t) {
		r, err := command.Decode(c, e)
		require.NoError(t, err)
		all = append(all, r)
	}
	return all
}

// counted counts the commands that were asked.
type counted struct {
	command.Receipts
	reserved atomic.Int64
}

func (c *counted) Reserve(ctx context.Context, r command.Receipt) (command.Receipt, error) {
	c.reserved.Add(1)
	return c.Receipts.Reserve(ctx, r)
}

func demo(t testing.TB) *scenario.Story {
	t.Helper()
	s, err := scenario.Parse(cosell.DemoName, cosell.DemoStory)
	require.NoError(t, err)
	return s
}

// toldDemo is a world in which the demo story was told.
func toldDemo(t testing.TB) *world {
	t.Helper()
	w := newWorld()
	require.NoError(t, demo(t).Tell(t.Context(), w.stage(t, now)))
	return w
}

var errKilled = errors.New("killed")

// tellUntil tells a story and dies at the nth time that the service passes a point.
func (w *world) tellUntil(t testing.TB, s *scenario.Story, at command.Point, n int) {
	t.Helper()
	w.hook = func(p command.Point) {
		if p == at {
			n--
		}
		if n == 0 {
			panic(errKilled)
		}
	}
	stage := w.stage(t, now)
	w.hook = nil
	defer func() {
		if r := recover(); r != nil {
			require.Equal(t, errKilled, r)
		}
	}()
	require.ErrorContains(t, s.Tell(t.Context(), stage), errKilled.Error(), "where a process asked")
}

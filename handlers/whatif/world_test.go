package whatif_test

import (
	"context"
	"encoding/json"
	"iter"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell"
	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/eventstore/codec"
	"github.com/cosell/cosell/eventstore/memory"
	"github.com/cosell/cosell/handlers/command"
	"github.com/cosell/cosell/handlers/process"
	"github.com/cosell/cosell/handlers/scenario"
	"github.com/cosell/cosell/handlers/whatif"
)

var begin = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// world is a service over a log in memory, at a time.
type world struct {
	*command.Service
	log eventstore.Store
	now time.Time
}

// open is a world with a policy of its own, nil for that of its log.
func open(t require.TestingT, policy *program.Policy) *world {
	w := &world{log: memory.New(), now: begin}
	o := command.Options{Store: w.log, Receipts: command.NewMemoryReceipts(), Clock: func() time.Time { return w.now }}
	if policy != nil {
		o.Policy = func() program.Policy { return *policy }
	}
	var err error
	w.Service, err = command.New(o)
	require.NoError(t, err)
	return w
}

func newCodec(t require.TestingT) *codec.Codec {
	c, err := command.NewCodec()
	require.NoError(t, err)
	return c
}

// stored are all events of a log.
func stored(ctx context.Context, t require.TestingT, log eventstore.Store) (all []eventstore.Recorded) {
	end, err := log.End(ctx)
	require.NoError(t, err)
	if end.IsZero() {
		return nil
	}
	for e, err := range log.Subscribe(ctx, eventstore.Position{}) {
		require.NoError(t, err)
		if all = append(all, e); e.Position == end {
			break
		}
	}
	return all
}

// events are a log as the domain reads it.
func events(t require.TestingT, all []eventstore.Recorded) iter.Seq2[domain.Recorded, error] {
	c := newCodec(t)
	return func(yield func(domain.Recorded, error) bool) {
		for _, e := range all {
			if r, err := command.Decode(c, e); !yield(r, err) || err != nil {
				return
			}
		}
	}
}

// demo is the log of the demo story.
func demo(t *testing.T) ([]eventstore.Recorded, time.Time) {
	t.Helper()
	now := time.Date(2026, 6, 30, 14, 5, 0, 0, time.UTC)
	story, err := scenario.Parse(cosell.DemoName, cosell.DemoStory)
	require.NoError(t, err)
	clock, log, c := scenario.NewClock(now), memory.New(), newCodec(t)
	service, err := command.New(command.Options{Store: log, Receipts: command.NewMemoryReceipts(), Clock: clock.Now})
	require.NoError(t, err)
	managers := process.NewUnderstudy(process.Options{
		Service: service, Store: log,
		Decode: func(r eventstore.Recorded) (domain.Recorded, error) { return command.Decode(c, r) },
	})
	require.NoError(t, story.Tell(t.Context(), scenario.Stage{Commands: service, Log: log, Clock: clock, React: managers.React}))
	return stored(t.Context(), t, log), now
}

func read(t require.TestingT, text string) whatif.Alternative {
	a, err := whatif.Read([]byte(text))
	require.NoError(t, err)
	return a
}

func toJSON(t require.TestingT, v any) string {
	data, err := json.Marshal(v)
	require.NoError(t, err)
	return string(data)
}

package process_test

import (
	"context"
	"errors"
	"iter"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/eventstore/codec"
	"github.com/cosell/cosell/handlers/process"
)

// moody is a log of which one deal cannot be read, for as long as trouble is set.
type moody struct {
	eventstore.Store
	deal    domain.ID
	trouble atomic.Pointer[func() error]
}

func (m *moody) Read(ctx context.Context, stream string, from eventstore.From) iter.Seq2[eventstore.Recorded, error] {
	return func(yield func(eventstore.Recorded, error) bool) {
		if trouble := m.trouble.Load(); trouble != nil && strings.HasSuffix(stream, string(m.deal)) {
			yield(eventstore.Recorded{}, (*trouble)())
			return
		}
		m.Store.Read(ctx, stream, from)(yield)
	}
}

// rung waits until no clock has to go off at the time that it is.
func (w *world) rung(t *testing.T) {
	t.Helper()
	for w.busy(t) {
		<-w.clock.asleep
	}
}

func TestAClockThatNothingCanBeMadeOfHoldsUpNoOther(t *testing.T) {
	t.Parallel()
	for name, trouble := range map[string]func() error{
		"a newer program wrote there": func() error { return codec.ErrUnknownKind },
		"something should not be":     func() error { return errors.New("boom") },
		"a rule panics":               func() error { panic("boom") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			bad := w.accepted(t)
			w.clock.add(time.Minute)
			good := w.accepted(t)
			log := &moody{Store: w.store, deal: bad}
			w.store = log
			w.open(t)
			r := w.start(t, nil)
			w.seen(t, r)
			log.trouble.Store(&trouble)

			carls := domain.Org(w.contoso)
			late := begin.Add(14*day + time.Hour)
			w.clock.set(late)
			w.rung(t)
			require.Equal(t, []string{notice("overdue", carls, good)}, w.told(t))
			require.Equal(t, late.Add(time.Second), w.again(t, bad))
			w.clock.add(time.Second + time.Millisecond)
			w.rung(t)
			require.Equal(t, late.Add(3*time.Second+time.Millisecond), w.again(t, bad), "it doubles")

			log.trouble.Store(nil)
			w.clock.add(time.Minute)
			w.rung(t)
			require.Equal(t, []string{notice("overdue", carls, good), notice("overdue", carls, bad)}, w.told(t))
		})
	}
}

// again is when the clock of an overdue deal goes off once more.
func (w *world) again(t *testing.T, deal domain.ID) (at time.Time) {
	t.Helper()
	require.NoError(t, w.pool.QueryRow(t.Context(), `
select retry_at from cosell_ops.deadlines where process = 'reminders' and subject = $1 and kind = 'overdue'`, deal).Scan(&at))
	return at.UTC()
}

func TestAStopStopsAlsoAClockThatWasPutBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	bad := w.accepted(t)
	log := &moody{Store: w.store, deal: bad}
	w.store = log
	w.open(t)
	r := w.start(t, nil)
	w.seen(t, r)
	trouble := func() error { return errors.New("boom") }
	log.trouble.Store(&trouble)
	w.clock.set(begin.Add(14*day + time.Hour))
	w.rung(t)
	log.trouble.Store(nil)

	w.do(t, manager, bad, opportunity.CloseAsError{Reason: errorReason})
	w.seen(t, r)
	var left int
	require.NoError(t, w.pool.QueryRow(t.Context(), `select count(*) from cosell_ops.deadlines where subject = $1`, bad).Scan(&left))
	require.Zero(t, left)
	require.Empty(t, w.told(t))
}

func TestWhileTheStoreIsAwayEveryClockWaits(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first := w.accepted(t)
	w.clock.add(time.Minute)
	second := w.accepted(t)
	log := &moody{Store: w.store, deal: first}
	w.store = log
	w.open(t)
	r := w.start(t, nil)
	w.seen(t, r)
	asked := make(chan struct{}, 1)
	away := func() error {
		select {
		case asked <- struct{}{}:
		default:
		}
		return eventstore.ErrUnavailable
	}
	log.trouble.Store(&away)
	w.clock.set(begin.Add(14*day + time.Hour))
	<-asked
	log.trouble.Store(nil)
	for w.busy(t) {
		<-w.clock.asleep
		w.clock.add(time.Second)
	}
	carls := domain.Org(w.contoso)
	require.ElementsMatch(t, []string{notice("overdue", carls, first), notice("overdue", carls, second)}, w.told(t))
}

func TestClocksOfWeeksGoOffAPageAtATime(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, err := w.pool.Exec(t.Context(), `
insert into cosell_ops.deadlines (process, subject, kind, due_at, event, stream, revision, position)
select 'expiry', gen_random_uuid(), 'offer', $1::timestamptz + n * interval '1 second', gen_random_uuid(), 'opportunity-00000000-0000-4000-8000-000000000001', 1, ''
from generate_series(1, $2) n`, begin, process.Page+1)
	require.NoError(t, err)
	w.clock.set(begin.Add(day))
	var stored []int
	r := w.start(t, func(p process.Point) bool {
		if p == process.Fired && len(stored) < process.Page+1 {
			var n int
			if err := w.pool.QueryRow(context.Background(), `select count(*) from cosell_ops.steps`).Scan(&n); err != nil {
				t.Error(err)
			}
			stored = append(stored, n)
		}
		return false
	})
	awaits(r, process.Page+1)
	require.Equal(t, process.Page, stored[0], "the first page is taken")
	require.Equal(t, process.Page, stored[process.Page-1], "to its last step")
	require.Equal(t, process.Page+1, stored[process.Page], "before the next")
}

package command_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/eventstore/memory"
	"github.com/cosell/cosell/handlers/command"
)

// deal is what a service says of one now.
func deal(t *testing.T, s *command.Service, id domain.ID) (opportunity.Deal, int64) {
	t.Helper()
	v, err := s.Opportunities.Load(t.Context(), id, command.AsOf{})
	require.NoError(t, err)
	return opportunity.View(v.State, auditor, program.Default()), v.Revision
}

func note(text string) opportunity.Command { return opportunity.AddNote{Text: text} }

// forged is a world with a deal of three notes, and snapshots of the same deal from a world in which all was the same but the
// deal's topic: nothing but who made them says that they are wrong.
func forged(t *testing.T, code string) (w *world, id domain.ID, kept *countedSnapshots) {
	t.Helper()
	kept = &countedSnapshots{Snapshots: command.NewMemorySnapshots()}
	tell := func(topic string, open func(w *world) *command.Service) (*world, domain.ID) {
		w := inMemory(t)
		s := open(w)
		a, err := s.Opportunities.Do(t.Context(), command.Request{Caller: manager, Key: "new"}, "", create(topic))
		require.NoError(t, err)
		for n := range 3 {
			_, err := s.Opportunities.Do(t.Context(), command.Request{Caller: manager, Key: fmt.Sprint(n)}, a.ID, note("x"))
			require.NoError(t, err)
		}
		deal(t, s, a.ID)
		return w, a.ID
	}
	_, forgery := tell("forged", func(w *world) *command.Service {
		o := every(kept)
		o.Code = code
		return w.sparing(t, o, nil)
	})
	w, id = tell("genuine", func(w *world) *command.Service { return w.Service })
	require.Equal(t, id, forgery)
	return w, id, kept
}

func TestASnapshotOfAnotherProgramIsNotUsedAndIsReplaced(t *testing.T) {
	w, id, kept := forged(t, "one")
	got, _ := deal(t, w.sparing(t, every(kept), nil), id)
	require.Equal(t, "forged", got.Topic, "what this program made it believes: else this test would show nothing")

	w, id, kept = forged(t, "two")
	s := w.sparing(t, every(kept), nil)
	got, _ = deal(t, s, id)
	require.Equal(t, "genuine", got.Topic)
	found, err := kept.Find(t.Context(), eventstore.StreamName("opportunity", string(id)))
	require.NoError(t, err)
	require.Equal(t, "one", found.Code)
	got, _ = deal(t, s, id)
	require.Equal(t, "genuine", got.Topic)
	require.Zero(t, kept.dropped.Load())
}

func TestAProgramNamesItsCodeByWhatItIs(t *testing.T) {
	w := inMemory(t)
	kept := command.NewMemorySnapshots()
	id := w.accepted(t)
	s := w.sparing(t, command.Snapshotting{Kept: kept, Every: 1, Later: atOnce}, nil)
	deal(t, s, id)
	found, err := kept.Find(t.Context(), eventstore.StreamName("opportunity", string(id)))
	require.NoError(t, err)
	path, err := os.Executable()
	require.NoError(t, err)
	file, err := os.ReadFile(path)
	require.NoError(t, err)
	sum := sha256.Sum256(file)
	require.Equal(t, hex.EncodeToString(sum[:]), found.Code)
}

// before is the log as it was when the deal had so many events.
func before(t *testing.T, w *world, id domain.ID, events int64) *world {
	t.Helper()
	then := *w
	then.store = memory.New()
	stream := eventstore.StreamName("opportunity", string(id))
	end, err := w.store.End(t.Context())
	require.NoError(t, err)
	for e, err := range w.store.Subscribe(t.Context(), eventstore.Position{}) {
		require.NoError(t, err)
		if e.Stream == stream && e.Revision == events {
			break
		}
		_, err = then.store.Append(t.Context(), e.Stream, eventstore.At(e.Revision-1), []eventstore.Pending{e.Pending})
		require.NoError(t, err)
		if e.Position == end {
			break
		}
	}
	then.Service = then.service(t, nil)
	return &then
}

func TestASnapshotAheadOfARestoredLogIsDropped(t *testing.T) {
	req := command.Request{Caller: manager, Key: "twice"}
	for name, rewrite := range map[string]func(*world, domain.ID){
		"and nothing was written since": func(*world, domain.ID) {},
		"and other events were written since, at a later time": func(w *world, id domain.ID) {
			w.clock.add(time.Hour)
			w.do(t, manager, id, note("since"))
			w.do(t, manager, id, note("since"))
		},
		"and other events were written since": func(w *world, id domain.ID) {
			for range 4 {
				w.do(t, manager, id, note("since"))
			}
		},
		"and the same request was made again at the same revision": func(w *world, id domain.ID) {
			w.clock.add(time.Microsecond)
			w.do(t, manager, id, note("since"))
			require.NoError(t, try(t, w.Service, req, id))
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := inMemory(t)
			kept := &countedSnapshots{Snapshots: command.NewMemorySnapshots()}
			id := w.accepted(t)
			o := every(kept)
			o.Every = 1
			s := w.sparing(t, o, nil)
			for range 4 {
				w.do(t, manager, id, note("before"))
			}
			w.do(t, manager, id, opportunity.Revise{Topic: domain.Some("Lost")})
			require.NoError(t, try(t, s, req, id))
			_, revision := deal(t, s, id)
			require.EqualValues(t, 8, revision)

			restored := before(t, w, id, 7)
			restored.receipts = command.NewMemoryReceipts()
			rewrite(restored, id)
			got, revision := deal(t, restored.sparing(t, every(kept), nil), id)
			want, last := deal(t, restored.Service, id)
			require.Equal(t, toJSON(t, want), toJSON(t, got))
			require.Equal(t, last, revision)
			require.EqualValues(t, 1, kept.dropped.Load())
		})
	}
}

func TestAStreamThatLostItsBeginningIsNotAnsweredFromASnapshot(t *testing.T) {
	w := inMemory(t)
	kept := command.NewMemorySnapshots()
	id := w.long(t, 10)
	deal(t, w.sparing(t, every(kept), nil), id)
	f, _ := w.faulty(t)
	f.read = func(r eventstore.Recorded) (eventstore.Recorded, error) {
		if r.Revision == 0 {
			return r, eventstore.ErrTruncated
		}
		return r, nil
	}
	_, err := w.sparing(t, every(kept), nil).Opportunities.Load(t.Context(), id, command.AsOf{})
	requireError(t, err, domain.ClassUnavailable, "history-incomplete")
}

func TestAStreamWhoseTimeWentBackHasNoSnapshot(t *testing.T) {
	w := inMemory(t)
	kept := &countedSnapshots{Snapshots: command.NewMemorySnapshots()}
	id := w.long(t, 10)
	stream := eventstore.StreamName("opportunity", string(id))
	_, err := w.store.Append(t.Context(), stream, eventstore.At(9), []eventstore.Pending{{
		ID: uuid.NewString(), Kind: "opportunity.resumed", SchemaVersion: 1, Data: []byte("{}"),
		Metadata: eventstore.Metadata{RecordedAt: begin.Add(time.Minute), Actor: eventstore.Actor{Org: "vendor"}, CommandID: "x", CorrelationID: "x"},
	}})
	require.NoError(t, err)
	s := w.sparing(t, every(kept), nil)
	_, revision := deal(t, s, id)
	require.EqualValues(t, 10, revision)
	v, err := s.Opportunities.Load(t.Context(), id, command.AsOf{Time: begin.Add(3 * time.Minute)})
	require.NoError(t, err)
	require.EqualValues(t, 5, v.Revision)
	require.Zero(t, kept.kept.Load())
}

// broken are snapshots that fail, or never answer.
type broken struct {
	command.Snapshots
	err error // nil never answers
}

func (b broken) wait(ctx context.Context) error {
	if b.err == nil {
		<-ctx.Done()
		return context.Cause(ctx)
	}
	return b.err
}

func (b broken) Find(ctx context.Context, _ string) (command.Snapshot, error) {
	return command.Snapshot{}, b.wait(ctx)
}
func (b broken) Keep(ctx context.Context, _ command.Snapshot) error { return b.wait(ctx) }

func TestSnapshotsThatFailNeitherFailNorDelayACommand(t *testing.T) {
	for name, err := range map[string]error{"they fail": errors.New("the disk is full"), "they hang": nil} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := inMemory(t)
				id := w.accepted(t)
				s := w.sparing(t, command.Snapshotting{Kept: broken{err: err}, Every: 2, Code: "one"}, nil)
				begun := time.Now()
				_, err := s.Opportunities.Do(t.Context(), command.Request{Caller: manager, Key: "k"}, id, note("x"))
				require.NoError(t, err)
				require.LessOrEqual(t, time.Since(begun), 500*time.Millisecond)
				require.Len(t, w.history(t, id), 4)
				<-time.After(time.Minute) // until nobody waits for a snapshot any more
			})
		})
	}
}

func TestASnapshotIsKeptWhenEnoughWasFoldedBehindTheLast(t *testing.T) {
	w := inMemory(t)
	kept := &countedSnapshots{Snapshots: command.NewMemorySnapshots()}
	id := w.newDeal(t)
	s := w.sparing(t, command.Snapshotting{Kept: kept, Every: 10, Code: "one", Later: atOnce}, nil)
	for range 34 {
		_, err := s.Opportunities.Do(t.Context(), command.Request{Caller: manager}, id, note("x"))
		require.NoError(t, err)
	}
	require.EqualValues(t, 3, kept.kept.Load(), "at 10, 20 and 30 events")
	found, err := kept.Find(t.Context(), eventstore.StreamName("opportunity", string(id)))
	require.NoError(t, err)
	require.EqualValues(t, 29, found.Revision)
	history := w.history(t, id)
	require.Equal(t, history[29].EventID, found.Event)
	require.Equal(t, history[29].Position, found.Position)
}

// What only a whole read can find is looked for, and leaves the snapshot as it is.
func TestAKeyOfLongAgoFindsItsFirstAnswer(t *testing.T) {
	t.Parallel()
	for name, open := range worlds {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := open(t)
			kept := &countedSnapshots{Snapshots: w.kept()}
			s := w.sparing(t, every(kept), nil)
			id := w.newDeal(t)
			req := command.Request{Caller: manager, Key: "early"}
			first, err := s.Opportunities.Do(t.Context(), req, id, note("x"))
			require.NoError(t, err)
			w.prolong(t, id, 1, 30)
			deal(t, s, id)
			made := kept.kept.Load()
			for _, lost := range []bool{false, true} {
				if lost {
					w.receipts = command.NewMemoryReceipts()
					s = w.sparing(t, every(kept), nil)
				}
				again, err := s.Opportunities.Do(t.Context(), req, id, note("x"))
				require.NoError(t, err)
				require.True(t, again.Replayed)
				require.Equal(t, toJSON(t, first), toJSON(t, again))
				_, err = s.Opportunities.Do(t.Context(), req, id, note("another"))
				requireError(t, err, domain.ClassConflict, "idempotency-key-reused")
			}
			require.Equal(t, made, kept.kept.Load())
			require.Len(t, w.history(t, id), 32)
		})
	}
}

func TestTwoCommandsThatASnapshotTakesForOneAreTwo(t *testing.T) {
	w := inMemory(t)
	var one, two string
	for n, keys := 0, map[uint32]string{}; one == ""; n++ {
		two = uuid.NewSHA1(uuid.Nil, []byte{byte(n), byte(n >> 8), byte(n >> 16)}).String()
		by := command.Mark(two, string(domain.Vendor), manager.Member)
		one, keys[by] = keys[by], two
	}
	s := w.sparing(t, every(command.NewMemorySnapshots()), nil)
	id := w.newDeal(t)
	for _, key := range []string{one, "", "", two} {
		a, err := s.Opportunities.Do(t.Context(), command.Request{Caller: manager, Key: key}, id, note("x"))
		require.NoError(t, err)
		require.False(t, a.Replayed)
	}
	require.Len(t, w.history(t, id), 5)
}

// The append of a command was written and called a conflict; before it looks, another process has made a snapshot with it.
func TestACommandFindsItselfBehindASnapshotThatAnotherProcessMade(t *testing.T) {
	w := inMemory(t)
	kept := command.NewMemorySnapshots()
	id := w.accepted(t)
	rival := w.sparing(t, every(kept), nil)
	f, _ := w.faulty(t)
	s := w.sparing(t, every(kept), nil)
	f.append = func(real func() (eventstore.Appended, error)) (eventstore.Appended, error) {
		f.append = nil
		_, err := real()
		require.NoError(t, err)
		for range 5 {
			_, err := rival.Opportunities.Do(t.Context(), command.Request{Caller: manager}, id, note("rival"))
			require.NoError(t, err)
		}
		return eventstore.Appended{}, eventstore.ErrConflict
	}
	a, err := s.Opportunities.Do(t.Context(), command.Request{Caller: manager}, id, note("mine"))
	require.NoError(t, err)
	require.EqualValues(t, 3, a.Revision)
	require.Len(t, w.history(t, id), 9)
}

func TestManyAtOnceShareSnapshots(t *testing.T) {
	t.Parallel()
	for name, open := range worlds {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := open(t)
			kept := &countedSnapshots{Snapshots: w.kept()}
			id := w.newDeal(t)
			o := command.Snapshotting{Kept: kept, Every: 3, Code: "one"}
			var running sync.WaitGroup
			o.Later = func(f func()) { running.Go(f) }
			services := []*command.Service{w.sparing(t, o, nil), w.sparing(t, o, nil), w.service(t, nil)}
			var all sync.WaitGroup
			for i := range 60 {
				all.Go(func() {
					req := command.Request{Caller: manager, Key: fmt.Sprint("note ", i/2)}
					for domain.AsError(try(t, services[i%3], req, id)).Code == "conflict" { // between processes luck decides
					}
				})
			}
			all.Wait()
			running.Wait()
			require.Len(t, w.history(t, id), 31)
			require.Positive(t, kept.found.Load())
			got, revision := deal(t, services[0], id)
			want, last := deal(t, services[2], id)
			require.Equal(t, toJSON(t, want), toJSON(t, got))
			require.Equal(t, last, revision)
		})
	}
}

func try(t *testing.T, s *command.Service, req command.Request, id domain.ID) error {
	t.Helper()
	_, err := s.Opportunities.Do(t.Context(), req, id, note("x"))
	return err
}

func TestACrashAroundASnapshotLeavesTheFirstAnswer(t *testing.T) {
	for _, point := range []command.Point{command.Reserved, command.Appended, command.Completed, command.Folded} {
		t.Run(string(point), func(t *testing.T) {
			for name, open := range worlds {
				t.Run(name, func(t *testing.T) {
					w := open(t)
					kept := w.kept()
					id := w.accepted(t)
					req := command.Request{Caller: manager, Key: "only once"}
					dying := w.sparing(t, every(kept), crashAt(point))
					require.PanicsWithValue(t, crash{}, func() { _, _ = dying.Opportunities.Do(t.Context(), req, id, note("x")) })
					w.clock.add(1)

					first, err := w.sparing(t, every(kept), nil).Opportunities.Do(t.Context(), req, id, note("x"))
					require.NoError(t, err)
					for range 4 {
						_, err := w.sparing(t, every(kept), nil).Opportunities.Do(t.Context(), command.Request{Caller: manager}, id, note("later"))
						require.NoError(t, err)
					}
					again, err := w.sparing(t, every(kept), nil).Opportunities.Do(t.Context(), req, id, note("x"))
					require.NoError(t, err)
					require.Equal(t, toJSON(t, first), toJSON(t, again))
					require.Equal(t, point != command.Reserved, first.Replayed)
					require.Len(t, w.history(t, id), 8)
					got, _ := deal(t, w.sparing(t, every(kept), nil), id)
					want, _ := deal(t, w.Service, id)
					require.Equal(t, toJSON(t, want), toJSON(t, got))
				})
			}
		})
	}
}

package command_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/handlers/command"
	"github.com/cosell/cosell/handlers/command/snapshot"
)

// every two events there is a snapshot, made at once, of the program "one".
func every(kept command.Snapshots) command.Snapshotting {
	return command.Snapshotting{Kept: kept, Every: 2, Code: "one", Later: atOnce}
}

// kept are the snapshots of a world.
func (w *world) kept() command.Snapshots {
	if w.pool == nil {
		return command.NewMemorySnapshots()
	}
	return command.NewPostgresSnapshots(w.pool)
}

// lossy are snapshots to which anything may happen.
type lossy struct {
	command.Snapshots
	streams map[string]bool
}

func (l *lossy) Keep(ctx context.Context, s command.Snapshot) error {
	l.streams[s.Stream] = true
	return l.Snapshots.Keep(ctx, s)
}

// harm puts something else in the place of every snapshot; nothing for nil.
func (l *lossy) harm(t require.TestingT, ctx context.Context, harm func(*command.Snapshot)) {
	for stream := range l.streams {
		s, err := l.Find(ctx, stream)
		require.NoError(t, err)
		if len(s.Data) == 0 {
			continue
		}
		require.NoError(t, l.Drop(ctx, s))
		if s.Data = slices.Clone(s.Data); harm != nil {
			harm(&s)
			require.NoError(t, l.Snapshots.Keep(ctx, s))
		}
	}
}

// harms are what may happen to snapshots.
var harms = map[string]func(*command.Snapshot){
	"they are deleted":         nil,
	"a bit falls over":         func(s *command.Snapshot) { s.Data[len(s.Data)-1] ^= 1 },
	"a bit of the checksum":    func(s *command.Snapshot) { s.Data[0] ^= 128 },
	"the end is missing":       func(s *command.Snapshot) { s.Data = s.Data[:len(s.Data)/2] },
	"there is next to nothing": func(s *command.Snapshot) { s.Data = s.Data[:1] },
	"another revision":         func(s *command.Snapshot) { s.Revision++ },
	"far ahead of the log":     func(s *command.Snapshot) { s.Revision += 1000 },
	"another event":            func(s *command.Snapshot) { s.Event = domain.ClaimID(string(s.Event)) },
	"another position":         func(s *command.Snapshot) { s.Position.Commit++ },
	"another time":             func(s *command.Snapshot) { s.RecordedAt = s.RecordedAt.Add(time.Microsecond) },
	"of another program":       func(s *command.Snapshot) { s.Code = "two" },
	"of another type":          func(s *command.Snapshot) { s.Schema = "0" },
	"nothing happens to them":  func(*command.Snapshot) {},
}

// twins are two worlds in which the same is done. In one of them two processes keep snapshots and remember streams.
type twins struct {
	whole, sparing *world
	kept           *lossy
	processes      []*command.Service
	deals          []domain.ID
	n              int
}

func newTwins(t *testing.T, open func(testing.TB) *world) *twins {
	t.Helper()
	w := &twins{whole: open(t), sparing: open(t)}
	w.kept = &lossy{w.sparing.kept(), map[string]bool{}}
	w.restart(t, "one")
	return w
}

// restart begins anew, with a program of that code.
func (w *twins) restart(t testing.TB, code string) {
	o := every(w.kept)
	o.Code = code
	w.whole.Service = w.whole.service(t, nil)
	w.processes = []*command.Service{w.sparing.sparing(t, o, nil), w.sparing.sparing(t, o, nil)}
	w.sparing.Service = w.processes[0]
}

// forget loses all receipts, of both.
func (w *twins) forget(t testing.TB) {
	for _, x := range []*world{w.whole, w.sparing} {
		if x.pool == nil {
			x.receipts = command.NewMemoryReceipts()
			continue
		}
		_, err := x.pool.Exec(t.Context(), "truncate cosell_ops.receipts")
		require.NoError(t, err)
	}
}

// both asks both worlds, and insists on one answer.
func (w *twins) both(t require.TestingT, what string, ask func(*world) (any, error)) any {
	one, err1 := ask(w.whole)
	two, err2 := ask(w.sparing)
	require.Equal(t, describe(one, err1), describe(two, err2), what)
	return one
}

func describe(answer any, err error) string {
	b, bad := json.Marshal(answer)
	if a, ok := answer.(command.Answer); ok {
		b = append(b, fmt.Sprint(" replayed ", a.Replayed)...)
	}
	return fmt.Sprint(string(b), bad, err)
}

// act does any one thing.
func (w *twins) act(t *rapid.T, ctx context.Context) {
	w.n++
	w.sparing.Service = rapid.SampledFrom(w.processes).Draw(t, "process")
	step := time.Duration(rapid.IntRange(0, 3).Draw(t, "minutes")) * time.Minute
	w.whole.clock.add(step)
	w.sparing.clock.add(step)
	if len(w.deals) == 0 || rapid.IntRange(0, 9).Draw(t, "create") == 0 {
		a := w.both(t, "create", func(x *world) (any, error) {
			return x.Opportunities.Do(ctx, command.Request{Caller: manager, Key: fmt.Sprint("create ", w.n)}, "", create("New plant"))
		})
		w.deals = append(w.deals, a.(command.Answer).ID)
	}
	id := rapid.SampledFrom(w.deals).Draw(t, "deal")
	if rapid.IntRange(0, 3).Draw(t, "read") == 0 {
		w.read(t, ctx, id)
		return
	}
	req := command.Request{Key: fmt.Sprint("key ", rapid.IntRange(0, w.n).Draw(t, "key"))}
	if rapid.Bool().Draw(t, "if match") {
		req.IfMatch = ptr(int64(rapid.IntRange(0, 6).Draw(t, "revision")))
	}
	do := rapid.SampledFrom(deeds).Draw(t, "deed")
	w.both(t, "do", func(x *world) (any, error) {
		req := req
		cmd, by := do(x)
		req.Caller = by
		return x.Opportunities.Do(ctx, req, id, cmd)
	})
}

var deeds = []func(*world) (opportunity.Command, domain.Caller){
	func(*world) (opportunity.Command, domain.Caller) {
		return opportunity.AddNote{Text: "so it is"}, manager
	},
	func(w *world) (opportunity.Command, domain.Caller) {
		return opportunity.AddNote{Text: "indeed"}, w.carl()
	},
	func(w *world) (opportunity.Command, domain.Caller) {
		return opportunity.Distribute{Partner: opportunity.Addressee(w.contoso)}, manager
	},
	func(w *world) (opportunity.Command, domain.Caller) { return opportunity.Accept{}, w.carl() },
	func(w *world) (opportunity.Command, domain.Caller) { return opportunity.Accept{}, w.fay() },
	func(*world) (opportunity.Command, domain.Caller) {
		return opportunity.Recall{Reason: "a mistake"}, manager
	},
	func(w *world) (opportunity.Command, domain.Caller) {
		return opportunity.MarkStage{Stage: ptr(40)}, w.carl()
	},
	func(*world) (opportunity.Command, domain.Caller) {
		return opportunity.Revise{Topic: domain.Some("Another plant")}, manager
	},
	func(*world) (opportunity.Command, domain.Caller) {
		return opportunity.Expire{}, domain.Process("expiry")
	},
}

// read looks at a deal as of any place, as anybody.
func (w *twins) read(t *rapid.T, ctx context.Context, id domain.ID) {
	as := command.AsOf{}
	switch rapid.IntRange(0, 3).Draw(t, "as of") {
	case 1:
		as.Revision = ptr(int64(rapid.IntRange(0, 12).Draw(t, "revision")))
	case 2:
		as.Time = begin.Add(time.Duration(rapid.IntRange(0, 60).Draw(t, "minute")) * time.Minute)
	case 3:
		n := uint64(rapid.IntRange(0, 60).Draw(t, "position"))
		as.Position = &eventstore.Position{Commit: n, Prepare: n}
	}
	who := rapid.IntRange(0, 3).Draw(t, "who")
	w.both(t, "show", func(x *world) (any, error) {
		return x.Opportunities.Show(ctx, []domain.Caller{manager, auditor, x.carl(), x.fay()}[who], id, as)
	})
	w.both(t, "load", func(x *world) (any, error) {
		v, err := x.Opportunities.Load(ctx, id, as)
		state, bad := snapshot.Of[opportunity.Opportunity]().Encode(v.State)
		return []any{state, v.Revision, v.Position, v.RecordedAt, bad}, err
	})
}

// Whatever is asked, and whatever becomes of snapshots, receipts and programs meanwhile, is answered as if there were none.
func TestSnapshotsAndMemoryNeverChangeAnAnswer(t *testing.T) {
	t.Parallel()
	names := []string{}
	for name := range harms {
		names = append(names, name)
	}
	slices.Sort(names)
	for name, open := range worlds {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			runs := 0
			rapid.Check(t, func(rt *rapid.T) {
				if runs++; name == "postgres" && runs > 4 {
					return
				}
				w := newTwins(t, open)
				for range rapid.IntRange(1, 60).Draw(rt, "acts") {
					w.act(rt, t.Context())
					switch rapid.IntRange(0, 20).Draw(rt, "mishap") {
					case 1:
						w.kept.harm(rt, t.Context(), harms[rapid.SampledFrom(names).Draw(rt, "harm")])
					case 2:
						w.forget(t)
						fallthrough
					case 3:
						w.restart(t, rapid.SampledFrom([]string{"one", "two"}).Draw(rt, "program"))
					}
				}
			})
		})
	}
}

package eventstoretest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"iter"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/eventstore/eventstoretest"
	"github.com/cosell/cosell/eventstore/memory"
)

// A contract that cannot fail proves nothing. Each store here has one fault, and the rule that must find it.
var faulty = map[string]struct {
	found string
	spoil func(*spoiled)
}{
	"a read ends quietly when it is cancelled": {
		"a read that is cancelled midway ends with the cause",
		func(s *spoiled) { s.read = func(seq events) events { return without(seq, isError) } },
	},
	"a closed store reads on": {
		"a closed store says so",
		func(s *spoiled) { s.read = func(seq events) events { return without(seq, isError) } },
	},
	"a long stream is cut": {
		"a long stream is read whole in both directions",
		func(s *spoiled) { s.read = func(seq events) events { return first(seq, 1000) } },
	},
	"a batch is written one by one": {
		"a batch that overlaps in part is a conflict",
		func(s *spoiled) { s.append = oneByOne },
	},
	"too much is written": {
		"what Check refuses is invalid and writes nothing",
		func(s *spoiled) { s.append = whatEver },
	},
	"a conflict does not say where the stream is": {
		"another expectation is a conflict that says where the stream is",
		func(s *spoiled) { s.append = silentConflict },
	},
	"the same batch again is a conflict": {
		"the identical batch again is the same append",
		func(s *spoiled) { s.append = forgetful },
	},
	"data is taken for JSON": {
		"data comes back byte for byte",
		func(s *spoiled) { s.each = compact },
	},
	"metadata loses a field": {
		"kind, version and metadata come back whole",
		func(s *spoiled) { s.each = func(e *eventstore.Recorded) { e.Metadata.CausationID = "" } },
	},
	"times are local": {
		"kind, version and metadata come back whole",
		func(s *spoiled) {
			s.each = func(e *eventstore.Recorded) { e.Metadata.RecordedAt = e.Metadata.RecordedAt.Truncate(1e6) }
		},
	},
	"bytes are shared between readers": {
		"what is read belongs to the reader",
		func(s *spoiled) {
			var shared sync.Map
			s.each = func(e *eventstore.Recorded) {
				data, _ := shared.LoadOrStore(e.ID, e.Data)
				e.Data = data.([]byte)
			}
		},
	},
	"a subscription begins one event too early": {
		"a subscription resumes after any position",
		func(s *spoiled) {
			s.after = func(p eventstore.Position) eventstore.Position {
				return eventstore.Position{Commit: max(1, p.Commit) - 1, Prepare: max(1, p.Commit) - 1}
			}
		},
	},
	"a subscription shows an event late": {
		"positions become visible in order",
		func(s *spoiled) { s.subscribe = swapped },
	},
	"a cancelled subscription ends quietly": {
		"a subscription that is cancelled in the middle of history ends with the cause",
		func(s *spoiled) { s.subscribe = func(seq events) events { return without(seq, isError) } },
	},
}

func TestTheContractFindsEachFault(t *testing.T) {
	for name, f := range faulty {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := strings.ReplaceAll(name+"/"+f.found, " ", "_")
			run := exec.CommandContext(t.Context(), os.Args[0], "-test.v", "-test.run=^TestFaulty$/^"+strings.ReplaceAll(path, "/", "$/^")+"$")
			run.Env = append(os.Environ(), faultyVariable+"="+name)
			out, err := run.CombinedOutput()
			require.Error(t, err, "%s", out)
			require.Contains(t, string(out), "--- FAIL: TestFaulty/"+path)
			require.Contains(t, string(out), "the contract says: ")
		})
	}
}

const faultyVariable = "COSELL_TEST_FAULTY_STORE"

// TestFaulty is what TestTheContractFindsEachFault runs, in a process of its own; it has nothing to do otherwise.
func TestFaulty(t *testing.T) {
	name := os.Getenv(faultyVariable)
	f, ok := faulty[name]
	if !ok {
		return
	}
	t.Run(name, func(t *testing.T) {
		eventstoretest.Run(t, eventstoretest.Harness{Open: func(testing.TB) eventstoretest.Store {
			s := &spoiled{Store: memory.New()}
			f.spoil(s)
			return s
		}})
	})
}

type events = iter.Seq2[eventstore.Recorded, error]

type appender func(*memory.Store, context.Context, string, eventstore.Expected, []eventstore.Pending) (eventstore.Appended, error)

// spoiled is a good store with something between it and the caller.
type spoiled struct {
	*memory.Store
	append    appender
	read      func(events) events
	subscribe func(events) events
	after     func(eventstore.Position) eventstore.Position
	each      func(*eventstore.Recorded)
}

func (s *spoiled) Append(
	ctx context.Context, stream string, at eventstore.Expected, pending []eventstore.Pending,
) (eventstore.Appended, error) {
	if s.append != nil {
		return s.append(s.Store, ctx, stream, at, pending)
	}
	return s.Store.Append(ctx, stream, at, pending)
}

func (s *spoiled) Read(ctx context.Context, stream string, from eventstore.From) events {
	seq := s.Store.Read(ctx, stream, from)
	if s.read != nil {
		seq = s.read(seq)
	}
	return s.touched(seq)
}

func (s *spoiled) Subscribe(ctx context.Context, after eventstore.Position) events {
	if s.after != nil {
		after = s.after(after)
	}
	seq := s.Store.Subscribe(ctx, after)
	if s.subscribe != nil {
		seq = s.subscribe(seq)
	}
	return s.touched(seq)
}

func (s *spoiled) touched(seq events) events {
	if s.each == nil {
		return seq
	}
	return func(yield func(eventstore.Recorded, error) bool) {
		for e, err := range seq {
			s.each(&e)
			if !yield(e, err) {
				return
			}
		}
	}
}

func isError(_ eventstore.Recorded, err error) bool { return err != nil }

func without(seq events, drop func(eventstore.Recorded, error) bool) events {
	return func(yield func(eventstore.Recorded, error) bool) {
		for e, err := range seq {
			if !drop(e, err) && !yield(e, err) {
				return
			}
		}
	}
}

func first(seq events, n int) events {
	return func(yield func(eventstore.Recorded, error) bool) {
		left := n
		for e, err := range seq {
			if left--; left < 0 || !yield(e, err) {
				return
			}
		}
	}
}

// swapped yields the second event before the first.
func swapped(seq events) events {
	return func(yield func(eventstore.Recorded, error) bool) {
		var held []eventstore.Recorded
		for e, err := range seq {
			if err == nil && e.Position.Commit == 1 {
				held = append(held, e)
				continue
			}
			if !yield(e, err) {
				return
			}
			for _, h := range held {
				if !yield(h, nil) {
					return
				}
			}
			held = nil
		}
	}
}

func oneByOne(
	s *memory.Store, ctx context.Context, stream string, at eventstore.Expected, pending []eventstore.Pending,
) (done eventstore.Appended, err error) {
	if err := eventstore.Check(stream, pending); err != nil {
		return done, err
	}
	for i := range pending {
		if done, err = s.Append(ctx, stream, eventstore.At(at.Revision()+int64(i)), pending[i:i+1]); err != nil {
			return done, err
		}
	}
	return done, nil
}

func whatEver(
	s *memory.Store, ctx context.Context, stream string, at eventstore.Expected, pending []eventstore.Pending,
) (eventstore.Appended, error) {
	return s.Append(ctx, stream, at, pending[:min(len(pending), eventstore.MaxBatch)])
}

func silentConflict(
	s *memory.Store, ctx context.Context, stream string, at eventstore.Expected, pending []eventstore.Pending,
) (eventstore.Appended, error) {
	done, err := s.Append(ctx, stream, at, pending)
	if errors.Is(err, eventstore.ErrConflict) {
		err = eventstore.ErrConflict
	}
	return done, err
}

func forgetful(
	s *memory.Store, ctx context.Context, stream string, at eventstore.Expected, pending []eventstore.Pending,
) (eventstore.Appended, error) {
	actual := eventstore.NoStream
	for e, err := range s.Read(ctx, stream, eventstore.LastEvent) {
		if err == nil {
			actual = eventstore.At(e.Revision)
		}
	}
	if at != actual && eventstore.Check(stream, pending) == nil {
		return eventstore.Appended{}, &eventstore.Conflict{Stream: stream, Expected: at, Actual: actual}
	}
	return s.Append(ctx, stream, at, pending)
}

func compact(e *eventstore.Recorded) {
	var b bytes.Buffer
	if json.Compact(&b, e.Data) == nil {
		e.Data = b.Bytes()
	}
}

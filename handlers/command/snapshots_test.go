package command_test

import (
	"bytes"
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/handlers/command"
)

// countedSnapshots counts what becomes of snapshots.
type countedSnapshots struct {
	command.Snapshots
	found, kept, dropped atomic.Int64
}

func (c *countedSnapshots) Find(ctx context.Context, stream string) (command.Snapshot, error) {
	s, err := c.Snapshots.Find(ctx, stream)
	if s.Data != nil {
		c.found.Add(1)
	}
	return s, err
}

func (c *countedSnapshots) Keep(ctx context.Context, s command.Snapshot) error {
	c.kept.Add(1)
	return c.Snapshots.Keep(ctx, s)
}

func (c *countedSnapshots) Drop(ctx context.Context, s command.Snapshot) error {
	c.dropped.Add(1)
	return c.Snapshots.Drop(ctx, s)
}

const someStream = "program-" + string(program.ID)

func snapshotAt(revision int64) command.Snapshot {
	return command.Snapshot{
		Stream: someStream, Revision: revision, Event: domain.ID(uuid.NewString()), Position: eventstore.Position{Commit: 1 << 63, Prepare: 7},
		RecordedAt: begin.Add(123 * time.Microsecond), Schema: "type", Code: "program", Data: []byte{0, 255, byte(revision)},
	}
}

// snapshotRig is one implementation under test.
type snapshotRig struct {
	*testing.T
	command.Snapshots
}

func (r snapshotRig) keep(s command.Snapshot) {
	r.Helper()
	require.NoError(r, r.Keep(r.Context(), s))
}

func (r snapshotRig) find() command.Snapshot {
	r.Helper()
	s, err := r.Find(r.Context(), someStream)
	require.NoError(r, err)
	return s
}

// snapshotRules are the promises of command.Snapshots.
var snapshotRules = map[string]func(snapshotRig){
	"none is one without data": func(r snapshotRig) { require.Nil(r, r.find().Data) },
	"what is kept is found": func(r snapshotRig) {
		s := snapshotAt(4)
		r.keep(s)
		require.Equal(r, s, r.find())
	},
	"a newer one takes the place of an older one, and not the other way": func(r snapshotRig) {
		older, newer := snapshotAt(4), snapshotAt(5)
		r.keep(older)
		r.keep(newer)
		require.Equal(r, newer, r.find())
		r.keep(older)
		require.Equal(r, newer, r.find())
	},
	"one of another program takes the place of any": func(r snapshotRig) {
		code, schema := snapshotAt(3), snapshotAt(2)
		code.Code, schema.Schema = "other", "other"
		r.keep(snapshotAt(4))
		r.keep(code)
		require.Equal(r, code, r.find())
		r.keep(schema)
		require.Equal(r, schema, r.find())
	},
	"what is dropped is gone": func(r snapshotRig) {
		s := snapshotAt(4)
		r.keep(s)
		require.NoError(r, r.Drop(r.Context(), s))
		require.Nil(r, r.find().Data)
		require.NoError(r, r.Drop(r.Context(), s))
	},
	"dropping leaves another one alone": func(r snapshotRig) {
		s, revision, event := snapshotAt(4), snapshotAt(5), snapshotAt(4)
		revision.Event = s.Event
		r.keep(s)
		require.NoError(r, r.Drop(r.Context(), revision))
		require.NoError(r, r.Drop(r.Context(), event))
		require.Equal(r, s, r.find())
	},
	"a large one comes back": func(r snapshotRig) {
		s := snapshotAt(4)
		s.Data = bytes.Repeat([]byte("0123456789abcdef"), 1<<16)
		r.keep(s)
		require.Equal(r, s, r.find())
	},
}

func TestSnapshotsKeepTheirPromises(t *testing.T) {
	t.Parallel()
	pool := database(t)
	for name, rule := range snapshotRules {
		t.Run(name, func(t *testing.T) {
			rule(snapshotRig{t, command.NewMemorySnapshots()})
			_, err := pool.Exec(t.Context(), "truncate cosell_ops.snapshots")
			require.NoError(t, err)
			rule(snapshotRig{t, command.NewPostgresSnapshots(pool)})
		})
	}
}

func TestSnapshotsThatCannotBeReachedAreUnavailable(t *testing.T) {
	t.Parallel()
	pool := database(t)
	kept := command.NewPostgresSnapshots(pool)
	pool.Close()
	_, err := kept.Find(t.Context(), someStream)
	require.ErrorIs(t, err, eventstore.ErrUnavailable)
	require.ErrorIs(t, kept.Keep(t.Context(), snapshotAt(1)), eventstore.ErrUnavailable)
	require.ErrorIs(t, kept.Drop(t.Context(), snapshotAt(1)), eventstore.ErrUnavailable)
	require.True(t, strings.HasPrefix(err.Error(), "snapshots: "))
}

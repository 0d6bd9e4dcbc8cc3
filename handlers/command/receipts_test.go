package command_test

import (
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/handlers/command"
)

func receipt(key, hash, stream string) command.Receipt {
	return command.Receipt{
		Scope: uuid.NewSHA1(uuid.Nil, []byte("scope")), Key: key, Stream: stream, Holder: uuid.New(),
		Hash: strings.Repeat(hash, 64),
	}
}

// rig is one implementation under test.
type rig struct {
	*testing.T
	command.Receipts
}

func (r rig) reserve(wanted command.Receipt) command.Receipt {
	r.Helper()
	got, err := r.Reserve(r.Context(), wanted)
	require.NoError(r, err)
	return got
}

// receiptRules are the promises of command.Receipts.
var receiptRules = map[string]func(rig){
	"the first to reserve a key is fresh": func(r rig) {
		a := receipt("k", "a", "s")
		got, err := r.Reserve(r.Context(), a)
		require.NoError(r, err)
		a.Fresh = true
		require.Equal(r, a, got)
	},
	"a reserved receipt passes to the next who sends the same request": func(r rig) {
		a, b := receipt("k", "a", "s"), receipt("k", "a", "s")
		r.reserve(a)
		require.Equal(r, b, r.reserve(b))
		held, err := r.Complete(r.Context(), a)
		require.NoError(r, err)
		require.False(r, held)
		held, err = r.Complete(r.Context(), b)
		require.NoError(r, err)
		require.True(r, held)
	},
	"another request leaves a receipt alone": func(r rig) {
		a := receipt("k", "a", "s")
		r.reserve(a)
		for _, other := range []command.Receipt{receipt("k", "b", "s"), receipt("k", "a", "other")} {
			require.Equal(r, a, r.reserve(other))
		}
		held, err := r.Complete(r.Context(), a)
		require.NoError(r, err)
		require.True(r, held)
	},
	"a completed receipt stays": func(r rig) {
		a := receipt("k", "a", "s")
		r.reserve(a)
		a.Revision, a.Events = 7, 2
		_, err := r.Complete(r.Context(), a)
		require.NoError(r, err)
		a.Done = true
		require.Equal(r, a, r.reserve(receipt("k", "a", "s")))
		require.NoError(r, r.Release(r.Context(), a))
		require.Equal(r, a, r.reserve(receipt("k", "b", "s")))
	},
	"a released key is free": func(r rig) {
		a := receipt("k", "a", "s")
		r.reserve(a)
		require.NoError(r, r.Release(r.Context(), a))
		require.True(r, r.reserve(receipt("k", "b", "other")).Fresh)
	},
	"only the holder releases": func(r rig) {
		a, b := receipt("k", "a", "s"), receipt("k", "a", "s")
		r.reserve(a)
		r.reserve(b)
		require.NoError(r, r.Release(r.Context(), a))
		require.Equal(r, b, r.reserve(receipt("k", "b", "s")))
	},
	"a receipt that was released by another is completed all the same": func(r rig) {
		a, b := receipt("k", "a", "s"), receipt("k", "a", "s")
		r.reserve(a)
		r.reserve(b)
		require.NoError(r, r.Release(r.Context(), b))
		held, err := r.Complete(r.Context(), a)
		require.NoError(r, err)
		require.True(r, held)
		require.True(r, r.reserve(receipt("k", "b", "s")).Done)
	},
	"scopes and keys are apart": func(r rig) {
		r.reserve(receipt("k", "a", "s"))
		require.True(r, r.reserve(receipt("K", "b", "s")).Fresh)
		foreign := receipt("k", "b", "s")
		foreign.Scope = uuid.New()
		require.True(r, r.reserve(foreign).Fresh)
	},
}

func TestReceiptsKeepTheirPromises(t *testing.T) {
	t.Parallel()
	pool := database(t)
	for name, rule := range receiptRules {
		t.Run(name, func(t *testing.T) {
			rule(rig{t, command.NewMemoryReceipts()})
			_, err := pool.Exec(t.Context(), "truncate cosell_ops.receipts")
			require.NoError(t, err)
			rule(rig{t, command.NewPostgresReceipts(pool)})
		})
	}
}

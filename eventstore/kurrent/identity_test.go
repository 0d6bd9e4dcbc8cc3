package kurrent_test

import (
	"testing"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/eventstore/kurrent"
	"github.com/cosell/cosell/eventstore/kurrenttest"
)

func TestALogKeepsItsIdentityAndTheFirstKey(t *testing.T) {
	t.Parallel()
	server := serve(t, kurrenttest.Options{})
	first := connect(t, server.URL(), kurrent.Options{})
	made, err := first.Identity(t.Context())
	require.NoError(t, err)
	require.NoError(t, uuid.Validate(made.Log))
	require.Equal(t, kurrent.Identity{Log: made.Log}, made)
	require.NoError(t, first.BindKey(t.Context(), "k1"))
	first.Close()

	again := connect(t, server.URL(), kurrent.Options{})
	require.NoError(t, again.BindKey(t.Context(), "k1"))
	require.ErrorIs(t, again.BindKey(t.Context(), "k2"), kurrent.ErrOtherKey)
	is, err := again.Identity(t.Context())
	require.NoError(t, err)
	require.Equal(t, kurrent.Identity{Log: made.Log, KeyID: "k1"}, is)
	end, err := again.End(t.Context())
	require.NoError(t, err)
	require.True(t, end.IsZero(), "what the log says of itself is not part of it")
}

func TestProcessesThatBeginALogTogetherBeginOne(t *testing.T) {
	t.Parallel()
	server := serve(t, kurrenttest.Options{})
	identities := make([]kurrent.Identity, 8)
	var group errgroup.Group
	for i := range identities {
		group.Go(func() (err error) {
			s, err := kurrent.Open(t.Context(), server.URL(), kurrent.Options{})
			if err != nil {
				return err
			}
			defer s.Close()
			_ = s.BindKey(t.Context(), uuid.NewString()) // all but one are refused
			identities[i], err = s.Identity(t.Context())
			return err
		})
	}
	require.NoError(t, group.Wait())
	require.NotEmpty(t, identities[0].KeyID)
	for _, i := range identities {
		require.Equal(t, identities[0], i)
	}
}

func TestALogOfAnotherFormatIsRefused(t *testing.T) {
	t.Parallel()
	for _, e := range []esdb.EventData{
		{EventType: "log-begun", Data: []byte(`{"log":"5eed0000-0000-4000-8000-000000000001","format":1}`)},
		{EventType: "log-begun", Data: []byte(`what?`)},
		{EventType: "log-moved", Data: []byte(`{}`)},
	} {
		server := serve(t, kurrenttest.Options{})
		write(t, server, "cosell.log", e)
		_, err := kurrent.Open(t.Context(), server.URL(), kurrent.Options{})
		require.ErrorIs(t, err, eventstore.ErrFormat)
	}
}

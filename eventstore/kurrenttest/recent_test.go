package kurrenttest_test

import (
	"strings"
	"testing"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore/kurrenttest"
)

// TestOnlyRecentIDsAreKnown writes ids of more than the 8 MiB that the server remembers.
func TestOnlyRecentIDsAreKnown(t *testing.T) {
	_, c := both(t, kurrenttest.Options{})
	stream := strings.Repeat("long", 1000)
	one := event("Made", "1")
	mustAppend(t, c, stream, esdb.NoStream{}, one)
	require.EqualValues(t, 0, mustAppend(t, c, stream, esdb.Any{}, one).NextExpectedVersion)
	mustAppend(t, c, stream, esdb.Any{}, events(1100)...)
	require.EqualValues(t, 1101, mustAppend(t, c, stream, esdb.Any{}, one).NextExpectedVersion, "written again")
	require.EqualValues(t, 0, mustAppend(t, c, stream, esdb.NoStream{}, one).NextExpectedVersion, "known by its place")
}

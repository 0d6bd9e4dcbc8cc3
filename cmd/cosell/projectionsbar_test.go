package main

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/projections/runner"
)

func TestProgressIsToldLineByLineWhereThereIsNoTerminal(t *testing.T) {
	var out strings.Builder
	b := newBar(&out, "rebuild")
	b.show(rebuilding(runner.Progress{Name: "deals", Events: 500, Of: 1000, Rate: 100, Left: 5 * time.Second}))
	b.end()
	require.Equal(t, "rebuild: deals 500 of 1000 events, 100/s, 5s left\n", out.String())
}

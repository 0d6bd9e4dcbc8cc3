package domain_test

import (
	"flag"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
)

var update = flag.Bool("update", false, "rewrite the goldens")

type (
	lampState string
	lampEvent string
)

var (
	lampStates = []lampState{"", "dark", "burnt-out", "bright"}
	lampEvents = []lampEvent{"lamp.bought", "lamp.lit", "lamp.put-out", "lamp.dusted", "lamp.broke", "lamp.recalled"}
	lamp       = domain.Lifecycle[lampEvent, lampState]{
		"lamp.bought":   {From: []lampState{""}, To: "dark"},
		"lamp.lit":      {From: []lampState{"dark"}, To: "bright"},
		"lamp.put-out":  {From: []lampState{"bright"}, To: "dark"},
		"lamp.dusted":   {From: []lampState{"dark", "burnt-out"}},
		"lamp.broke":    {From: []lampState{"bright"}, To: "burnt-out"},
		"lamp.recalled": {To: "burnt-out"},
	}
)

func TestALifecyclePrintsTheGoldens(t *testing.T) {
	compare(t, "testdata/lamp.txt", lamp.Matrix(lampStates, lampEvents))
	compare(t, "testdata/lamp.mmd", lamp.Mermaid(lampStates, lampEvents))
}

func compare(t *testing.T, golden, got string) {
	t.Helper()
	if *update {
		require.NoError(t, os.WriteFile(golden, []byte(got), 0o644))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	assert.Equal(t, string(want), got)
}

func TestALifecycleAllowsWhatItsRowsSay(t *testing.T) {
	assert.True(t, lamp.Allows("lamp.lit", "dark"))
	assert.False(t, lamp.Allows("lamp.lit", "bright"))
	assert.False(t, lamp.Allows("lamp.recalled", "bright"), "no longer happens")
	assert.False(t, lamp.Allows("lamp.sold", "dark"), "unknown")
}

func TestReplayingTakesTheTargetWhateverCameBefore(t *testing.T) {
	assert.Equal(t, lampState("bright"), lamp.Next("lamp.lit", "burnt-out"))
	assert.Equal(t, lampState("burnt-out"), lamp.Next("lamp.recalled", "dark"))
	assert.Equal(t, lampState("bright"), lamp.Next("lamp.dusted", "bright"), "keeps the state")
	assert.Equal(t, lampState("dark"), lamp.Next("lamp.sold", "dark"), "unknown")
}

func TestAStateIsFinalWhenNothingLeadsOut(t *testing.T) {
	assert.True(t, lamp.Final("burnt-out"))
	for _, s := range []lampState{"", "dark", "bright"} {
		assert.False(t, lamp.Final(s), s)
	}
}

func TestALifecycleRefusesByState(t *testing.T) {
	assert.NoError(t, lamp.Refuse("lamp.lit", "dark"))
	assert.NoError(t, lamp.Refuse("lamp.dusted", "burnt-out"), "also in a final state")
	assert.ErrorIs(t, lamp.Refuse("lamp.lit", "burnt-out"), domain.ErrTerminalState)
	wrong := lamp.Refuse("lamp.dusted", "")
	assert.ErrorIs(t, wrong, domain.ErrWrongState)
	assert.ErrorContains(t, wrong, "Not possible in state none, only in: dark, burnt-out.")
}

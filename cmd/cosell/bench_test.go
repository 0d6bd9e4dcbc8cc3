//go:build !race

package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTheBenchmarkMeasuresEveryPromiseBesideItsLimit(t *testing.T) {
	file := filepath.Join(t.TempDir(), "bench.json")
	out, talk, code := verb(t, "bench", "--events", "2000", "--json", file)
	require.Equal(t, exitDone, code, talk)
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	var r report
	require.NoError(t, json.Unmarshal(text, &r))

	assert.EqualValues(t, 1, r.Seed)
	require.NotNil(t, r.Log)
	assert.GreaterOrEqual(t, r.Log.Events, 2000)
	assert.Positive(t, r.Log.Deals)
	assert.Positive(t, r.Machine.Cores)
	assert.NotEmpty(t, r.Machine.Go)
	assert.Equal(t, "on", r.Postgres.Settings["fsync"])
	assert.Equal(t, "on", r.Postgres.Settings["synchronous_commit"])

	var benches, goals []string
	for _, f := range r.Figures {
		benches = append(benches, f.Bench)
		assert.NotEmpty(t, f.Unit, f.What)
		assert.Contains(t, out, f.What)
		if f.Goal != "" {
			require.NotNil(t, f.Met, f.What)
			goals = append(goals, f.Bench)
		}
		if f.Limit != nil {
			require.NotNil(t, f.Ratio, f.What)
			assert.InDelta(t, f.Value/f.Limit.Value, *f.Ratio, 1e-6, f.What)
		}
		if s := f.Spread; s != nil {
			assert.Positive(t, s.N, f.What)
			assert.True(t, s.P50 <= s.P90 && s.P90 <= s.P99 && s.P99 <= s.Max, f.What)
		}
	}
	assert.Equal(t, benchNames(), slices.Compact(benches))
	assert.Equal(t, slices.DeleteFunc(benchNames(), func(n string) bool { return n == "disk" }), slices.Compact(goals), "all but the disk have goals")
}

func TestTheBenchmarkSaysWhatItCannotMeasure(t *testing.T) {
	for _, args := range [][]string{
		{"--only", "speed"}, {"--events", "10"}, {"--data", t.TempDir(), "--database", "postgres://localhost/x"},
	} {
		_, talk, code := verb(t, append([]string{"bench"}, args...)...)
		assert.Equal(t, exitUsage, code, talk)
	}
}

func TestPercentilesAreOfTheNearestRank(t *testing.T) {
	var times []time.Duration
	for n := 200; n > 0; n-- {
		times = append(times, time.Duration(n)*time.Millisecond)
	}
	assert.Equal(t, spread{N: 200, P50: 100, P90: 180, P99: 198, Max: 200}, spreadOf(times))
	assert.Equal(t, spread{N: 1, P50: 200, P90: 200, P99: 200, Max: 200}, spreadOf(times[:1]))
	assert.Equal(t, spread{}, spreadOf(nil))
	assert.InDelta(t, 2, middle([]float64{3, 1, 2, 9}), 0)
}

func TestWhatIsLateIsTimedFromWhenItWasDue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		stalled := time.NewTimer(time.Second).C
		gate := make(chan struct{})
		go func() { <-stalled; close(gate) }()
		times, err := scheduled(t.Context(), 1000, 1000, func(i int) error {
			<-gate // nothing is answered in the first second
			return nil
		})
		require.NoError(t, err)
		assert.Equal(t, time.Second, times[0])
		assert.Equal(t, time.Second-511*time.Millisecond, times[511])
		assert.Equal(t, time.Second-900*time.Millisecond, times[900], "it could not even be sent, and waits all the same")
		assert.Equal(t, time.Second, time.Since(began))
	})
}

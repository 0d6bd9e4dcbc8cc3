package localserver_test

import (
	"context"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore/postgres/localserver"
)

func TestOfTwoProgramsThatStartAtOnceOneServesAndTheOtherSaysWho(t *testing.T) {
	each(t, func(t *testing.T, who somebody, dir string) {
		require.NoError(t, os.RemoveAll(dir)) // the first of them makes the cluster
		programs := who.atOnce(t, task{Dir: dir}, task{Dir: dir})
		winner, loser := programs[0], programs[1]
		if winner.Error != "" {
			winner, loser = loser, winner
		}
		require.Empty(t, winner.Error)
		require.Contains(t, loser.Error, fmt.Sprintf("another cosell (process %d) serves ", winner.cmd.Process.Pid))
	})
}

func TestVerbsThatStartAtOnceShareOneServerUntilTheLastHasFinished(t *testing.T) {
	each(t, func(t *testing.T, who somebody, dir string) {
		verb := task{Dir: dir, Verb: true, Wait: time.Minute}
		programs := who.atOnce(t, verb, verb, verb)
		var owner *program
		var guests []*program
		for _, p := range programs {
			require.Empty(t, p.Error)
			require.Equal(t, programs[0].URL, p.URL)
			if p.PID != 0 {
				owner = p
			} else {
				guests = append(guests, p)
			}
		}
		require.NotNil(t, owner)
		require.Len(t, guests, 2)
		require.NoError(t, owner.finish()) // it has its answer, and now waits for the others
		for _, p := range guests {
			execute(t, p.URL, "select")
			require.NoError(t, p.close())
		}
		require.NoError(t, owner.close())
	})
}

// atOnce starts programs side by side, and returns when each has answered.
func (who somebody) atOnce(t *testing.T, tasks ...task) []*program {
	t.Helper()
	programs := make([]*program, len(tasks))
	var all sync.WaitGroup
	for i, do := range tasks {
		all.Go(func() { programs[i] = who.start(t, do) })
	}
	all.Wait()
	return programs
}

func TestAVerbUsesTheServerOfAProgramAndLeavesItAlone(t *testing.T) {
	t.Parallel()
	dir := self().used(t)
	owner, err := localserver.Serve(t.Context(), fast(dir, 0))
	require.NoError(t, err)
	defer owner.Close(context.Background())
	guest, err := localserver.Attach(t.Context(), fast(dir, 0))
	require.NoError(t, err)
	require.Equal(t, owner.URL(), guest.URL())
	require.Zero(t, guest.PID())
	require.NoError(t, guest.Close(t.Context()))
	require.NoError(t, guest.Err())
	execute(t, owner.URL(), "select")
	select {
	case <-owner.Done():
		t.Fatal("the owner's server has ended")
	case <-guest.Done():
		t.Fatal("the end of another's server is not watched")
	default:
	}
}

func TestAProgramWaitsForAVerbToFinish(t *testing.T) {
	t.Parallel()
	dir := self().used(t)
	verb := self().start(t, task{Dir: dir, Verb: true})
	require.Empty(t, verb.Error)
	o := fast(dir, time.Minute)
	o.Log = hear("waiting for another cosell to start or finish", func() { _ = verb.finish() })
	s, err := localserver.Serve(t.Context(), o)
	require.NoError(t, err)
	require.NotZero(t, s.PID())
	require.NoError(t, s.Close(t.Context()))
}

func TestAProgramDoesNotWaitForEver(t *testing.T) {
	t.Parallel()
	dir := self().used(t)
	verb := self().start(t, task{Dir: dir, Verb: true})
	require.Empty(t, verb.Error)
	_, err := localserver.Serve(t.Context(), fast(dir, 50*time.Millisecond))
	require.ErrorContains(t, err, fmt.Sprintf("another cosell (process %d) still", verb.cmd.Process.Pid))
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = localserver.Serve(ended, fast(dir, time.Minute))
	require.ErrorIs(t, err, context.Canceled)
}

func TestAClusterInUseIsNotRemoved(t *testing.T) {
	t.Parallel()
	dir := self().used(t)
	s, err := localserver.Serve(t.Context(), fast(dir, 0))
	require.NoError(t, err)
	require.ErrorContains(t, localserver.Remove(t.Context(), dir), fmt.Sprintf("is in use (process %d)", os.Getpid()))
	execute(t, s.URL(), "select")
	require.NoError(t, s.Close(t.Context()))
	require.NoError(t, localserver.Remove(t.Context(), dir))
	require.NoError(t, localserver.Remove(t.Context(), dir))
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Empty(t, left)
}

func TestAClusterWhoseOwnerWasKilledIsRemoved(t *testing.T) {
	t.Parallel()
	dir := self().used(t)
	p := self().serve(t, dir)
	p.kill()
	require.NoError(t, localserver.Remove(t.Context(), dir), "while its server is still dying")
	require.NoDirExists(t, localserver.HomeOf(dir))
}

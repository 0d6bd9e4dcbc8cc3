package localserver_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore/postgres/localserver"
)

func TestNoProcessOfTheServerOutlivesAProgramThatIsKilled(t *testing.T) {
	each(t, func(t *testing.T, who somebody, dir string) {
		p := who.serve(t, dir)
		lock, err := os.Open(filepath.Join(localserver.HomeOf(dir), "server.lock"))
		require.NoError(t, err)
		defer lock.Close()
		require.ErrorIs(t, syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB), syscall.EWOULDBLOCK)
		p.kill()
		require.NoError(t, syscall.Flock(int(lock.Fd()), syscall.LOCK_EX), "returns when the last process has ended")
	})
}

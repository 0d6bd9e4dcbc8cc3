package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore/postgres/localserver/localservertest"
)

func TestALogIsServedWithItsOwnKeyOnly(t *testing.T) {
	data, other := localservertest.Folder(t), localservertest.Folder(t)
	key := filepath.Join(data, "key.pem")
	serve(t, data).stop()
	serve(t, other).stop()
	info, err := os.Stat(key)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())

	refused := func(says string, flags ...string) {
		t.Helper()
		_, talk, code := verb(t, append([]string{"serve", "--listen", "127.0.0.1:0", "--data", data}, flags...)...)
		require.Equal(t, exitFailed, code, talk)
		require.Contains(t, talk, says)
	}
	refused("bring the log's own key back", "--key", filepath.Join(other, "key.pem"))
	away := filepath.Join(data, "moved.pem")
	require.NoError(t, os.Rename(key, away))
	refused("bring the key back")
	require.NoFileExists(t, key, "no new key is made for a log that has one")

	t.Setenv("COSELL_KEY", away)
	r := serve(t, data)
	token, talk, code := verb(t, "token", "--org", "vendor", "--member", "nora", "--role", "channel-manager")
	require.Equal(t, exitDone, code, talk)
	r.must(200, "GET", "/api/v1/dashboards/managed", strings.TrimSpace(token), "")
	stranger, talk, code := verb(t, "token", "--key", filepath.Join(other, "key.pem"), "--org", "vendor", "--member", "nora", "--role", "channel-manager")
	require.Equal(t, exitDone, code, talk)
	r.must(401, "GET", "/api/v1/dashboards/managed", strings.TrimSpace(stranger), "")
}

package localserver_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore/postgres/localserver"
)

func TestWhatWasAcknowledgedIsThereAfterTheProgramIsKilled(t *testing.T) {
	each(t, func(t *testing.T, who somebody, dir string) {
		p := who.serve(t, dir)
		execute(t, p.URL, "create table written (n int primary key)")
		enough, acknowledged := make(chan struct{}), make(chan int)
		go func() { acknowledged <- write(p.URL, 200, enough) }()
		<-enough
		p.kill()
		p = who.serve(t, dir) // while the killed one's server is still dying
		last := <-acknowledged
		require.GreaterOrEqual(t, last, 200)
		require.GreaterOrEqual(t, ask[int](t, p.URL, "select max(n) from written"), last)
		require.True(t, ask[bool](t, p.URL, "select count(*) = max(n) from written"))
	})
}

// write inserts 1, 2, 3 and so on, tells when there are enough, and gives the last that was acknowledged.
func write(url string, many int, enough chan<- struct{}) int {
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		close(enough)
		return 0
	}
	defer conn.Close(ctx)
	for n := 1; ; n++ {
		if _, err := conn.Exec(ctx, "insert into written values ($1)", n); err != nil {
			return n - 1
		}
		if n == many {
			close(enough)
		}
	}
}

func TestAServerThatIsKilledIsNoticedAndStartsAgain(t *testing.T) {
	t.Parallel()
	dir := self().used(t)
	s, err := localserver.Serve(t.Context(), fast(dir, 0))
	require.NoError(t, err)
	execute(t, s.URL(), "create table kept (x int); insert into kept values (7)")
	require.NoError(t, s.Err())
	require.NoError(t, syscall.Kill(s.PID(), syscall.SIGKILL))
	<-s.Done()
	require.ErrorContains(t, s.Err(),
		fmt.Sprintf("the private Postgres (process %d) ended by itself (signal: killed)", s.PID()))
	require.NoError(t, s.Close(t.Context()))

	s, err = localserver.Serve(t.Context(), fast(dir, 0))
	require.NoError(t, err)
	defer s.Close(context.Background())
	require.Equal(t, 7, ask[int](t, s.URL(), "select x from kept"))
}

func TestAnOrphanThatHearsNothingIsEndedByTheNextOwner(t *testing.T) {
	t.Parallel()
	dir := self().used(t)
	p := self().serve(t, dir)
	execute(t, p.URL, "create table kept (x int); insert into kept values (7)")
	require.NoError(t, syscall.Kill(p.PID, syscall.SIGSTOP))
	p.kill()
	s, err := localserver.Serve(t.Context(), fast(dir, 0).Impatient(100*time.Millisecond))
	require.NoError(t, err)
	defer s.Close(context.Background())
	require.NotEqual(t, p.PID, s.PID())
	require.Equal(t, 7, ask[int](t, s.URL(), "select x from kept"))
}

func TestWhatACrashLeavesBehindIsNotInTheWay(t *testing.T) {
	each(t, func(t *testing.T, who somebody, dir string) {
		home := localserver.HomeOf(dir)
		pidFile := filepath.Join(home, "cluster", "postmaster.pid")
		foreign := who.sleeper(t)
		leave := func(path, text string) {
			t.Helper()
			require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
			likeFolder(t, path)
		}
		for name, text := range map[string]string{
			"an empty pid file":               "",
			"a pid file of a foreign process": fmt.Sprintf("%d\n%s/cluster\n1700000000\n5432\n%s/socket\n\n\n", foreign, home, home),
			"a pid file of a dead process":    "4194304\n" + home + "/cluster\n1700000000\n5432\n" + home + "/socket\n\n\n",
		} {
			leave(pidFile, text)
			leave(filepath.Join(dir, "postgres.owner"), fmt.Sprintf(`{"pid":%d,"kind":"serve","url":"postgres://nowhere"}`, foreign))
			require.NoError(t, os.MkdirAll(filepath.Join(home, "socket"), 0o700))
			leave(filepath.Join(home, "socket", ".s.PGSQL.5432"), "")
			leave(filepath.Join(home, "socket", ".s.PGSQL.5432.lock"), strconv.Itoa(foreign)+"\n")
			require.NoError(t, os.Mkdir(filepath.Join(home, "new-1"), 0o700))
			likeFolder(t, filepath.Join(home, "new-1"))
			leave(filepath.Join(home, "new-1", "PG_VERSION"), "15\n")
			p := who.start(t, task{Dir: dir})
			require.Empty(t, p.Error, name)
			execute(t, p.URL, "select")
			require.NoDirExists(t, filepath.Join(home, "new-1"))
			require.NoError(t, p.close())
		}
	})
}

// likeFolder gives what the test has made to the owner of its folder.
func likeFolder(t *testing.T, path string) {
	t.Helper()
	info, err := os.Stat(filepath.Dir(path))
	require.NoError(t, err)
	owner := info.Sys().(*syscall.Stat_t)
	require.NoError(t, os.Chown(path, int(owner.Uid), int(owner.Gid)))
}

// sleeper is a process of somebody's that has nothing to do with Postgres.
func (who somebody) sleeper(t *testing.T) (pid int) {
	t.Helper()
	cmd := exec.Command("/bin/sh", "-c", "read forever")
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: who.credential}
	stdin, err := cmd.StdinPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		_ = stdin.Close()
		_ = cmd.Wait()
	})
	return cmd.Process.Pid
}

func TestAServerStartedByHandIsLeftAlone(t *testing.T) {
	t.Parallel()
	who := everybody()[len(everybody())-1] // not root, who could not start one by hand
	dir := who.used(t)
	bin, _, err := localserver.Installed()
	require.NoError(t, err)
	cluster := filepath.Join(localserver.HomeOf(dir), "cluster")
	cmd := exec.Command(filepath.Join(bin, "postgres"), "-D", cluster, "-c", "listen_addresses=", "-k", filepath.Dir(dir))
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: who.credential}
	stderr, err := cmd.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	awaitLine(t, stderr, "ready to accept connections")
	p := who.start(t, task{Dir: dir})
	require.Contains(t, p.Error,
		fmt.Sprintf("a Postgres that cosell did not start (process %d) runs on %s: stop it first", cmd.Process.Pid, cluster))
	require.NoError(t, cmd.Process.Signal(syscall.SIGINT))
	awaitLine(t, stderr, "database system is shut down")
	require.NoError(t, cmd.Wait())
}

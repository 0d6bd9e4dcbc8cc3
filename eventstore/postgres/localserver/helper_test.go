package localserver_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore/postgres/localserver"
	"github.com/cosell/cosell/eventstore/postgres/localserver/localservertest"
)

// TestMain lets the test binary also be another program that uses the data folder: see program.
func TestMain(m *testing.M) {
	if task := os.Getenv("COSELL_TEST_TASK"); task != "" {
		os.Exit(work(task))
	}
	must(os.Setenv("TMPDIR", common())) // embedded-postgres leaves an empty log in it
	code := m.Run()
	_ = os.RemoveAll(common())
	os.Exit(code)
}

// task is what a program is to do, and answer what became of it.
type task struct {
	Verb  bool
	Dir   string
	Wait  time.Duration
	Umask int
}

type answer struct {
	URL   string
	PID   int
	Error string
}

// work starts as it is told, answers on stdout, and closes when stdin ends.
func work(told string) int {
	var t task
	if err := json.Unmarshal([]byte(told), &t); err != nil {
		panic(err)
	}
	syscall.Umask(t.Umask)
	start := localserver.Serve
	if t.Verb {
		start = localserver.Attach
	}
	s, err := start(context.Background(), fast(t.Dir, t.Wait))
	if err != nil {
		_ = json.NewEncoder(os.Stdout).Encode(answer{Error: err.Error()})
		return 1
	}
	_ = json.NewEncoder(os.Stdout).Encode(answer{URL: s.URL(), PID: s.PID()})
	_, _ = io.Copy(io.Discard, os.Stdin)
	if err := s.Close(context.Background()); err != nil {
		panic(err)
	}
	return 0
}

// fast are options of a server that survives everything but a power cut.
func fast(dir string, wait time.Duration) localserver.Options {
	return localserver.Options{
		Dir: dir, Wait: wait, BinDir: os.Getenv(localserver.BinVariable),
		Settings: map[string]string{"fsync": "off", "shared_buffers": "16MB"},
	}
}

// somebody is a Unix user that programs run as.
type somebody struct {
	name       string
	credential *syscall.Credential // nil for the user of the test itself
}

// everybody is the user of the test, and for root an ordinary one besides.
func everybody() []somebody {
	self, err := user.Current()
	if err != nil {
		panic(err)
	}
	if os.Geteuid() != 0 {
		return []somebody{{name: self.Username}}
	}
	return []somebody{{name: self.Username}, nobody()}
}

func nobody() somebody {
	u, err := user.Lookup("nobody")
	if err != nil {
		panic(err)
	}
	uid, _ := strconv.ParseUint(u.Uid, 10, 32)
	gid, _ := strconv.ParseUint(u.Gid, 10, 32)
	return somebody{u.Username, &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
}

// each runs the test as everybody, on a data folder of theirs whose cluster has been made and is empty.
func each(t *testing.T, test func(t *testing.T, who somebody, dir string)) {
	t.Parallel()
	for _, who := range everybody() {
		t.Run("as "+who.name, func(t *testing.T) {
			t.Parallel()
			test(t, who, who.used(t))
		})
	}
}

// folder is a data folder that is still to be made, below one that everybody can reach and its owner alone may change.
func (who somebody) folder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp(open, "cosell-")
	require.NoError(t, err)
	t.Cleanup(func() {
		if who.credential == nil {
			require.NoError(t, localserver.Remove(context.Background(), filepath.Join(dir, "data")))
		}
		require.NoError(t, os.RemoveAll(dir))
	})
	require.NoError(t, os.Chmod(dir, 0o755))
	who.own(t, dir)
	return filepath.Join(dir, "data")
}

// used is a data folder whose cluster has been made, and is empty.
func (who somebody) used(t *testing.T) string {
	t.Helper()
	dir := who.folder(t)
	command(t, "cp", "-a", made(), dir)
	if who.credential != nil {
		command(t, "chown", "-R", fmt.Sprintf("%d:%d", who.credential.Uid, who.credential.Gid), dir)
	}
	return dir
}

func command(t *testing.T, name string, args ...string) {
	t.Helper()
	said, err := exec.Command(name, args...).CombinedOutput()
	require.NoError(t, err, string(said))
}

func (who somebody) own(t *testing.T, path string) {
	t.Helper()
	if who.credential != nil {
		require.NoError(t, os.Chown(path, int(who.credential.Uid), int(who.credential.Gid)))
	}
}

// program is another process that has a server, until it is told to close or killed.
type program struct {
	answer
	cmd    *exec.Cmd
	finish func() error // tells it to close, and does not wait
	wait   func() error
}

// start runs a program and returns its answer, which may be an error.
func (who somebody) start(t *testing.T, do task) *program {
	t.Helper()
	told, err := json.Marshal(do)
	require.NoError(t, err)
	cmd := exec.Command(copied())
	cmd.Dir = "/"
	cmd.Env = append(os.Environ(), "COSELL_TEST_TASK="+string(told))
	cmd.Stderr = os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: who.credential}
	stdin, err := cmd.StdinPipe()
	require.NoError(t, err)
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	p := &program{cmd: cmd, finish: sync.OnceValue(stdin.Close), wait: sync.OnceValue(cmd.Wait)}
	t.Cleanup(func() { _ = p.close() })
	line, err := bufio.NewReader(stdout).ReadBytes('\n')
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(line, &p.answer))
	return p
}

// serve starts a program that serves the folder, which must succeed.
func (who somebody) serve(t *testing.T, dir string) *program {
	t.Helper()
	p := who.start(t, task{Dir: dir})
	require.Empty(t, p.Error)
	return p
}

func (p *program) close() error { return errors.Join(p.finish(), p.wait()) }

// kill ends the program at once, and it alone.
func (p *program) kill() {
	_ = p.cmd.Process.Kill()
	_ = p.wait()
}

// open is a folder that every user can reach, for root, whose own temporary folder may be closed to others.
var open = func() string {
	if os.Geteuid() == 0 && os.Getenv("TMPDIR") != "" {
		return "/var/tmp"
	}
	return localservertest.TempDir()
}()

// common is the folder of what the tests share, until they end.
var common = sync.OnceValue(func() string {
	dir, err := os.MkdirTemp(open, "cosell-")
	must(errors.Join(err, os.Chmod(dir, 0o755)))
	return dir
})

// copied is the test binary where everybody may run it.
var copied = sync.OnceValue(func() string {
	self, err := os.Executable()
	must(err)
	binary, err := os.ReadFile(self)
	must(err)
	path := filepath.Join(common(), "program")
	must(writeProgram(path, binary))
	return path
})

// writeProgram writes a program that can be run at once: no child may be forked that inherits the open file.
func writeProgram(path string, text []byte) error {
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	return errors.Join(os.WriteFile(path, text, 0o755), os.Chmod(path, 0o755))
}

// made is a data folder with an empty cluster, which nobody uses.
var made = sync.OnceValue(func() string {
	dir := filepath.Join(common(), "made")
	s, err := localserver.Serve(context.Background(), fast(dir, 0))
	must(err)
	must(s.Close(context.Background()))
	return dir
})

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// awaitLine reads until a line contains the words.
func awaitLine(t *testing.T, from io.Reader, words string) {
	t.Helper()
	for lines := bufio.NewScanner(from); lines.Scan(); {
		if strings.Contains(lines.Text(), words) {
			return
		}
	}
	t.Fatalf("ended before it said %q", words)
}

// execute runs a statement on the server, and ask gives the one value of a question.
func execute(t *testing.T, at, statement string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), at)
	require.NoError(t, err)
	defer conn.Close(context.Background())
	_, err = conn.Exec(t.Context(), statement)
	require.NoError(t, err)
}

func ask[T any](t *testing.T, at, question string) (value T) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), at)
	require.NoError(t, err)
	defer conn.Close(context.Background())
	require.NoError(t, conn.QueryRow(t.Context(), question).Scan(&value))
	return value
}

// socket is the folder of the socket that a URL leads to.
func socket(t *testing.T, at string) string {
	t.Helper()
	u, err := url.Parse(at)
	require.NoError(t, err)
	return u.Query().Get("host")
}

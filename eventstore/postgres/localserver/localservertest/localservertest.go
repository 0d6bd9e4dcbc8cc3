// Package localservertest gives tests a real Postgres: one private server for all tests of a binary, started when the
// first asks, and a database of its own for each test. Nothing needs to run beforehand.
package localservertest

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/eventstore/postgres/localserver"
)

// patience bounds the making, starting and stopping of a server, on a machine that is busy with other tests.
const patience = time.Minute

// shared are the servers of this binary: one that does not wait for the disk, and one that does.
var shared = struct{ fast, durable *lazy }{
	fast: &lazy{below: TempDir, settings: map[string]string{
		"fsync": "off", "full_page_writes": "off", "max_connections": "300", "max_wal_size": "256MB",
	}},
	durable: &lazy{below: os.TempDir, settings: map[string]string{"max_connections": "300"}},
}

// Main runs the tests of a package and then removes the servers that they used. It ends the process: call it as the
// whole of TestMain. A package that calls Database or Durable without it leaves folders behind.
func Main(m *testing.M) {
	code := m.Run()
	if err := errors.Join(shared.fast.stop(), shared.durable.stop()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = max(code, 1)
	}
	os.Exit(code)
}

// Database gives the URL of a new, empty database, which is dropped, whoever still uses it, when the test ends. Its
// server does not wait for the disk: what it says of speed and of power cuts is worthless. Tests may call it in parallel,
// and more than once.
func Database(t testing.TB) string {
	t.Helper()
	return shared.fast.database(t)
}

// Durable is Database on a server that waits for the disk as in production, for benchmarks.
func Durable(t testing.TB) string {
	t.Helper()
	return shared.durable.database(t)
}

// lazy is a server that is started when a test first needs it.
type lazy struct {
	below    func() string
	settings map[string]string
	once     sync.Once
	server   *localserver.Server
	dir      string
	err      error
	made     atomic.Int64 // databases
}

func (l *lazy) start() {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	sweep()
	if l.dir, l.err = folder(l.below()); l.err != nil {
		return
	}
	l.server, l.err = localserver.Serve(ctx, options(l.dir, l.settings))
}

// folder makes one that the user whom root runs Postgres as may pass through. What is above it is localserver's to
// judge.
func folder(below string) (string, error) {
	dir, err := os.MkdirTemp(below, prefix)
	if err != nil {
		return "", err
	}
	return dir, os.Chmod(dir, 0o711)
}

func options(dir string, settings map[string]string) localserver.Options {
	return localserver.Options{Dir: dir, BinDir: os.Getenv(localserver.BinVariable), Settings: settings}
}

func (l *lazy) stop() error {
	if l.dir == "" {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	var err error
	if l.server != nil {
		err = l.server.Close(ctx)
	}
	return errors.Join(err, discard(l.dir))
}

func discard(dir string) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := localserver.Remove(ctx, dir); err != nil {
		return err
	}
	return os.RemoveAll(dir)
}

func (l *lazy) database(t testing.TB) string {
	t.Helper()
	l.once.Do(l.start)
	if l.err != nil {
		t.Fatalf("private Postgres for tests: %v", l.err)
	}
	name := fmt.Sprintf("test_%d", l.made.Add(1))
	l.exec(t, "create database "+name)
	t.Cleanup(func() { l.exec(t, "drop database if exists "+name+" with (force)") })
	return on(l.server.URL(), name)
}

func (l *lazy) exec(t testing.TB, statement string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	conn, err := pgx.Connect(ctx, l.server.URL())
	if err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

// on gives the URL of another database of the same server.
func on(server, database string) string {
	u, err := url.Parse(server)
	if err != nil {
		panic(err) // the URL is localserver's own
	}
	u.Path = "/" + database
	return u.String()
}

const prefix = "cosell-test-"

// sweep removes what test binaries have left that were killed: their servers died with them.
func sweep() {
	for _, below := range []string{TempDir(), os.TempDir()} {
		left, _ := filepath.Glob(filepath.Join(below, prefix+"*"))
		for _, dir := range left {
			info, err := os.Stat(dir)
			if err == nil && time.Since(info.ModTime()) > time.Hour {
				_ = discard(dir) // in use, or another user's: theirs to remove
			}
		}
	}
}

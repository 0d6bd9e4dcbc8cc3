package localservertest

import (
	"context"
	"syscall"
	"testing"

	"github.com/cosell/cosell/eventstore/postgres/localserver"
)

// Folder gives a data folder for a program that runs a private Postgres of its own. When the test ends, the cluster is
// removed with it, wherever it lies; the program must have ended.
func Folder(t testing.TB) string {
	t.Helper()
	dir, err := folder(TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := discard(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// Private is a durable server of one test, for tests that kill it.
type Private struct {
	t      testing.TB
	dir    string
	server *localserver.Server
}

// Server starts a server of the test's own, which is stopped and removed when the test ends.
func Server(t testing.TB) *Private {
	t.Helper()
	p := &Private{t: t, dir: Folder(t)}
	t.Cleanup(p.Stop)
	p.Start()
	return p
}

// URL leads to the program's database, at the same place after a restart.
func (p *Private) URL() string { return p.server.URL() }

// Kill ends the server as a crash would, and returns when it is dead.
func (p *Private) Kill() {
	p.t.Helper()
	if err := syscall.Kill(p.server.PID(), syscall.SIGKILL); err != nil {
		p.t.Fatal(err)
	}
	<-p.server.Done()
}

// Stop ends the server in order, or clears up after Kill. Stopping twice is once.
func (p *Private) Stop() {
	p.t.Helper()
	if p.server == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := p.server.Close(ctx); err != nil {
		p.t.Error(err)
	}
}

// Start starts a server that Kill or Stop has ended, on the same data.
func (p *Private) Start() {
	p.t.Helper()
	p.Stop()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	server, err := localserver.Serve(ctx, options(p.dir, nil))
	if err != nil {
		p.t.Fatal(err)
	}
	p.server = server
}

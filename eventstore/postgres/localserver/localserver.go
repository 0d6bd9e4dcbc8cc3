// Package localserver runs a private Postgres below a data folder, for machines where nobody has set up a server. It
// lives and dies with the program that owns it, listens on a Unix socket only, and needs a Unix system.
//
// One process owns the cluster at a time. Serve is for a program that stays; Attach is for a verb that comes and goes:
// it uses the server of a living owner, or owns one for as long as it runs. Every error of the two is a sentence for the
// user that says what to do.
package localserver

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

// BinVariable is the environment variable that messages tell a user to set, for the value of Options.BinDir. This
// package does not read it.
const BinVariable = "COSELL_POSTGRES_BIN"

// Options say where the cluster lies, and how its server is found and run. Only Dir is required.
type Options struct {
	// Dir is the data folder of the program; it is made where it is missing. The cluster lies below it, or where a file
	// in it says.
	Dir string
	// BinDir holds the programs initdb and postgres. When it is empty they are searched for, and fetched at last.
	BinDir string
	// Repository is the Maven repository that builds are fetched from; the public one when empty.
	Repository string
	// Cache is the folder that keeps fetched builds; the user's cache folder when empty.
	Cache string
	// Log hears of the server's life and its own lines: most at debug, warnings at warn. Nil is silence.
	Log *slog.Logger
	// Wait bounds how long the end of another owner is waited for; 10 seconds when 0.
	Wait time.Duration
	// Settings are parameters of Postgres, laid over those of this package. With fsync off, making the cluster does not
	// wait for the disk either.
	Settings map[string]string

	folders []string      // patterns of folders to search for programs
	grace   time.Duration // how long a server may take to stop before it is told louder
}

func (o Options) filled() Options {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Wait == 0 {
		o.Wait = 10 * time.Second
	}
	o.BinDir, o.Cache = absolute(o.BinDir), absolute(o.Cache) // programs run in another folder than ours
	if o.folders == nil {
		o.folders = usualFolders
	}
	if o.grace == 0 {
		o.grace = 4 * time.Second
	}
	return o
}

// Server is a running Postgres: owned by this process, or another's that this process uses.
type Server struct {
	url     string
	process *process // nil when it is another's
	done    chan struct{}
	release func(context.Context) error
	once    sync.Once
}

// Serve starts the cluster's server as its owner for as long as the program lives. It waits, bounded by Options.Wait,
// for an owner that Attach made, and refuses at once where another program serves the folder.
func Serve(ctx context.Context, o Options) (*Server, error) {
	return open(ctx, o.filled(), serves)
}

// Attach gives the server of the folder's living owner, or owns and starts it where there is none. It waits, bounded
// by Options.Wait, while an owner starts or stops.
func Attach(ctx context.Context, o Options) (*Server, error) {
	return open(ctx, o.filled(), visits)
}

var errLate = errors.New("waited long enough")

func open(ctx context.Context, o Options, as kind) (s *Server, err error) {
	data, err := dataFolder(o.Dir)
	if err != nil {
		return nil, err
	}
	waiting := sync.OnceFunc(func() { o.Log.Info("waiting for another cosell to start or finish", "folder", data) })
	bounded, cancel := context.WithTimeoutCause(ctx, o.Wait, errLate)
	defer cancel()
	var lock *ownerLock
	err = poll(bounded, func() (bool, error) {
		lock, err = takeOwnership(data, as)
		if lock != nil || err != nil {
			return true, err
		}
		s, err = use(bounded, data, as)
		if s == nil && err == nil {
			waiting()
		}
		return s != nil, err
	})
	switch {
	case err == nil && lock != nil:
		return own(ctx, o, lock)
	case errors.Is(err, errLate):
		return nil, fmt.Errorf("another cosell (process %d) still starts, stops or uses the private Postgres of %s after %s: "+
			"try again when it has finished", readRecord(data).PID, data, o.Wait)
	}
	return s, err
}

// use is what to do beside another owner: a verb uses its server, a program refuses where a program serves already.
// Neither a server nor an error says to wait for the owner.
func use(ctx context.Context, data string, as kind) (*Server, error) {
	if as == serves {
		if other := readRecord(data); other.Kind == serves && alive(other.PID) {
			return nil, fmt.Errorf("another cosell (process %d) serves %s already: stop it, or give another data folder",
				other.PID, data)
		}
		return nil, nil
	}
	mark, err := leaveMark(data)
	if err != nil || mark == nil {
		return nil, err
	}
	at := readRecord(data).URL
	if at == "" || ping(ctx, at) != nil {
		return nil, unlock(mark)
	}
	return &Server{
		url: at, done: make(chan struct{}),
		release: func(context.Context) error { return unlock(mark) },
	}, nil
}

// URL is a connection string for pgx that leads to the program's database, over the socket.
func (s *Server) URL() string { return s.url }

// PID is the process id of an owned server, and 0 for another's.
func (s *Server) PID() int {
	if s.process == nil {
		return 0
	}
	return s.process.cmd.Process.Pid
}

// Done is closed when an owned server has ended. It never is for another's, whose end is not watched.
func (s *Server) Done() <-chan struct{} { return s.done }

// Err says why an owned server ended by itself. It is nil while the server runs, and when Close ended it.
func (s *Server) Err() error {
	if s.process == nil {
		return nil
	}
	return s.process.death()
}

// Close stops an owned server, whose sessions are cut, and gives the folder free; after a server that has died too. An
// owner made by Attach first waits, bounded by Options.Wait, for the verbs that use its server. When ctx ends, or after
// some seconds, the stop becomes a hard one, which loses nothing and costs the next start a recovery. Another's server
// is left alone. Closing again does nothing.
func (s *Server) Close(ctx context.Context) (err error) {
	s.once.Do(func() { err = s.release(ctx) })
	return err
}

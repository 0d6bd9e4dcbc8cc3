package localserver

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5"
)

// tenure is what an owner holds, from begin to end.
type tenure struct {
	options Options
	lock    *ownerLock
	home    home
	hold    *os.File
	socket  string
	process *process
}

func own(ctx context.Context, o Options, lock *ownerLock) (*Server, error) {
	t := &tenure{options: o, lock: lock}
	if err := t.begin(ctx); err != nil {
		return nil, errors.Join(err, t.end(ctx))
	}
	return &Server{url: lock.told.URL, process: t.process, done: t.process.ended, release: t.end}, nil
}

func (t *tenure) begin(ctx context.Context) error {
	a, err := serverAccount()
	if err != nil {
		return err
	}
	if t.home, err = locate(t.lock.data, a); err != nil {
		return err
	}
	if t.hold, err = t.home.hold(ctx); err != nil {
		return err
	}
	quiet, err := t.home.quiet(ctx, t.options.grace)
	if err != nil {
		return err
	}
	defer quiet.Close() // from here on the server's own processes keep it locked
	return t.run(ctx, quiet)
}

func (t *tenure) run(ctx context.Context, quiet *os.File) error {
	major, err := t.home.major()
	if err != nil {
		return err
	}
	p, err := find(ctx, t.options, t.home, major)
	if err != nil {
		return err
	}
	if err := t.home.clear(); err != nil {
		return err
	}
	if major == 0 {
		t.options.Log.Info("making a Postgres cluster", "folder", t.home.cluster(), "version", p.version)
		if err := t.home.initialise(ctx, p, quiet, t.options.Settings["fsync"] != "off"); err != nil {
			return err
		}
	}
	t.home.removeSocket(t.lock.stale.Socket)
	if t.socket, err = t.home.socketFolder(t.lock.stale.Socket); err != nil {
		return err
	}
	if err := t.lock.tell("", t.socket); err != nil {
		return err
	}
	return t.start(ctx, p, quiet)
}

func (t *tenure) start(ctx context.Context, p programs, quiet *os.File) (err error) {
	args := []string{"-D", t.home.cluster()}
	settings := t.settings()
	for _, name := range slices.Sorted(maps.Keys(settings)) {
		args = append(args, "-c", name+"="+settings[name])
	}
	cmd := t.home.account.command(filepath.Join(p.bin, "postgres"), args...)
	cmd.ExtraFiles = []*os.File{quiet}
	if t.process, err = launch(cmd, t.options.Log, syscall.SIGQUIT); err != nil {
		return fmt.Errorf("start %s: %w", cmd.Path, err)
	}
	if err := t.process.ready(ctx, t.home); err != nil {
		return err
	}
	t.options.Log.Debug("Postgres is ready", "folder", t.home.cluster(), "version", p.version, "process", cmd.Process.Pid)
	if err := createDatabase(ctx, t.socket); err != nil {
		return fmt.Errorf("database %s of %s: %w", database, t.lock.data, err)
	}
	return t.lock.tell(address(t.socket, database), t.socket)
}

// settings are given on the command line, so that nothing in the cluster needs to change with the place or the version
// of the program. Details of errors stay out of the server's log, since they quote rows.
func (t *tenure) settings() map[string]string {
	s := map[string]string{
		"listen_addresses":        "",
		"unix_socket_directories": `"` + strings.ReplaceAll(t.socket, `"`, `""`) + `"`, // a list
		"unix_socket_permissions": "0700",
		"port":                    port,
		"cluster_name":            "cosell",
		"fsync":                   "on",
		"max_connections":         "100",
		"shared_buffers":          "128MB",
		"jit":                     "off",
		"timezone":                "UTC",
		"log_timezone":            "UTC",
		"logging_collector":       "off",
		"log_destination":         "stderr",
		"log_line_prefix":         "%e ",
		"log_error_verbosity":     "terse",
		"log_min_error_statement": "panic",
	}
	if runtime.GOOS == "linux" {
		s["client_connection_check_interval"] = "2s" // a query whose caller is gone ends
	}
	maps.Copy(s, t.options.Settings)
	return s
}

// end gives back what begin took, in reverse, and as far as it came.
func (t *tenure) end(ctx context.Context) (err error) {
	if t.process != nil {
		err = t.lock.tell("", t.socket)
		if t.lock.told.Kind == visits {
			t.lock.awaitMarks(ctx, t.options.Wait)
		}
		err = errors.Join(err, t.process.stop(ctx, t.options.grace))
		t.home.removeSocket(t.socket)
	}
	if t.hold != nil {
		err = errors.Join(err, unlock(t.hold))
	}
	return errors.Join(err, unlock(t.lock.file))
}

// readOnly takes from everybody what lets one write who may only read: temporary tables, and large objects.
var readOnly = []string{
	"revoke execute on function lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea) from public",
	"revoke temporary on database " + database + " from public",
}

// createDatabase makes the program's database where a crash, or nobody yet, has left none, and closes it.
func createDatabase(ctx context.Context, socket string) error {
	conn, err := pgx.Connect(ctx, address(socket, "postgres"))
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	var there bool
	const ask = "select exists (select from pg_database where datname = $1)"
	if err := conn.QueryRow(ctx, ask, database).Scan(&there); err != nil {
		return err
	}
	if !there {
		if _, err := conn.Exec(ctx, "create database "+database); err != nil {
			return err
		}
	}
	in, err := pgx.Connect(ctx, address(socket, database))
	if err != nil {
		return err
	}
	defer in.Close(ctx)
	_, err = in.Exec(ctx, strings.Join(readOnly, "; "))
	return err
}

// ping says whether a server answers there.
func ping(ctx context.Context, at string) error {
	conn, err := pgx.Connect(ctx, at)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	return conn.Ping(ctx)
}

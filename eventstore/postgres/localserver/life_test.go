package localserver_test

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore/postgres/localserver"
)

func TestAServerKeepsItsDataThroughAFullStop(t *testing.T) {
	each(t, func(t *testing.T, who somebody, dir string) {
		require.NoError(t, os.RemoveAll(dir))
		p := who.serve(t, dir)
		execute(t, p.URL, "create table kept (x int); insert into kept values (7)")
		require.NoError(t, p.close())
		p = who.serve(t, dir)
		require.Equal(t, 7, ask[int](t, p.URL, "select x from kept"))
	})
}

func TestTheServerIsReachedByItsSocketOnly(t *testing.T) {
	each(t, func(t *testing.T, who somebody, dir string) {
		p := who.serve(t, dir)
		require.Empty(t, ask[string](t, p.URL, "show listen_addresses"))
		folder := socket(t, p.URL)
		info, err := os.Stat(folder)
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o700), info.Mode().Perm())
	})
}

func TestTheClusterIsMadeToLast(t *testing.T) {
	t.Parallel()
	dir := self().folder(t)
	s, err := localserver.Serve(t.Context(), localserver.Options{Dir: dir, BinDir: os.Getenv(localserver.BinVariable)})
	require.NoError(t, err)
	defer s.Close(context.Background())
	for name, want := range map[string]string{
		"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on", "data_checksums": "on",
		"server_encoding": "UTF8", "TimeZone": "UTC", "jit": "off",
	} {
		require.Equal(t, want, ask[string](t, s.URL(), "show "+name), name)
	}
	const collation = "select datcollate from pg_database where datname = current_database()"
	require.Equal(t, "C", ask[string](t, s.URL(), collation))
	if ask[string](t, s.URL(), "select datctype from pg_database where datname = current_database()") != "C" {
		require.Equal(t, "ünï", ask[string](t, s.URL(), "select lower('ÜNÏ')"))
	}
}

func TestWhoMayOnlyReadCannotWriteAnythingAtAll(t *testing.T) {
	t.Parallel()
	s, err := localserver.Serve(t.Context(), localserver.Options{Dir: self().folder(t), BinDir: os.Getenv(localserver.BinVariable)})
	require.NoError(t, err)
	defer s.Close(context.Background())
	conn, err := pgx.Connect(t.Context(), s.URL())
	require.NoError(t, err)
	defer conn.Close(t.Context())
	_, err = conn.Exec(t.Context(), "create role reader; set role reader")
	require.NoError(t, err)
	for _, write := range []string{"create temporary table x (y int)", "select lo_create(0)", "select lo_creat(-1)", "select lo_from_bytea(0, '')", "create table public.x (y int)"} {
		_, err := conn.Exec(t.Context(), write)
		require.Error(t, err, write)
	}
}

func TestAStopThatMayNotTakeTimeIsAHardOneAndLosesNothing(t *testing.T) {
	t.Parallel()
	dir := self().used(t)
	s, err := localserver.Serve(t.Context(), fast(dir, 0))
	require.NoError(t, err)
	execute(t, s.URL(), "create table kept (x int); insert into kept select generate_series(1, 1000)")
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	require.NoError(t, s.Close(ended))
	<-s.Done()
	require.NoError(t, s.Err())
	require.NoError(t, s.Close(t.Context()), "closing again does nothing")

	s, err = localserver.Serve(t.Context(), fast(dir, 0))
	require.NoError(t, err)
	defer s.Close(context.Background())
	require.Equal(t, 1000, ask[int](t, s.URL(), "select count(*) from kept"))
}

func TestAPathTooLongForASocketGetsAShortOneThatACrashDoesNotLeaveBehind(t *testing.T) {
	each(t, func(t *testing.T, who somebody, dir string) {
		long := filepath.Join(filepath.Dir(dir), strings.Repeat("long-", 20))
		require.NoError(t, os.Rename(dir, long))
		p := who.serve(t, long)
		if who.credential == nil {
			t.Cleanup(func() { require.NoError(t, localserver.Remove(context.Background(), long)) })
		}
		first := socket(t, p.URL)
		require.Less(t, len(first), 80)
		execute(t, p.URL, "create table kept ()")
		p.kill()
		p = who.serve(t, long)
		execute(t, p.URL, "drop table kept")
		require.Equal(t, first, socket(t, p.URL), "clients find the server again")
		require.NoError(t, p.close())
		require.NoDirExists(t, first)
	})
}

func TestAShortNameThatAnotherUserHasTakenIsLeftToIt(t *testing.T) {
	if os.Geteuid() != 0 {
		return // nobody else to be
	}
	each(t, func(t *testing.T, who somebody, dir string) {
		comma := filepath.Join(filepath.Dir(dir), "with,comma")
		require.NoError(t, os.Rename(dir, comma))
		if who.credential == nil {
			t.Cleanup(func() { require.NoError(t, localserver.Remove(context.Background(), comma)) })
		}
		p := who.serve(t, comma)
		first := socket(t, p.URL)
		require.NoError(t, p.close())
		require.NoError(t, os.Mkdir(first, 0o700))
		defer func() { require.NoError(t, os.Remove(first)) }()
		p = who.serve(t, comma)
		require.NotEqual(t, first, socket(t, p.URL))
		require.NoError(t, p.close())
		require.DirExists(t, first)
	})
}

func TestAFolderMayHaveAnyName(t *testing.T) {
	each(t, func(t *testing.T, who somebody, dir string) {
		for _, name := range []string{`it's "odd" [a-b]* %41 ünï \ $HOME`, "a,b"} {
			odd := filepath.Join(filepath.Dir(dir), name)
			if who.credential == nil {
				t.Cleanup(func() { require.NoError(t, localserver.Remove(context.Background(), odd)) })
			}
			p := who.serve(t, odd)
			execute(t, p.URL, "select")
			require.NoError(t, p.close())
		}
		require.Contains(t, who.start(t, task{Dir: dir + "\n"}).Error, "is no name for a data folder")
	})
}

func TestAStartThatIsBrokenOffLeavesNothingInTheWay(t *testing.T) {
	t.Parallel()
	dir := self().folder(t)
	ctx, cancel := context.WithCancel(t.Context())
	o := fast(dir, 0)
	o.Log = hear("making a Postgres cluster", cancel)
	_, err := localserver.Serve(ctx, o)
	require.ErrorIs(t, err, context.Canceled)
	unmade, err := filepath.Glob(filepath.Join(localserver.HomeOf(dir), "new-*"))
	require.NoError(t, err)
	require.Empty(t, unmade)
	s, err := localserver.Serve(t.Context(), fast(dir, 0))
	require.NoError(t, err)
	require.NoError(t, s.Close(t.Context()))
}

// hear is a log that calls when it is told the message.
func hear(message string, call func()) *slog.Logger { return slog.New(listener{message, call}) }

type listener struct {
	message string
	call    func()
}

func (l listener) Enabled(context.Context, slog.Level) bool { return true }
func (l listener) WithAttrs([]slog.Attr) slog.Handler       { return l }
func (l listener) WithGroup(string) slog.Handler            { return l }
func (l listener) Handle(_ context.Context, r slog.Record) error {
	if r.Message == l.message {
		l.call()
	}
	return nil
}

func self() somebody { return everybody()[0] }

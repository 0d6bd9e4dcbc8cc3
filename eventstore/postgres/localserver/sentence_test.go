package localserver_test

import (
	"bytes"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore/postgres/localserver"
)

func TestWhatPostgresComplainsOfIsSaidWithWhatToDo(t *testing.T) {
	t.Parallel()
	for said, means := range map[string]string{
		`initdb: error: could not write to file "/d/pg_wal/xlogtemp.1": No space left on device`: "its disk is full: free some space",
		`53100 PANIC:  could not write to file "pg_wal/xlogtemp.20": Disk quota exceeded`:        "its disk is full: free some space",
		`initdb: error: could not look up effective user ID 1234: user does not exist`:           "add it to /etc/passwd",
		`53200 FATAL:  could not map anonymous shared memory: Cannot allocate memory`:            "too little free memory",
		`XX000 FATAL:  database files are incompatible with server`:                              "set COSELL_POSTGRES_BIN",
		`55006 FATAL:  pre-existing shared memory block (key 1, ID 2) is still in use`:           "end each process named postgres",
		`XX000 PANIC:  could not locate a valid checkpoint record`:                               "restore it from a backup",
	} {
		err := localserver.Explain(said+"\n", "/data/postgres", errors.New("exit status 1"))
		require.ErrorContains(t, err, "the private Postgres in /data/postgres does not start, ")
		require.ErrorContains(t, err, means)
		require.ErrorContains(t, err, "("+said+")")
	}
	status := errors.New("exit status 3")
	const start = "the private Postgres in /d does not start: "
	require.EqualError(t, localserver.Explain("FATAL:  never heard of", "/d", status), start+"FATAL:  never heard of")
	require.EqualError(t, localserver.Explain("", "/d", status), start+"exit status 3")
	require.EqualError(t, localserver.Explain("", "/d", nil), start+"it ended without an error")
}

func TestAnErrorOfTheFileSystemIsSaidWithWhatToDo(t *testing.T) {
	t.Parallel()
	of := func(errno syscall.Errno) error { return &os.PathError{Op: "mkdir", Path: "/d/x", Err: errno} }
	for errno, means := range map[syscall.Errno]string{
		syscall.ENOSPC: "the disk that holds /d is full: free some space",
		syscall.EDQUOT: "the disk that holds /d is full: free some space",
		syscall.EACCES: " may not use /d: mend its permissions",
		syscall.EROFS:  " may not use /d: mend its permissions",
		syscall.EIO:    "mkdir /d/x: input/output error",
	} {
		err := localserver.Plain(of(errno), "/d")
		require.ErrorContains(t, err, means)
		require.ErrorIs(t, err, errno)
	}
	require.NotErrorIs(t, localserver.Plain(of(syscall.EIO), "/d"), fs.ErrPermission)
}

func TestTheServersLinesReachTheLogByTheirWeight(t *testing.T) {
	t.Parallel()
	dir := self().used(t)
	var heard bytes.Buffer
	o := fast(dir, 0)
	o.Log = slog.New(slog.NewTextHandler(&heard, &slog.HandlerOptions{Level: slog.LevelDebug}))
	s, err := localserver.Serve(t.Context(), o)
	require.NoError(t, err)
	execute(t, s.URL(), `do $$ begin raise warning 'a warning of mine'; raise log 'a note of mine'; end $$;
		create table secret (x text unique); insert into secret values ('a secret of mine')`)
	execute(t, s.URL(), `do $$ begin insert into secret values ('a secret of mine');
		exception when others then raise log '%', sqlerrm; end $$`)
	require.NoError(t, s.Close(t.Context()))
	of := func(words string) (line string) {
		for line := range strings.Lines(heard.String()) {
			if strings.Contains(line, words) {
				return line
			}
		}
		return ""
	}
	require.Contains(t, of("a warning of mine"), "level=WARN")
	require.Contains(t, of("a note of mine"), "level=DEBUG")
	require.Contains(t, of("database system is shut down"), "level=DEBUG")
	require.NotContains(t, heard.String(), "a secret of mine")
	require.NotContains(t, heard.String(), "level=ERROR")
}

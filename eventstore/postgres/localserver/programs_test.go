package localserver_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore/postgres/localserver"
)

func TestTheProgramsOfPathComeBeforeNewerOnesAndThoseBeforeOlder(t *testing.T) {
	dir := filepath.Dir(self().folder(t))
	for _, major := range []string{"16", "99", "18", "17"} {
		sham(t, filepath.Join(dir, major, "bin"), major+".1")
	}
	sham(t, filepath.Join(dir, "plain"), "15.2")
	sham(t, filepath.Join(dir, "old"), "13.9")
	t.Setenv("PATH", filepath.Join(dir, "plain")+":"+os.Getenv("PATH"))
	found := func(patterns ...string) string {
		bin, _, err := localserver.Options{}.Looking(patterns...).Found()
		require.NoError(t, err)
		return bin
	}
	versions := filepath.Join(dir, "*", "bin")
	require.Equal(t, filepath.Join(dir, "plain"), found("$PATH", versions))
	require.Equal(t, filepath.Join(dir, "99", "bin"), found(versions))
	t.Setenv("PATH", filepath.Join(dir, "old")+":"+os.Getenv("PATH"))
	require.Equal(t, filepath.Join(dir, "99", "bin"), found("$PATH", versions))
}

func TestAClusterIsRunByTheVersionThatMadeIt(t *testing.T) {
	t.Parallel()
	dir := self().used(t)
	bins := filepath.Dir(dir)
	_, major := stand(t, filepath.Join(bins, "here", "bin"))
	sham(t, filepath.Join(bins, "99", "bin"), "99.1")
	o := fast(dir, 0).Looking(filepath.Join(bins, "*", "bin"))
	o.BinDir = ""
	s, err := localserver.Serve(t.Context(), o)
	require.NoError(t, err)
	require.Equal(t, major, ask[int](t, s.URL(), "select current_setting('server_version_num')::int / 10000"))
	require.NoError(t, s.Close(t.Context()))
}

func TestAClusterOfAVersionThatIsNotInstalledIsLeftAloneWithASentence(t *testing.T) {
	t.Parallel()
	dir := self().used(t)
	_, major, err := localserver.Installed()
	require.NoError(t, err)
	file := filepath.Join(localserver.HomeOf(dir), "cluster", "PG_VERSION")
	version := func(text string) {
		t.Helper()
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
		likeFolder(t, file)
	}
	for _, other := range []struct{ text, major string }{{"99\n", "99"}, {"9.6\n", "9"}} {
		version(other.text)
		_, err := localserver.Serve(t.Context(), fast(dir, 0))
		require.ErrorContains(t, err, fmt.Sprintf("was made by Postgres %s, and no other version can run it", other.major))
		require.ErrorContains(t, err, fmt.Sprintf("and there is only Postgres %d", major))
		require.ErrorContains(t, err, "install Postgres "+other.major+", set COSELL_POSTGRES_BIN")
	}
	version("no number\n")
	_, err = localserver.Serve(t.Context(), fast(dir, 0))
	require.ErrorContains(t, err, `is damaged (its PG_VERSION says "no number\n")`)
	require.NoError(t, os.Remove(file))
	_, err = localserver.Serve(t.Context(), fast(dir, 0))
	require.ErrorContains(t, err, "is damaged (it has no PG_VERSION)")
	version(strconv.Itoa(major) + "\n")
	require.NoError(t, self().serve(t, dir).close())
}

func TestAFolderWithoutProgramsIsSaidToBe(t *testing.T) {
	t.Parallel()
	dir := self().folder(t)
	empty := filepath.Dir(dir)
	o := fast(dir, 0)
	o.BinDir = empty
	_, err := localserver.Serve(t.Context(), o)
	require.ErrorContains(t, err, "Postgres 14 or newer is needed, and none was found")
	require.ErrorContains(t, err, empty+"/initdb: no such file or directory")
	require.ErrorContains(t, err, "set COSELL_POSTGRES_BIN to the folder that holds initdb and postgres")
}

func TestProgramsThatAreTooOldAreNotUsed(t *testing.T) {
	t.Parallel()
	dir := self().folder(t)
	bin := filepath.Join(filepath.Dir(dir), "bin")
	sham(t, bin, "13.2 (Debian 13.2-1)")
	o := fast(dir, 0)
	o.BinDir = bin
	_, err := localserver.Serve(context.Background(), o)
	require.ErrorContains(t, err, "Postgres 14 or newer is needed, and there is only Postgres 13.2 in "+bin)
}

// stand lets scripts stand for the programs that this machine has, and gives their names and their major version.
func stand(t *testing.T, bin string) (names []string, major int) {
	t.Helper()
	installed, major, err := localserver.Installed()
	require.NoError(t, err)
	require.NoError(t, os.MkdirAll(bin, 0o755))
	names = []string{"initdb", "postgres"}
	for _, name := range names {
		script(t, filepath.Join(bin, name), fmt.Sprintf(`exec "%s/%s" "$@"`, installed, name))
	}
	return names, major
}

// sham makes programs that can say their version, and nothing else.
func sham(t *testing.T, bin, version string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(bin, 0o755))
	for _, name := range []string{"initdb", "postgres"} {
		script(t, filepath.Join(bin, name), fmt.Sprintf(`test "$1" = --version && echo "postgres (PostgreSQL) %s"`, version))
	}
}

func script(t *testing.T, path, text string) {
	t.Helper()
	require.NoError(t, writeProgram(path, []byte("#!/bin/sh\n"+text+"\n")))
}

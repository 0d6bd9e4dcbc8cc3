package localserver_test

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore/postgres/localserver"
)

func TestABuildIsFetchedOnceWhereNothingIsInstalled(t *testing.T) {
	t.Parallel()
	first, second, third := self().folder(t), self().folder(t), self().folder(t)
	cache := filepath.Join(filepath.Dir(first), "cache")
	repository := serveBuild(t, build(t), nil)
	start := func(dir string) {
		t.Helper()
		s, err := localserver.Serve(t.Context(), unequipped(dir, cache, repository.URL))
		require.NoError(t, err)
		execute(t, s.URL(), "select")
		require.NoError(t, s.Close(t.Context()))
	}
	start(first)
	start(second)
	require.EqualValues(t, 2, repository.asked.Load(), "the build and its checksum, once")
	kept, err := os.ReadDir(cache)
	require.NoError(t, err)
	require.Len(t, kept, 1, "nothing is left of the fetching")
	require.True(t, strings.HasPrefix(kept[0].Name(), "postgres-17."))

	require.NoError(t, os.Remove(filepath.Join(cache, kept[0].Name(), "bin", "postgres")))
	start(third)
	require.EqualValues(t, 4, repository.asked.Load(), "what is broken is fetched again")
}

func TestTheVersionThatMadeTheClusterIsFetched(t *testing.T) {
	t.Parallel()
	dir := self().used(t)
	_, major, err := localserver.Installed()
	require.NoError(t, err)
	other := 16
	if major == other {
		other = 17
	}
	file := filepath.Join(localserver.HomeOf(dir), "cluster", "PG_VERSION")
	require.NoError(t, os.WriteFile(file, []byte(strconv.Itoa(other)+"\n"), 0o600))
	likeFolder(t, file)
	o := unequipped(dir, filepath.Join(filepath.Dir(dir), "cache"), serveBuild(t, build(t), nil).URL)
	_, err = localserver.Serve(t.Context(), o)
	require.ErrorContains(t, err, fmt.Sprintf("was made by Postgres %d, and no other version can run it", other))
	require.ErrorContains(t, err, fmt.Sprintf("asked for Postgres %d, the repository gave %d.", other, major))
}

func TestABuildThatIsNotWhatItShouldBeIsNotRun(t *testing.T) {
	t.Parallel()
	whole := build(t)
	for name, broken := range map[string]struct {
		jar  []byte
		sum  []byte
		says string
	}{
		"another checksum":  {whole, make([]byte, 32), "downloaded checksums do not match"},
		"cut short":         {whole[:len(whole)/2], nil, "not a valid zip file"},
		"without an inside": {jar(t, "other.txt", nil), nil, "cannot find binary in archive"},
		"a broken inside":   {jar(t, "postgres.txz", []byte("no archive")), nil, "xz"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := self().folder(t)
			cache := filepath.Join(filepath.Dir(dir), "cache")
			_, err := localserver.Serve(t.Context(), unequipped(dir, cache, serveBuild(t, broken.jar, broken.sum).URL))
			require.ErrorContains(t, err, broken.says)
			require.ErrorContains(t, err, "none was found (fetch Postgres 17.")
			require.ErrorContains(t, err, "set COSELL_POSTGRES_BIN")
			kept, err := os.ReadDir(cache)
			require.NoError(t, err)
			require.Empty(t, kept)
		})
	}
}

func TestARepositoryThatCannotBeReachedIsSaidToBe(t *testing.T) {
	t.Parallel()
	repository := serveBuild(t, nil, nil)
	repository.Close()
	dir := self().folder(t)
	_, err := localserver.Serve(t.Context(), unequipped(dir, filepath.Join(filepath.Dir(dir), "cache"), repository.URL))
	require.ErrorContains(t, err, "unable to connect to "+repository.URL)
	require.ErrorContains(t, err, "install it (apt-get install postgresql, or brew install postgresql)")
}

// unequipped are the options of a machine where no Postgres is installed.
func unequipped(dir, cache, repository string) localserver.Options {
	o := fast(dir, 0).Looking(filepath.Join(dir, "nothing", "here"))
	o.BinDir, o.Cache, o.Repository = "", cache, repository
	return o
}

type repository struct {
	*httptest.Server
	asked atomic.Int64
}

// serveBuild is a Maven repository that gives one build, whatever version and system it is asked for.
func serveBuild(t *testing.T, jar, sum []byte) *repository {
	t.Helper()
	if sum == nil {
		of := sha256.Sum256(jar)
		sum = of[:]
	}
	r := &repository{}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		r.asked.Add(1)
		if path.Ext(q.URL.Path) == ".sha256" {
			_, _ = w.Write([]byte(hex.EncodeToString(sum)))
			return
		}
		_, _ = w.Write(jar)
	}))
	t.Cleanup(r.Close)
	return r
}

// build is an archive as the repository has it, whose programs lead to those that this machine has.
func build(t *testing.T) []byte {
	t.Helper()
	bin := t.TempDir()
	names, _ := stand(t, bin)
	var inside bytes.Buffer
	w := tar.NewWriter(&inside)
	for _, name := range names {
		text, err := os.ReadFile(filepath.Join(bin, name))
		require.NoError(t, err)
		header := tar.Header{Name: "bin/" + name, Mode: 0o700, Size: int64(len(text)), Typeflag: tar.TypeReg}
		require.NoError(t, w.WriteHeader(&header))
		_, err = w.Write(text)
		require.NoError(t, err)
	}
	link := tar.Header{Name: "bin/postmaster", Linkname: "postgres", Typeflag: tar.TypeSymlink}
	require.NoError(t, w.WriteHeader(&link))
	require.NoError(t, w.Close())
	return jar(t, "postgres.txz", xz(inside.Bytes()))
}

func jar(t *testing.T, name string, content []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	file, err := w.Create(name)
	require.NoError(t, err)
	_, err = file.Write(content)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return out.Bytes()
}

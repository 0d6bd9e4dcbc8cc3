package localserver

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"

	embedded "github.com/fergusstrange/embedded-postgres"
)

const newMajor = 17 // of a cluster that is made by a fetched build

// builds are the versions that are fetched, by major version.
var builds = map[int]embedded.PostgresVersion{
	14: embedded.V14, 15: embedded.V15, 16: embedded.V16, 17: embedded.V17, 18: embedded.V18,
}

// longestFetch bounds a download of some 20 MB from a network that neither answers nor refuses.
const longestFetch = 5 * time.Minute

// fetch gives the build of a major version from the cache, or from the repository.
func fetch(ctx context.Context, o Options, h home, major int) (programs, error) {
	if major == 0 {
		major = newMajor
	}
	version, ok := builds[major]
	if !ok {
		return programs{}, fmt.Errorf("no build of Postgres %d is known to fetch", major)
	}
	cache, err := cacheFolder(o, h)
	if err != nil {
		return programs{}, err
	}
	kept := filepath.Join(cache, fmt.Sprintf("postgres-%s-%s-%s", version, runtime.GOOS, runtime.GOARCH))
	if p, err := inspect(ctx, h.account, filepath.Join(kept, "bin")); err == nil {
		return p, nil
	}
	o.Log.Info("fetching a build of Postgres", "version", version, "folder", cache)
	if err := download(ctx, o.Repository, version, kept); err != nil {
		return programs{}, fmt.Errorf("fetch Postgres %s: %w", version, err)
	}
	var p programs
	err = poll(ctx, func() (bool, error) {
		p, err = inspect(ctx, h.account, filepath.Join(kept, "bin"))
		if errors.Is(err, syscall.ETXTBSY) { // a child that was just forked still holds what we have written
			return false, nil
		}
		return true, err
	})
	return p, err
}

// cacheFolder is where fetched builds stay: a folder of the program's user that the server's account can enter.
func cacheFolder(o Options, h home) (string, error) {
	folders := []string{o.Cache}
	if o.Cache == "" {
		user, _ := os.UserCacheDir() // none without a home
		folders = []string{filepath.Join(user, "cosell"), filepath.Join(h.dir, "programs")}
		if h.account.dropped {
			folders[0] = "/var/cache/cosell"
		}
	}
	var errs []error
	for _, dir := range folders {
		if !filepath.IsAbs(dir) {
			continue
		}
		err := h.account.makeFolder(dir)
		if err == nil {
			err = (home{dir: dir}).trusted()
		}
		var open bool
		if err == nil {
			open, err = h.account.reaches(dir)
		}
		if open {
			return dir, nil
		}
		errs = append(errs, cmp.Or(err, fmt.Errorf("user %s cannot enter %s", h.account.name, dir)))
	}
	return "", fmt.Errorf("no folder can keep a build of Postgres: %w", errors.Join(errs...))
}

// download fetches and unpacks a build in a throw-away folder, and moves it to where it is kept.
func download(ctx context.Context, repository string, version embedded.PostgresVersion, kept string) error {
	ctx, cancel := context.WithTimeout(ctx, longestFetch)
	defer cancel()
	if err := os.RemoveAll(kept); err != nil { // it is there and does not work
		return err
	}
	dir, err := os.MkdirTemp(filepath.Dir(kept), "fetch-")
	if err != nil {
		return plain(err, kept)
	}
	fetched := make(chan error, 1)
	go func() {
		err := unpack(repository, version, dir, kept)
		_ = os.RemoveAll(dir) // here, since the library goes on when nobody waits for it any more
		fetched <- err
	}()
	select {
	case err := <-fetched:
		return err
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// unpack uses embedded-postgres for the one thing we need of it. It can only start a server, and between unpacking the
// programs and running the first of them it clears the data folder: a path that ends in a dot, which os.RemoveAll
// refuses to remove, makes it stop there. Nothing that was fetched has run then.
func unpack(repository string, version embedded.PostgresVersion, dir, kept string) error {
	unpacked := filepath.Join(dir, "unpacked")
	config := embedded.DefaultConfig().Version(version).Port(0).Logger(io.Discard).
		CachePath(filepath.Join(dir, "cache")).RuntimePath(filepath.Join(dir, "runtime")).
		BinariesPath(unpacked).DataPath(filepath.Join(dir, "data") + "/.")
	if repository != "" {
		config = config.BinaryRepositoryURL(repository)
	}
	server := embedded.NewDatabase(config)
	err := server.Start()
	if err == nil {
		return errors.Join(server.Stop(), errors.New("the library started a server, which it was kept from"))
	}
	if !strings.HasPrefix(err.Error(), "unable to clean up data directory") {
		return plain(err, kept)
	}
	if err := readable(unpacked); err != nil {
		return err
	}
	err = os.Rename(unpacked, kept)
	if errors.Is(err, fs.ErrExist) || errors.Is(err, syscall.ENOTEMPTY) {
		return nil // another process was faster
	}
	return err
}

// readable lets every user read and run what was unpacked, whatever the umask.
func readable(dir string) error {
	return filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.Type()&fs.ModeSymlink != 0 {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		mode := info.Mode().Perm()&0o755 | 0o444
		if entry.IsDir() || mode&0o100 != 0 {
			mode |= 0o111
		}
		return os.Chmod(path, mode)
	})
}

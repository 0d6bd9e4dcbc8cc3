package localserver

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Remove throws away the cluster of a data folder, with everything in it, wherever it lies, and ends a server whose owner
// was killed. It refuses while the cluster has an owner. The data folder and other files in it stay. A folder without a
// cluster is no error.
func Remove(ctx context.Context, dir string) (err error) {
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	data, err := dataFolder(dir)
	if err != nil {
		return err
	}
	lock, err := takeOwnership(data, visits)
	if err != nil {
		return err
	}
	if lock == nil {
		return fmt.Errorf("the cluster of %s is in use (process %d): stop it first", data, readRecord(data).PID)
	}
	defer func() { err = errors.Join(err, unlock(lock.file)) }()
	a, err := serverAccount()
	if err != nil {
		return err
	}
	h := home{filepath.Join(data, "postgres"), a}
	if pointer, err := os.ReadFile(filepath.Join(data, pointerFile)); err == nil {
		if h, err = adopt(data, home{strings.TrimSpace(string(pointer)), a}); err != nil {
			return err
		}
	}
	if _, err := os.Lstat(h.dir); err == nil {
		quiet, err := h.quiet(ctx, Options{}.filled().grace)
		if err != nil {
			return err
		}
		defer quiet.Close()
	}
	h.removeSocket(lock.stale.Socket)
	for _, path := range []string{h.dir, filepath.Join(data, pointerFile), filepath.Join(data, usersFile), lock.file.Name()} {
		err = errors.Join(err, os.RemoveAll(path))
	}
	if parent := filepath.Dir(h.dir); parent == apartFolders[0] {
		_ = os.Remove(parent) // once the last is gone
	}
	return err
}

package localserver

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// apartFolders are where root lays a cluster that cannot lie in its data folder, the first that will do. What lies in
// the second may be tidied away by the system after weeks without use.
var apartFolders = []string{"/var/lib/cosell", "/var/tmp"}

const belongsFile = "belongs" // in a home apart: which data folder it belongs to

// settle makes a home apart from the data folder, and lets the folder name it.
func settle(data string, a account) (home, error) {
	var tried []error
	for _, parent := range apartFolders {
		h, err := settleIn(parent, data, a)
		if err == nil {
			return h, nil
		}
		tried = append(tried, err)
	}
	return home{}, fmt.Errorf("root runs Postgres as user %s, who cannot enter %s, and no other place will do (%w): "+
		"give a data folder that others may pass through", a.name, closed(data, a), errors.Join(tried...))
}

func settleIn(parent, data string, a account) (h home, err error) {
	if err := a.makeFolder(parent); err != nil {
		return home{}, err
	}
	info, err := os.Lstat(parent)
	if err != nil {
		return home{}, err
	}
	if ownerOf(parent) != 0 || info.Mode().Perm()&0o022 != 0 && info.Mode()&os.ModeSticky == 0 {
		return home{}, fmt.Errorf("%s can be changed by others", parent)
	}
	dir, err := os.MkdirTemp(parent, "cosell-") // a name that nobody can have laid in wait
	if err != nil {
		return home{}, err
	}
	defer func() {
		if err != nil {
			_ = os.RemoveAll(dir)
		}
	}()
	if err := os.Chmod(dir, a.passable()); err != nil {
		return home{}, err
	}
	if open, err := a.reaches(dir); err != nil || !open {
		return home{}, errors.Join(err, fmt.Errorf("user %s cannot enter %s", a.name, parent))
	}
	h = home{dir, a}
	if err := h.belong(data); err != nil {
		return home{}, err
	}
	return h, replace(filepath.Join(data, pointerFile), dir+"\n")
}

// adopt checks that the home which the data folder names is there, is ours, and is this folder's: not that of the
// folder which this one was copied from.
func adopt(data string, h home) (home, error) {
	pointer := filepath.Join(data, pointerFile)
	if _, err := os.Lstat(h.dir); err != nil {
		return home{}, fmt.Errorf("%s names a cluster that is not there (%w): restore it, "+
			"or delete the file to begin with an empty log", pointer, err)
	}
	if err := h.trusted(); err != nil {
		return home{}, err
	}
	text, err := os.ReadFile(filepath.Join(h.dir, belongsFile))
	if err != nil {
		return home{}, fmt.Errorf("%s names a folder that is no cluster of ours: %w", pointer, err)
	}
	folder, same, _ := strings.Cut(strings.TrimSpace(string(text)), "\n")
	if same == identity(data) && folder == data {
		return h, nil
	}
	// A folder that was moved keeps its identity, or, to another disk, leaves nothing behind. One that was restored keeps
	// its path. A copy has neither while the original is there.
	theirs, err := os.ReadFile(filepath.Join(folder, pointerFile))
	if same != identity(data) && folder != data && err == nil && strings.TrimSpace(string(theirs)) == h.dir {
		return home{}, fmt.Errorf("%s is a copy of %s, whose cluster in %s is not copied with it: use that folder, "+
			"or delete %s to begin with an empty log", data, folder, h.dir, pointer)
	}
	return h, h.belong(data)
}

func (h home) belong(data string) error {
	return replace(filepath.Join(h.dir, belongsFile), data+"\n"+identity(data)+"\n")
}

// identity tells a folder from its copies: the disk, which may have another number after a restart of the machine, and
// the inode.
func identity(dir string) string {
	info, err := os.Stat(dir)
	if err != nil {
		return ""
	}
	stat := info.Sys().(*syscall.Stat_t)
	return fmt.Sprintf("%d:%d", stat.Dev, stat.Ino)
}

// replace writes a small file whole or not at all, and durably.
func replace(path, text string) error {
	file, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+"-")
	if err != nil {
		return plain(err, path)
	}
	defer func() { _ = os.Remove(file.Name()) }()
	_, err = file.WriteString(text)
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return plain(err, path)
	}
	if err := os.Rename(file.Name(), path); err != nil {
		return plain(err, path)
	}
	return syncFolder(filepath.Dir(path))
}

func syncFolder(dir string) error {
	file, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer file.Close()
	return file.Sync()
}

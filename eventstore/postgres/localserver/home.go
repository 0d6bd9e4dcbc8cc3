package localserver

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// home is the folder of one cluster: the cluster itself, the folder of its socket, and the lock that its processes
// hold.
type home struct {
	dir     string
	account account
}

const pointerFile = "postgres.at" // in the data folder: where the home is, when it is not below

func (h home) cluster() string { return filepath.Join(h.dir, "cluster") }

// dataFolder makes the folder where it is missing and gives its one true path. Others' folders are refused: what lies
// in them could be theirs to exchange under our hands.
func dataFolder(dir string) (string, error) {
	a := account{dropped: os.Geteuid() == 0}
	if dir == "" || strings.Contains(dir, "\n") {
		return "", fmt.Errorf("%q is no name for a data folder", dir)
	}
	if err := a.makeFolder(dir); err != nil {
		return "", plain(err, dir)
	}
	dir, err := filepath.EvalSymlinks(absolute(dir))
	if err != nil {
		return "", plain(err, dir)
	}
	if uid := ownerOf(dir); uid != os.Geteuid() {
		return "", fmt.Errorf("the data folder %s belongs to user %s, and this is user %s: "+
			"run cosell as %[2]s, or give another data folder", dir, userName(uid), userName(os.Geteuid()))
	}
	return dir, nil
}

// locate finds the home of the data folder's cluster, or chooses and makes one: below the folder, or apart where the
// account cannot come there.
func locate(data string, a account) (home, error) {
	pointer, err := os.ReadFile(filepath.Join(data, pointerFile))
	if err == nil {
		return adopt(data, home{strings.TrimSpace(string(pointer)), a})
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return home{}, plain(err, data)
	}
	below := home{filepath.Join(data, "postgres"), a}
	open, err := a.reaches(data)
	if err != nil {
		return home{}, err
	}
	if _, err := os.Lstat(below.cluster()); err == nil && !open {
		return home{}, fmt.Errorf("the cluster below %s cannot be reached by user %s, whom root runs Postgres as: "+
			"move the folder out of what is closed to others, or open the way (chmod o+x %s)", data, a.name, closed(data, a))
	}
	if !open {
		return settle(data, a)
	}
	if err := a.makeFolder(below.dir); err != nil {
		return home{}, plain(err, data)
	}
	return below, below.trusted()
}

// trusted refuses a home that somebody else could have laid there, or could change.
func (h home) trusted() error {
	info, err := os.Lstat(h.dir)
	if err != nil {
		return plain(err, h.dir)
	}
	if !info.IsDir() || ownerOf(h.dir) != os.Geteuid() || info.Mode().Perm()&0o022 != 0 {
		return fmt.Errorf("%s is not a folder that user %s alone may change: nothing in it is trusted, move it away",
			h.dir, userName(os.Geteuid()))
	}
	return nil
}

// hold locks the home itself, so that two data folders that both lead to it never run it at once. It waits a moment, for
// an owner that has just been killed.
func (h home) hold(ctx context.Context) (*os.File, error) {
	file, err := os.Open(h.dir)
	if err != nil {
		return nil, plain(err, h.dir)
	}
	moment, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	err = poll(moment, func() (bool, error) {
		return syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil, nil
	})
	if err != nil {
		_ = file.Close()
	}
	switch {
	case err == nil:
		return file, nil
	case ctx.Err() != nil:
		return nil, err
	}
	return nil, fmt.Errorf("the cluster in %s is in use through another data folder: stop the program that serves it",
		h.dir)
}

// major is the major version of Postgres that made the cluster; 0 when there is none yet.
func (h home) major() (int, error) {
	text, err := os.ReadFile(filepath.Join(h.cluster(), "PG_VERSION"))
	if errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Lstat(h.cluster()); err == nil {
			return 0, fmt.Errorf("%s is damaged (it has no PG_VERSION): restore it from a backup, "+
				"or move it away to begin with an empty log", h.cluster())
		}
		return 0, nil
	}
	if err != nil {
		return 0, plain(err, h.dir)
	}
	whole, _, _ := strings.Cut(strings.TrimSpace(string(text)), ".") // versions below 10 had two numbers
	major, err := strconv.Atoi(whole)
	if err != nil {
		return 0, fmt.Errorf("%s is damaged (its PG_VERSION says %q): restore it from a backup", h.cluster(), text)
	}
	return major, nil
}

// closed is the outermost folder on the way to dir that the account cannot enter.
func closed(dir string, a account) string {
	if up := filepath.Dir(dir); up != dir {
		if open, _ := a.reaches(up); !open {
			return closed(up, a)
		}
	}
	return dir
}

// absolute leaves an empty path empty.
func absolute(path string) string {
	if whole, err := filepath.Abs(path); err == nil && path != "" {
		return whole
	}
	return path
}

// ownerOf gives the user id of the path itself, -1 where there is none.
func ownerOf(path string) int {
	info, err := os.Lstat(path)
	if err != nil {
		return -1
	}
	return int(info.Sys().(*syscall.Stat_t).Uid)
}

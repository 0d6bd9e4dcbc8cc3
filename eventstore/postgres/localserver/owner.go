package localserver

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// kind is how an owner of the cluster lives.
type kind string

const (
	serves kind = "serve" // until it is told to stop
	visits kind = "verb"  // until it has its answer
)

// record is what an owner tells others in the file that it has locked. A crash leaves the last one behind, so it is
// believed only while the lock is held.
type record struct {
	PID    int    `json:"pid"`
	Kind   kind   `json:"kind"`
	URL    string `json:"url,omitempty"` // empty while the server starts or stops
	Socket string `json:"socket"`        // folder of the socket
}

const (
	ownerFile = "postgres.owner"
	usersFile = "postgres.users"
)

// ownerLock is the ownership of a data folder's cluster. The kernel frees it when the process ends, however it ends.
type ownerLock struct {
	data  string
	file  *os.File
	told  record
	stale record // what the last owner left
}

// takeOwnership gives nil when another process is the owner.
func takeOwnership(data string, as kind) (*ownerLock, error) {
	file, err := lockFile(filepath.Join(data, ownerFile), syscall.LOCK_EX)
	if file == nil || err != nil {
		return nil, err
	}
	l := &ownerLock{data: data, file: file, told: record{PID: os.Getpid(), Kind: as}, stale: readRecord(data)}
	if err := l.tell("", l.stale.Socket); err != nil {
		return nil, errors.Join(err, unlock(file))
	}
	return l, nil
}

// tell writes where the server answers; an empty address sends others to wait.
func (l *ownerLock) tell(address, socket string) error {
	l.told.URL, l.told.Socket = address, socket
	text, err := json.Marshal(l.told)
	if err != nil {
		return err
	}
	if err := l.file.Truncate(0); err != nil {
		return fmt.Errorf("%s: %w", l.file.Name(), err)
	}
	if _, err := l.file.WriteAt(text, 0); err != nil {
		return plain(err, l.data)
	}
	return nil
}

// readRecord gives the zero record where there is none, or none that can be read at the moment.
func readRecord(data string) (r record) {
	text, err := os.ReadFile(filepath.Join(data, ownerFile))
	if err != nil || json.Unmarshal(text, &r) != nil {
		return record{}
	}
	return r
}

// leaveMark tells the owner that its server is used, until it is unlocked. It gives nil when the owner is past
// waiting.
func leaveMark(data string) (*os.File, error) {
	return lockFile(filepath.Join(data, usersFile), syscall.LOCK_SH)
}

// awaitMarks returns when nobody uses the server any more, or patience or ctx ends.
func (l *ownerLock) awaitMarks(ctx context.Context, patience time.Duration) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	_ = poll(ctx, func() (bool, error) {
		file, err := lockFile(filepath.Join(l.data, usersFile), syscall.LOCK_EX)
		if file != nil {
			err = unlock(file)
		}
		return file != nil, err
	})
}

// lockFile opens the file and locks it, shared or alone, without waiting. It gives nil when the lock is taken.
func lockFile(path string, how int) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|syscall.O_NOFOLLOW, 0o600)
	if err != nil {
		return nil, plain(err, filepath.Dir(path))
	}
	err = syscall.Flock(int(file.Fd()), how|syscall.LOCK_NB)
	if err == nil && !leads(path, file) {
		err = syscall.EWOULDBLOCK // removed while it was being locked: the next try makes a new one
	}
	if err != nil {
		_ = file.Close()
	}
	switch {
	case err == nil:
		return file, nil
	case errors.Is(err, syscall.EWOULDBLOCK):
		return nil, nil
	}
	return nil, fmt.Errorf("%s cannot be locked, give a data folder on a local disk: %w", path, err)
}

// unlock gives a lock free, and closes its file. Closing alone may come too late: a child that is being forked holds the
// file until it runs its program.
func unlock(file *os.File) error {
	return errors.Join(syscall.Flock(int(file.Fd()), syscall.LOCK_UN), file.Close())
}

func leads(path string, file *os.File) bool {
	there, err := os.Lstat(path)
	here, err2 := file.Stat()
	return err == nil && err2 == nil && os.SameFile(there, here)
}

// poll asks until the answer is yes or an error, or ctx ends.
func poll(ctx context.Context, ask func() (bool, error)) error {
	again := time.NewTicker(10 * time.Millisecond)
	defer again.Stop()
	for {
		if yes, err := ask(); yes || err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-again.C:
		}
	}
}

// alive says whether a process has this id, whoever it is.
func alive(pid int) bool {
	err := syscall.Kill(pid, 0)
	return pid > 0 && (err == nil || errors.Is(err, fs.ErrPermission))
}

package localserver

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"syscall"
)

// plain says what to do about an error of the file system at path.
func plain(err error, path string) error {
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return fmt.Errorf("the disk that holds %s is full: free some space, or give a data folder elsewhere (%w)", path, err)
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return fmt.Errorf("user %s may not use %s: mend its permissions, or give another data folder (%w)",
			userName(os.Geteuid()), path, err)
	}
	return err
}

// complaints are what Postgres says where a user can do something about it, and what that is.
var complaints = []struct{ says, means string }{
	{"No space left on device", "its disk is full: free some space, or give a data folder elsewhere"},
	{"Disk quota exceeded", "its disk is full: free some space, or give a data folder elsewhere"},
	{"could not look up effective user ID", "its user must have a name: add it to /etc/passwd, or give cosell a database URL"},
	{"Cannot allocate memory", "the machine has too little free memory: free some"},
	{"could not create shared memory", "there is too little shared memory: enlarge /dev/shm, or give cosell a database URL"},
	{"pre-existing shared memory block", "sessions of an earlier server still run: end each process named postgres there"},
	{"incompatible with server", "another build of Postgres made it: set " + BinVariable + " to the programs of that build"},
	{"checksum verification failed", "it is damaged on disk: restore it from a backup"},
	{"invalid primary checkpoint record", "it is damaged on disk: restore it from a backup"},
	{"could not locate a valid checkpoint", "it is damaged on disk: restore it from a backup"},
}

var errEnded = errors.New("it ended without an error")

// explain makes a sentence of the last thing that a program of Postgres said before it gave up on the cluster in dir.
func explain(said, dir string, err error) error {
	said = strings.TrimSpace(said)
	for _, c := range complaints {
		if strings.Contains(said, c.says) {
			return fmt.Errorf("the private Postgres in %s does not start, %s (%s)", dir, c.means, said)
		}
	}
	if said == "" {
		return fmt.Errorf("the private Postgres in %s does not start: %w", dir, cmp.Or(err, errEnded))
	}
	return fmt.Errorf("the private Postgres in %s does not start: %s", dir, said)
}

package localserver

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"syscall"
)

// account is the Unix user that the server runs as.
type account struct {
	name     string
	uid, gid int
	dropped  bool // the program is root, and this is not
}

// servants are the users that root runs the server as, the first that exists.
var servants = []string{"postgres", "_postgres", "nobody"}

// serverAccount is the program's own user, or, since Postgres refuses to be root, an unprivileged one.
func serverAccount() (account, error) {
	if uid := os.Geteuid(); uid != 0 {
		return account{name: userName(uid), uid: uid, gid: os.Getegid()}, nil
	}
	for _, name := range servants {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err := strconv.ParseUint(u.Uid, 10, 32)
		gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
		if err := errors.Join(err, err2); err != nil {
			return account{}, fmt.Errorf("user %s: %w", name, err)
		}
		a := account{name: name, uid: int(uid), gid: int(gid), dropped: true}
		if _, err := a.reaches("/"); err != nil {
			return account{}, fmt.Errorf("root may not run Postgres, and may not become user %s here (%w): "+
				"run cosell as an ordinary user, or give it a database URL", name, err)
		}
		return a, nil
	}
	return account{}, errors.New("root may not run Postgres, and this machine has no user postgres or nobody: " +
		"add one, run cosell as an ordinary user, or give it a database URL")
}

// command prepares a program that runs as the account, in a session of its own, with nothing of our environment that
// could turn its head.
func (a account) command(program string, args ...string) *exec.Cmd {
	cmd := exec.Command(program, args...)
	cmd.Dir = "/"
	cmd.Env = []string{"LC_ALL=C", "TZ=UTC"}
	for _, name := range []string{"PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"} {
		if value, ok := os.LookupEnv(name); ok {
			cmd.Env = append(cmd.Env, name+"="+value)
		}
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if a.dropped {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(a.uid), Gid: uint32(a.gid)}
	}
	return cmd
}

// reaches tries whether the account may enter the folder. It fails where the account cannot be assumed at all.
func (a account) reaches(folder string) (bool, error) {
	if !a.dropped {
		return true, nil
	}
	err := a.command("/bin/sh", "-c", `cd -- "$1"`, "sh", folder).Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return false, nil
	}
	return err == nil, err
}

// give makes the account the owner of what the program has made.
func (a account) give(path string) error {
	if !a.dropped {
		return nil
	}
	return os.Lchown(path, a.uid, a.gid)
}

// passable is the mode of a folder of the program's that the account must pass through.
func (a account) passable() os.FileMode {
	if a.dropped {
		return 0o711
	}
	return 0o700
}

// makeFolder makes a folder that the account can pass through, whatever the umask. One that is there stays as it is.
func (a account) makeFolder(dir string) error {
	if _, err := os.Stat(dir); err == nil {
		return nil
	}
	if err := os.MkdirAll(dir, a.passable()); err != nil {
		return err
	}
	return os.Chmod(dir, a.passable())
}

func userName(uid int) string {
	id := strconv.Itoa(uid)
	if u, err := user.LookupId(id); err == nil {
		return u.Username
	}
	return "number " + id
}

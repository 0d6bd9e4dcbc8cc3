package localserver

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// longestDeath bounds how long the sessions of a server may outlive it: they look every two seconds.
const longestDeath = 10 * time.Second

// quiet returns when no process of an earlier server lives any more, with the file whose lock proves it. Every process
// of a server inherits that lock, so the kernel frees it with the last of them, whatever killed them. The caller is the
// owner, hence a server that still runs is either dying with its owner or an orphan: it is told to stop, then louder.
func (h home) quiet(ctx context.Context, grace time.Duration) (lock *os.File, err error) {
	ask := func() (bool, error) {
		lock, err = lockFile(filepath.Join(h.dir, "server.lock"), syscall.LOCK_EX)
		return lock != nil, err
	}
	for _, signal := range []syscall.Signal{0, syscall.SIGINT, syscall.SIGQUIT, syscall.SIGKILL} {
		if pid := h.postmaster(); pid != 0 && h.started(pid) {
			_ = syscall.Kill(pid, signal) // gone is as good
		}
		patience := grace
		switch signal {
		case 0:
			patience = grace / 8
		case syscall.SIGKILL:
			patience = longestDeath
		}
		wait, cancel := context.WithTimeout(ctx, patience)
		err := poll(wait, ask)
		cancel()
		if err == nil || !errors.Is(err, context.DeadlineExceeded) || ctx.Err() != nil {
			return lock, err
		}
	}
	return nil, fmt.Errorf("an earlier server of %s does not end (process %d): end it, then start again",
		h.cluster(), h.postmaster())
}

// clear removes what an earlier server, or the making of a cluster, has left half done. A server that somebody started
// by hand is not ours to stop.
func (h home) clear() error {
	entries, err := os.ReadDir(h.dir)
	if err != nil {
		return plain(err, h.dir)
	}
	for _, entry := range entries {
		if !strings.HasPrefix(entry.Name(), unmade) {
			continue
		}
		if err := os.RemoveAll(filepath.Join(h.dir, entry.Name())); err != nil {
			return plain(err, h.dir)
		}
	}
	pid := h.postmaster()
	switch {
	case pid != 0 && h.started(pid):
		return fmt.Errorf("a Postgres that cosell did not start (process %d) runs on %s: stop it first", pid, h.cluster())
	case pid != 0 && !alive(pid):
		return nil // Postgres looks after it, and for sessions that still hold on to its memory
	}
	if err := os.Remove(h.pidFile()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return plain(err, h.dir)
	}
	return nil
}

const unmade = "new-" // begins the name of a cluster that is not whole yet

// initialise makes the cluster under another name first, so that it is there whole or not at all.
func (h home) initialise(ctx context.Context, p programs, lock *os.File, sync bool) error {
	dir, err := os.MkdirTemp(h.dir, unmade)
	if err != nil {
		return plain(err, h.dir)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	if err := h.account.give(dir); err != nil {
		return plain(err, h.dir)
	}
	cmd := h.account.command(filepath.Join(p.bin, "initdb"), "-D", dir, "-U", role,
		"--encoding=UTF8", "--locale=C", "--lc-ctype="+letters(ctx), "--data-checksums", "--auth-local=trust", "--auth-host=reject")
	if !sync {
		cmd.Args = append(cmd.Args, "--no-sync")
	}
	cmd.ExtraFiles = []*os.File{lock}
	if said, err := run(ctx, cmd); err != nil {
		return explain(said, h.dir, err)
	}
	if err := os.Rename(dir, h.cluster()); err != nil {
		return plain(err, h.dir)
	}
	return syncFolder(h.dir)
}

// letters is the locale that says which letters are capitals of which: of all languages where the machine has it. Order is
// always that of the bytes.
func letters(ctx context.Context) string {
	const all = "C.UTF-8"
	if known, err := exec.CommandContext(ctx, "locale", "-a").Output(); err == nil && regexp.MustCompile(`(?mi)^C\.utf-?8$`).Match(known) {
		return all
	}
	return "C"
}

func (h home) pidFile() string { return filepath.Join(h.cluster(), "postmaster.pid") }

// status gives two lines of postmaster.pid: the first, the process id (0 when there is none), and the eighth, the state. Both
// are of one reading, since a starting server takes the place of what a killed one has left.
func (h home) status() (pid int, state string) {
	text, _ := os.ReadFile(h.pidFile())
	lines := strings.Split(string(text), "\n")
	pid, _ = strconv.Atoi(strings.TrimSpace(lines[0]))
	if len(lines) >= 8 {
		state = strings.TrimSpace(lines[7])
	}
	return max(pid, 0), state
}

// postmaster is the process id in postmaster.pid, 0 when there is none.
func (h home) postmaster() int {
	pid, _ := h.status()
	return pid
}

// started says whether the process was started as a Postgres on this cluster: process ids are used again.
func (h home) started(pid int) bool {
	line, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
	if err != nil { // no Linux
		line, _ = exec.Command("ps", "-ww", "-o", "command=", "-p", strconv.Itoa(pid)).Output()
	}
	return bytes.Contains(line, []byte(h.cluster()))
}

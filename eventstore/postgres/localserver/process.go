package localserver

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"os/exec"
	"runtime"
	"sync/atomic"
	"syscall"
	"time"
)

// process is a server that was started by this program.
type process struct {
	cmd    *exec.Cmd
	lines  *lines
	ended  chan struct{} // closed when it has
	status error         // how it ended; to be read after that
	asked  atomic.Bool   // to end
}

// launch starts the program and watches it. Where the system can, it sends the signal to the child when this program
// dies. That is tied to the thread which started the child, so the watcher keeps its thread.
func launch(cmd *exec.Cmd, log *slog.Logger, death syscall.Signal) (*process, error) {
	p := &process{cmd: cmd, lines: &lines{log: log}, ended: make(chan struct{})}
	cmd.Stdout, cmd.Stderr = p.lines, p.lines
	cmd.WaitDelay = time.Second // for children that keep the pipe open
	dieWithParent(cmd.SysProcAttr, death)
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		err := cmd.Start()
		started <- err
		if err == nil {
			p.status = cmd.Wait()
			close(p.ended)
		}
	}()
	return p, <-started
}

// run starts the program, waits for its end, and gives what it said. It kills it, with its children, when ctx ends.
func run(ctx context.Context, cmd *exec.Cmd) (string, error) {
	p, err := launch(cmd, slog.New(slog.DiscardHandler), syscall.SIGKILL)
	if err != nil {
		return "", err
	}
	select {
	case <-p.ended:
		return p.lines.last(), p.status
	case <-ctx.Done():
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		<-p.ended
		return "", context.Cause(ctx)
	}
}

// ready returns when the server takes connections, however long its recovery from a crash takes.
func (p *process) ready(ctx context.Context, h home) error {
	defer p.lines.forgive()
	return poll(ctx, func() (bool, error) {
		select {
		case <-p.ended:
			return false, explain(p.lines.last(), h.dir, p.status)
		default:
			pid, state := h.status()
			return pid == p.cmd.Process.Pid && state == "ready", nil
		}
	})
}

// stop ends the server: cutting its sessions, then leaving its memory behind, then by force. Each stage has its grace;
// the end of ctx ends the first.
func (p *process) stop(ctx context.Context, grace time.Duration) error {
	p.asked.Store(true)
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGQUIT, syscall.SIGKILL} {
		select {
		case <-p.ended:
			return nil
		default:
			_ = p.cmd.Process.Signal(signal) // gone is as good
		}
		wait, cancel := context.WithTimeout(ctx, grace)
		select {
		case <-p.ended:
		case <-wait.Done():
		}
		cancel()
		ctx = context.WithoutCancel(ctx)
	}
	select {
	case <-p.ended:
		return nil
	default:
		return fmt.Errorf("the private Postgres (process %d) does not end", p.cmd.Process.Pid)
	}
}

// death says why the server ended, when it did so unasked.
func (p *process) death() error {
	select {
	case <-p.ended:
	default:
		return nil
	}
	if p.asked.Load() {
		return nil
	}
	return fmt.Errorf("the private Postgres (process %d) ended by itself (%w): its last line was %q",
		p.cmd.Process.Pid, cmp.Or(p.status, errEnded), p.lines.last())
}

package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// child is cosell serve in a process of its own.
type child struct {
	cmd   *exec.Cmd
	url   string
	ready time.Duration // from its start until it said that it is
}

const (
	childReady = 2 * time.Minute
	childStops = 15 * time.Second
)

var errChild = errors.New("the server that was to be measured has ended")

// serve starts the program with arguments and waits until it is ready.
func (b *bench) serve(ctx context.Context, args ...string) (c *child, err error) {
	c = &child{cmd: b.program(ctx, append([]string{"serve", "--listen", "127.0.0.1:0", "--log", "error"}, args...)...)}
	talk, err := c.cmd.StderrPipe()
	if err != nil {
		return nil, err
	}
	began := time.Now()
	if err := c.cmd.Start(); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, c.stop())
		}
	}()
	if c.url, err = address(talk, b.term.talk); err != nil {
		return c, err
	}
	for {
		switch answer, err := http.Get(c.url + "/readyz"); {
		case err == nil && answer.StatusCode == http.StatusOK:
			c.ready = time.Since(began)
			return c, answer.Body.Close()
		case err == nil:
			_ = answer.Body.Close() // nothing in it is read
		}
		if time.Since(began) > childReady {
			return c, fmt.Errorf("the server is not ready after %s", childReady)
		}
		if err := pauseFor(ctx, 2*time.Millisecond); err != nil {
			return c, err
		}
	}
}

// program is this one, to be started with arguments.
func (b *bench) program(ctx context.Context, args ...string) *exec.Cmd {
	if b.verb.PostgresBin != "" {
		args = append(args, "--postgres-bin", b.verb.PostgresBin)
	}
	self, err := os.Executable()
	if err != nil {
		self = os.Args[0]
	}
	cmd := exec.CommandContext(ctx, self, args...)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = childStops
	return cmd
}

// address is where the server says that it serves; whatever it says later goes to talk.
func address(from io.Reader, talk io.Writer) (url string, err error) {
	lines := bufio.NewScanner(from)
	for lines.Scan() {
		if _, rest, ok := strings.Cut(lines.Text(), "cosell serves at "); ok {
			url, _, _ = strings.Cut(rest, " ")
			go func() {
				for lines.Scan() {
					fmt.Fprintln(talk, lines.Text())
				}
			}()
			return url, nil
		}
		fmt.Fprintln(talk, lines.Text())
	}
	return "", errors.Join(errChild, lines.Err())
}

// stop ends the server as an operator would.
func (c *child) stop() error {
	if err := c.cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	err := c.cmd.Wait()
	var left *exec.ExitError
	if errors.As(err, &left) && left.ExitCode() >= 0 {
		return fmt.Errorf("the server ended with %d", left.ExitCode())
	}
	return nil
}

func (c *child) peak() (mb float64, ok bool) { return peakOf(strconv.Itoa(c.cmd.Process.Pid)) }

// peakOf is the most memory that a process has had at a time, in MB; false where the system does not tell. What waiting for a child
// tells of it begins with what its parent had.
func peakOf(process string) (mb float64, ok bool) {
	kb, _, _ := strings.Cut(field("/proc/"+process+"/status", "VmHWM"), " ")
	n, err := strconv.ParseFloat(kb, 64)
	return n / 1024, err == nil
}

func pauseFor(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/cosell/cosell/eventstore/postgres/localserver/localservertest"
)

// The tests of this folder run the real program: the test binary starts itself again as cosell.
const asProgram = "COSELL_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
		defer stop()
		os.Exit(run(ctx, os.Args[1:], terminal{os.Stdout, os.Stderr}))
	}
	localservertest.Main(m)
}

// verb runs cosell and returns what it printed.
func verb(t testing.TB, args ...string) (out, talk string, code int) {
	t.Helper()
	cmd := spawn(args...)
	var o, e bytes.Buffer
	cmd.Stdout, cmd.Stderr = &o, &e
	err := cmd.Run()
	if cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return o.String(), e.String(), cmd.ProcessState.ExitCode()
}

func spawn(args ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), asProgram+"=1")
	return cmd
}

// running is a server that a test has started.
type running struct {
	t    testing.TB
	cmd  *exec.Cmd
	data string
	url  string
	talk *tail
	done chan struct{}
}

// serve starts the server on a data folder and waits until it is ready.
func serve(t testing.TB, data string, flags ...string) *running {
	t.Helper()
	r := launch(t, data, flags...)
	r.awaitReady()
	return r
}

// launch starts the server and does not wait for it.
func launch(t testing.TB, data string, flags ...string) *running {
	t.Helper()
	r := &running{t: t, data: data, talk: &tail{}, done: make(chan struct{})}
	r.cmd = spawn(append([]string{"serve", "--data", data, "--listen", "127.0.0.1:0"}, flags...)...)
	r.cmd.Stderr, r.cmd.Stdout = r.talk, r.talk
	if err := r.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { r.cmd.Wait(); close(r.done) }()
	t.Cleanup(r.kill)
	return r
}

// servesAt finds the address in what the server says of itself.
var servesAt = regexp.MustCompile(`cosell serves .*?at (http://[0-9.:]+)`)

func (r *running) awaitReady() {
	r.t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	late := time.After(60 * time.Second)
	for {
		if m := servesAt.FindStringSubmatch(r.talk.String()); m != nil {
			r.url = m[1]
		}
		if res, err := http.Get(r.url + "/readyz"); err == nil {
			res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return
			}
		}
		select {
		case <-tick.C:
		case <-r.done:
			r.t.Fatalf("the server ended before it was ready:\n%s", r.talk)
		case <-late:
			r.t.Fatalf("the server is not ready after a minute:\n%s", r.talk)
		}
	}
}

// kill ends the server as a crash would.
func (r *running) kill() {
	r.cmd.Process.Kill()
	<-r.done
}

// stop ends the server by a signal and returns its exit code and how long it took.
func (r *running) stop() (code int, took time.Duration) {
	began := time.Now()
	r.cmd.Process.Signal(syscall.SIGTERM)
	<-r.done
	return r.cmd.ProcessState.ExitCode(), time.Since(began)
}

// token makes one with the verb of that name.
func (r *running) token(org, member string, roles ...string) string {
	r.t.Helper()
	args := []string{"token", "--data", r.data, "--org", org, "--member", member}
	for _, role := range roles {
		args = append(args, "--role", role)
	}
	out, talk, code := verb(r.t, args...)
	if code != exitDone || strings.Count(out, "\n") != 1 {
		r.t.Fatalf("token: exit %d, %q, %s", code, out, talk)
	}
	return strings.TrimSpace(out)
}

// reply is what the API answered.
type reply struct {
	Status int
	Header http.Header
	Body   []byte

	ID       string          `json:"id"`
	Revision int64           `json:"revision"`
	Position string          `json:"position"`
	Code     string          `json:"code"`
	Class    string          `json:"class"`
	State    json.RawMessage `json:"state"`
	Events   []struct{ ID, Kind string }
	Items    []map[string]any `json:"items"`
	Next     string           `json:"next"`
}

// ask sends a request. Its error is that of the connection; body is JSON text, "" for none.
func (r *running) ask(method, path, token, body string, headers ...string) (reply, error) {
	req, err := http.NewRequest(method, r.url+path, strings.NewReader(body))
	if err != nil {
		return reply{}, err
	}
	req.Header.Set("Authorization", "Bearer "+token)
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := client.Do(req)
	if err != nil {
		return reply{}, err
	}
	defer res.Body.Close()
	a := reply{Status: res.StatusCode, Header: res.Header}
	if a.Body, err = io.ReadAll(res.Body); err != nil {
		return a, err
	}
	_ = json.Unmarshal(a.Body, &a)
	return a, nil
}

var client = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}

// must sends a request that is expected to be answered with a status.
func (r *running) must(status int, method, path, token, body string, headers ...string) reply {
	r.t.Helper()
	a, err := r.ask(method, path, token, body, headers...)
	if err != nil {
		r.t.Fatal(err)
	}
	if a.Status != status {
		r.t.Fatalf("%s %s: %d, want %d: %s", method, path, a.Status, status, a.Body)
	}
	return a
}

// world is a vendor and a partner to work with.
type world struct {
	*running
	manager, lead, partner, auditor string
}

// settle enrols a partner and makes the tokens of a small cast.
func settle(r *running) world {
	r.t.Helper()
	w := world{running: r, manager: r.token("vendor", "nora", "channel-manager"), auditor: r.token("vendor", "otto", "auditor")}
	enrolled := r.must(201, "POST", "/api/v1/partners", r.token("vendor", "paul", "program-administrator"),
		`{"name":"Contoso","administrator":{"member":"carla","name":"Carla Ruiz","mail":"carla@example.com"}}`)
	w.partner = enrolled.ID
	w.lead = r.token(enrolled.ID, "carla", "administrator")
	return w
}

// do issues a command to a deal and expects it to be taken.
func (w world) do(token, deal, command, body string) reply {
	w.t.Helper()
	return w.must(200, "POST", "/api/v1/opportunities/"+deal+"/"+command, token, body)
}

// create opens a deal in the vendor's name.
func (w world) create(topic string) reply {
	w.t.Helper()
	return w.must(201, "POST", "/api/v1/opportunities", w.manager,
		fmt.Sprintf(`{"topic":%q,"customer":{"name":"Fabrikam"},"estimatedValue":{"amount":"25000.00","currency":"USD"}}`, topic))
}

// tail keeps the end of what a program says.
type tail struct {
	mu   sync.Mutex
	text []byte
}

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text = append(t.text, p...)
	if over := len(t.text) - 64<<10; over > 0 {
		t.text = t.text[over:]
	}
	return len(p), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.text)
}

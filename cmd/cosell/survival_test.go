package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/cosell/cosell/eventstore/postgres/localserver/localservertest"
)

// attempt is one command of the load, with what the server said to it.
type attempt struct {
	path, token, body, key string
	answer                 *reply // nil when the server died over it
}

// load issues commands from several clients. After so many answers it calls crash, and each client ends with the command
// that it is about.
func (w world) load(clients, answers int, crash func()) []attempt {
	var (
		mu    sync.Mutex
		all   []attempt
		count atomic.Int64
		wg    sync.WaitGroup
		once  sync.Once
		over  atomic.Bool
	)
	send := func(a attempt) (reply, bool) {
		r, err := w.ask("POST", a.path, a.token, a.body, "Idempotency-Key", a.key)
		if err == nil && r.Status < 300 {
			a.answer = &r
		}
		mu.Lock()
		all = append(all, a)
		mu.Unlock()
		if a.answer != nil && count.Add(1) >= int64(answers) {
			once.Do(func() { over.Store(true); crash() })
		}
		return r, a.answer != nil && !over.Load()
	}
	for c := range clients {
		wg.Go(func() {
			for n := 0; ; n++ {
				key := fmt.Sprintf("load-%d-%d", c, n)
				created, ok := send(attempt{"/api/v1/opportunities", w.manager,
					`{"topic":"Load","estimatedValue":{"amount":"100.00","currency":"EUR"}}`, key + "-create", nil})
				if !ok {
					return
				}
				deal := "/api/v1/opportunities/" + created.ID
				if _, ok = send(attempt{deal + "/distribute", w.manager, `{"partner":"` + w.partner + `"}`, key + "-distribute", nil}); !ok {
					return
				}
				if _, ok = send(attempt{deal + "/accept", w.lead, "", key + "-accept", nil}); !ok {
					return
				}
				if _, ok = send(attempt{deal + "/mark-stage", w.lead, `{"stage":40}`, key + "-stage", nil}); !ok {
					return
				}
			}
		})
	}
	wg.Wait()
	return all
}

// settled sends every command of a load again and checks that each is there once, with its first answer.
func (w world) settled(all []attempt) {
	w.t.Helper()
	known, last := 0, ""
	for _, a := range all {
		again := w.insist(a)
		last = max(last, again.Position)
		if a.answer == nil {
			continue
		}
		known++
		if string(again.Body) != string(a.answer.Body) || again.Header.Get("Idempotent-Replayed") != "true" {
			w.t.Fatalf("%s was answered with\n%s\nand after the crash with\n%s", a.key, a.answer.Body, again.Body)
		}
	}
	if known < 50 {
		w.t.Fatalf("only %d commands were answered before the crash", known)
	}
	w.agree(last)
}

// insist sends a command again until the server can take it, as it asks its clients to.
func (w world) insist(a attempt) reply {
	w.t.Helper()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	late := time.After(30 * time.Second)
	for {
		r, err := w.ask("POST", a.path, a.token, a.body, "Idempotency-Key", a.key)
		if err == nil && r.Status < 300 {
			return r
		}
		if err != nil || r.Header.Get("Retry-After") == "" {
			w.t.Fatalf("%s: %v %d %s", a.key, err, r.Status, r.Body)
		}
		select {
		case <-tick.C:
		case <-late:
			w.t.Fatalf("%s is still not taken: %s", a.key, r.Body)
		}
	}
}

// agree checks that the managed dashboard, when it has come to a position, says of every deal what the log says.
func (w world) agree(position string) {
	w.t.Helper()
	replayed := w.replayed()
	shown, next := map[string]string{}, ""
	for {
		page := w.must(200, "GET", "/api/v1/dashboards/managed?kind=opportunity&limit=200&min_position="+position+"&cursor="+next, w.manager, "")
		for _, item := range page.Items {
			shown[item["id"].(string)] = item["state"].(string)
		}
		if next = page.Next; next == "" {
			break
		}
	}
	if len(shown) == 0 || !equal(shown, replayed) {
		w.t.Fatalf("by the log %v\non the dashboard %v", replayed, shown)
	}
}

func TestKillingTheServerUnderLoadLosesAndDoublesNothing(t *testing.T) {
	data := localservertest.Folder(t)
	w := settle(serve(t, data))
	all := w.load(16, 400, w.kill)
	w.running = serve(t, data)
	w.settled(all)
}

func TestKillingPostgresUnderLoadLosesAndDoublesNothing(t *testing.T) {
	data := localservertest.Folder(t)
	w := settle(serve(t, data))
	all := w.load(16, 400, func() { killPostgres(t, data) })
	w.settled(all)
}

// killPostgres kills the private server's postmaster.
func killPostgres(t testing.TB, data string) {
	home := filepath.Join(data, "postgres")
	if at, err := os.ReadFile(filepath.Join(data, "postgres.at")); err == nil {
		home = strings.TrimSpace(string(at))
	}
	text, err := os.ReadFile(filepath.Join(home, "cluster", "postmaster.pid"))
	if err != nil {
		t.Error(err)
		return
	}
	first, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(first)
	if err != nil {
		t.Error(err)
		return
	}
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Error(err)
	}
}

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cosell/cosell/eventstore/postgres/localserver/localservertest"
)

// The two tests below do what the README says under "Backup and restore".

func TestAStoppedDataFolderCanBeCopiedAndServedElsewhere(t *testing.T) {
	data, copied := filepath.Join(openFolder(t), "data"), filepath.Join(openFolder(t), "data")
	w := settle(serve(t, data))
	deal := w.create("In the backup").ID
	before := w.replayed()
	w.stop()
	if out, err := exec.Command("cp", "-a", data, copied).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	w.running = serve(t, copied)
	if got := w.replayed(); !equal(got, before) {
		t.Fatalf("the copy holds %v, want %v", got, before)
	}
	noted := w.do(w.manager, deal, "add-note", `{"text":"The old tokens are good, since the key came along."}`)
	w.agree(noted.Position)
}

func TestADumpIsRestoredAndViewsAheadOfItAreRebuilt(t *testing.T) {
	url, data, dump := localservertest.Database(t), localservertest.Folder(t), filepath.Join(t.TempDir(), "log.dump")
	r := serve(t, data, "--database", url)
	w := settle(r)
	kept := w.create("In the backup").ID
	postgresTool(t, "pg_dump", "-Fc", "-d", url, "-f", dump)

	lost := w.must(201, "POST", "/api/v1/opportunities", w.manager, `{"topic":"After the backup","currency":"USD"}`, "Idempotency-Key", "late").ID
	offered := w.do(w.manager, kept, "distribute", `{"partner":"`+w.partner+`"}`)
	w.shows(w.manager, "managed?", offered.Position, kept, true)
	w.stop()
	postgresTool(t, "psql", "-q", "-d", url, "-c", "drop schema cosell_log cascade", "-c", "create schema cosell_log")
	postgresTool(t, "pg_restore", "-d", url, "--schema", "cosell_log", dump)

	w.running = serve(t, data, "--database", url)
	page := w.must(200, "GET", "/api/v1/dashboards/managed?", w.manager, "")
	if len(page.Items) != 1 || page.Items[0]["id"] != kept || page.Items[0]["state"] != "new" {
		t.Errorf("the view still shows what the log lost: %s", page.Body)
	}
	if !strings.Contains(w.talk.String(), "emptied and begins again") {
		t.Errorf("nothing was said of the rebuild:\n%s", w.talk)
	}
	again := w.must(201, "POST", "/api/v1/opportunities", w.manager, `{"topic":"After the backup","currency":"USD"}`, "Idempotency-Key", "late")
	if again.ID != lost || again.Header.Get("Idempotent-Replayed") != "" {
		t.Errorf("a command that the restored log does not hold was not done again: %s", again.Body)
	}
}

// openFolder makes a folder that the account of the private Postgres can reach also when the tests run as root, so that the
// cluster lies below the data folder.
func openFolder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/var/tmp", "cosell-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

func postgresTool(t *testing.T, name string, args ...string) {
	t.Helper()
	if path, err := filepath.Glob("/usr/lib/postgresql/*/bin/" + name); err == nil && len(path) > 0 {
		name = path[len(path)-1]
	}
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v: %s", name, err, out)
	}
}

package main

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/eventstore/kurrenttest"
	"github.com/cosell/cosell/eventstore/postgres/localserver/localservertest"
)

// node starts a server of the cluster's protocol, for a log of its own.
func node(t *testing.T, o kurrenttest.Options) *kurrenttest.Server {
	t.Helper()
	s, err := kurrenttest.Start(o)
	require.NoError(t, err)
	t.Cleanup(func() { s.Close() })
	return s
}

// own finds what is each log's own: positions, and when it was asked.
var own = regexp.MustCompile(`\b[0-9a-f]{32}\b|, as of [-:0-9TZ]+ by`)

// seen is what a server of the demo shows, by what was asked for, without positions.
func (r *running) seen() map[string]string {
	r.t.Helper()
	all := map[string]string{}
	keep := func(name, text string) { all[name] = own.ReplaceAllString(text, "") }
	for member, token := range r.members() {
		for _, path := range []string{
			"dashboards/distributed?limit=200", "dashboards/managed?limit=200", "referrals?limit=200", "registrations?limit=200",
		} {
			a, err := r.ask("GET", "/api/v1/"+path, token, "")
			require.NoError(r.t, err)
			require.Contains(r.t, []int{http.StatusOK, http.StatusForbidden}, a.Status, "%s: %s", path, a.Body)
			keep(member+" "+path, string(a.Body))
		}
	}
	out, talk, code := verb(r.t, "replay", "--json", "--data", r.data)
	require.Equal(r.t, exitDone, code, talk)
	keep("replay", out)
	auditor, deals := r.token("vendor", "otto", "auditor"), []string{"why", "--data", r.data}
	for line := range strings.Lines(out) {
		var row struct{ Kind, ID string }
		require.NoError(r.t, json.Unmarshal([]byte(line), &row))
		deals = append(deals, row.Kind+"/"+row.ID)
		for _, what := range []string{"history", "timeline"} {
			plural := map[string]string{anOpportunity: "opportunities", aReferral: "referrals", aRegistration: "registrations"}[row.Kind]
			a, err := r.ask("GET", "/api/v1/"+plural+"/"+row.ID+"/"+what+"?limit=200", auditor, "")
			require.NoError(r.t, err)
			require.Equal(r.t, http.StatusOK, a.Status, "%s", a.Body)
			keep(row.Kind+" "+row.ID+" "+what, string(a.Body))
		}
	}
	out, talk, code = verb(r.t, deals...)
	require.Equal(r.t, exitDone, code, talk)
	require.Contains(r.t, out, "made again from the log: reproduced")
	keep("why", out)
	return all
}

// members gives the token of each member that the demo prints.
func (r *running) members() map[string]string {
	all, name := map[string]string{}, ""
	for line := range strings.Lines(r.talk.String()) {
		line = strings.TrimSpace(line)
		if strings.Count(line, ".") == 2 && strings.HasPrefix(line, "ey") {
			all[name] = line
		}
		name = line
	}
	require.Greater(r.t, len(all), 5, "%s", r.talk)
	return all
}

func TestTheDemoInAClusterShowsWhatItShowsInPostgres(t *testing.T) {
	cluster := node(t, kurrenttest.Options{})
	told := func(events string) map[string]string {
		url := localservertest.Database(t)
		t.Setenv("COSELL_EVENTS", events)
		t.Setenv("COSELL_DATABASE", url)
		r := serve(t, localservertest.Folder(t), "--demo", "--clock", "2026-03-31T12:00:00Z")
		if events != "" {
			require.Empty(t, lookInto(t, url).list(`select nspname from pg_namespace where nspname = 'cosell_log'`), "the log is in the cluster only")
		}
		defer r.stop()
		return r.seen()
	}
	got, want := told(cluster.URL()), told("")
	require.Greater(t, len(want), 100)
	require.Equal(t, len(want), len(got))
	for name := range want {
		require.Equal(t, want[name], got[name], name)
	}

	copied := localservertest.Database(t)
	imports(t, cluster.URL(), copied)
	t.Setenv("COSELL_DATABASE", copied)
	says := whyAll(t, localservertest.Folder(t))
	require.Contains(t, says, "not made again", "nobody knows any more where a cluster's position was")
	require.NotContains(t, says, "reproduced")
}

func TestPositionsOfAClusterAreThoseOfTheAPIAndTheVerbs(t *testing.T) {
	cluster, data := node(t, kurrenttest.Options{}), localservertest.Folder(t)
	t.Setenv("COSELL_EVENTS", cluster.URL())
	w := settle(serve(t, data))
	created := w.create("ERP for Fabrikam")
	w.shows(w.manager, "managed?", created.Position, created.ID, true)
	noted := w.do(w.manager, created.ID, "add-note", `{"text":"Called."}`)
	require.Less(t, created.Position, noted.Position)
	w.shows(w.manager, "managed?", noted.Position, created.ID, true)
	at, err := eventstore.ParsePosition(noted.Position)
	require.NoError(t, err)
	require.NotZero(t, at.Prepare)
	beyond := eventstore.Position{Commit: at.Commit, Prepare: at.Prepare + 1}.String()
	w.must(503, "GET", "/api/v1/dashboards/managed?wait=50ms&min_position="+beyond, w.manager, "")

	out, talk, code := verb(t, "show", "--json", "--data", data, "--position", created.Position, "opportunity/"+created.ID)
	require.Equal(t, exitDone, code, talk)
	require.Contains(t, out, `"revision":0,"position":"`+created.Position+`"`)
	out, talk, code = verb(t, "history", "--json", "--data", data, "opportunity/"+created.ID)
	require.Equal(t, exitDone, code, talk)
	require.Contains(t, out, created.Position)
	require.Contains(t, out, noted.Position)
	require.Empty(t, w.replayed("--at", "0000000000000001"+"0000000000000001"))
	require.Len(t, w.replayed("--at", created.Position), 1)
	out, talk, code = verb(t, "projections", "list", "--data", data)
	require.Equal(t, exitDone, code, talk)
	require.Contains(t, out, noted.Position)

	require.NoError(t, cluster.Restart())
	again := w.insist(attempt{path: "/api/v1/opportunities/" + created.ID + "/add-note", token: w.manager, body: `{"text":"Back."}`, key: "back"})
	w.shows(w.manager, "managed?", again.Position, created.ID, true)

	cluster.Stop()
	stopped, took := w.stop()
	require.Equal(t, exitDone, stopped, "%s", w.talk)
	require.Less(t, took, 10*time.Second, "though the cluster is away")
}

func TestViewsOfAnotherLogAreNoticedAndTheKeyStaysWithItsLog(t *testing.T) {
	first, second := node(t, kurrenttest.Options{}), node(t, kurrenttest.Options{})
	data, elsewhere := localservertest.Folder(t), localservertest.Folder(t)
	t.Setenv("COSELL_DATABASE", localservertest.Database(t))
	w := settle(serve(t, data, "--events", first.URL()))
	w.create("In the first")
	w.stop()
	w = settle(serve(t, data, "--events", second.URL()))
	page := w.must(200, "GET", "/api/v1/dashboards/managed", w.manager, "")
	require.Empty(t, page.Items)
	require.Contains(t, w.talk.String(), "emptied and begins again")
	w.stop()

	_, talk, code := verb(t, "serve", "--listen", "127.0.0.1:0", "--data", elsewhere, "--events", first.URL())
	require.Equal(t, exitFailed, code, talk)
	require.Contains(t, talk, "bring the key back")
	w.running = serve(t, data, "--events", first.URL())
	page = w.must(200, "GET", "/api/v1/dashboards/managed", w.manager, "")
	require.Len(t, page.Items, 1)
	w.stop()

	forgotten := serve(t, data).talk.String()
	require.Contains(t, forgotten, "an empty log begins")
	require.Contains(t, forgotten, "emptied and begins again")
}

func TestWhatIsWrongWithAClusterIsSaidWithoutItsSecrets(t *testing.T) {
	data := localservertest.Folder(t)
	secured := node(t, kurrenttest.Options{TLSDir: t.TempDir(), Username: "cosell", Password: "s3cret"})
	for url, says := range map[string]string{
		"http://cosell:s3cret@cluster":                         "esdb://",
		"esdb://cosell:s3cret@cluster?tls=false":               "TLS",
		"esdb://cosell:s3cret@cluster?tsl=true":                "no setting",
		"esdb://cosell:s3cret@%zz":                             "not well formed",
		strings.Replace(secured.URL(), "s3cret", "s3cret2", 1): "--events",
	} {
		_, talk, code := verb(t, "replay", "--data", data, "--database", localservertest.Database(t), "--events", url, "--log", "debug")
		require.NotEqual(t, exitDone, code, url)
		require.Contains(t, talk, says)
		require.NotContains(t, talk, "s3cret", url)
	}
	r := serve(t, data, "--database", localservertest.Database(t), "--events", secured.URL(), "--log", "debug")
	settle(r).create("Over TLS")
	require.NotContains(t, r.talk.String(), "s3cret")
}

func TestKillingAServerWhoseLogIsInAClusterLosesAndDoublesNothing(t *testing.T) {
	cluster, data := node(t, kurrenttest.Options{}), localservertest.Folder(t)
	t.Setenv("COSELL_EVENTS", strings.Replace(cluster.URL(), "esdb:", "kurrentdb:", 1))
	w := settle(serve(t, data))
	all := w.load(8, 200, w.kill)
	w.running = serve(t, data)
	w.settled(all)
	positions := []string{}
	for _, a := range all {
		if a.answer != nil {
			positions = append(positions, a.answer.Position)
		}
	}
	slices.Sort(positions)
	require.Equal(t, len(positions), len(slices.Compact(positions)))
}

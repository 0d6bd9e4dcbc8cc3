package main

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore/postgres/localserver/localservertest"
)

func TestADealFromItsCreationToTheWinShowsOnTheDashboardsAtEachStep(t *testing.T) {
	w := settle(serve(t, localservertest.Folder(t)))
	created := w.create("ERP for Fabrikam")
	deal := created.ID
	w.shows(w.manager, "managed?", created.Position, deal, true)

	offered := w.do(w.manager, deal, "distribute", `{"partner":"`+w.partner+`"}`)
	w.shows(w.lead, "distributed?", offered.Position, deal, true)
	accepted := w.do(w.lead, deal, "accept", "")
	w.shows(w.lead, "distributed?", accepted.Position, deal, false)
	w.shows(w.lead, "managed?", accepted.Position, deal, true)
	for _, stage := range []string{"20", "40", "80"} {
		w.do(w.lead, deal, "mark-stage", `{"stage":`+stage+`}`)
	}
	won := w.do(w.lead, deal, "win", `{"value":{"amount":"24000.00","currency":"USD"}}`)
	w.shows(w.lead, "managed?show=won", won.Position, deal, true)
	w.shows(w.lead, "managed?show=open", won.Position, deal, false)

	history, talk, code := verb(t, "history", "--json", "--data", w.data, "opportunity/"+deal)
	if code != exitDone || strings.Count(history, "\n") != int(won.Revision)+1 {
		t.Errorf("history: exit %d, %d events: %s %s", code, strings.Count(history, "\n"), history, talk)
	}
	shown, talk, code := verb(t, "show", "--json", "--data", w.data, "--revision", "1", "opportunity/"+deal)
	if code != exitDone || !strings.Contains(shown, `"state":"distributed"`) {
		t.Errorf("show: exit %d: %s %s", code, shown, talk)
	}
	if _, talk, code = verb(t, "show", "--data", w.data, "opportunity/6d1f0c1e-0000-5000-8000-000000000000"); code != exitFailed || !strings.Contains(talk, "not-found") {
		t.Errorf("show nothing: exit %d: %s", code, talk)
	}
	if listed, talk, code := verb(t, "projections", "list", "--data", w.data); code != exitDone || strings.Count(listed, " running ") != 10 {
		t.Errorf("projections list: exit %d: %s %s", code, listed, talk)
	}
}

func (w world) shows(token, dashboard, position, deal string, want bool) {
	w.t.Helper()
	page := w.must(200, "GET", "/api/v1/dashboards/"+dashboard+"&min_position="+position, token, "")
	found := false
	for _, item := range page.Items {
		found = found || item["id"] == deal
	}
	if found != want {
		w.t.Errorf("%s: deal found is %v, want %v: %s", dashboard, found, want, page.Body)
	}
}

func TestEveryCommandOnALockedDealIsRefused(t *testing.T) {
	w := settle(serve(t, localservertest.Folder(t)))
	deal := w.create("Soon over").ID
	w.do(w.manager, deal, "distribute", `{"partner":"`+w.partner+`"}`)
	w.do(w.lead, deal, "accept", "")
	w.do(w.lead, deal, "win", `{"value":{"amount":"1.00","currency":"USD"}}`)
	for command, body := range map[string]string{
		"approve": "", "reject": `{"reason":"x"}`, "distribute": `{"partner":"` + w.partner + `"}`, "share": `{"partners":["` + w.partner + `"]}`,
		"add-collaborator": `{"partner":"` + w.partner + `"}`, "remove-collaborator": `{"partner":"` + w.partner + `"}`,
		"accept": "", "decline": `{"reason":"other"}`, "recall": `{"reason":"x"}`, "return": `{"reason":"no-interest"}`,
		"mark-stage": `{"stage":40}`, "revise": `{"topic":"y"}`, "extend": `{"estimatedCloseDate":"2099-01-01"}`, "assign": `{"member":"carla"}`,
		"add-note": `{"text":"x"}`, "pause": `{"reason":"x","until":"2099-01-01"}`, "resume": "",
		"win": `{"value":{"amount":"1.00","currency":"USD"}}`, "lose": `{"reason":"other"}`, "close-as-error": `{"reason":"test-deal"}`,
	} {
		a, err := w.ask("POST", "/api/v1/opportunities/"+deal+"/"+command, w.lead, body)
		if err != nil || a.Status != 409 || a.Class != "refused" || a.Code != "terminal-state" {
			t.Errorf("%s: %v %d %s", command, err, a.Status, a.Body)
		}
	}
	if a := w.must(409, "POST", "/api/v1/opportunities/"+deal+"/register", w.lead, ""); a.Code != "not-eligible" {
		t.Errorf("a won deal may be registered, where it is eligible: %s", a.Body)
	}
}

func TestServeStopsWithinTenSecondsOfASignalWhileRequestsCome(t *testing.T) {
	w := settle(serve(t, localservertest.Folder(t)))
	stopped := make(chan struct{})
	var code int
	var took time.Duration
	w.load(4, 50, func() {
		go func() { code, took = w.stop(); close(stopped) }()
	})
	<-stopped
	if code != exitDone || took > 10*time.Second {
		t.Errorf("exit %d after %s:\n%s", code, took, w.talk)
	}
}

func TestTheDemoServesAtOnceAndAgain(t *testing.T) {
	data := localservertest.Folder(t)
	r := serve(t, data, "--demo")
	lines := []string{}
	for line := range strings.Lines(r.talk.String()) {
		if strings.HasPrefix(line, "curl ") {
			lines = append(lines, strings.TrimSpace(line))
		}
	}
	if len(lines) != 3 {
		t.Fatalf("%d curl lines:\n%s", len(lines), r.talk)
	}
	for _, line := range lines {
		_, rest, _ := strings.Cut(line, "Bearer ")
		token, url, _ := strings.Cut(rest, "' '")
		page := r.must(200, "GET", strings.TrimPrefix(strings.TrimSuffix(url, "'"), r.url), token, "")
		if len(page.Items) == 0 {
			t.Errorf("%s shows nothing: %s", line, page.Body)
		}
	}
	before := r.replayed()
	if len(before) < 40 {
		t.Errorf("only %d deals", len(before))
	}
	if code, took := r.stop(); code != exitDone || took > 10*time.Second {
		t.Errorf("exit %d after %s:\n%s", code, took, r.talk)
	}
	r = serve(t, data, "--demo")
	if again := r.replayed(); !equal(again, before) {
		t.Errorf("told twice: %v, before %v", again, before)
	}
}

func TestADemoThatWasKilledWhileItWasToldIsToldToItsEnd(t *testing.T) {
	told := func(deaths ...int64) []string {
		url, data := localservertest.Database(t), localservertest.Folder(t)
		flags, past := []string{"--demo", "--clock", "2026-03-02T09:00:00Z", "--database", url}, lookInto(t, url)
		for _, events := range deaths {
			r := launch(t, data, flags...)
			r.until("a part of the story is told", func() bool {
				return past.count(`select count(*) from pg_class where oid = to_regclass('cosell_log.events')`) == 1 && past.end() >= events
			})
			r.kill()
		}
		serve(t, data, flags...).stop()
		return past.list(`select stream || ' ' || revision || ' ' || kind || ' ' || id from cosell_log.events order by stream, revision`)
	}
	require.Equal(t, told(), told(1, 100, 350))
}

func TestVerbsTellWhatIsWrongAndHow(t *testing.T) {
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"--help"}, exitDone, ""},
		{[]string{"serve", "--help"}, exitDone, ""},
		{[]string{}, exitUsage, "expected one of"},
		{[]string{"dance"}, exitUsage, "dance"},
		{[]string{"serve", "--nonsense"}, exitUsage, "nonsense"},
		{[]string{"serve", "--clock", "2026-03-31T12:00:00Z"}, exitUsage, "--demo"},
		{[]string{"token", "--data", localservertest.Folder(t), "--org", "vendor", "--member", "x", "--role", "auditor"}, exitFailed, "cosell serve makes the key"},
		{[]string{"show", "--data", localservertest.Folder(t), "opportunity/nonsense"}, exitUsage, "KIND/ID"},
		{[]string{"show", "--data", localservertest.Folder(t), "opportunity/6d1f0c1e-0000-5000-8000-000000000000"}, exitFailed, "nothing of cosell's"},
		{[]string{"replay", "--data", "/nonexistent"}, exitFailed, "nothing of cosell's"},
		{[]string{"serve", "--smtp", "smtp://mail.example.com"}, exitUsage, "--mail-from"},
		{[]string{"serve", "--smtp", "smtp://cosell:secret@", "--mail-from", "cosell@example.com"}, exitUsage, "smtp://user:password@host:port"},
		{[]string{"why", "--data", localservertest.Folder(t), "partner/6d1f0c1e-0000-5000-8000-000000000000"}, exitUsage, "nothing to explain"},
		{[]string{"steps", "retry"}, exitUsage, "--failed"},
		{[]string{"steps", "retry", "--failed", "6d1f0c1e-0000-5000-8000-000000000000"}, exitUsage, "--failed"},
		{[]string{"steps", "list", "--state", "lost"}, exitUsage, "pending"},
		{[]string{"history", "--data", localservertest.Folder(t), "article/6d1f0c1e-0000-5000-8000-000000000000"}, exitUsage, "article"},
	} {
		out, talk, code := verb(t, c.args...)
		if code != c.code || !strings.Contains(talk, c.says) || strings.Contains(out+talk, "secret") || strings.Contains(talk, "panic") {
			t.Errorf("%v: exit %d, want %d; talk %q, out %q", c.args, code, c.code, talk, out)
		}
	}
}

package main

import (
	"cmp"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/cosell/cosell/eventstore/postgres/localserver/localservertest"
)

func TestReplayPrintsTheStatesThatWereTrueThen(t *testing.T) {
	w := settle(serve(t, localservertest.Folder(t)))
	won, lost := w.create("To be won").ID, w.create("To be lost").ID
	type moment struct {
		at     string
		states map[string]string
	}
	var story []moment
	now := map[string]string{won: "new", lost: "new"}
	remember := func() {
		states := map[string]string{}
		for id, state := range now {
			states[id] = state
		}
		story = append(story, moment{time.Now().UTC().Format(time.RFC3339Nano), states})
	}
	remember()
	for _, step := range []struct{ token, deal, command, body, state string }{
		{w.manager, won, "distribute", `{"partner":"` + w.partner + `"}`, "distributed"},
		{w.lead, won, "accept", "", "accepted"},
		{w.manager, lost, "distribute", `{"partner":"` + w.partner + `","afterDecline":"return"}`, "distributed"},
		{w.lead, lost, "decline", `{"reason":"no-response"}`, "new"},
		{w.lead, won, "mark-stage", `{"stage":60}`, "accepted"},
		{w.lead, won, "win", `{"value":{"amount":"30000.00","currency":"USD"}}`, "won"},
		{w.manager, lost, "lose", `{"reason":"no-response"}`, "lost"},
	} {
		a := w.do(step.token, step.deal, step.command, step.body)
		now[step.deal] = step.state
		remember()
		story = append(story, moment{a.Position, story[len(story)-1].states})
	}
	for _, m := range story {
		if got := w.replayed("--at", m.at); !equal(got, m.states) {
			t.Errorf("as of %s: %v, want %v", m.at, got, m.states)
		}
	}
	if got := w.replayed("--at", "2001-01-01"); len(got) != 0 {
		t.Errorf("before anything happened: %v", got)
	}
	if _, talk, code := verb(t, "replay", "--data", w.data, "--at", "yesterday"); code != exitUsage || !strings.Contains(talk, "neither a time") {
		t.Errorf("a time that is none: exit %d, %s", code, talk)
	}
}

// facts are what both the log and the managed dashboard say of a deal, in the same words; of a copy of a co-sell deal the
// first few.
type facts struct {
	Kind, State, Topic, Source, Territory, Assignee, Predecessor string
	EstimatedValue                                               struct{ Amount, Currency string }
	EstimatedCloseDate                                           string
	LeadPartner                                                  struct{ ID string }
	Collaborators                                                []struct{ ID string }
}

func TestFoldingTheLogFromZeroEqualsTheManagedDashboard(t *testing.T) {
	r := serve(t, localservertest.Folder(t), "--demo")
	out, talk, code := verb(t, "replay", "--json", "--data", r.data)
	if code != exitDone {
		t.Fatal(talk)
	}
	folded := map[string]facts{}
	for line := range strings.Lines(out) {
		if id, f := factsOf(t, []byte(line)); f.Kind == anOpportunity || f.Kind == aReferral && !strings.Contains(line, `"type":"private"`) {
			folded[id] = f
		}
	}
	page := r.must(200, "GET", "/api/v1/dashboards/managed?limit=200", r.token("vendor", "nora", "channel-manager"), "")
	if len(page.Items) != len(folded) {
		t.Errorf("the dashboard shows %d deals, the log holds %d", len(page.Items), len(folded))
	}
	for _, item := range page.Items {
		row, err := json.Marshal(item)
		if err != nil {
			t.Fatal(err)
		}
		if id, shown := factsOf(t, row); !reflect.DeepEqual(shown, folded[id]) {
			t.Errorf("%s by the log:\n%+v\non the dashboard:\n%+v", id, folded[id], shown)
		}
	}
}

func factsOf(t *testing.T, row []byte) (id string, f facts) {
	t.Helper()
	var named struct{ Kind, ID, Name string }
	if err := json.Unmarshal(row, &named); err != nil {
		t.Fatal(err)
	}
	if named.Kind != anOpportunity && named.Kind != aReferral {
		return named.ID, facts{Kind: named.Kind}
	}
	if err := json.Unmarshal(row, &f); err != nil {
		t.Fatal(err)
	}
	if f.Kind == aReferral {
		f = facts{Kind: f.Kind, State: f.State, Topic: cmp.Or(f.Topic, named.Name), EstimatedValue: f.EstimatedValue, EstimatedCloseDate: f.EstimatedCloseDate}
	}
	return named.ID, f
}

// replayed gives each opportunity's state as the verb prints it.
func (r *running) replayed(flags ...string) map[string]string {
	r.t.Helper()
	out, talk, code := verb(r.t, append([]string{"replay", "--json", "--data", r.data}, flags...)...)
	if code != exitDone {
		r.t.Fatalf("replay: exit %d, %s", code, talk)
	}
	states := map[string]string{}
	for line := range strings.Lines(out) {
		var row struct{ Kind, ID, State string }
		if err := json.Unmarshal([]byte(line), &row); err != nil {
			r.t.Fatal(err)
		}
		if row.Kind == anOpportunity {
			states[row.ID] = row.State
		}
	}
	return states
}

func equal(a, b map[string]string) bool {
	for k, v := range a {
		if b[k] != v {
			return false
		}
	}
	return len(a) == len(b)
}

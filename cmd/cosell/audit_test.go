package main

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore/postgres/localserver/localservertest"
	"github.com/cosell/cosell/handlers/audit"
	"github.com/cosell/cosell/handlers/whatif"
)

// told runs a verb that is expected to be done, and gives what it printed.
func (r *running) told(args ...string) string {
	r.t.Helper()
	out, talk, code := verb(r.t, append(args, "--data", r.data)...)
	require.Equal(r.t, exitDone, code, talk)
	return out
}

// misused runs a verb that is expected to be used wrongly, and gives what it said.
func (r *running) misused(args ...string) string {
	r.t.Helper()
	out, talk, code := verb(r.t, append(args, "--data", r.data)...)
	require.Equal(r.t, exitUsage, code, talk)
	require.Empty(r.t, out)
	return talk
}

func TestAnAuditorIsToldWhatChangedAndWhichEventSetIt(t *testing.T) {
	w := settle(serve(t, localservertest.Folder(t)))
	deal := "opportunity/" + w.create("New plant").ID
	id := strings.TrimPrefix(deal, "opportunity/")
	w.do(w.manager, id, "revise", `{"customer":{"name":"Fabrikam","city":"Graz"},"products":["Cloud","Desk"]}`)
	w.do(w.manager, id, "distribute", `{"partner":"`+w.partner+`"}`)
	w.do(w.manager, id, "revise", `{"products":["Desk","Table"]}`)
	accepted := w.do(w.lead, id, "accept", "")
	w.do(w.lead, id, "mark-stage", `{"stage":60}`)
	w.do(w.lead, id, "lose", `{"reason":"no-response","note":"Nobody picks up"}`)

	first, last := stateAt(t, w.told("show", deal, "--revision", "1", "--json")), stateAt(t, w.told("show", deal, "--json"))
	var d difference
	require.NoError(t, json.Unmarshal([]byte(w.told("diff", deal, "--from", "1", "--json")), &d))
	var changes []audit.Change
	for _, c := range d.Changes {
		changes = append(changes, c.Change)
	}
	sum, err := audit.Apply(first, changes)
	require.NoError(t, err)
	require.JSONEq(t, string(last), string(sum), "what changed, put to what was, is what show shows")

	table := w.told("diff", deal, "--from", "1", "--to", accepted.Position)
	require.Regexp(t, `(?m)^leadPartner\.name +- +Contoso +4 +opportunity\.accepted .* carla of `, table)
	require.Regexp(t, `(?m)^state +new +accepted +4 `, table)
	require.NotContains(t, table, "outcome")
	require.Regexp(t, `(?m)^products\[="Cloud"\] +Cloud +- +3 +opportunity\.revised`, w.told("diff", deal, "--from", "1"))

	said := w.told("explain", deal, "state")
	require.Contains(t, said, "reason: no-response\n      note: Nobody picks up\n      state: accepted → lost")
	require.Contains(t, said, "state: - → new")
	require.Contains(t, w.told("explain", deal, "customer"), "customer.city: - → Graz")
	require.Contains(t, w.told("explain", deal, "assignee"), "no event has set it")
	require.NotContains(t, w.told("explain", deal, "state", "--at", "3"), "lost")
	var e explainedField
	require.NoError(t, json.Unmarshal([]byte(w.told("explain", deal, "stage.percent", "--json")), &e))
	require.Equal(t, "60", string(e.Value))
	require.Equal(t, int64(5), e.Set[len(e.Set)-1].Revision)
	require.Regexp(t, `version +1 +2`, w.changedPolicy())

	require.Contains(t, w.misused("explain", deal, "colour"), "in its place there are asked, assignee,")
	require.Contains(t, w.misused("explain", deal, "customer.colour"), "in its place there are accountKind,")
	require.Contains(t, w.misused("explain", deal, "a..b"), "is no field")
	require.Contains(t, w.misused("diff", deal, "--from", "5", "--to", "2"), "5 is later than 2")
	require.Contains(t, w.misused("diff", deal, "--to", "yesterday"), "neither a revision")
	for _, args := range [][]string{{"diff", deal, "--to", "99"}, {"diff", deal, "--from", "99"}, {"explain", deal, "state", "--at", "99"}, {"show", deal, "--revision", "99"}} {
		_, talk, code := verb(t, append(args, "--data", w.data)...)
		require.Equal(t, exitFailed, code, talk)
		require.Contains(t, talk, deal+": there is no revision 99, only 0 to 6", args)
	}

	w.stop()
	require.Equal(t, said, w.told("explain", deal, "state"), "of a log that nobody serves as well")
}

func TestAPlaceThatHasNotComeYetIsRefusedByTheNameOfItsFlag(t *testing.T) {
	o := operate(t)
	made := o.create("Now")
	deal, never := "opportunity/"+made.ID, strings.Repeat("f", 32)
	ask := func(code int, args ...string) string {
		t.Helper()
		out, talk, got := verb(t, append(args, "--data", o.data, "--database", o.url())...)
		require.Equal(t, code, got, "%v: %s %s", args, out, talk)
		return out + talk
	}
	soon, today := time.Now().Add(time.Hour).UTC().Format(time.RFC3339), time.Now().UTC().Format(time.DateOnly)
	for _, at := range []string{soon, "2999-12-31"} {
		for _, verb := range [][]string{{"show", deal}, {"replay"}, {"replay", "--view", "timeline"}} {
			require.Contains(t, ask(exitUsage, append(verb, "--at", at)...), "--at "+at+" has not come yet")
		}
	}
	require.Contains(t, ask(exitUsage, "show", deal, "--position", never), "--position "+never+" lies behind the end of the log")
	for _, verb := range [][]string{{"show", deal}, {"replay"}} {
		require.Contains(t, ask(exitUsage, append(verb, "--at", never)...), "--at "+never+" lies behind the end of the log")
	}
	now := ask(exitDone, "show", deal, "--revision", "0")
	require.Equal(t, now, ask(exitDone, "show", deal, "--at", today), "today has come")
	require.Equal(t, now, ask(exitDone, "show", deal, "--position", made.Position))
	require.Contains(t, ask(exitDone, "replay", "--at", today), made.ID)

	o.exec(`update cosell_log.events set metadata = convert_to(regexp_replace(convert_from(metadata, 'UTF8'), '"recordedAt": ?"[^"]+"', '"recordedAt":"2999-12-31T12:00:00Z"'), 'UTF8')
		where stream = $1 and revision = 0`, "opportunity-"+made.ID)
	ask(exitFailed, "show", deal, "--at", "2999-12-31T11:00:00Z") // a log may be ahead of the machine's clock; the deal is not there yet
	require.Contains(t, ask(exitDone, "replay", "--at", "2999-12-31T12:00:00Z"), made.ID)
}

// changedPolicy changes the policy and gives what changed of the program.
func (w world) changedPolicy() string {
	w.must(200, "PUT", "/api/v1/program/windows", w.token("vendor", "paul", "program-administrator"), `{"answerDays":7,"reminderDays":2,"reason":"Quicker"}`)
	return w.told("diff", "program")
}

func stateAt(t *testing.T, shown string) json.RawMessage {
	t.Helper()
	var seen struct{ State json.RawMessage }
	require.NoError(t, json.Unmarshal([]byte(shown), &seen))
	return seen.State
}

func TestAReadModelIsMadeAnewAsTheDashboardsShowedIt(t *testing.T) {
	url := localservertest.Database(t)
	w := settle(serve(t, localservertest.Folder(t), "--database", url))
	past := lookInto(t, url)
	// shown are the rows of a view as they are once the view has seen all up to a position.
	shown := func(view, position string) string {
		w.until("every consumer has come to "+position, func() bool {
			return past.count(`select count(*) from cosell_ops.checkpoints where position < $1`, position) == 0
		})
		tx, err := past.pool.Begin(t.Context())
		require.NoError(t, err)
		defer tx.Rollback(context.Background())
		_, err = tx.Exec(t.Context(), "set local timezone to 'UTC'")
		require.NoError(t, err)
		rows, err := tx.Query(t.Context(), "select row_to_json(v)::text from (select * from cosell."+view+" order by 1, 2, 3) v")
		require.NoError(t, err)
		lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
		require.NoError(t, err)
		return strings.Join(append(lines, ""), "\n")
	}
	remade := func(flags ...string) string {
		out, talk, code := verb(t, append([]string{"replay", "--json", "--database", url}, flags...)...)
		require.Equal(t, exitDone, code, talk)
		return out
	}
	views := []string{"grid", "managed", "distributed", "transitions", "changes", "timeline", "registrations"}
	then := map[string]map[string]string{}
	remember := func(a reply) {
		then[a.Position] = map[string]string{}
		for _, view := range views {
			then[a.Position][view] = shown(view, a.Position)
		}
	}
	deal := w.create("To be won")
	remember(deal)
	remember(w.do(w.manager, deal.ID, "distribute", `{"partner":"`+w.partner+`"}`))
	w.do(w.lead, deal.ID, "accept", "")
	remember(w.do(w.lead, deal.ID, "mark-stage", `{"stage":60}`))
	remember(w.create("Another one"))
	remember(w.do(w.lead, deal.ID, "win", `{"value":{"amount":"30000.00","currency":"USD"}}`))
	for position, rows := range then {
		for _, view := range views {
			require.Equal(t, rows[view], remade("--view", view, "--at", position), "%s at %s", view, position)
		}
	}
	require.Contains(t, remade("--view", "deals"), `"topic":"Another one"`, "the whole table, as of now")
	table, talk, code := verb(t, "replay", "--database", url, "--view", "managed")
	require.Equal(t, exitDone, code, talk)
	require.Regexp(t, `^ID +REVISION +KIND `, table)
	require.Regexp(t, `(?m)^`+deal.ID+` +4 .* To be won `, table)
	_, talk, code = verb(t, "replay", "--database", url, "--view", "nonsense")
	require.Equal(t, exitUsage, code)
	require.Contains(t, talk, "there are changes, deals, distributed")
	_, _, code = verb(t, "replay", "--database", url, "--view", "managed", "--policy", os.Args[0])
	require.Equal(t, exitUsage, code, "one or the other")
}

func TestAnotherPolicyIsHeldAgainstTheDemo(t *testing.T) {
	r := serve(t, localservertest.Folder(t), "--demo", "--clock", "2026-06-30T14:05:00Z")
	policy := func(text string) string {
		file := filepath.Join(t.TempDir(), "policy.json")
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
		return file
	}
	differences := func(flags ...string) (all []whatif.Difference) {
		for line := range strings.Lines(r.told(append([]string{"replay", "--json"}, flags...)...)) {
			var d whatif.Difference
			require.NoError(t, json.Unmarshal([]byte(line), &d))
			all = append(all, d)
		}
		return all
	}
	own := r.get(r.vendor().auditor, "/program")
	_, talk, code := verb(t, "replay", "--data", r.data, "--policy", policy(`{}`))
	require.Equal(t, exitDone, code, talk)
	require.Regexp(t, `\d+ decisions made again, 6 of them not by the policy; 0 would have been different`, talk)
	require.Empty(t, differences("--policy", policy(`{}`)))
	for _, d := range differences("--policy", policy(string(own.Body))) {
		require.Contains(t, []string{"rates", "routing"}, string(d.Parts[0]), "the two parts that the story changes")
	}

	all := differences("--policy", policy(`{"weights":{"winRate":"0","feedbackRate":"0","touchRate":"0","daysToClose":"0"},"windows":{"answerDays":5}}`))
	kinds := map[string]int{}
	for i, d := range all {
		kinds[d.What]++
		if i > 0 && d.Event.Stream == all[i-1].Event.Stream {
			require.GreaterOrEqual(t, d.Event.Revision, all[i-1].Event.Revision)
		}
	}
	for _, what := range []string{whatif.AnswerDeadline, whatif.Answer, whatif.Expiry, whatif.Reminder} {
		require.NotZero(t, kinds[what], what)
	}
	before := differences("--policy", policy(`{"windows":{"answerDays":5}}`), "--at", "2026-03-31")
	require.NotEmpty(t, before)
	require.Less(t, len(before), len(all))

	require.Contains(t, r.misused("replay", "--policy", policy(`{"windows":{"answerDay":5}}`)), `windows: unknown field "answerDay"`)
	require.Contains(t, r.misused("replay", "--policy", policy(`{"alerts":{"overdueDays":40}}`)), "alerts.stalledDays")
	require.Contains(t, r.misused("replay", "--policy", "nowhere.json"), "nowhere.json")
	r.stop()
	require.Empty(t, differences("--policy", policy(`{}`)))
}

func TestOtherWeightsLeadToOtherPartners(t *testing.T) {
	w := settle(serve(t, localservertest.Folder(t)))
	v := w.vendor()
	near, far := w.post(v.administrator, "/partners", obj{"name": "Near"}).ID, w.post(v.administrator, "/partners", obj{"name": "Far"}).ID
	w.post(v.administrator, "/partners/"+w.partner+"/revise", obj{"capacity": 0})
	for partner, latitude := range map[string]float64{near: 45.7, far: 52.5} {
		w.post(v.administrator, "/partners/"+partner+"/add-location", obj{"name": "Office", "latitude": latitude, "longitude": 4.8})
	}
	chosen := func(topic string) (deal, partner string) {
		deal = w.post(w.manager, "/opportunities", obj{
			"topic": topic, "currency": "EUR", "customer": obj{"name": "Tailspin", "country": "FR"},
			"customerLocation": obj{"latitude": 45.7, "longitude": 4.8},
		}).ID
		return deal, w.do(w.manager, deal, "distribute", `{"partner":"auto"}`).state()["offer"].(map[string]any)["partner"].(map[string]any)["id"].(string)
	}
	_, first := chosen("One")
	deal, second := chosen("Two")
	require.Equal(t, []string{near, near}, []string{first, second})
	file := filepath.Join(t.TempDir(), "policy.json")
	require.NoError(t, os.WriteFile(file, []byte(`{"weights":{"distance":"0"},"teaser":{"on":true}}`), 0o600))
	out := w.told("replay", "--policy", file)
	require.Regexp(t, `(?m)^opportunity/`+deal+` +1 +opportunity\.distributed .* choice +Near \(`+near+`\) +Far \(`+far+`\) +weights$`, out,
		"among equals it is the turn of the one that was offered a deal longest ago")
}

package main

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore/postgres/localserver/localservertest"
)

// TestTheDemoIsReadByEveryVerb also takes a step back and tampers with a choice, to see that the verbs notice.
func TestTheDemoIsReadByEveryVerb(t *testing.T) {
	url, data := localservertest.Database(t), localservertest.Folder(t)
	r, past := serve(t, data, "--demo", "--database", url), lookInto(t, url)
	do := func(code int, args ...string) string {
		t.Helper()
		out, talk, got := verb(t, append(args, "--data", data, "--database", url)...)
		require.Equal(t, code, got, "%v: %s %s", args, out, talk)
		return out + talk
	}
	t.Run("show and history of every kind", func(t *testing.T) {
		streams := past.list(`select distinct on (split_part(stream, '-', 1)) stream from cosell_log.events order by split_part(stream, '-', 1), position`)
		require.Len(t, streams, len(kinds))
		for _, stream := range streams {
			kind, id, _ := strings.Cut(stream, "-")
			require.Contains(t, do(exitDone, "show", "--json", kind+"/"+id), `"id":"`+id+`"`)
			events := past.count(`select count(*) from cosell_log.events where stream = $1`, stream)
			require.EqualValues(t, events, strings.Count(do(exitDone, "history", "--json", kind+"/"+id), "\n"))
		}
		require.Equal(t, do(exitDone, "show", "program"), do(exitDone, "show", "program/"+past.list(
			`select distinct substr(stream, 9) from cosell_log.events where stream like 'program-%'`)[0]))
	})
	t.Run("replay lists every deal and registration", func(t *testing.T) {
		table := do(exitDone, "replay")
		for _, kind := range []string{anOpportunity, aReferral, aRegistration} {
			streams := past.count(`select count(*) from cosell_log.events where stream like $1 and revision = 0`, kind+"-%")
			require.EqualValues(t, streams, strings.Count(table, "\n"+kind+" "), kind)
		}
	})
	t.Run("why makes choices again, and says when one comes out otherwise", func(t *testing.T) {
		chosen := past.list(`
select distinct stream from cosell_log.events
where kind in ('opportunity.distributed', 'opportunity.no-candidate') and convert_from(data, 'UTF8') like '%"choice"%'`)
		var args []string
		for _, stream := range chosen {
			args = append(args, strings.Replace(stream, "-", "/", 1))
		}
		require.GreaterOrEqual(t, strings.Count(do(exitDone, append([]string{"why"}, args...)...), "made again from the log: reproduced"), len(chosen))
		do(exitDone, "why", "registration/"+past.list(
			`select substr(stream, 14) from cosell_log.events where kind = 'registration.requested' order by position limit 1`)[0])

		_, err := past.pool.Exec(context.Background(), `
update cosell_log.events set data = convert_to(regexp_replace(convert_from(data, 'UTF8'), '"without":[0-9]+', '"without":17'), 'UTF8') where stream = $1`, chosen[0])
		require.NoError(t, err)
		says := do(exitFailed, append([]string{"why"}, args...)...)
		require.Contains(t, says, "NOT reproduced")
		require.Contains(t, says, args[0])
	})
	t.Run("steps are given back to a server that runs, and to one that is stopped", func(t *testing.T) {
		id := past.list(`select id::text from cosell_ops.steps where state = 'done' and command = 'receive' limit 1`)[0]
		fail := func() {
			_, err := past.pool.Exec(context.Background(), `update cosell_ops.steps set state = 'failed', last_code = 'terminal-state' where id = $1`, id)
			require.NoError(t, err)
		}
		done := func() bool {
			return past.count(`select count(*) from cosell_ops.steps where state = 'done' and id = $1`, id) == 1
		}
		before := past.end()
		fail()
		require.Contains(t, do(exitDone, "steps", "list", "--state", "failed"), id)
		require.Contains(t, do(exitDone, "steps", "list", "--state", "failed", "--json"), `"lastCode":"terminal-state"`)
		require.Contains(t, do(exitDone, "steps", "retry", id), "1 given back")
		r.until("the step is taken", done)
		require.Contains(t, do(exitFailed, "steps", "retry", id), "no step with that id has failed")

		r.stop()
		fail()
		require.Contains(t, do(exitDone, "steps", "retry", "--failed"), "1 given back")
		r = serve(t, data, "--demo", "--database", url)
		r.until("the step is taken", done)
		require.Equal(t, before, past.end(), "what was done is not done again")
	})
}

package main

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore/postgres/localserver/localservertest"
)

// operated is a log and read models, on which verbs are tried.
type operated struct {
	world
	past database
	do   func(code int, args ...string) string
}

func operate(t *testing.T) *operated {
	t.Helper()
	url, data := localservertest.Database(t), localservertest.Folder(t)
	o := &operated{world: settle(serve(t, data, "--database", url)), past: lookInto(t, url)}
	o.do = func(code int, args ...string) string {
		t.Helper()
		out, talk, got := verb(t, append(append([]string{"projections"}, args...), "--data", data, "--database", url)...)
		require.Equal(t, code, got, "%v: %s %s", args, out, talk)
		return out + talk
	}
	return o
}

func (o *operated) exec(sql string, args ...any) {
	o.t.Helper()
	_, err := o.past.pool.Exec(context.Background(), sql, args...)
	require.NoError(o.t, err)
}

func TestARowThatWasEditedByHandIsFoundAndMendedByARebuildWhileTheServerServes(t *testing.T) {
	o := operate(t)
	deal := o.create("To be edited").ID
	o.until("the deal is seen", func() bool { return o.past.count(`select count(*) from cosell.timeline where id = $1`, deal) > 0 })
	require.Contains(t, o.do(exitDone, "check"), "as the log says")
	require.NotContains(t, o.do(exitDone, "check", "timeline"), "registrations")

	o.exec(`update cosell.timeline_v2 set text = 'By hand' where id = $1`, deal)
	says := o.do(exitFailed, "check", "timeline")
	require.Contains(t, says, "0 missing, 0 too many, 1 different")
	require.Contains(t, says, deal+" 0: different")
	require.Contains(t, says, `text is "By hand" and should be `)
	require.Contains(t, o.do(exitFailed, "check", "timeline", "--json"), `"different":1`)

	require.Contains(t, o.do(exitDone, "rebuild", "timeline"), "timeline is rebuilt, and serves")
	o.do(exitDone, "check", "timeline")
	later := o.create("Written when it was rebuilt").ID
	o.until("the server goes on", func() bool { return o.past.count(`select count(*) from cosell.timeline where id = $1`, later) > 0 })
	require.Contains(t, o.do(exitDone, "rebuild", "timeline", "--json"), `"done":true`)

	require.Contains(t, o.do(exitFailed, "rebuild", "expiry"), "lest anything happen twice")
	require.Contains(t, o.do(exitFailed, "rebuild", "timeline", "--cancel"), "no rebuild of timeline was broken off")
	list := o.do(exitDone, "list")
	for _, name := range []string{"timeline", "expiry", "notifications"} {
		require.Contains(t, list, "\n"+name)
	}
	require.Contains(t, o.do(exitDone, "list", "--json"), `"behind":0`)
}

func TestAnEventThatCannotBeReadIsParkedUntilItIsMendedOrSkipped(t *testing.T) {
	o := operate(t)
	deal, other := o.create("To be garbled").ID, o.create("As it should be").ID
	o.until("both are seen", func() bool {
		return o.past.count(`select count(distinct id) from cosell.timeline where id in ($1, $2)`, deal, other) == 2
	})
	o.stop()
	stream := "opportunity-" + deal
	good := o.past.list(`select encode(data, 'hex') from cosell_log.events where stream = $1 and revision = 0`, stream)[0]
	o.exec(`update cosell_log.events set data = 'garbled' where stream = $1 and revision = 0`, stream)
	again := func() {
		o.exec(`truncate cosell.timeline_v2, cosell.timeline_owners_v2`)
		o.exec(`delete from cosell_ops.parked`)
		o.exec(`update cosell_ops.checkpoints set position = default, stream = null, revision = null, event_id = null, events = 0, built_at = null where name = 'timeline'`)
	}
	again()
	r := serve(t, o.data, "--database", o.url())
	require.Contains(t, o.do(exitDone, "parked"), stream+"@0")
	require.Contains(t, o.do(exitDone, "parked", "timeline", "--json"), `"state":"parked"`)
	require.Contains(t, o.do(exitDone, "list", "--json"), `"parked":1`)
	require.EqualValues(t, 1, o.past.count(`select count(*) from cosell.timeline where id = $1`, other), "the others go on")
	require.EqualValues(t, 1, o.past.count(`select parked from cosell.freshness where model = 'timeline'`))
	require.Contains(t, o.do(exitFailed, "unpark", "timeline", stream), "1 still parked")
	require.Contains(t, o.do(exitUsage, "skip", "timeline", stream, "--reason", "Garbled"), "STREAM@REVISION")
	require.Contains(t, o.do(exitUsage, "skip", "timeline", stream+"@0"), "--reason")
	require.Contains(t, o.do(exitFailed, "skip", "timeline", stream+"@7", "--reason", "Garbled"), "no such event is parked")

	r.stop()
	o.exec(`update cosell_log.events set data = decode($2, 'hex') where stream = $1 and revision = 0`, stream, good)
	require.Contains(t, o.do(exitDone, "unpark", "timeline"), "0 still parked", "where nobody serves, the verb does it")
	require.EqualValues(t, 1, o.past.count(`select count(*) from cosell.timeline where id = $1`, deal))
	o.do(exitDone, "check")

	o.exec(`update cosell_log.events set data = 'garbled' where stream = $1 and revision = 0`, stream)
	again()
	r = serve(t, o.data, "--database", o.url())
	for _, variable := range []string{"SUDO_USER", "USER", "LOGNAME"} {
		t.Setenv(variable, "")
	}
	require.Contains(t, o.do(exitFailed, "unpark", "timeline", stream, "--by", "olga"), "1 still parked")
	require.Contains(t, o.do(exitDone, "skip", "timeline", stream+"@0", "--reason", "Garbled", "--by", "olga"), "0 still parked")
	require.Contains(t, o.do(exitDone, "parked", "timeline"), "Garbled (olga)")
	require.True(t, strings.Contains(o.do(exitDone, "check", "timeline"), "1 parked or skipped and left out"))
	r.stop()
}

func TestWhoOperatesIsNamedOrKnownToTheOperatingSystem(t *testing.T) {
	for _, variable := range []string{"SUDO_USER", "USER", "LOGNAME"} {
		t.Setenv(variable, "")
	}
	name, err := operating{}.name()
	require.NoError(t, err)
	require.NotEmpty(t, name)
	require.NotEqual(t, "somebody", name)
	t.Setenv("USER", "ursula")
	name, err = operating{}.name()
	require.NoError(t, err)
	require.Equal(t, "ursula", name)
	name, err = operating{By: " olga "}.name()
	require.NoError(t, err)
	require.Equal(t, "olga", name)
}

// url is where the database is.
func (o *operated) url() string { return o.past.pool.Config().ConnString() }

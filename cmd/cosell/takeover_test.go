package main

import (
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore/postgres/localserver/localservertest"
)

// checked makes every read model again from the log and finds nothing that differs.
func checked(t *testing.T, data string) {
	t.Helper()
	out, talk, code := verb(t, "projections", "check", "--data", data)
	require.Equal(t, exitDone, code, out+talk)
}

func TestAnotherServerTakesOverWhenTheOneThatOwnsTheReadModelsIsKilledUnderLoad(t *testing.T) {
	data, url := localservertest.Folder(t), localservertest.Database(t)
	t.Setenv("COSELL_DATABASE", url)
	w := settle(serve(t, data))
	second := serve(t, data)
	all := w.load(16, 400, w.kill)
	w.running = second
	w.settled(all)
	checked(t, data)
}

func TestAllReadModelsAreMadeAnewTogetherWhileCommandsAndQueriesGoOn(t *testing.T) {
	data, url := localservertest.Folder(t), localservertest.Database(t)
	t.Setenv("COSELL_DATABASE", url)
	w := settle(serve(t, data))
	analysts := lookInto(t, url)
	var over atomic.Bool
	var all sync.WaitGroup
	until := func(do func()) {
		all.Go(func() {
			for !over.Load() {
				do()
			}
		})
	}
	until(func() {
		w.do(w.manager, w.create("While it is made anew").ID, "distribute", `{"partner":"`+w.partner+`"}`)
	})
	until(func() { w.must(200, "GET", "/api/v1/dashboards/managed?limit=200", w.manager, "") })
	until(func() { w.must(200, "GET", "/api/v1/dashboards/distributed", w.lead, "") })
	until(func() { analysts.count(`select count(*) from cosell.grid`) })
	for range 3 {
		out, talk, code := verb(t, "projections", "rebuild", "deals", "timeline", "registrations", "--data", data)
		require.Equal(t, exitDone, code, out+talk)
	}
	over.Store(true)
	all.Wait()
	w.agree(w.create("The last one").Position)
	checked(t, data)
}

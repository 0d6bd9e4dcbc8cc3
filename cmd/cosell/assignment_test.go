package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore/postgres/localserver/localservertest"
)

// atOnce does n things on so many connections.
func atOnce(connections, n int, do func(i int)) {
	var all sync.WaitGroup
	next := make(chan int)
	for range connections {
		all.Go(func() {
			for i := range next {
				do(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	all.Wait()
}

func TestAThousandDealsAssignedOverHTTPRespectCapacityAndAreChosenAgainFromTheLog(t *testing.T) {
	const deals, partners = 1000, 20
	w := settle(serve(t, localservertest.Folder(t)))
	v := w.vendor()
	w.post(v.administrator, "/partners/"+w.partner+"/revise", obj{"capacity": 0})
	capacity, room := map[string]int{}, 0
	for i := range partners {
		id := w.post(v.administrator, "/partners", obj{"name": fmt.Sprintf("Partner %02d", i)}).ID
		capacity[id] = 5 * (i%9 + 5)
		w.post(v.administrator, "/partners/"+id+"/revise", obj{"capacity": capacity[id]})
		room += capacity[id]
	}
	require.Less(t, room, deals, "somebody goes without")

	ids, answers := make([]string, deals), make([]reply, deals)
	atOnce(32, deals, func(i int) { ids[i] = w.create(fmt.Sprint("Deal ", i)).ID })
	atOnce(64, deals, func(i int) {
		a, err := w.ask("POST", "/api/v1/opportunities/"+ids[i]+"/distribute", w.manager, `{"partner":"auto"}`)
		require.NoError(t, err)
		answers[i] = a
	})
	load, without := map[string]int{}, 0
	for _, a := range answers {
		if a.Status == http.StatusConflict && a.Code == "no-candidate" {
			without++
			continue
		}
		require.Equal(t, http.StatusOK, a.Status, "%s", a.Body)
		load[a.state()["offer"].(map[string]any)["partner"].(map[string]any)["id"].(string)]++
	}
	require.Equal(t, capacity, load, "every place is taken, and none twice")
	require.Equal(t, deals-room, without)

	reproduced := 0
	for some := range slices.Chunk(ids, 500) {
		subjects := make([]string, len(some))
		for i, id := range some {
			subjects[i] = "opportunity/" + id
		}
		out, talk, code := verb(t, append([]string{"why", "--json", "--data", w.data}, subjects...)...)
		require.Equal(t, exitDone, code, talk)
		for line := range strings.Lines(out) {
			var e struct{ Offers []struct{ Reproduced bool } }
			require.NoError(t, json.Unmarshal([]byte(line), &e))
			for _, o := range e.Offers {
				require.True(t, o.Reproduced)
				reproduced++
			}
		}
	}
	require.Equal(t, room, reproduced)
}

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore/postgres/localserver/localservertest"
)

// database is that of a server, looked at from beside it.
type database struct {
	t    *testing.T
	pool *pgxpool.Pool
}

func lookInto(t *testing.T, url string) database {
	t.Helper()
	pool, err := pgxpool.New(context.Background(), url)
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	return database{t, pool}
}

// count is the number that a statement selects.
func (p database) count(sql string, args ...any) (n int64) {
	p.t.Helper()
	require.NoError(p.t, p.pool.QueryRow(context.Background(), sql, args...).Scan(&n))
	return n
}

// list is the texts that a statement selects.
func (p database) list(sql string, args ...any) (all []string) {
	p.t.Helper()
	rows, err := p.pool.Query(context.Background(), sql, args...)
	require.NoError(p.t, err)
	for rows.Next() {
		var one string
		require.NoError(p.t, rows.Scan(&one))
		all = append(all, one)
	}
	require.NoError(p.t, rows.Err())
	return all
}

func (p database) end() int64 {
	p.t.Helper()
	return p.count(`select coalesce(max(position), 0) from cosell_log.events`)
}

// kinds are those of a stream's events, in their order, without the aggregate's name.
func (p database) kinds(stream string) string {
	p.t.Helper()
	all := p.list(`select split_part(kind, '.', 2) from cosell_log.events where stream = $1 order by revision`, stream)
	return strings.Join(all, " ")
}

// log is every event, and every notice, in an order that does not depend on when they were written.
func (p database) log() []string {
	p.t.Helper()
	return p.list(`
select stream || ' ' || revision || ' ' || kind || ' ' || id as line from cosell_log.events
union all select 'notice ' || kind || ' ' || org || ' ' || deal || ' ' || id from cosell_ops.notices order by line`)
}

// expired are the effective times of what the clock did after a position, in the order of the log.
func (p database) expired(after int64) (times []time.Time) {
	p.t.Helper()
	for _, text := range p.list(`select convert_from(metadata, 'UTF8') from cosell_log.events where position > $1 order by position`, after) {
		var meta struct {
			EffectiveAt time.Time
			Actor       struct{ Member, Org string }
		}
		require.NoError(p.t, json.Unmarshal([]byte(text), &meta))
		if meta.Actor.Org == "system" && meta.Actor.Member == "expiry" {
			times = append(times, meta.EffectiveAt)
		}
	}
	return times
}

// The demo's clock when the server is stopped, and when it is started again.
const (
	away = "2026-03-02T09:00:00Z"
	back = "2026-03-22T09:00:00Z"
)

// absence is a story of everything that a clock ends, up to the moment at which the server is stopped.
type absence struct {
	*running
	database
	offers    map[string]string // deal by what must have happened to it in the end
	exclusive string
	invited   string
	reminded  string
}

func (a *absence) offer(v vendor, to company, days int, after string) string {
	id := a.post(v.manager, "/opportunities", obj{"topic": fmt.Sprint(days, " days"), "currency": "EUR"}).ID
	a.post(v.manager, "/opportunities/"+id+"/distribute", obj{"partner": to.id, "answerWithinDays": days, "afterLapse": after})
	return id
}

func (a *absence) tell() {
	v := a.vendor()
	one, two := a.enrol(v, "Adatum"), a.enrol(v, "Fabrikam")
	a.offers = map[string]string{}
	for _, days := range []int{9, 3, 12, 1} {
		a.offers[a.offer(v, one, days, "close")] = "created distributed expired"
	}
	a.offers[a.offer(v, one, 2, "return")] = "created distributed offer-lapsed"
	a.offers[a.offer(v, one, 7, "reoffer")] = "created distributed offer-lapsed distributed"
	a.reminded = a.offer(v, one, 22, "close")
	a.offers[a.reminded] = "created distributed"

	paused := a.offer(v, two, 14, "close")
	a.post(two.token, "/opportunities/"+paused+"/accept", nil)
	a.post(two.token, "/opportunities/"+paused+"/pause", obj{"reason": "budget freeze", "until": "2026-03-07"})
	a.offers[paused] = "created distributed accepted paused resumed"

	body := one.refer("New plant", "2026-06-30")
	body["invitations"] = []obj{one.asks(two, "2026-06-30")}
	engagement := a.post(one.token, "/referrals", body).state()["engagement"].(string)
	waits := func(row obj) bool { return row["state"] == "received" && row["direction"] == "inbound" }
	a.invited = a.copyOf(two.token, engagement, waits)["id"].(string)

	deal := a.post(one.token, "/opportunities", obj{
		"topic": "Mine", "customer": obj{"name": "Wingtip", "country": "FR"}, "estimatedValue": eur("50000.00"),
		"estimatedCloseDate": "2026-09-30", "products": []string{"Cloud"},
	}).ID
	a.post(v.manager, "/opportunities/"+deal+"/approve", nil)
	asked := a.post(one.token, "/opportunities/"+deal+"/register", obj{}).state()["registration"].(map[string]any)["id"].(string)
	a.exclusive = "/registrations/" + asked
	a.until("the registration is in the queue", func() bool {
		r, err := a.ask("GET", "/api/v1"+a.exclusive, v.reviewer, "")
		return err == nil && r.Status == 200 && strings.Contains(string(r.Body), `"claim":{`)
	})
	a.post(v.reviewer, a.exclusive+"/approve", obj{"days": 10})
	a.exclusive = "registration-" + asked
	a.until("the deal hears of the approval", func() bool {
		return strings.HasSuffix(a.kinds("opportunity-"+deal), "registration-noted")
	})
}

// over reports whether everything that fell due has happened.
func (a *absence) over() bool { return len(a.missing()) == 0 }

// missing is what has not happened of what fell due.
func (a *absence) missing() (all []string) {
	for deal, want := range a.offers {
		if got := a.kinds("opportunity-" + deal); got != want {
			all = append(all, fmt.Sprintf("%s: %s, want %s", deal, got, want))
		}
	}
	for _, stream := range []string{a.exclusive + " lapsed", "referral-" + a.invited + " expired"} {
		stream, last, _ := strings.Cut(stream, " ")
		if got := a.kinds(stream); !slices.Contains(strings.Fields(got), last) {
			all = append(all, stream+": "+got)
		}
	}
	if a.count(`select count(*) from cosell_ops.notices where kind = 'expiring-soon' and deal = $1`, a.reminded) == 0 {
		all = append(all, "the reminder")
	}
	all = append(all, a.list(`select process || ' ' || command from cosell_ops.steps where state = 'pending'`)...)
	all = append(all, a.list(`
select kind || ' of ' || subject from cosell_ops.deadlines d where due_at < $1 and not (kind in ('overdue', 'stalled') and exists (
    select from cosell_ops.deadlines p where p.process = d.process and p.subject = d.subject and p.kind = 'silence'))`, back)...)
	return append(all, a.list(`select name || ' is behind' from cosell_ops.checkpoints c
left join cosell_log.events e on e.id = c.event_id where e.position is distinct from (select max(position) from cosell_log.events)`)...)
}

func TestAServerThatWasDownForTwentyDaysMakesUpForItOnceAndInOrderWhenKilledMeanwhile(t *testing.T) {
	url, data := localservertest.Database(t), localservertest.Folder(t)
	begin := []string{"--demo", "--database", url, "--clock"}
	a := &absence{running: serve(t, data, append(begin, away)...), database: lookInto(t, url)}
	a.tell()
	a.stop()
	stopped := a.end()

	again := append(begin, back)
	for done := 0; done < 4; {
		r := launch(t, data, again...)
		r.until("the clock goes on", func() bool { return len(a.expired(stopped)) > done })
		r.kill()
		done = len(a.expired(stopped))
	}
	a.running = serve(t, data, again...)
	a.until("everything that fell due has happened", a.over)
	a.stop()

	times := a.expired(stopped)
	require.True(t, slices.IsSortedFunc(times, time.Time.Compare), "%v", times)
	require.GreaterOrEqual(t, len(times), 9)
	require.Zero(t, a.count(`select count(*) from cosell_ops.steps where state = 'failed'`))
	require.EqualValues(t, 1, a.count(`select count(*) from cosell_ops.notices where kind = 'expiring-soon' and deal = $1`, a.reminded))
	require.Zero(t, a.count(`select count(*) from cosell_ops.notices where kind = 'expiring-soon' and deal = $1`, a.invited),
		"nobody is reminded of a deadline that has passed")

	before := a.log()
	r := serve(t, data, again...)
	fence := r.post(r.vendor().manager, "/opportunities", obj{"topic": "After it all", "currency": "EUR"})
	r.until("everybody has come past it", func() bool {
		return a.count(`select count(*) from cosell_ops.checkpoints where position < $1`, fence.Position) == 0
	})
	r.stop()
	after := slices.DeleteFunc(a.log(), func(line string) bool { return strings.HasPrefix(line, "opportunity-"+fence.ID) })
	require.Equal(t, before, after)
}

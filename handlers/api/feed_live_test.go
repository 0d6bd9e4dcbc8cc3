package api_test

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/handlers/api"
	"github.com/cosell/cosell/handlers/auth"
)

// wire is a connection whose reader takes what is written in its own time.
type wire struct {
	header   http.Header
	status   int
	taken    chan string
	patience time.Time // zero for ever
	unread   bool      // whether the bound on reading was lifted
	done     chan any  // what the handler panicked with, or nil
}

func (c *wire) Header() http.Header { return c.header }

func (c *wire) WriteHeader(status int) { c.status = status }

func (c *wire) SetWriteDeadline(at time.Time) error {
	c.patience = at
	return nil
}

func (c *wire) SetReadDeadline(at time.Time) error {
	c.unread = at.IsZero()
	return nil
}

func (c *wire) FlushError() error { return nil }

func (c *wire) Write(b []byte) (int, error) {
	over := time.NewTimer(time.Until(c.patience))
	defer over.Stop()
	select {
	case c.taken <- string(b):
		return len(b), nil
	case <-over.C:
		return 0, os.ErrDeadlineExceeded
	}
}

// open asks for a feed over a wire.
func (w *world) open(ctx context.Context, who, path string, headers ...string) *wire {
	c := &wire{header: http.Header{}, taken: make(chan string), done: make(chan any, 1)}
	r := httptest.NewRequestWithContext(ctx, "GET", path, nil)
	r.Header.Set("Authorization", "Bearer "+w.token(who))
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	go func() {
		defer func() { c.done <- recover() }()
		w.handler.ServeHTTP(c, r)
	}()
	return c
}

// bubble is a world in which time passes when everybody waits, and what is recorded.
func bubble(t *testing.T, test func(t *testing.T, w *world, recorded *[]api.Access)) {
	synctest.Test(t, func(t *testing.T) {
		w := inMemory(t)
		var mu sync.Mutex
		recorded := &[]api.Access{}
		w.handler.RecordTo(func(_ context.Context, a api.Access) error {
			mu.Lock()
			defer mu.Unlock()
			*recorded = append(*recorded, a)
			return nil
		})
		test(t, w, recorded)
	})
}

var stream = []string{"Accept", "text/event-stream"}

func (w *world) deal() string {
	a := w.post("/api/v1/opportunities", "channel-manager", map[string]any{"topic": "x", "currency": "EUR"})
	require.Equal(w.t, http.StatusCreated, a.Code, a.text)
	return a.json["position"].(string)
}

func TestAFeedThatStaysOpenGivesEachEventAtOnceAndSignsOfLifeBetween(t *testing.T) {
	bubble(t, func(t *testing.T, w *world, recorded *[]api.Access) {
		ctx, leave := context.WithCancel(t.Context())
		first := w.deal()
		c := w.open(ctx, "auditor", feedPath, stream...)
		require.Equal(t, "retry: 1000\n\n", <-c.taken)
		require.Equal(t, "text/event-stream", c.header.Get("Content-Type"))
		require.True(t, c.unread, "nothing bounds how long it may stay open")
		require.Regexp(t, "^id: "+first+"\ndata: {\"position\":\""+first+"\",.*\"kind\":\"opportunity.created\".*}\n\n$", <-c.taken)
		begun := time.Now()
		require.Equal(t, ":\n\n", <-c.taken)
		require.Equal(t, api.FeedBeat, time.Since(begun))
		second := w.deal()
		require.Contains(t, <-c.taken, "id: "+second+"\n")
		leave()
		require.Nil(t, <-c.done)
		require.Len(t, *recorded, 2)
		require.Equal(t, "begun 0, ended 2 at "+second, fmt.Sprintf("%s %d, %s %d at %s", (*recorded)[0].Outcome, (*recorded)[0].Rows, (*recorded)[1].Outcome, (*recorded)[1].Rows, (*recorded)[1].Position))
	})
}

func TestAFeedThatStaysOpenEndsWithTheToken(t *testing.T) {
	bubble(t, func(t *testing.T, w *world, _ *[]api.Access) {
		c := w.open(t.Context(), "auditor", feedPath, stream...)
		begun, last := time.Now(), ""
		for last != ": The bearer token has expired.\n\n" {
			last = <-c.taken
		}
		require.Nil(t, <-c.done)
		require.Equal(t, auth.Lifetime, time.Since(begun))
	})
}

func TestAServerThatStopsEndsItsFeeds(t *testing.T) {
	bubble(t, func(t *testing.T, w *world, recorded *[]api.Access) {
		w.deal()
		open, lines := w.open(t.Context(), "auditor", feedPath, stream...), w.open(t.Context(), "auditor", feedPath)
		<-open.taken
		<-open.taken
		synctest.Wait()
		w.handler.EndFeeds()
		require.Equal(t, ": The server stops; read on from the last position.\n\n", <-open.taken)
		require.Nil(t, <-open.done)
		require.NotEmpty(t, <-lines.taken, "what is being written is written")
		<-lines.done
		late := w.get(feedPath, "auditor")
		require.Equal(t, http.StatusServiceUnavailable, late.Code, late.text)
		require.Equal(t, "stopping", late.code())
		require.Equal(t, "cut", string((*recorded)[len(*recorded)-1].Outcome))
	})
}

func TestAReaderThatTakesNothingIsCutOffAndGoesOnWhereItWas(t *testing.T) {
	bubble(t, func(t *testing.T, w *world, recorded *[]api.Access) {
		c := w.open(t.Context(), "auditor", feedPath, stream...)
		<-c.taken
		first := w.deal()
		require.Contains(t, <-c.taken, first)
		second, begun := w.deal(), time.Now()
		require.Nil(t, <-c.done)
		require.Equal(t, api.FeedStuck, time.Since(begun))
		last := (*recorded)[len(*recorded)-1]
		require.Equal(t, first, last.Position)
		require.EqualValues(t, 1, last.Rows)

		again := w.open(t.Context(), "auditor", feedPath+"?after="+strings.Repeat("0", 32), append(stream, "Last-Event-ID", first)...)
		<-again.taken
		require.Contains(t, <-again.taken, "id: "+second)
		w.handler.EndFeeds()
		<-again.taken
		<-again.done

	})
}

func TestLinesThatAreCutOffDoNotLookWhole(t *testing.T) {
	bubble(t, func(t *testing.T, w *world, recorded *[]api.Access) {
		w.deal()
		c := w.open(t.Context(), "auditor", feedPath)
		require.Equal(t, http.ErrAbortHandler, <-c.done, "nobody takes them")
		require.Equal(t, "cut", string((*recorded)[1].Outcome))
		require.Zero(t, (*recorded)[1].Rows)
	})
}

func TestAFeedThatMeetsAnEventOfANewerProgramSaysSo(t *testing.T) {
	bubble(t, func(t *testing.T, w *world, _ *[]api.Access) {
		w.deal()
		position := w.deal()
		_, err := w.store.Append(t.Context(), "opportunity-"+missing, eventstore.NoStream, []eventstore.Pending{{
			ID: missing, Kind: "opportunity.sold-to-the-moon", SchemaVersion: 1, Data: []byte(`{}`),
			Metadata: eventstore.Metadata{CommandID: "x", CorrelationID: "x", Actor: eventstore.Actor{Member: "x", Org: "vendor", Role: "auditor"}},
		}})
		require.NoError(t, err)
		a := w.get(feedPath+"?after="+position, "channel-manager")
		require.Equal(t, http.StatusServiceUnavailable, a.Code, a.text)
		require.Equal(t, "newer-event", a.code())
		require.Contains(t, w.get(feedPath, "auditor").text, "opportunity.sold-to-the-moon")
	})
}

func TestAFeedEndsWhenItsReaderLosesARight(t *testing.T) {
	bubble(t, func(t *testing.T, w *world, _ *[]api.Access) {
		id := string(w.engage("contoso"))
		c := w.open(t.Context(), "contoso seller", feedPath+"?kind=opportunity.*", stream...)
		<-c.taken
		require.Equal(t, ":\n\n", <-c.taken)
		w.does("program-administrator", "partners/"+id+"/remove-member", map[string]any{"member": "contoso-seller"})
		require.Equal(t, ": Your rights have changed; ask again.\n\n", <-c.taken)
		require.Nil(t, <-c.done)
	})
}

func TestAMemberAndAnOrganisationHaveSoManyFeedsOpenAtOnce(t *testing.T) {
	bubble(t, func(t *testing.T, w *world, _ *[]api.Access) {
		var open []*wire
		ask := func(who string) *wire {
			c := w.open(t.Context(), who, feedPath, stream...)
			synctest.Wait()
			return c
		}
		refused := func(who string) {
			t.Helper()
			a := w.get(feedPath, who, stream...)
			require.Equal(t, http.StatusTooManyRequests, a.Code)
			require.Equal(t, "too-many-feeds", a.code())
			require.Equal(t, "5", a.Header().Get("Retry-After"))
		}
		for _, who := range []string{"auditor", "channel-manager", "vendor-seller", "registration-reviewer"} {
			for range 8 {
				open = append(open, ask(who))
			}
			refused(who)
		}
		refused("program-administrator")
		w.handler.EndFeeds()
		for _, c := range open {
			for over := false; !over; {
				select {
				case <-c.taken:
				case <-c.done:
					over = true
				}
			}
		}
		late := w.open(t.Context(), "auditor", feedPath, stream...)
		require.Equal(t, ": The server stops; read on from the last position.\n\n", <-late.taken)
		require.Nil(t, <-late.done, "those that ended have left room")
	})
}

func TestAPipeStopsWhoFillsItUntilSomethingIsTaken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := api.NewPipe()
		ctx, stop := context.WithCancel(t.Context())
		put := 0
		var err error
		go func() {
			for err == nil {
				if err = p.Put(ctx, make([]byte, api.Room/4)); err == nil {
					put++
				}
			}
		}()
		synctest.Wait()
		require.Equal(t, 4, put)
		require.Len(t, p.Take(), api.Room)
		synctest.Wait()
		require.Equal(t, 8, put)
		stop()
		synctest.Wait()
		require.ErrorIs(t, err, context.Canceled)
		require.Len(t, p.Take(), api.Room)
		require.NoError(t, p.Put(t.Context(), make([]byte, 2*api.Room)), "one that is longer goes alone")
	})
}

// A reader that is cut off again and again gets every event once, with the id of the last one that it got.
func TestAReaderThatComesBackGetsEveryEventOnce(t *testing.T) {
	w := inPostgres(t)
	server := httptest.NewServer(w.handler)
	defer server.Close()
	var want, got []string
	for range 5 {
		want = append(want, w.deal())
	}
	last := ""
	for range 5 {
		ctx, leave := context.WithCancel(t.Context())
		r, err := http.NewRequestWithContext(ctx, "GET", server.URL+feedPath+"?kind=opportunity.*", nil)
		require.NoError(t, err)
		r.Header.Set("Authorization", "Bearer "+w.token("auditor"))
		r.Header.Set("Accept", "text/event-stream")
		if last != "" {
			r.Header.Set("Last-Event-ID", last)
		}
		res, err := server.Client().Do(r)
		require.NoError(t, err)
		require.Equal(t, http.StatusOK, res.StatusCode)
		want = append(want, w.deal())
		text := bufio.NewScanner(res.Body)
		for range 2 {
			for text.Scan() && !strings.HasPrefix(text.Text(), "id: ") {
				continue
			}
			last = strings.TrimPrefix(text.Text(), "id: ")
			got = append(got, last)
		}
		leave()
		res.Body.Close()
	}
	require.Equal(t, want, got)
}

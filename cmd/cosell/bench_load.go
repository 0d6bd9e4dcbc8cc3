package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/handlers/auth"
)

// clients ask one server for the vendor, each as a member of its own.
type clients struct {
	url    string
	http   *http.Client
	tokens []string
	deals  []string // accepted opportunities, to write notes on
	next   atomic.Int64
	run    string // what tells the keys of one run from those of another
}

const (
	members  = 64
	inFlight = 512 // requests at a time
	targets  = 4_000
)

var noteBody = []byte(`{"text":"The customer has asked for two references and a visit to the plant before the summer stop.","audience":"all"}`)

// clientsOf makes the clients of a server, and looks up deals that they may write on.
func (b *bench) clientsOf(ctx context.Context, url string) (*clients, error) {
	c := &clients{url: url, run: uuid.NewString(), http: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: inFlight, MaxIdleConns: inFlight}}}
	key, err := auth.LoadKey(b.keyFile())
	if err != nil {
		return nil, err
	}
	for n := range members {
		who := domain.Caller{Member: fmt.Sprintf("bench-%d", n), Org: domain.Vendor, Roles: []domain.Role{domain.RoleChannelManager}}
		token, err := auth.Issue(key, who, time.Now())
		if err != nil {
			return nil, err
		}
		c.tokens = append(c.tokens, token)
	}
	return c, c.look(ctx)
}

// look pages through what is managed for deals that are accepted.
func (c *clients) look(ctx context.Context) error {
	cursor := ""
	for len(c.deals) < targets {
		var found struct {
			Items []struct{ ID, Kind, State string }
			Next  string
		}
		if err := c.get(ctx, "/api/v1/dashboards/managed?limit=200&cursor="+url.QueryEscape(cursor), &found); err != nil {
			return err
		}
		for _, d := range found.Items {
			if d.State == "accepted" && d.Kind != "referral" {
				c.deals = append(c.deals, d.ID)
			}
		}
		if cursor = found.Next; cursor == "" {
			break
		}
	}
	if len(c.deals) == 0 {
		return errors.New("no deal of the log is worked on")
	}
	return nil
}

func (c *clients) get(ctx context.Context, path string, into any) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, c.url+path, nil)
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer "+c.tokens[0])
	answer, err := c.http.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(io.LimitReader(answer.Body, 1<<10))
		return fmt.Errorf("%s: %s %s", path, answer.Status, text)
	}
	return json.NewDecoder(answer.Body).Decode(into)
}

// settled returns when the server has read what assignments need, which it does beside everything else after its start: it has a deal
// assigned, or not for want of a partner.
func (c *clients) settled(ctx context.Context) error {
	var deal struct{ ID string }
	if _, err := c.post(ctx, "/api/v1/opportunities", `{"topic":"Forklifts","currency":"USD"}`, &deal); err != nil {
		return err
	}
	for {
		var answer struct{}
		switch status, err := c.post(ctx, "/api/v1/opportunities/"+deal.ID+"/distribute", `{"partner":"auto"}`, &answer); {
		case err != nil:
			return err
		case status != http.StatusConflict && status != http.StatusServiceUnavailable:
			return nil
		}
	}
}

func (c *clients) post(ctx context.Context, path, body string, into any) (status int, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url+path, strings.NewReader(body))
	if err != nil {
		return 0, err
	}
	r.Header.Set("Authorization", "Bearer "+c.tokens[0])
	r.Header.Set("Content-Type", "application/json")
	answer, err := c.http.Do(r)
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	return answer.StatusCode, json.NewDecoder(answer.Body).Decode(into)
}

// note issues one command: a note on the next of the deals. With a key it could be repeated.
func (c *clients) note(ctx context.Context, member int, keyed bool) error {
	n := c.next.Add(1)
	path := c.url + "/api/v1/opportunities/" + c.deals[int(n)%len(c.deals)] + "/add-note"
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, path, bytes.NewReader(noteBody))
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer "+c.tokens[member%len(c.tokens)])
	r.Header.Set("Content-Type", "application/json")
	if keyed {
		r.Header.Set("Idempotency-Key", c.run+"-"+strconv.FormatInt(n, 10))
	}
	answer, err := c.http.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode >= 300 {
		err = fmt.Errorf("add-note: %s %s", answer.Status, text)
	}
	return err
}

// closed has every member issue one command after the other for some time, and gives how many a second that were.
func (c *clients) closed(ctx context.Context, keyed bool, lasts time.Duration) (float64, error) {
	var done atomic.Int64
	var failed once
	var running sync.WaitGroup
	began := time.Now()
	for m := range members {
		running.Go(func() {
			for time.Since(began) < lasts && failed.err() == nil {
				if err := c.note(ctx, m, keyed); err != nil {
					failed.set(err)
					return
				}
				done.Add(1)
			}
		})
	}
	running.Wait()
	return rate(int(done.Load()), time.Since(began)), failed.err()
}

// once keeps the first error.
type once struct {
	mu    sync.Mutex
	first error
}

func (o *once) set(err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.first == nil {
		o.first = err
	}
}

func (o *once) err() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.first
}

// scheduled does n things at so many a second, whatever became of those before, and gives how long each took from the moment
// it was due: what one that is late makes the next wait is not hidden.
func scheduled(ctx context.Context, n, aSecond int, do func(i int) error) ([]time.Duration, error) {
	times := make([]time.Duration, n)
	var failed once
	var running sync.WaitGroup
	room := make(chan struct{}, inFlight)
	began := time.Now()
	for i := range n {
		due := began.Add(time.Duration(i) * time.Second / time.Duration(aSecond))
		if wait := time.Until(due); wait > 0 {
			if err := pauseFor(ctx, wait); err != nil {
				return nil, err
			}
		}
		if failed.err() != nil {
			break
		}
		room <- struct{}{}
		running.Go(func() {
			if err := do(i); err != nil {
				failed.set(err)
			}
			times[i] = time.Since(due)
			<-room
		})
	}
	running.Wait()
	return times, failed.err()
}

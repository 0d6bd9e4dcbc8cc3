package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/handlers/auth"
)

const (
	pageSize   = 50
	pageFar    = 1_000 // the page that is as fast as the first
	pageStride = 200   // rows of one request on the way there
	pageAgain  = 20
)

// listing is a list of the API that has pages.
type listing struct {
	path  string
	sorts []string
}

// paged is one page of one list, as somebody asked for it.
type paged struct {
	List  string  `json:"list"`
	Sort  string  `json:"sort"`
	As    string  `json:"as"`
	Page  int     `json:"page"` // of 50 rows, from 1
	Rows  int     `json:"rows"`
	P50   float64 `json:"p50"` // ms in the database
	P99   float64 `json:"p99"`
	Scans string  `json:"sequentialScans,omitempty"` // of large tables
	times []time.Duration
}

// benchPages reads the first and the thousandth page of every list in every order that the API describes, for the vendor and
// for the partner with the most deals; of shorter lists the last page. The time is that of the statements, from when they
// are sent until their last row is there.
func benchPages(ctx context.Context, b *bench) error {
	l, err := b.full(ctx)
	if err != nil {
		return err
	}
	if err := b.prepared(ctx, l); err != nil {
		return err
	}
	o, err := b.open(ctx, l.url)
	if err != nil {
		return err
	}
	defer o.close()
	t, err := traced(ctx, o)
	if err != nil {
		return err
	}
	defer t.pool.Close()
	s, err := b.serving(ctx, t.base, l)
	if err != nil {
		return err
	}
	p := &pager{tracing: t, handler: s.handler, again: b.times(pageAgain)}
	lists, err := p.lists(ctx)
	if err != nil {
		return err
	}
	vendor := domain.Caller{Member: "bench", Org: domain.Vendor, Roles: []domain.Role{domain.RoleChannelManager, domain.RoleReviewer}}
	var all []paged
	for _, who := range []struct {
		as     string
		caller domain.Caller
	}{{"vendor", vendor}, {"partner", l.partners[0]}} {
		if p.token, err = auth.Issue(s.key, who.caller, time.Now()); err != nil {
			return err
		}
		for _, list := range lists {
			for _, sort := range list.sorts {
				pages, err := p.measure(ctx, list.path, sort)
				if errors.Is(err, errDenied) {
					break
				}
				if err != nil {
					return fmt.Errorf("%s?sort=%s: %w", list.path, sort, err)
				}
				for _, page := range pages {
					page.As = who.as
					all = append(all, page)
				}
			}
		}
	}
	b.tell(all)
	return nil
}

// tell makes figures of pages: what is slowest, and which plans read a large table from one end to the other.
func (b *bench) tell(all []paged) {
	for _, far := range []bool{false, true} {
		var slowest paged
		var times []time.Duration
		for _, p := range all {
			if (p.Page > 1) == far {
				times = append(times, p.times...)
				if p.P99 > slowest.P99 {
					slowest = p
				}
			}
		}
		what := map[bool]string{false: "first page of any list, p99 in the database", true: "thousandth page of any list (or the last), p99 in the database"}[far]
		s := spreadOf(times)
		b.found(figure{Bench: "pages", What: what, Value: s.P99, Unit: "ms", Spread: &s, Details: slowest}.atMost(5))
	}
	scans := 0
	for _, p := range all {
		if p.Scans != "" {
			scans++
		}
	}
	b.found(figure{Bench: "pages", What: fmt.Sprintf("of %d pages, with a sequential scan of a large table", len(all)), Value: float64(scans),
		Unit: "pages", Details: all}.judged("none", scans == 0))
}

// pager asks a handler for pages, without a network.
type pager struct {
	*tracing
	handler http.Handler
	again   int // that each page is asked for
	token   string
}

// answered is a response, kept.
type answered struct {
	header http.Header
	status int
	body   strings.Builder
}

func (a *answered) Header() http.Header         { return a.header }
func (a *answered) WriteHeader(status int)      { a.status = status }
func (a *answered) Write(b []byte) (int, error) { return a.body.Write(b) }

func (p *pager) get(ctx context.Context, path string, into any) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, path, nil)
	if err != nil {
		return err
	}
	r.RemoteAddr = "127.0.0.1:1"
	if p.token != "" {
		r.Header.Set("Authorization", "Bearer "+p.token)
	}
	a := &answered{header: http.Header{}, status: http.StatusOK}
	p.handler.ServeHTTP(a, r)
	switch a.status {
	case http.StatusOK:
	case http.StatusForbidden:
		return errDenied
	default:
		return fmt.Errorf("%d %s", a.status, a.body.String())
	}
	return json.Unmarshal([]byte(a.body.String()), into)
}

// errDenied says that a list is for others.
var errDenied = errors.New("this list is not for the caller")

// lists are those that have a cursor, by the API's own description.
func (p *pager) lists(ctx context.Context) (all []listing, err error) {
	var doc struct {
		Paths map[string]struct {
			Get *struct {
				Parameters []struct {
					Name   string
					Schema struct{ Enum []string }
				}
			}
		}
	}
	if err := p.get(ctx, "/openapi.json", &doc); err != nil {
		return nil, err
	}
	for path, item := range doc.Paths {
		l, cursor := listing{path: path}, false
		if item.Get == nil || strings.Contains(path, "{") {
			continue
		}
		for _, parameter := range item.Get.Parameters {
			cursor = cursor || parameter.Name == "cursor"
			if parameter.Name == "sort" {
				l.sorts = parameter.Schema.Enum
			}
		}
		if cursor && len(l.sorts) > 0 {
			all = append(all, l)
		}
	}
	slices.SortFunc(all, func(x, y listing) int { return strings.Compare(x.path, y.path) })
	return all, nil
}

type pageOf struct {
	Items []json.RawMessage `json:"items"`
	Next  string            `json:"next"`
}

func pagePath(path, sort, cursor string, limit int) string {
	q := url.Values{"sort": {sort}, "limit": {fmt.Sprint(limit)}}
	if cursor != "" {
		q.Set("cursor", cursor)
	}
	return path + "?" + q.Encode()
}

// measure asks for the first page and, in rising orders, for the one far behind: falling ones read the same index from its other
// end, and the way there is long.
func (p *pager) measure(ctx context.Context, path, sort string) (all []paged, err error) {
	cursor, rows := "", 0
	for at := ""; rows < (pageFar-1)*pageSize && !strings.HasPrefix(sort, "-"); {
		var got pageOf
		step := min(pageStride, (pageFar-1)*pageSize-rows)
		if err := p.get(ctx, pagePath(path, sort, at, step), &got); err != nil {
			return nil, err
		}
		if got.Next == "" {
			break
		}
		rows += len(got.Items)
		at, cursor = got.Next, got.Next
	}
	for _, c := range []struct {
		cursor string
		before int
	}{{"", 0}, {cursor, rows}} {
		if c.cursor == "" && c.before > 0 {
			continue
		}
		one := paged{List: path, Sort: sort, Page: 1 + c.before/pageSize}
		for range p.again {
			p.begin()
			var got pageOf
			if err := p.get(ctx, pagePath(path, sort, c.cursor, pageSize), &got); err != nil {
				return nil, err
			}
			one.times, one.Rows = append(one.times, p.taken()), len(got.Items)
		}
		s := spreadOf(one.times)
		one.P50, one.P99 = s.P50, s.P99
		if one.Scans, err = p.scans(ctx); err != nil {
			return nil, err
		}
		if all = append(all, one); cursor == "" {
			break
		}
	}
	return all, nil
}

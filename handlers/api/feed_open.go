package api

import (
	"context"
	"sync"
	"time"

	"github.com/cosell/cosell/domain"
)

// openFeeds counts the feeds that are open, and ends them.
type openFeeds struct {
	limits   Limits
	stopping context.Context
	stop     context.CancelFunc

	mu   sync.Mutex
	open map[string]int // by organisation, and by member
}

func newOpenFeeds(l Limits) *openFeeds {
	f := &openFeeds{limits: l, open: map[string]int{}}
	f.stopping, f.stop = context.WithCancel(context.Background())
	return f
}

// EndFeeds ends the feeds that are open, and every one that is asked for later: the server stops. Feeds that stay open end
// with a word to their readers; others are cut off, to be read on elsewhere.
func (h *Handler) EndFeeds() { h.feeds.stop() }

var errManyFeeds = &domain.Error{Class: domain.ClassTooMany, Code: "too-many-feeds", Message: "You or your organisation have as many feeds open as there may be; close one, or try again later."}

// feedRetry is when a feed may be asked for again after there were too many.
const feedRetry = 5 * time.Second

// enter lets a caller open one more feed, until it leaves.
func (f *openFeeds) enter(x *exchange) (leave func(), err error) {
	org := string(x.caller.Org)
	member := org + "\n" + x.caller.Member
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.open[member] >= f.limits.FeedsMember || f.open[org] >= f.limits.FeedsOrg {
		x.w.Header().Set("Retry-After", seconds(feedRetry))
		return nil, errManyFeeds
	}
	f.add(1, org, member)
	return func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.add(-1, org, member)
	}, nil
}

// add changes counters; one that is nought is forgotten.
func (f *openFeeds) add(n int, counters ...string) {
	for _, c := range counters {
		if f.open[c] += n; f.open[c] == 0 {
			delete(f.open, c)
		}
	}
}

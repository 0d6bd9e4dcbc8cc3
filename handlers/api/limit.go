package api

import (
	"net/http"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Limits are how often somebody may ask. A zero field stands for the number named.
type Limits struct {
	Member       rate.Limit // requests per second of one member, over all its tokens: 2,000
	MemberBurst  int        // of those at once: 4,000
	Applications int        // applications per hour from one address: 20
	Strangers    rate.Limit // requests per second without a valid token from one address: 10
	StrangersTop int        // of those at once: 100
	FeedsMember  int        // feeds that a member has open at once: 8
	FeedsOrg     int        // feeds that an organisation has open at once: 32
}

func (l Limits) filled() Limits {
	if l.Member == 0 {
		l.Member = 2_000
	}
	if l.MemberBurst == 0 {
		l.MemberBurst = 4_000
	}
	if l.Applications == 0 {
		l.Applications = 20
	}
	if l.Strangers == 0 {
		l.Strangers = 10
	}
	if l.StrangersTop == 0 {
		l.StrangersTop = 100
	}
	if l.FeedsMember == 0 {
		l.FeedsMember = 8
	}
	if l.FeedsOrg == 0 {
		l.FeedsOrg = 32
	}
	return l
}

// limiters holds one set of buckets for each kind of asking.
type limiters struct {
	members, applications, strangers *buckets
}

func newLimiters(l Limits) limiters {
	return limiters{
		members:      newBuckets(l.Member, l.MemberBurst),
		applications: newBuckets(rate.Every(time.Hour/time.Duration(l.Applications)), l.Applications),
		strangers:    newBuckets(l.Strangers, l.StrangersTop),
	}
}

// maxBuckets bounds the memory of a set: at most twice as many callers are remembered.
const maxBuckets = 10_000

// buckets is a token bucket for each caller. Those that were not asked for since maxBuckets others came are forgotten.
type buckets struct {
	limit rate.Limit
	burst int

	mu      sync.Mutex
	now     map[string]*rate.Limiter
	earlier map[string]*rate.Limiter
}

func newBuckets(limit rate.Limit, burst int) *buckets {
	return &buckets{limit: limit, burst: burst, now: map[string]*rate.Limiter{}}
}

// take lets one request of a caller pass, or says how long it has to wait.
func (b *buckets) take(caller string, at time.Time) (wait time.Duration) {
	r := b.of(caller).ReserveN(at, 1)
	if wait = r.DelayFrom(at); wait > 0 {
		r.CancelAt(at)
	}
	return wait
}

func (b *buckets) of(caller string) *rate.Limiter {
	b.mu.Lock()
	defer b.mu.Unlock()
	l, ok := b.now[caller]
	if ok {
		return l
	}
	if l, ok = b.earlier[caller]; !ok {
		l = rate.NewLimiter(b.limit, b.burst)
	}
	if len(b.now) >= maxBuckets {
		b.now, b.earlier = map[string]*rate.Limiter{}, b.now
	}
	b.now[caller] = l
	return l
}

// admit finds out who asks, and whether that was too often.
func (h *Handler) admit(x *exchange) error {
	if x.route.access != open && !h.Begun() {
		return errStarting
	}
	switch x.route.access {
	case applicants:
		return x.paced(h.limiters.applications, address(x.Request))
	case members:
		if err := h.known(x); err != nil {
			if slow := x.paced(h.limiters.strangers, address(x.Request)); slow != nil {
				return slow
			}
			return err
		}
		if err := x.paced(h.limiters.members, string(x.caller.Org)+"\n"+x.caller.Member); err != nil {
			return err
		}
		return h.standing(x)
	}
	return nil
}

func (h *Handler) known(x *exchange) (err error) {
	token := bearer(x.Header)
	if token == "" {
		return errNoToken
	}
	x.caller, err = h.Verifier.Verify(token)
	return err
}

// paced takes from a bucket. The pace is kept by the real clock, whatever clock the deals have.
func (x *exchange) paced(b *buckets, caller string) error {
	wait := b.take(caller, time.Now())
	if wait == 0 {
		return nil
	}
	x.w.Header().Set("Retry-After", seconds(wait))
	return errTooMany
}

// address is where a request comes from: an IPv4 address, or the network of 64 bits that an IPv6 address lies in, since
// one subscriber has all of it.
func address(r *http.Request) string {
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	ip := from.Addr().Unmap().WithZone("")
	if ip.Is6() {
		if network, err := ip.Prefix(64); err == nil {
			return network.String()
		}
	}
	return ip.String()
}

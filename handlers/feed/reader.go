package feed

import (
	"context"
	"fmt"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/eventstore"
)

// reader is one reading.
type reader struct {
	*Feed
	Query
	who       domain.Caller
	audits    bool
	historian bool
	kept      generations[string, folded]
	skipped   int // since the last item
}

// subjects is how many aggregates' states a reading remembers at least; twice as many at most. One that was forgotten is
// folded from its beginning when it is met again.
const subjects = 1_000

func newReader(f *Feed, who domain.Caller, q Query) *reader {
	_, audits := who.As(domain.RoleAuditor)
	_, historian := who.As(domain.RoleChannelManager, domain.RoleProgramAdministrator)
	return &reader{
		Feed: f, Query: q, who: who, audits: audits && who.IsVendor(), historian: historian && who.IsVendor(),
		kept: generations[string, folded]{limit: f.remember},
	}
}

// folded is an aggregate as of an event, and as it is.
type folded struct {
	then, now     state
	thenAt, nowAt int64 // revisions
}

// shown is an event as the caller may read it; nil for one that it may not, or did not ask for.
func (r *reader) shown(ctx context.Context, e eventstore.Recorded) (*eventstore.Recorded, error) {
	if !r.wants(&e) {
		return nil, nil
	}
	if r.audits && r.Org == "" {
		return &e, nil
	}
	kind, _, err := eventstore.ParseStream(e.Stream)
	start, known := starts[kind]
	if err != nil || !known {
		return nil, err
	}
	plain := r.who.IsVendor() && common[kind] // no state decides
	if plain && r.Org == "" {
		l, err := r.vendorReads(e)
		return r.cut(e, l), err
	}
	d, err := r.Decode(e)
	if err != nil {
		return nil, err
	}
	s, err := r.at(ctx, d, start)
	if err != nil || r.Org != "" && !s.then.concerns(r.Org) {
		return nil, err
	}
	if r.audits {
		return &e, nil
	}
	if plain {
		l, err := r.vendorReads(e)
		return r.cut(e, l), err
	}
	if !s.then.sees(r.who) || !s.now.sees(r.who) {
		return nil, nil
	}
	policy, err := r.Policy(ctx)
	if err != nil {
		return nil, err
	}
	return r.cut(e, s.now.reads(reading{d, e.Data, r.who, policy.Teaser})), nil
}

// at gives an aggregate as of an event, and as it was when this reading first met it or has come since. It is folded from
// what is remembered where that is enough.
func (r *reader) at(ctx context.Context, e domain.Recorded, start state) (folded, error) {
	s, ok := r.kept.get(e.Stream)
	switch {
	case !ok || s.thenAt >= e.Revision:
		s = folded{start, start, -1, -1}
		fallthrough
	case s.thenAt < e.Revision-1:
		if err := r.catchUp(ctx, &s, e); err != nil {
			return s, err
		}
	default:
		s.then, s.thenAt = s.then.next(e), e.Revision
		if s.nowAt < e.Revision {
			s.now, s.nowAt = s.then, s.thenAt
		}
	}
	r.kept.put(e.Stream, s)
	return s, nil
}

// catchUp reads on in a stream up to an event, and to its end.
func (r *reader) catchUp(ctx context.Context, s *folded, e domain.Recorded) error {
	for raw, err := range r.Store.Read(ctx, e.Stream, eventstore.From{Revision: s.thenAt + 1}) {
		if err != nil {
			return err
		}
		next, err := r.Decode(raw)
		if err != nil {
			return err
		}
		if next.Revision <= e.Revision {
			s.then, s.thenAt = s.then.next(next), next.Revision
		}
		if next.Revision > s.nowAt {
			s.now, s.nowAt = s.now.next(next), next.Revision
		}
	}
	if s.thenAt != e.Revision {
		return fmt.Errorf("read %s to %d: it ends at %d: %w", e.Stream, e.Revision, s.thenAt, eventstore.ErrTruncated)
	}
	return nil
}

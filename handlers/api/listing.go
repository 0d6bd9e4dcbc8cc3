package api

import (
	"cmp"
	"context"
	"net/http"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/projections/page"
)

// listParams are what every list takes.
type listParams struct {
	Cursor      string              `json:"cursor,omitempty" maxLength:"4096" doc:"The next of the page before, with the same sort."`
	Limit       *int                `json:"limit,omitempty" minimum:"1" maximum:"200" doc:"Rows of one page; 50 when left out."`
	MinPosition eventstore.Position `json:"min_position,omitzero" doc:"Wait until the list takes account of everything up to this position, as a command answered it."`
	Wait        *wait               `json:"wait,omitempty" doc:"How long to wait for min_position, such as 500ms: 5s when left out, and at most."`
}

func (p listParams) request(sort string) page.Request {
	r := page.Request{Sort: sort, Cursor: p.Cursor}
	if p.Limit != nil {
		r.Limit = *p.Limit
	}
	return r
}

// sequence is the order in which a list is asked for, to which its cursors belong.
type sequence struct {
	list  string // as its cursors name it
	sorts page.Sorts
	asked *string // the sort, when all parameters are read
	own   string  // the sort when none is asked for
}

// strays complains about a cursor of another list or another sort, or that is none at all. Where the sort is wrong itself, any of
// the list will do.
func (s sequence) strays(cursor string) []domain.FieldError {
	if cursor == "" {
		return nil
	}
	names := []string{cmp.Or(*s.asked, s.own)}
	if _, err := s.sorts.Parse(names[0]); err != nil {
		names = s.sorts.Names()
		for _, name := range s.sorts.Names() {
			names = append(names, "-"+name)
		}
	}
	for _, name := range names {
		order, err := s.sorts.Parse(name)
		if err == nil {
			_, err = order.Place(s.list, cursor)
		}
		if err == nil {
			return nil
		}
	}
	return page.ErrBadCursor.On("cursor").Fields
}

// whole reports whether no particular page was asked for.
func (p listParams) whole() bool { return p.Cursor == "" && p.Limit == nil }

// await waits until a view has reached the position that was asked for.
func (h *Handler) await(ctx context.Context, view string, p listParams) error {
	if p.MinPosition.IsZero() {
		return nil
	}
	patience := MaxWait
	if p.Wait != nil {
		patience = time.Duration(*p.Wait)
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return reached(h.Runner.Wait(ctx, view, p.MinPosition))
}

// chief reports whether a caller sees the deals of the whole partner, not only what is in its own hands.
func chief(who domain.Caller) bool {
	_, ok := who.As(domain.RoleAdministrator, domain.RoleManager)
	return ok
}

// vendorOnly refuses a parameter that would let a partner ask for another's deals.
func vendorOnly(who domain.Caller, partner *domain.ID) func() []domain.FieldError {
	return func() []domain.FieldError {
		if who.IsVendor() || *partner == "" {
			return nil
		}
		return []domain.FieldError{{Field: "partner", Code: "vendor-only", Message: "Only the vendor asks for one partner's deals."}}
	}
}

// answerList answers with a page as JSON.
func answerList[T, S any](x *exchange, p page.Page[T], summary S) error {
	if p.Items == nil {
		p.Items = []T{}
	}
	return x.json(http.StatusOK, summed[T, S]{Position: p.Position, Items: p.Items, Next: p.Next, Summary: summary})
}

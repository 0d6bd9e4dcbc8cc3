// Package page cuts lists into pages: sorts that a view offers, and the opaque cursors by which a reader goes on
// behind the last row it has seen, however much was inserted meanwhile.
package page

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/eventstore"
)

// Limits of a page.
const (
	DefaultLimit = 50
	MaxLimit     = 200
)

// ErrBadCursor refuses a cursor that was not handed out for this list and this sort.
var ErrBadCursor = &domain.Error{Class: domain.ClassInvalid, Code: "bad-cursor",
	Message: "The cursor does not belong to this list and this sort."}

// Page is some rows of a list. Next is the cursor of the following page, "" on the last one. Position is that of the last
// event which the view had applied before the rows were read: they are at least as new.
type Page[T any] struct {
	Items    []T
	Next     string
	Position eventstore.Position
}

// DB reads: a pool, a connection or a transaction of pgx.
type DB interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

// Request asks for one page of a sorted list. The zero value is the first page in the list's own order.
type Request struct {
	Sort   string // name of a sort of the view, with a leading "-" for the greatest first; "" for the view's own
	Cursor string // Next of the page before
	Limit  int    // rows; 0 for DefaultLimit
}

// Rows is how many rows are asked for. Below 0 or above MaxLimit is refused.
func (r Request) Rows() (int, error) {
	switch {
	case r.Limit == 0:
		return DefaultLimit, nil
	case r.Limit < 0 || r.Limit > MaxLimit:
		return 0, domain.Invalid([]domain.FieldError{{Field: "limit", Code: "out-of-range",
			Message: fmt.Sprintf("A page has 1 to %d rows.", MaxLimit)}})
	}
	return r.Limit, nil
}

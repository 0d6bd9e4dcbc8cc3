package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2/negotiation"
	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/projections/page"
	"github.com/cosell/cosell/projections/reports"
)

const textCSV = "text/csv"

// exportTimeout bounds an export, which may hold every row.
const exportTimeout = 10 * time.Minute

// exports reports whether Accept ranks a form in which lists are handed out as a whole before JSON.
func (x *exchange) exports() bool { return x.form() != "" }

// form is CSV or NDJSON where Accept ranks it before JSON, else "".
func (x *exchange) form() string {
	accept := x.Header.Get("Accept")
	if accept == "" {
		return ""
	}
	form := negotiation.SelectQValue(accept, []string{"application/json", textCSV, ndjson})
	if form == "application/json" {
		return ""
	}
	return form
}

// export answers with a list as CSV or NDJSON: the page that was asked for, with a Link to the next one, else every row that
// the filter lets pass, as of one moment. That it was taken is recorded.
func export[T any](h *Handler, x *exchange, name string, p listParams, r page.Request,
	read func(context.Context, page.DB, page.Request) (page.Page[T], error),
) error {
	return exportOf(h, x, taking{name: name}, rowsOf[T](nil), p, r, read)
}

// exportOf is export with rows of another form than all that there is of them, or of what is recorded otherwise.
func exportOf[T any](h *Handler, x *exchange, what taking, form rowForm, p listParams, r page.Request,
	read func(context.Context, page.DB, page.Request) (page.Page[T], error),
) error {
	ctx := x.Context()
	if p.whole() {
		r.Limit = page.MaxLimit
		var cancel context.CancelFunc
		ctx, cancel = x.patience()
		defer cancel()
	}
	return h.snapshot(ctx, func(tx pgx.Tx) error {
		rows, err := read(ctx, tx, r)
		if err != nil {
			return reached(err)
		}
		t, err := h.handOut(x, what, rows.Position, form)
		if err != nil {
			return err
		}
		if rows.Next != "" && !p.whole() {
			x.linkNext(rows.Next)
		}
		for {
			for _, item := range rows.Items {
				t.row(reflect.ValueOf(item))
			}
			t.flush(err)
			if rows.Next == "" || !p.whole() {
				t.end()
				return nil
			}
			r.Cursor = rows.Next
			rows, err = read(ctx, tx, r)
		}
	})
}

// patience gives an answer that may hold every row the time that it takes. A server's bound on reading needs no lifting: it
// counts no more once the request is read.
func (x *exchange) patience() (context.Context, context.CancelFunc) {
	_ = http.NewResponseController(x.w).SetWriteDeadline(time.Now().Add(exportTimeout)) // not every server has one
	return context.WithTimeoutCause(x.base, exportTimeout, errTimeout)
}

// snapshot reads in a transaction that sees one state.
func (h *Handler) snapshot(ctx context.Context, read func(pgx.Tx) error) error {
	tx, err := h.Pool.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return reached(err)
	}
	defer tx.Rollback(context.WithoutCancel(ctx))
	return read(tx)
}

func (x *exchange) linkNext(cursor string) {
	query := x.URL.Query()
	query.Set("cursor", cursor)
	link := url.URL{Path: x.URL.Path, RawQuery: query.Encode()}
	x.w.Header().Set("Link", "<"+link.String()+`>; rel="next"`)
}

// column is one column of a table: where in the row it lies.
type column struct {
	name string
	path [][]int // of struct fields, with pointers and lists between them
	omit bool    // zero counts as absent
}

// columnsOf flattens a row: a struct within it becomes a column for each of its fields, named with a point. Money is an
// amount and a currency.
func columnsOf(t reflect.Type) (all []column) {
	for _, f := range reflect.VisibleFields(t) {
		name := jsonName(f)
		if name == "" {
			continue
		}
		inner := f.Type
		for inner.Kind() == reflect.Pointer || inner.Kind() == reflect.Slice {
			inner = inner.Elem()
		}
		switch {
		case inner == reflect.TypeFor[domain.Money](), inner == reflect.TypeFor[reports.Sum]():
			all = append(all, column{name + ".amount", [][]int{f.Index}, true}, column{name + ".currency", [][]int{f.Index}, true})
		case inner.Kind() == reflect.Struct && !inner.Implements(reflect.TypeFor[fmt.Stringer]()):
			for _, c := range columnsOf(inner) {
				all = append(all, column{name + "." + c.name, append([][]int{f.Index}, c.path...), c.omit})
			}
		default:
			omit := strings.Contains(f.Tag.Get("json"), ",omit") && f.Type.Kind() != reflect.Pointer
			all = append(all, column{name, [][]int{f.Index}, omit})
		}
	}
	return all
}

func names(columns []column) []string {
	row := make([]string, len(columns))
	for i, c := range columns {
		row[i] = c.name
	}
	return row
}

func cells(columns []column, v reflect.Value) []string {
	row := make([]string, len(columns))
	for i, c := range columns {
		row[i] = strings.Join(c.values(v, c.path), "; ")
	}
	return row
}

// values are what a row has in a column: several from a list, none where something is absent.
func (c column) values(v reflect.Value, path [][]int) (all []string) {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return nil
		}
		return c.values(v.Elem(), path)
	case reflect.Slice:
		if raw, is := v.Interface().(json.RawMessage); is {
			return []string{string(raw)}
		}
		for i := range v.Len() {
			all = append(all, c.values(v.Index(i), path)...)
		}
		return all
	}
	if len(path) > 0 {
		return c.values(v.FieldByIndex(path[0]), path[1:])
	}
	return []string{c.cell(v)}
}

func (c column) cell(v reflect.Value) string {
	if c.omit && v.IsZero() {
		return ""
	}
	switch x := v.Interface().(type) {
	case domain.Money:
		if strings.HasSuffix(c.name, ".currency") {
			return string(x.Currency())
		}
		return x.Amount()
	case reports.Sum:
		if strings.HasSuffix(c.name, ".currency") {
			return string(x.Currency)
		}
		return x.Amount
	case time.Time:
		return x.UTC().Format(time.RFC3339Nano)
	}
	if v.Kind() == reflect.String {
		return harmless(v.String())
	}
	return fmt.Sprint(v.Interface())
}

// harmless puts an apostrophe before a text that a spreadsheet would take for a formula.
func harmless(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

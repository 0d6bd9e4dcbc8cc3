package api

import (
	"context"
	"encoding/csv"
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
)

const textCSV = "text/csv"

// exportTimeout bounds an export, which may hold every row.
const exportTimeout = 10 * time.Minute

// prefersCSV reports whether Accept ranks CSV before JSON.
func (x *exchange) prefersCSV() bool {
	accept := x.Header.Get("Accept")
	return accept != "" && negotiation.SelectQValue(accept, []string{"application/json", textCSV}) == textCSV
}

// export answers with a list as CSV: the page that was asked for, with a Link to the next one, else every row that the
// filter lets pass, as of one moment. That it was taken is recorded.
func export[T any](h *Handler, x *exchange, name string, p listParams, r page.Request,
	read func(context.Context, page.DB, page.Request) (page.Page[T], error),
) error {
	ctx := x.Context()
	if p.whole() {
		r.Limit = page.MaxLimit
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(x.base, exportTimeout, errTimeout)
		defer cancel()
		_ = http.NewResponseController(x.w).SetWriteDeadline(time.Now().Add(exportTimeout)) // not every server has one
	}
	tx, err := h.Pool.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return reached(err)
	}
	defer tx.Rollback(context.WithoutCancel(ctx))
	rows, err := read(ctx, tx, r)
	if err != nil {
		return reached(err)
	}
	if err := h.record(x, exported, name); err != nil {
		return err
	}
	x.csvHead(name, rows.Position.String(), rows.Next, p.whole())
	out := csv.NewWriter(x.w)
	out.UseCRLF = true
	columns := columnsOf(reflect.TypeFor[T]())
	_ = out.Write(names(columns)) // Flush tells
	for {
		for _, item := range rows.Items {
			_ = out.Write(cells(columns, reflect.ValueOf(item)))
		}
		out.Flush()
		if err == nil {
			err = out.Error()
		}
		if err != nil {
			x.failed = reached(err)
			panic(http.ErrAbortHandler) // half a list must not look whole
		}
		if rows.Next == "" || !p.whole() {
			return nil
		}
		r.Cursor = rows.Next
		rows, err = read(ctx, tx, r)
	}
}

func (x *exchange) csvHead(name, position, next string, whole bool) {
	head := x.w.Header()
	head.Set("Content-Type", textCSV+"; charset=utf-8; header=present")
	head.Set("Content-Disposition", `attachment; filename="`+name+`.csv"`)
	head.Set(headerPosition, position)
	if next != "" && !whole {
		query := x.URL.Query()
		query.Set("cursor", next)
		link := url.URL{Path: x.URL.Path, RawQuery: query.Encode()}
		head.Set("Link", "<"+link.String()+`>; rel="next"`)
	}
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
		case inner == reflect.TypeFor[domain.Money]():
			all = append(all, column{name + ".amount", [][]int{f.Index}, true}, column{name + ".currency", [][]int{f.Index}, true})
		case inner.Kind() == reflect.Struct && !inner.Implements(reflect.TypeFor[fmt.Stringer]()):
			for _, c := range columnsOf(inner) {
				all = append(all, column{name + "." + c.name, append([][]int{f.Index}, c.path...), c.omit})
			}
		default:
			all = append(all, column{name, [][]int{f.Index}, strings.Contains(f.Tag.Get("json"), ",omit")})
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

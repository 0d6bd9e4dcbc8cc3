package api

import (
	"context"
	"reflect"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/cosell/cosell/domain"
)

// What the tests look at from outside.

// Model is the document before it becomes text.
func (h *Handler) Model() *huma.OpenAPI { return openAPI(h.routes, h.Limits) }

// Operation finds what is documented for a path as the mux has it.
func (h *Handler) Operation(model *huma.OpenAPI, method, path string) *huma.Operation {
	for _, r := range h.routes {
		if r.method == method && matches(r.path, path) {
			item := model.Paths[documented(r.path)]
			return map[string]*huma.Operation{"GET": item.Get, "POST": item.Post, "PUT": item.Put, "DELETE": item.Delete}[method]
		}
	}
	return nil
}

// Served lists what the mux serves, as "METHOD path".
func (h *Handler) Served() (all []string) {
	for _, r := range h.routes {
		all = append(all, r.method+" "+documented(r.path))
	}
	return all
}

func matches(pattern, path string) bool {
	a, b := strings.Split(documented(pattern), "/"), strings.Split(path, "/")
	return slices.EqualFunc(a, b, func(a, b string) bool { return a == b || a == "{id}" })
}

// Decode reads a body as the type of zero.
func Decode(body []byte, zero any) (any, []domain.FieldError, error) {
	v, bad, err := decode(body, reflect.TypeOf(zero))
	return v.Interface(), bad, err
}

// ReadManaged reads a query as the dashboard managed does.
func ReadManaged(rawQuery string) error { return parameters(rawQuery, &managedParams{}) }

// ReadDistributed reads a query as the dashboard distributed does.
func ReadDistributed(rawQuery string) error { return parameters(rawQuery, &distributedParams{}) }

// The pieces that are fuzzed.
var (
	IfMatch         = ifMatch
	HistoryCursor   = historyCursor
	CursorOfHistory = cursorOfHistory
	Etag            = etag
	ProblemOf       = problemOf
	Address         = address
	StatusOf        = func(err error, ifMatch bool) int { return problemOf(err, ifMatch).Status }
)

// Classes are those of the table of errors.
func Classes() (all []domain.Class) {
	for _, row := range classes {
		all = append(all, row.class)
	}
	return all
}

// Buckets is a set of token buckets for strangers of these limits.
func Buckets(l Limits) *buckets { return newLimiters(l.filled()).strangers }

// Size is how many callers a set remembers.
func (b *buckets) Size() int { return len(b.now) + len(b.earlier) }

// Take lets one request of a caller pass, or says how long it has to wait.
var Take = (*buckets).take

// CSV is a row's columns and its cells.
func CSV(row any) (columns, values []string) {
	c := columnsOf(reflect.TypeOf(row))
	return names(c), cells(c, reflect.ValueOf(row))
}

// RecordTo has the access log kept by somebody else.
func (h *Handler) RecordTo(note func(context.Context, Access) error) { h.note = note }

// Pipe is what lies between the log and a reader of the feed.
type Pipe = pipe

// NewPipe makes an empty one.
var NewPipe = newPipe

// Put adds text that leads up to a position.
func (p *pipe) Put(ctx context.Context, text []byte) error { return p.put(ctx, parcel{text: text}) }

// Take gives all that is there.
func (p *pipe) Take() []byte {
	all, _, _ := p.take()
	return all.text
}

// Room is the most that a pipe holds, unless one text alone is longer.
const Room = pipeBytes

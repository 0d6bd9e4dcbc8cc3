package api

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"encoding/json"
	"net/http"
	"reflect"

	"github.com/cosell/cosell/eventstore"
)

// rowForm is how the rows of an export look: which columns CSV has, and what is written of a row in JSON.
type rowForm struct {
	columns []column
	json    func(reflect.Value) ([]byte, error)
}

// rowsOf is the form of rows of type T: some of their columns in CSV, or all for nil, and the whole row in JSON.
func rowsOf[T any](columns []column) rowForm {
	if columns == nil {
		columns = columnsOf(reflect.TypeFor[T]())
	}
	return rowForm{columns, func(v reflect.Value) ([]byte, error) { return json.Marshal(v.Interface()) }}
}

// taking is what is taken out.
type taking struct {
	name    string  // of the file
	subject string  // in the access log; "" for the name
	also    reading // what taking it out is besides, and is recorded as too: looking at a history or the past; "" for nothing
}

// handout writes rows to the caller as they come, and holds none of them back.
type handout struct {
	h     *Handler
	x     *exchange
	form  rowForm
	taken Access
	also  reading
	csv   *csv.Writer // nil for NDJSON
	lines bytes.Buffer
	wrong error
}

// handOut begins an answer in the form that Accept asks for. That it is taken is recorded first. The position up to which the
// rows take account of the log is in the header, where they do so.
func (h *Handler) handOut(x *exchange, what taking, position eventstore.Position, form rowForm) (*handout, error) {
	t := &handout{h: h, x: x, form: form, also: what.also, taken: Access{What: exported, Subject: cmp.Or(what.subject, what.name), Outcome: begun}}
	if !position.IsZero() {
		t.taken.Position = position.String()
	}
	if err := h.record(x, t.taken); err != nil {
		return nil, err
	}
	if t.also != "" {
		if err := h.record(x, t.besides()); err != nil {
			return nil, err
		}
	}
	media, suffix := ndjson, ".ndjson"
	if x.form() == textCSV {
		media, suffix = textCSV+"; charset=utf-8; header=present", ".csv"
		t.csv = csv.NewWriter(x.w)
		t.csv.UseCRLF = true
	}
	head := x.w.Header()
	head.Set("Content-Type", media)
	head.Set("Content-Disposition", `attachment; filename="`+what.name+suffix+`"`)
	if t.taken.Position != "" {
		head.Set(headerPosition, t.taken.Position)
	}
	return t, nil
}

// besides is the other row of the access log.
func (t *handout) besides() Access {
	other := t.taken
	other.What = t.also
	return other
}

// over notes how it ended.
func (t *handout) over(how outcome) {
	t.h.closed(t.x, t.taken, how)
	if t.also != "" {
		t.h.closed(t.x, t.besides(), how)
	}
}

// row writes one.
func (t *handout) row(v reflect.Value) {
	if t.taken.Rows == 0 && t.csv != nil {
		_ = t.csv.Write(names(t.form.columns)) // flush tells
	}
	t.taken.Rows++
	if t.csv != nil {
		_ = t.csv.Write(cells(t.form.columns, v))
		return
	}
	text, err := t.form.json(v)
	if err != nil {
		t.wrong = err
		return
	}
	t.lines.Write(append(text, '\n'))
}

// flush sends what was written, and cuts the answer off where that cannot be done or because of why.
func (t *handout) flush(why error) {
	if t.csv != nil {
		t.csv.Flush()
		t.wrong = t.csv.Error()
	} else if _, err := t.lines.WriteTo(t.x.w); t.wrong == nil {
		t.wrong = err
	}
	if why == nil {
		why = t.wrong
	}
	if why != nil {
		t.over(cut)
		t.x.failed = reached(why)
		panic(http.ErrAbortHandler)
	}
}

// end completes the answer: of no rows at all CSV still has its columns' names.
func (t *handout) end() {
	if t.taken.Rows == 0 {
		if t.csv != nil {
			_ = t.csv.Write(names(t.form.columns))
			t.flush(nil)
		} else {
			t.x.w.WriteHeader(http.StatusOK)
		}
	}
	t.over(ended)
}

package api

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"reflect"
	"strings"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/partner"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/handlers/command"
)

// commandRoute is the row of a command; nil for one that only our own processes ask.
func (h *Handler) commandRoute(s subject, t domain.CommandType) *route {
	if t.Process {
		return nil
	}
	r := &route{
		method: http.MethodPost, path: prefix + s.path + "/{id}/" + t.Name(), name: s.kind + "-" + t.Name(), tag: s.tag, doc: t.Doc,
		access: members, command: s.kind + "." + t.Name(), events: t.Events, status: http.StatusOK,
		body: reflect.TypeOf(t.Zero), answer: s.answer,
	}
	if t.Creates {
		r.path, r.status = prefix+s.path, http.StatusCreated
	}
	if _, ok := t.Zero.(partner.Apply); ok {
		r.path, r.access = prefix+"/applications", applicants
	}
	r.serve = func(x *exchange) error { return h.command(x, s) }
	return r
}

// command issues what the body asks for.
func (h *Handler) command(x *exchange, s subject) error {
	c, req, err := readCommand(x, s)
	if err != nil {
		return err
	}
	id := x.subject()
	a, err := s.do(x.Context(), req, id, c)
	if err != nil {
		return err
	}
	head := x.w.Header()
	head.Set("ETag", etag(a.Revision))
	if x.route.status == http.StatusCreated {
		head.Set("Location", prefix+s.path+"/"+string(a.ID))
	}
	x.outcome = "done"
	if a.Replayed {
		x.outcome = "replayed"
		head.Set(headerReplayed, "true")
	}
	return x.json(x.route.status, a)
}

// nowhere is the subject of an address whose id is no id: there is nothing there, and nothing is created.
const nowhere domain.ID = "nowhere"

// subject is the id in the path; "" where the path has none, unless it is about the program, of which there is one.
func (x *exchange) subject() domain.ID {
	switch {
	case strings.HasPrefix(x.route.path, programPath):
		return program.ID
	case !strings.Contains(x.route.path, "{id}"):
		return ""
	}
	if id := domain.ID(x.PathValue("id")); id.Valid() {
		return id
	}
	return nowhere
}

// readCommand takes a command out of a request. What headers and body have wrong comes as one error.
func readCommand(x *exchange, s subject) (c domain.Command, req command.Request, err error) {
	req = command.Request{Caller: x.caller, CorrelationID: x.correlation}
	var bad []domain.FieldError
	key, fault := idempotencyKey(x.Header.Values(headerKey))
	if req.Key = key; fault != nil {
		bad = append(bad, *fault)
	}
	req.IfMatch, fault = ifMatch(x.Header.Values("If-Match"))
	if fault != nil {
		bad = append(bad, *fault)
	}
	x.ifMatch = req.IfMatch != nil
	if x.URL.RawQuery != "" {
		err := parameters(x.URL.RawQuery, &struct{}{})
		if fields := fieldsIn(err); len(fields) == 0 && err != nil {
			return nil, req, err
		}
		bad = append(bad, fieldsIn(err)...)
	}
	body, err := readBody(x)
	if err != nil {
		return nil, req, err
	}
	v, unread, err := decode(body, x.route.body)
	if err != nil {
		return nil, req, err
	}
	c = v.Interface().(domain.Command)
	if bad = append(bad, unread...); len(bad) > 0 {
		bad = merge(bad, fieldsIn(s.check(x.Context(), x.caller, x.subject(), c)))
	}
	return c, req, domain.Invalid(bad)
}

func fieldsIn(err error) []domain.FieldError {
	if err == nil {
		return nil
	}
	return domain.AsError(err).Fields
}

// readBody reads a body of JSON, of MaxBody bytes at most. A request without a body needs no Content-Type.
func readBody(x *exchange) ([]byte, error) {
	body, err := io.ReadAll(http.MaxBytesReader(x.w, x.Body, MaxBody))
	var over *http.MaxBytesError
	switch {
	case errors.As(err, &over):
		return nil, errBodySize
	case err != nil && x.Context().Err() != nil:
		return nil, x.Context().Err()
	case err != nil:
		return nil, errMalformed.Saying("The body ends before its end.").Because(err)
	case len(body) == 0:
		return nil, nil
	}
	media, parameters, err := mime.ParseMediaType(x.Header.Get("Content-Type"))
	charset := strings.ToLower(parameters["charset"])
	if err != nil || media != "application/json" || charset != "" && charset != "utf-8" || x.Header.Get("Content-Encoding") != "" {
		return nil, errMediaType
	}
	return body, nil
}

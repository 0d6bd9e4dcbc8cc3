package api

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/handlers/command"
)

// problem is the body of every error (RFC 9457).
type problem struct {
	Type           string              `json:"type" doc:"Where the class is explained, relative to this host."`
	Title          string              `json:"title" doc:"What the class means."`
	Status         int                 `json:"status" doc:"The HTTP status."`
	Detail         string              `json:"detail" doc:"What is wrong, for people."`
	Code           string              `json:"code" doc:"What is wrong, for programs: it never changes."`
	Class          domain.Class        `json:"class" enum:"invalid,unauthenticated,denied,missing,refused,conflict,too-large,too-many,unavailable,internal" doc:"Who can do something about it."`
	Errors         []domain.FieldError `json:"errors,omitempty" doc:"Every field, parameter or header that cannot be taken."`
	ActualRevision *int64              `json:"actualRevision,omitempty" doc:"With code revision-mismatch: where the aggregate is."`
	RequestID      string              `json:"requestId" doc:"Names this request in the server's log."`
}

// classes is the one table of what becomes of an error.
var classes = []struct {
	class  domain.Class
	status int
	title  string
}{
	{domain.ClassInvalid, http.StatusBadRequest, "The request cannot be taken as it is."},
	{domain.ClassUnauthenticated, http.StatusUnauthorized, "Nobody known is asking."},
	{domain.ClassDenied, http.StatusForbidden, "This is not yours to do."},
	{domain.ClassMissing, http.StatusNotFound, "There is no such thing, or none that you may know of."},
	{domain.ClassRefused, http.StatusConflict, "A rule says no as things are."},
	{domain.ClassConflict, http.StatusConflict, "It contradicts what was there first."},
	{domain.ClassTooLarge, http.StatusRequestEntityTooLarge, "The request is over a stated size."},
	{domain.ClassTooMany, http.StatusTooManyRequests, "There are too many requests."},
	{domain.ClassUnavailable, http.StatusServiceUnavailable, "Something is not there for the moment; try again."},
	{domain.ClassInternal, http.StatusInternalServerError, "Something went wrong on our side."},
}

// statusOf gives the exceptions from the table: codes for which HTTP has a word of its own.
var statusOf = map[string]int{
	errMediaType.Code: http.StatusUnsupportedMediaType,
	errMethod.Code:    http.StatusMethodNotAllowed,
}

// What the edge itself says, before any rule is asked.
var (
	errNoRoute   = command.ErrMissing
	errMethod    = &domain.Error{Class: domain.ClassInvalid, Code: "method-not-allowed", Message: "This address takes other methods, which Allow names."}
	errMediaType = &domain.Error{Class: domain.ClassInvalid, Code: "unsupported-media-type", Message: "The body must be JSON: Content-Type application/json, without Content-Encoding."}
	errNoToken   = &domain.Error{Class: domain.ClassUnauthenticated, Code: "no-token", Message: "This needs the header Authorization: Bearer and a token."}
	errTooMany   = &domain.Error{Class: domain.ClassTooMany, Code: "too-many-requests", Message: "There are too many requests; Retry-After says when to go on."}
	errStarting  = &domain.Error{Class: domain.ClassUnavailable, Code: "starting", Message: "The server is starting; /readyz says what it waits for."}
	errGone      = &domain.Error{Class: domain.ClassUnavailable, Code: "caller-gone", Message: "Nobody waits for this any more."}
	errTimeout   = &domain.Error{Class: domain.ClassUnavailable, Code: "timeout", Message: "This took too long. Whether a command was done shows when it is sent again with the same Idempotency-Key."}
)

// problemOf turns an error into its body. Ifmatch says that the caller stated a revision.
func problemOf(err error, ifMatch bool) problem {
	e := domain.AsError(err)
	p := problem{Code: e.Code, Class: e.Class, Detail: e.Message, Errors: e.Fields, Type: "/docs#class-" + string(e.Class)}
	for _, row := range classes {
		if row.class == e.Class {
			p.Status, p.Title = row.status, row.title
		}
	}
	if status, ok := statusOf[e.Code]; ok {
		p.Status = status
	}
	var mismatch *command.RevisionMismatch
	if errors.As(err, &mismatch) {
		p.ActualRevision = &mismatch.Actual
		if ifMatch {
			p.Status = http.StatusPreconditionFailed
		}
	}
	if e.Class == domain.ClassInternal {
		p.Code, p.Detail, p.Errors = "internal", "The request id finds it in the server's log.", nil
	}
	return p
}

// retryAfter is what the 503s ask for: most of what is unavailable heals within seconds.
const retryAfter = time.Second

// problem answers with an error.
func (x *exchange) problem(err error) {
	p := problemOf(err, x.ifMatch)
	p.RequestID = x.id
	h := x.w.Header()
	h.Set("Content-Type", "application/problem+json")
	switch p.Status {
	case http.StatusUnauthorized:
		h.Set("WWW-Authenticate", `Bearer realm="cosell"`)
	case http.StatusServiceUnavailable:
		h.Set("Retry-After", seconds(retryAfter))
	}
	if p.ActualRevision != nil && *p.ActualRevision >= 0 {
		h.Set("ETag", etag(*p.ActualRevision))
	}
	x.failed = err
	x.w.WriteHeader(p.Status)
	_ = json.NewEncoder(x.w).Encode(p) // the caller has gone
}

// seconds rounds up to what Retry-After can say.
func seconds(d time.Duration) string {
	return strconv.Itoa(int((d + time.Second - 1) / time.Second))
}

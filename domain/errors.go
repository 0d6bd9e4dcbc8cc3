package domain

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Class says who can do something about an error. Programs act on it; the table in handlers/api maps it to a status.
type Class string

// The closed list of classes.
const (
	ClassInvalid         Class = "invalid"         // the request is malformed; the caller can change it
	ClassUnauthenticated Class = "unauthenticated" // nobody we know is asking
	ClassDenied          Class = "denied"          // not the caller's to do
	ClassMissing         Class = "missing"         // no such thing, or none the caller may know of
	ClassRefused         Class = "refused"         // a rule says no in this state
	ClassConflict        Class = "conflict"        // somebody wrote first
	ClassTooLarge        Class = "too-large"       // over a stated size
	ClassTooMany         Class = "too-many"        // over a stated rate
	ClassUnavailable     Class = "unavailable"     // a store or a view is not there now; waiting may help
	ClassInternal        Class = "internal"        // a bug of ours
)

// FieldError names one offending field of a request. Field is its path as the caller wrote it ("customer.name",
// "partners[2]"), Code a stable slug, Message a sentence for people.
type FieldError struct {
	Field   string `json:"field"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

// Error is a refusal as a value: what class, which rule, what to tell people, and every offending field at once.
// Two errors are the same (errors.Is) when class and code are.
type Error struct {
	Class   Class
	Code    string
	Message string
	Fields  []FieldError
	cause   error
}

// Refusal makes a named refusal of a rule: class refused.
func Refusal(code, message string) *Error {
	return &Error{Class: ClassRefused, Code: code, Message: message}
}

// Denial makes a named denial of a right: class denied.
func Denial(code, message string) *Error {
	return &Error{Class: ClassDenied, Code: code, Message: message}
}

// Invalid collects offending fields into one error of class invalid; nil when there are none. Its code is that of the
// only field, or "invalid" for several.
func Invalid(fields []FieldError) error {
	if len(fields) == 0 {
		return nil
	}
	e := &Error{Class: ClassInvalid, Code: "invalid", Message: "The request has fields that cannot be taken.", Fields: fields}
	if len(fields) == 1 {
		e.Code, e.Message = fields[0].Code, fields[0].Message
	}
	return e
}

// Error gives the code, the message, the fields and the cause on one line, for logs and terminals.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s", e.Code, e.Message)
	for _, f := range e.Fields {
		fmt.Fprintf(&b, " [%s: %s]", f.Field, f.Message)
	}
	if e.cause != nil {
		fmt.Fprintf(&b, ": %v", e.cause)
	}
	return b.String()
}

// Unwrap returns what happened underneath, if anything did.
func (e *Error) Unwrap() error { return e.cause }

// Is reports whether target is a refusal with the same class and code.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Class == e.Class && t.Code == e.Code
}

// Because returns a copy of e that wraps cause.
func (e *Error) Because(cause error) *Error {
	c := *e
	c.cause = cause
	return &c
}

// Saying returns a copy of e with another sentence, made as by fmt.Sprintf: the same rule with the facts of the case.
func (e *Error) Saying(format string, args ...any) *Error {
	c := *e
	c.Message = fmt.Sprintf(format, args...)
	return &c
}

// On returns a copy of e that names the fields of the request that led to it.
func (e *Error) On(fields ...string) *Error {
	c := *e
	c.Fields = slices.Clip(c.Fields)
	for _, f := range fields {
		c.Fields = append(c.Fields, FieldError{Field: f, Code: e.Code, Message: e.Message})
	}
	return &c
}

// AsError finds the *Error in err's chain; anything else is ours to mend: class internal, code "internal".
func AsError(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return &Error{Class: ClassInternal, Code: "internal", Message: "Something went wrong on our side.", cause: err}
}

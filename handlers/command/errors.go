package command

import (
	"errors"
	"fmt"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/eventstore/codec"
)

// What the engine itself says, besides the rules of the aggregates.
var (
	// ErrMissing answers alike for what does not exist and for what the caller may not know of.
	ErrMissing = fault(domain.ClassMissing, "not-found", "There is no such thing, or none that you may know of.")
	// ErrBadKey is a key that is too long or has other characters than printable ASCII.
	ErrBadKey = fault(domain.ClassInvalid, "bad-key", "The Idempotency-Key must be 1 to 255 printable ASCII characters.")
	// ErrRevisionMismatch wraps a *RevisionMismatch: the aggregate is not at the revision that the caller decided on.
	ErrRevisionMismatch = fault(domain.ClassConflict, "revision-mismatch", "It has changed since the revision that you decided on.")
	// ErrKeyReused is a key that already names another request of this member.
	ErrKeyReused = fault(domain.ClassConflict, "idempotency-key-reused", "This Idempotency-Key was used for another request.")
	// ErrConflict says that other processes wrote first at each of MaxAttempts, or that the commands before this one, of
	// this process, were not done after MaxWait.
	ErrConflict = fault(domain.ClassConflict, "conflict", "Others keep changing it; try again.")
	// ErrInProgress says that the first request with this key was still running after MaxWait.
	ErrInProgress = fault(domain.ClassUnavailable, "command-in-progress", "The first request with this Idempotency-Key is still running.")
	// ErrUnreachable says that the log or the receipts cannot be reached; whether something was written shows when the
	// same key is sent again.
	ErrUnreachable = fault(domain.ClassUnavailable, "store-unreachable", "The store cannot be reached at the moment.")
	// ErrNewerEvent says that the history holds an event that only a newer program can read.
	ErrNewerEvent = fault(domain.ClassUnavailable, "newer-event", "This was written to by a newer version of the program.")
	// ErrIncomplete says that the history has lost its beginning or has a hole.
	ErrIncomplete = fault(domain.ClassUnavailable, "history-incomplete", "The history is not complete in the store.")
	// ErrTooLarge is an event whose data exceeds eventstore.MaxData bytes.
	ErrTooLarge = fault(domain.ClassTooLarge, "event-too-large", "The request holds more than one event can.")
	// ErrTooManyEvents is a command that would lead to more than eventstore.MaxBatch events.
	ErrTooManyEvents = fault(domain.ClassTooLarge, "too-many-events", "The request leads to more events than one step may write.")
)

func fault(class domain.Class, code, message string) *domain.Error {
	return &domain.Error{Class: class, Code: code, Message: message}
}

// RevisionMismatch is the cause of ErrRevisionMismatch.
type RevisionMismatch struct {
	Stated int64 // what the caller decided on
	Actual int64 // where the aggregate is; -1 when the command was to create it
}

func (m *RevisionMismatch) Error() string {
	return fmt.Sprintf("at revision %d, not %d", m.Actual, m.Stated)
}

// classed gives an error of the log or the receipts its class: the one place that knows them.
func classed(err error) error {
	var refusal *domain.Error
	switch {
	case err == nil || errors.As(err, &refusal):
		return err
	case errors.Is(err, eventstore.ErrUnavailable), errors.Is(err, eventstore.ErrUnknown), errors.Is(err, eventstore.ErrClosed):
		return ErrUnreachable.Because(err)
	case errors.Is(err, codec.ErrUnknownKind), errors.Is(err, codec.ErrNewerVersion):
		return ErrNewerEvent.Because(err)
	case errors.Is(err, eventstore.ErrTruncated):
		return ErrIncomplete.Because(err)
	}
	return err
}

package kurrent

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/cosell/cosell/eventstore"
)

// ErrOldServer says that a server is too old to tell where an event of a stream lies in the whole log.
var ErrOldServer = errors.New("server is older than version 22.6.0")

// What a call can end with that the contract has no name for.
var (
	errConflict = errors.New("stream is at another revision") // the server does not say where in a way that can be read
	errMissing  = errors.New("no such stream")
	errLost     = errors.New("client was lost") // with its connection, and whatever was on it
	errLeft     = errors.New("the reader has left")
	errSilent   = errors.New("no answer in time")
	errCut      = errors.New("the request was ended before it was whole") // so that the server did not take it up
	errNotSent  = errors.New("nothing was sent")
	errBehind   = errors.New("node lags behind what was acknowledged")
	errPatience = errors.New("waited as long as was allowed")
)

// translated is where errors of the client get their meaning: one of the contract's, or of the above. Whatever breaks a
// connection, and whatever nobody can tell, is ErrUnavailable; errLost says that the client must go, errNotSent that an append
// cannot have been written.
func translated(err error) error {
	if err == nil || known(err) {
		return err
	}
	var client *esdb.Error
	if !errors.As(err, &client) {
		return ofStatus(err, status.Code(err))
	}
	if strings.Contains(err.Error(), "could not send append request") { // the client's words; why, it does not ask
		return unavailable(err, errCut)
	}
	switch client.Code() {
	case esdb.ErrorCodeWrongExpectedVersion:
		return errConflict
	case esdb.ErrorCodeStreamDeleted:
		return fmt.Errorf("%w: %w", eventstore.ErrTruncated, err)
	case esdb.ErrorCodeResourceNotFound:
		return fmt.Errorf("%w: %w", errMissing, err)
	case esdb.ErrorCodeNotLeader, esdb.ErrorCodeConnectionClosed:
		return unavailable(err, errLost, errNotSent)
	}
	return ofStatus(err, status.Code(client.Err()))
}

func ofStatus(err error, code codes.Code) error {
	switch code {
	case codes.InvalidArgument:
		return fmt.Errorf("%w: %w", eventstore.ErrInvalid, err)
	case codes.Unavailable:
		if strings.Contains(err.Error(), "Error while dialing") { // the words of gRPC where there is no connection
			return unavailable(err, errLost, errNotSent)
		}
		return lost(err)
	}
	return unavailable(err)
}

// marked tells those who ask with errors.Is what must be done about an error, and those who read it nothing.
type marked struct {
	error
	marks []error
}

func (m marked) Unwrap() []error { return append([]error{m.error}, m.marks...) }

// unavailable makes why an ErrUnavailable that says so once.
func unavailable(why error, marks ...error) error {
	if !errors.Is(why, eventstore.ErrUnavailable) {
		why = fmt.Errorf("%w: %w", eventstore.ErrUnavailable, why)
	}
	return marked{why, marks}
}

func lost(why error) error { return unavailable(why, errLost) }

// known reports whether err has its meaning already.
func known(err error) bool {
	for _, target := range []error{
		eventstore.ErrConflict, eventstore.ErrInvalid, eventstore.ErrTruncated, eventstore.ErrUnavailable, eventstore.ErrUnknown,
		eventstore.ErrClosed, eventstore.ErrFormat, ErrOldServer, ErrOtherKey, errConflict, errMissing,
	} {
		if errors.Is(err, target) {
			return true
		}
	}
	return false
}

// isPassing reports whether it is worth trying again.
func isPassing(err error) bool {
	if !errors.Is(err, eventstore.ErrUnavailable) {
		return false
	}
	switch status.Code(rootOf(err)) {
	case codes.Unauthenticated, codes.PermissionDenied, codes.Unimplemented:
		return false
	}
	return true
}

// rootOf finds the status of gRPC in err.
func rootOf(err error) error {
	var client *esdb.Error
	if errors.As(err, &client) {
		return client.Err()
	}
	return err
}

// err says why an operation must not begin or go on; nil when nothing speaks against it.
func (s *Store) err(ctx context.Context) error {
	select {
	case <-s.closed:
		return eventstore.ErrClosed
	default:
		return context.Cause(ctx)
	}
}

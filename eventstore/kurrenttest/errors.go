package kurrenttest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
)

// refusal is a status with the trailers that tell clients more.
type refusal struct {
	code     codes.Code
	message  string
	trailers []string // key, value, …
}

func (r *refusal) Error() string { return r.message }

// GRPCStatus makes gRPC send the code and the message.
func (r *refusal) GRPCStatus() *status.Status { return status.New(r.code, r.message) }

// refuse sets the trailers of a refusal and returns what gRPC is to send; other errors pass.
func refuse(ctx context.Context, err error) error {
	var r *refusal
	if errors.As(err, &r) && len(r.trailers) > 0 {
		if err := grpc.SetTrailer(ctx, metadata.Pairs(r.trailers...)); err != nil {
			return err
		}
	}
	return err
}

func errDeleted(stream string) error {
	return &refusal{
		codes.FailedPrecondition, fmt.Sprintf("Event stream '%s' is deleted.", stream),
		[]string{"exception", "stream-deleted", "stream-name", stream},
	}
}

func errWrongRevision(operation, stream string, expected, actual int64) error {
	return &refusal{
		codes.FailedPrecondition,
		fmt.Sprintf("%s failed due to WrongExpectedVersion. Stream: %s, Expected version: %d, Actual version: %d",
			operation, stream, expected, actual),
		[]string{
			"exception", "wrong-expected-version", "stream-name", stream,
			"expected-version", strconv.FormatInt(expected, 10), "actual-version", strconv.FormatInt(actual, 10),
		},
	}
}

func errNotLeader(address string) error {
	host, port, _ := net.SplitHostPort(address)
	return &refusal{
		codes.NotFound, "Leader info available",
		[]string{"exception", "not-leader", "leader-endpoint-host", host, "leader-endpoint-port", port},
	}
}

func errTooLarge(limit int) error {
	return &refusal{
		codes.InvalidArgument, fmt.Sprintf("Maximum Append Size of %d Exceeded.", limit),
		[]string{"exception", "maximum-append-size-exceeded", "maximum-append-size", strconv.Itoa(limit)},
	}
}

func errMissing(property string) error {
	return &refusal{
		codes.InvalidArgument, fmt.Sprintf("Required Metadata Property '%s' is missing", property),
		[]string{"exception", "missing-required-metadata-property", "required-metadata-properties", "type,content-type"},
	}
}

func errTimeout(what string) error {
	return &refusal{code: codes.Aborted, message: "Operation timed out" + what}
}

var (
	errAccess = &refusal{codes.PermissionDenied, "Access Denied", []string{"exception", "access-denied"}}
	errLogin  = &refusal{code: codes.Unauthenticated, message: "Invalid credentials"}
	errBusy   = &refusal{code: codes.Unavailable, message: "Server Is Not Ready"}
	errBroken = &refusal{code: codes.Unavailable, message: "connection broken"}
	errReset  = &refusal{code: codes.Internal, message: "stream reset"}
	errPlace  = &refusal{code: codes.InvalidArgument, message: "Trying to read from an invalid position."}
)

func errInvalid(format string, args ...any) error {
	return &refusal{code: codes.InvalidArgument, message: fmt.Sprintf(format, args...)}
}

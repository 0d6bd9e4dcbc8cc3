package kurrenttest

import (
	"errors"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/shared"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
	rpc "google.golang.org/genproto/googleapis/rpc/status"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/anypb"
	"google.golang.org/protobuf/types/known/emptypb"
)

func (b *batch) answer(out outcome, err error) *streams.BatchAppendResp {
	var wrong *wrongRevision
	switch {
	case errors.As(err, &wrong):
		return batchError(b.stream, statusOf(codes.FailedPrecondition, "WrongExpectedVersion", b.wrong(wrong.actual)))
	case err != nil:
		return batchError(b.stream, statusOf(codes.FailedPrecondition, "StreamDeleted", &shared.StreamDeleted{StreamIdentifier: named(b.stream)}))
	}
	success := &streams.BatchAppendResp_Success{PositionOption: &streams.BatchAppendResp_Success_NoPosition{NoPosition: &emptypb.Empty{}}}
	if out.at != nil {
		success.PositionOption = &streams.BatchAppendResp_Success_Position{
			Position: &shared.AllStreamPosition{CommitPosition: out.at.commit, PreparePosition: out.at.prepare},
		}
	}
	if out.last < 0 {
		success.CurrentRevisionOption = &streams.BatchAppendResp_Success_NoStream{NoStream: &emptypb.Empty{}}
	} else {
		success.CurrentRevisionOption = &streams.BatchAppendResp_Success_CurrentRevision{CurrentRevision: uint64(out.last)}
	}
	return &streams.BatchAppendResp{
		StreamIdentifier: named(b.stream), Result: &streams.BatchAppendResp_Success_{Success: success},
	}
}

func (b *batch) wrong(actual int64) *shared.WrongExpectedVersion {
	w := &shared.WrongExpectedVersion{}
	if actual < 0 {
		w.CurrentStreamRevisionOption = &shared.WrongExpectedVersion_CurrentNoStream{CurrentNoStream: &emptypb.Empty{}}
	} else {
		w.CurrentStreamRevisionOption = &shared.WrongExpectedVersion_CurrentStreamRevision{CurrentStreamRevision: uint64(actual)}
	}
	switch b.expected {
	case anyRevision:
		w.ExpectedStreamPositionOption = &shared.WrongExpectedVersion_ExpectedAny{ExpectedAny: &emptypb.Empty{}}
	case streamExists:
		w.ExpectedStreamPositionOption = &shared.WrongExpectedVersion_ExpectedStreamExists{ExpectedStreamExists: &emptypb.Empty{}}
	case noStream:
		w.ExpectedStreamPositionOption = &shared.WrongExpectedVersion_ExpectedNoStream{ExpectedNoStream: &emptypb.Empty{}}
	default:
		w.ExpectedStreamPositionOption = &shared.WrongExpectedVersion_ExpectedStreamPosition{ExpectedStreamPosition: uint64(b.expected)}
	}
	return w
}

func batchError(stream string, s *rpc.Status) *streams.BatchAppendResp {
	return &streams.BatchAppendResp{StreamIdentifier: named(stream), Result: &streams.BatchAppendResp_Error{Error: s}}
}

func statusOf(code codes.Code, message string, detail proto.Message) *rpc.Status {
	s := &rpc.Status{Code: int32(code), Message: message}
	if a, err := anypb.New(detail); err == nil {
		s.Details = []*anypb.Any{a}
	}
	return s
}

package kurrenttest

import (
	"errors"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/shared"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
)

// answerAppend turns the outcome of an append into its answer. A wrong revision is an answer, not an error.
func answerAppend(resp *streams.AppendResp, o *streams.AppendReq_Options, out outcome, err error) error {
	name := string(o.GetStreamIdentifier().GetStreamName())
	var wrong *wrongRevision
	switch {
	case errors.As(err, &wrong):
		resp.Result = &streams.AppendResp_WrongExpectedVersion_{WrongExpectedVersion: wrongAnswer(o, wrong.actual)}
		return nil
	case err != nil:
		return errDeleted(name)
	}
	success := &streams.AppendResp_Success{PositionOption: &streams.AppendResp_Success_NoPosition{NoPosition: &shared.Empty{}}}
	if out.at != nil {
		success.PositionOption = &streams.AppendResp_Success_Position{
			Position: &streams.AppendResp_Position{CommitPosition: out.at.commit, PreparePosition: out.at.prepare},
		}
	}
	if out.last < 0 {
		success.CurrentRevisionOption = &streams.AppendResp_Success_NoStream{NoStream: &shared.Empty{}}
	} else {
		success.CurrentRevisionOption = &streams.AppendResp_Success_CurrentRevision{CurrentRevision: uint64(out.last)}
	}
	resp.Result = &streams.AppendResp_Success_{Success: success}
	return nil
}

type wrong = streams.AppendResp_WrongExpectedVersion

// wrongAnswer says where a stream is and what was expected, in the words of today and in those of 20.6.0.
func wrongAnswer(o *streams.AppendReq_Options, actual int64) *wrong {
	w := &wrong{}
	if actual < 0 {
		w.CurrentRevisionOption = &streams.AppendResp_WrongExpectedVersion_CurrentNoStream{CurrentNoStream: &shared.Empty{}}
		w.CurrentRevisionOption_20_6_0 = &streams.AppendResp_WrongExpectedVersion_NoStream_20_6_0{NoStream_20_6_0: &shared.Empty{}}
	} else {
		w.CurrentRevisionOption = &streams.AppendResp_WrongExpectedVersion_CurrentRevision{CurrentRevision: uint64(actual)}
		w.CurrentRevisionOption_20_6_0 = &streams.AppendResp_WrongExpectedVersion_CurrentRevision_20_6_0{CurrentRevision_20_6_0: uint64(actual)}
	}
	switch {
	case o.GetAny() != nil:
		w.ExpectedRevisionOption = &streams.AppendResp_WrongExpectedVersion_ExpectedAny{ExpectedAny: &shared.Empty{}}
	case o.GetStreamExists() != nil:
		w.ExpectedRevisionOption = &streams.AppendResp_WrongExpectedVersion_ExpectedStreamExists{ExpectedStreamExists: &shared.Empty{}}
	case o.GetNoStream() != nil:
		w.ExpectedRevisionOption = &streams.AppendResp_WrongExpectedVersion_ExpectedNoStream{ExpectedNoStream: &shared.Empty{}}
	default:
		w.ExpectedRevisionOption = &streams.AppendResp_WrongExpectedVersion_ExpectedRevision{ExpectedRevision: o.GetRevision()}
	}
	return w
}

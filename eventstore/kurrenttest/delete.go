package kurrenttest

import (
	"context"
	"errors"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
)

// Delete hides the events of a stream until it is written to again.
func (v *service) Delete(ctx context.Context, req *streams.DeleteReq) (*streams.DeleteResp, error) {
	o := req.GetOptions()
	resp := &streams.DeleteResp{}
	err := v.remove(ctx, Delete, string(o.GetStreamIdentifier().GetStreamName()), o, func(p position) {
		resp.PositionOption = &streams.DeleteResp_Position_{
			Position: &streams.DeleteResp_Position{CommitPosition: p.commit, PreparePosition: p.prepare},
		}
	})
	return resp, err
}

// Tombstone ends a stream for good.
func (v *service) Tombstone(ctx context.Context, req *streams.TombstoneReq) (*streams.TombstoneResp, error) {
	o := req.GetOptions()
	resp := &streams.TombstoneResp{}
	err := v.remove(ctx, Tombstone, string(o.GetStreamIdentifier().GetStreamName()), o, func(p position) {
		resp.PositionOption = &streams.TombstoneResp_Position_{
			Position: &streams.TombstoneResp_Position{CommitPosition: p.commit, PreparePosition: p.prepare},
		}
	})
	return resp, err
}

func (v *service) remove(ctx context.Context, op Op, name string, o expectation, answer func(position)) error {
	c, err := v.server.enter(ctx, op, name)
	if err != nil {
		return err
	}
	expected, err := expectedOf(o)
	if err != nil {
		return err
	}
	var at *position
	err = c.write(func() error {
		p, err := v.server.log.delete(name, expected, op == Tombstone)
		var wrong *wrongRevision
		switch {
		case errors.As(err, &wrong):
			return errWrongRevision("Delete", name, expected, wrong.actual)
		case err != nil:
			return errDeleted(name)
		}
		at = &p
		return nil
	}, func() { at = nil })
	if at != nil {
		answer(*at)
	}
	return err
}

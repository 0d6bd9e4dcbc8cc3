package api

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/eventstore/codec"
	"github.com/cosell/cosell/handlers/auth"
	"github.com/cosell/cosell/handlers/command"
	"github.com/cosell/cosell/handlers/feed"
)

// Why a feed ends by itself. One that stays open says so to its reader.
var (
	errTokenOver     = auth.ErrExpired
	errStopping      = &domain.Error{Class: domain.ClassUnavailable, Code: "stopping", Message: "The server stops; read on from the last position."}
	errRightsChanged = domain.Denial("rights-changed", "Your rights have changed; ask again.")
)

// flow is one feed on its way to its reader.
type flow struct {
	*Handler
	x     *exchange
	live  bool
	query feed.Query
	limit int    // events at most; 0 for no bound
	read  Access // how much was handed out so far
	out   *http.ResponseController
}

// run gives the feed to its end.
func (f *flow) run() error {
	if err := f.record(f.x, f.read); err != nil {
		return err
	}
	ctx, cancel := context.WithCancelCause(f.x.base)
	defer cancel(nil)
	term, err := f.Verifier.Term(bearer(f.x.Header))
	if err != nil {
		return err
	}
	defer time.AfterFunc(term, func() { cancel(errTokenOver) }).Stop()
	defer context.AfterFunc(f.feeds.stopping, func() { cancel(errStopping) })()
	if f.feeds.stopping.Err() != nil {
		cancel(errStopping)
	}
	f.out = http.NewResponseController(f.x.w)
	_ = f.out.SetReadDeadline(time.Time{}) // that of the request would end the connection; not every server has one
	p := newPipe()
	go func() { p.end(f.fill(ctx, p)) }()
	return f.over(f.pour(ctx, p))
}

// over says why the feed is: one that stays open ends for the reasons that there are for that, and when its reader leaves. Any
// other that did not come to its end is cut off, or answered with the reason where nothing was given yet.
func (f *flow) over(err error) error {
	if f.x.base.Err() != nil {
		err = errGone
	}
	if f.live {
		for _, why := range []*domain.Error{errTokenOver, errStopping, errRightsChanged} {
			if errors.Is(err, why) {
				err = f.write([]byte(": " + why.Message + "\n\n"))
			}
		}
		if errors.Is(err, errGone) {
			err = nil
		}
	}
	switch {
	case err == nil:
		f.closed(f.x, f.read, ended)
		return nil
	case errors.Is(err, codec.ErrUnknownKind), errors.Is(err, codec.ErrNewerVersion):
		err = command.ErrNewerEvent.Because(err)
	default:
		err = reached(err)
	}
	if f.x.w.status != 0 {
		return f.broken(f.x, f.read, err)
	}
	f.closed(f.x, f.read, cut)
	return err
}

// fill puts what is read into the pipe.
func (f *flow) fill(ctx context.Context, p *pipe) error {
	given := 0
	for i, err := range f.log.Read(ctx, f.x.caller, f.query) {
		if err != nil {
			return err
		}
		text, err := feedText(i, f.live)
		if err != nil {
			return err
		}
		one := parcel{text: text, to: i.Position}
		if i.Event != nil {
			one.events = 1
			given++
		}
		if err := p.put(ctx, one); err != nil {
			return err
		}
		if given == f.limit && f.limit > 0 {
			break
		}
	}
	return nil
}

// pour writes what the pipe holds whenever there is something, and between it signs of life; until all is written, the
// reader is gone or takes nothing, or ctx ends, whose cause is returned.
func (f *flow) pour(ctx context.Context, p *pipe) error {
	if f.live && ctx.Err() == nil {
		if err := f.write([]byte("retry: 1000\n\n")); err != nil {
			return err
		}
	}
	beat := time.NewTicker(FeedBeat)
	defer beat.Stop()
	for {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-beat.C:
			if err := f.beat(ctx); err != nil {
				return err
			}
		case <-p.some:
			all, over, err := p.take()
			if len(all.text) > 0 {
				if err := f.write(all.text); err != nil {
					return err
				}
				f.read.Rows += all.events
				f.read.Position = all.to.String()
			}
			if over {
				return err
			}
		}
	}
}

// write sends text at once. A reader that takes nothing of it for FeedStuck is given up.
func (f *flow) write(text []byte) error {
	_ = f.out.SetWriteDeadline(time.Now().Add(FeedStuck)) // not every server has one
	_, err := f.x.w.Write(text)
	if err == nil {
		err = f.out.Flush()
	}
	if err == nil || errors.Is(err, http.ErrNotSupported) {
		return nil
	}
	return errGone.Because(err)
}

// beat asks whether the caller still has the rights that it came with, and gives a feed that stays open a sign of life.
func (f *flow) beat(ctx context.Context) error {
	now := *f.x
	now.Request = f.x.WithContext(ctx)
	var err error
	if now.caller, err = f.Verifier.Verify(bearer(f.x.Header)); err != nil {
		return errTokenOver
	}
	if err := f.standing(&now); err != nil || !slices.Equal(now.caller.Roles, f.x.caller.Roles) || !slices.Equal(now.caller.Locations, f.x.caller.Locations) {
		return errRightsChanged
	}
	if !f.live {
		return nil
	}
	return f.write([]byte(":\n\n"))
}

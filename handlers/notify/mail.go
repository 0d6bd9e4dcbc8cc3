package notify

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/cosell/cosell/domain"
)

const (
	mailLane    = "mail"
	mailsAtOnce = 50 // sent in one session
)

// mailRetries are the times between attempts at a letter that the server would not take for now.
var mailRetries = []time.Duration{
	5 * time.Minute, 15 * time.Minute, time.Hour, 4 * time.Hour, 8 * time.Hour, 12 * time.Hour, 24 * time.Hour,
}

// sendMail sends the letters that are due, and returns when the next will be. A server that cannot be reached is no attempt at
// any letter: they wait until it is back.
func (s *sender) sendMail(ctx context.Context) (next time.Time, err error) {
	for {
		letters, err := s.due(ctx, mailLane, mailsAtOnce)
		if err != nil {
			return next, err
		}
		if len(letters) == 0 {
			return s.next(ctx, mailLane)
		}
		if err := s.session(ctx, letters); err != nil {
			return next, err
		}
	}
}

// session sends letters over one connection. One at which the connection breaks ends it: the rest is for the next session.
func (s *sender) session(ctx context.Context, letters []due) error {
	c, err := s.Mail.connect(ctx)
	if err != nil {
		return s.unsent(ctx, letters, err)
	}
	defer c.close()
	for _, d := range letters {
		var l letter
		if err := json.Unmarshal([]byte(d.Payload), &l); err != nil {
			return err
		}
		code, err := c.send(d.ID, d.Address, l, s.Clock.Now())
		if err != nil && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		s.Hook(Sent)
		if err := s.record(ctx, d.ID, s.mailOutcome(d, code, err)); err != nil {
			return err
		}
		if code == 0 {
			return nil
		}
	}
	return nil
}

// unsent notes on letters why they wait, and returns the reason.
func (s *sender) unsent(ctx context.Context, letters []due, reason error) error {
	var ids []string
	for _, d := range letters {
		ids = append(ids, string(d.ID))
	}
	_, err := s.Pool.Exec(ctx, `update cosell_ops.deliveries set last_error = $2, changed_at = $3
where id = any($1::uuid[]) and state = 'pending'`, ids, clip(reason.Error()), s.Clock.Now())
	return errors.Join(reason, err)
}

// mailOutcome says what becomes of a letter. Only what the server refuses for good is given up at once.
func (s *sender) mailOutcome(d due, code int, err error) outcome {
	switch {
	case err == nil:
		return outcome{state: StateSent, status: code}
	case code >= 500 || d.Attempts >= len(mailRetries):
		return outcome{state: StateFailed, status: code, err: err}
	}
	return outcome{state: StatePending, status: code, err: err, retryAt: s.later(mailRetries[d.Attempts], d.ID, d.Attempts)}
}

// later is a time from now, up to a fifth more so that what failed together is not tried together; the same for the same
// attempt at the same delivery.
func (s *sender) later(wait time.Duration, id domain.ID, attempt int) time.Time {
	share := 0
	for _, b := range []byte(id.Derive(time.Duration(attempt).String())) {
		share = (share*31 + int(b)) % 1000
	}
	return s.Clock.Now().Add(wait + wait*time.Duration(share)/5000)
}

package notify

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/cosell/cosell/domain"
)

// postRetries are the times between attempts at a post, as Standard Webhooks proposes them.
var postRetries = []time.Duration{
	5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 10 * time.Hour, 14 * time.Hour,
	20 * time.Hour, 24 * time.Hour,
}

const (
	longestWait = 24 * time.Hour // that a receiver may ask for
	mostAnswer  = 64 << 10       // bytes that are read of an answer
)

// post sends one delivery and writes what became of it.
func (s *sender) post(ctx context.Context, d due) error {
	w, err := s.target(ctx, d.Recipient)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return s.record(ctx, d.ID, outcome{state: StateSkipped, reason: "webhook-deleted"})
	case err != nil:
		return err
	case !w.Active:
		return s.record(ctx, d.ID, outcome{state: StateSkipped, reason: "webhook-" + w.InactiveWhy})
	}
	a := s.attempt(ctx, w, d)
	if a.err != nil && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	s.Hook(Sent)
	if err := s.noteHealth(ctx, w, a); err != nil {
		return err
	}
	return s.record(ctx, d.ID, s.postOutcome(d, a))
}

// answer is what a receiver said to an attempt.
type answer struct {
	status int           // 0 when there was none
	wait   time.Duration // that it asked for
	err    error         // nil when it took the post
}

// attempt posts once.
func (s *sender) attempt(ctx context.Context, w target, d due) (a answer) {
	ctx, cancel := context.WithTimeout(ctx, s.WebhookTimeout)
	defer cancel()
	body := []byte(d.Payload)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, w.URL, bytes.NewReader(body))
	if err != nil {
		return answer{err: err}
	}
	now := s.Clock.Now()
	signatures, err := w.sign(d.ID, now, body)
	if err != nil {
		return answer{err: err}
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "cosell")
	req.Header.Set(standardwebhooks.HeaderWebhookID, string(d.ID))
	req.Header.Set(standardwebhooks.HeaderWebhookTimestamp, strconv.FormatInt(now.Unix(), 10))
	req.Header.Set(standardwebhooks.HeaderWebhookSignature, signatures)
	res, err := s.client.Do(req)
	if err != nil {
		s.Log.InfoContext(ctx, "post not answered", "delivery", d.ID, "error", unnamed(err))
		return answer{err: reasonOf(err)}
	}
	defer res.Body.Close()
	_, _ = io.CopyN(io.Discard, res.Body, mostAnswer) // what matters is the status; the rest lets the connection be used again
	a = answer{status: res.StatusCode, wait: retryAfter(res.Header.Get("Retry-After"))}
	if a.status < 200 || a.status > 299 {
		a.err = fmt.Errorf("the receiver answered %d", a.status)
	}
	return a
}

// sign signs with the key, and for a while after a rotation with the one before as well.
func (w *target) sign(id domain.ID, now time.Time, body []byte) (signatures string, err error) {
	keys := []string{w.Secret}
	if w.FormerUntil != nil && now.Before(*w.FormerUntil) {
		keys = append(keys, w.FormerSecret)
	}
	for _, key := range keys {
		hook, err := standardwebhooks.NewWebhook(key)
		if err != nil {
			return "", err
		}
		signature, err := hook.Sign(string(id), now, body)
		if err != nil {
			return "", err
		}
		if signatures != "" {
			signatures += " "
		}
		signatures += signature
	}
	return signatures, nil
}

// retryAfter reads the header: seconds, or a date.
func retryAfter(header string) (wait time.Duration) {
	if seconds, err := strconv.Atoi(header); err == nil {
		wait = time.Duration(min(seconds, int(longestWait/time.Second))) * time.Second
	} else if at, err := http.ParseTime(header); err == nil {
		wait = time.Until(at)
	}
	return min(max(wait, 0), longestWait)
}

func (s *sender) postOutcome(d due, a answer) outcome {
	switch {
	case a.err == nil:
		return outcome{state: StateSent, status: a.status}
	case a.status == http.StatusGone || d.Attempts >= len(postRetries):
		return outcome{state: StateFailed, status: a.status, err: a.err}
	}
	at := s.later(max(postRetries[d.Attempts], a.wait), d.ID, d.Attempts)
	return outcome{state: StatePending, status: a.status, err: a.err, retryAt: at}
}

// Why a webhook is not posted to any more.
const (
	inactiveGone    = "gone"    // the receiver answered 410
	inactiveFailing = "failing" // it failed for Patience
)

// noteHealth keeps since when a receiver fails, and takes one that is gone or has failed for Patience out of service, with
// all that waits for it.
func (s *sender) noteHealth(ctx context.Context, w target, a answer) (err error) {
	now, gone := s.Clock.Now(), a.status == http.StatusGone
	long := now.Add(-Patience)
	switch {
	case a.err == nil && w.FailingSince != nil:
		_, err = s.Pool.Exec(ctx, `update cosell_ops.webhooks set failing_since = null where id = $1 and active`, w.ID)
	case a.err != nil && (gone || w.FailingSince == nil || !w.FailingSince.After(long)):
		_, err = s.Pool.Exec(ctx, `update cosell_ops.webhooks
set failing_since = coalesce(failing_since, $2), active = not ($3 or coalesce(failing_since <= $4, false)),
    inactive_why = case when $3 then '`+inactiveGone+`' when failing_since <= $4 then '`+inactiveFailing+`' else '' end
where id = $1 and active`, w.ID, now, gone, long)
	}
	return err
}

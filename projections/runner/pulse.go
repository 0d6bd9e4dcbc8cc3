package runner

import (
	"context"
	"time"

	"github.com/cosell/cosell/eventstore"
)

// The rule is: a sign of life is given only by what a consumer cannot do while it is dead. While events come, that is the
// commit of the last of them. While none come, it is that the reading of the log has met what was the end of the log
// one beat ago, as somebody else than the reading says.

const (
	usualBeat = 5 * time.Second // between signs of a consumer at rest
	stalled   = `update cosell_ops.checkpoints set state = 'stalled', log_end = $4, seen = $5, rate = $6, updated_at = now(),
			error = 'the log has grown, and nothing of it arrives'
		where ` + key
	alive = `update cosell_ops.checkpoints set state = case when state = 'stalled' then 'running' else state end,
			error = case when state = 'stalled' then null else error end,
			heartbeat = now(), log_end = $4, seen = $5, rate = $6
		where ` + key
)

// pulse is what a lane remembers from beat to beat.
type pulse struct {
	end eventstore.Position // of the log, one beat ago
}

// beat gives a sign of life, or says that the reading of the log has stalled and has it begin again. A checkpoint that is
// gone belongs to a version that is.
func (l *lane) beat(ctx context.Context, t *tap) error {
	end, err := l.r.o.Store.End(ctx)
	if err != nil {
		l.log.Warn("end of the log", "error", err)
		return nil
	}
	seen, last := t.seen(), l.pulse.end
	l.pulse.end = end
	if !seen.Before(last) || !t.idle() {
		return l.sign(ctx, alive, end, seen)
	}
	l.log.Error("nothing arrives from the log", "seen", seen.String(), "end", last.String())
	defer t.again()
	return l.sign(ctx, stalled, end, seen)
}

// sign writes what a beat has found.
func (l *lane) sign(ctx context.Context, sql string, end, seen eventstore.Position) error {
	rate := 0.0
	if !l.done { // more is on its way
		rate = l.meter.rate
	}
	done, err := l.conn.Exec(ctx, sql, l.cp.name, l.cp.version, l.cp.side, end.String(), seen.String(), rate)
	if err == nil && done.RowsAffected() == 0 {
		return errSuperseded
	}
	l.r.metrics.rate.WithLabelValues(l.c.Name).Set(rate)
	return err
}

// meter is how many events a second were applied lately. It begins when catching up does.
type meter struct {
	since time.Duration
	count int
	rate  float64
}

// meterWindow is over how long a rate is taken.
const meterWindow = time.Second

// add counts events that were applied at a time, and returns the rate. Who is behind works all the time; otherwise a window does not begin
// before the first event after a rest.
func (m *meter) add(n int, now time.Duration, behind bool) float64 {
	switch gone := now - m.since; {
	case gone > 10*meterWindow && !behind:
		*m = meter{since: now, rate: m.rate}
	case gone >= meterWindow:
		*m = meter{since: now, rate: float64(m.count+n) / gone.Seconds()}
	default:
		m.count += n
	}
	return m.rate
}

package postgres

import (
	"context"
	"time"
)

// groupsWhenCrowded are written without a guess after another process was met: one that is in vain costs a round trip.
const groupsWhenCrowded = 32

// The writer's connection plans its statements once, perhaps while the log is empty; without these a plan that scans it
// would stay for ever. A writer that is stopped in the middle of a transaction loses it, and with it the lock that all others
// wait for. Durable is what the contract says, whatever the database's default.
const sessionSettings = `
set enable_seqscan = off; set enable_bitmapscan = off; set enable_hashjoin = off; set enable_mergejoin = off;
set idle_in_transaction_session_timeout = '10s';
select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off'`

// attempt writes the group in one transaction. On an error nobody has been answered.
func (w *writer) attempt(ctx context.Context, requests []*request) (err error) {
	ctx, cancel := context.WithTimeout(ctx, groupTime)
	defer cancel()
	defer func() {
		if err != nil {
			w.disconnect()
		}
	}()
	if err := w.connect(ctx); err != nil {
		return err
	}
	g, err := w.commit(ctx, requests)
	if err != nil {
		return err
	}
	w.transactions.Add(1)
	w.events.Add(int64(len(g.ids)))
	w.store.signal.raise(g.head)
	for i, r := range requests {
		r.answer <- g.answers[i]
	}
	return nil
}

// commit first tries what nearly always fits, in one round trip, unless other processes have been seen at the log; what does
// not fit is looked at with care.
func (w *writer) commit(ctx context.Context, requests []*request) (*group, error) {
	if w.crowded > 0 {
		w.crowded--
	} else if g := newGroup(requests); g.assume() {
		fits, err := g.guess(ctx, w.conn)
		g.note(err)
		if isBusy(err) {
			w.crowded = groupsWhenCrowded
			_, err = w.conn.Exec(ctx, "rollback")
		}
		if err != nil || fits {
			return g, translated(err)
		}
	}
	g := newGroup(requests)
	if err := g.look(ctx, w.conn); err != nil {
		return g, translated(err)
	}
	if err := known(g.format); err != nil {
		return g, err
	}
	if err := g.decide(ctx, w.conn); err != nil {
		return g, translated(err)
	}
	err := g.write(ctx, w.conn)
	g.note(err)
	return g, translated(err)
}

func (w *writer) connect(ctx context.Context) (err error) {
	if w.conn != nil {
		return nil
	}
	if w.conn, err = w.store.connect(ctx); err != nil {
		return err
	}
	if _, err := w.conn.PgConn().Exec(ctx, sessionSettings).ReadAll(); err != nil {
		return unavailable(err)
	}
	return nil
}

func (w *writer) disconnect() {
	if w.conn == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = w.conn.Close(ctx) // what is broken cannot say goodbye
	w.conn = nil
}

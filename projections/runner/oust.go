package runner

import "context"

// usualSilence is how long an owner is believed in that gives no sign of life. cosell.freshness goes by the same.
const usualSilence = 3 * usualBeat

// oust ends the session of an owner that has given no sign of life for too long while the server does nothing for it: its
// process is stopped, or the way to it is cut, and the server has not noticed. The lock goes with the session, and when the
// owner wakes it finds both gone. Where the server is at work for it, as when it makes indexes, the owner is waited for.
func (l *lane) oust(ctx context.Context) error {
	const sql = `select pg_terminate_backend(a.pid)
		from cosell_ops.checkpoints c, pg_locks k join pg_stat_activity a on a.pid = k.pid
		where c.name = $1 and c.version = $2 and c.side = $3 and coalesce(c.heartbeat, c.begun_at) < now() - $4::interval
		and k.locktype = 'advisory' and k.granted and k.objsubid = 1
		and k.database = (select oid from pg_database where datname = current_database())
		and k.classid::bigint << 32 | k.objid::bigint = hashtextextended($5, 0)
		and a.state <> 'active' and a.state_change < now() - $4::interval`
	done, err := l.conn.Exec(ctx, sql, l.c.Name, l.c.Version, l.side, l.r.o.Silence, lockName(l.c, l.side))
	if err == nil && done.RowsAffected() > 0 {
		l.log.Warn("owner gave no sign of life and is put out", "within", l.r.o.Silence)
	}
	return err
}

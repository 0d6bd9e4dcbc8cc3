package process_test

import (
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

// It fills the tables with some ten thousand rows.
func TestStepsAndClocksAreFoundByTheirIndexes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, sql := range []string{`
insert into cosell_ops.steps (id, process, cause_event, cause_stream, cause_revision, cause_position, aggregate, subject, command, about,
    seq, request, due_at, state, seen, leads_to, retry_at, created_at, changed_at)
select gen_random_uuid(), 'expiry', gen_random_uuid(), 'referral-x', n, '', 'referral', gen_random_uuid(), 'expire', '', 0, '',
    now() + n * interval '1 ms', 'done', n % 100 > 0, gen_random_uuid(), now(), now(), now() - n % 1000 * interval '1 s'
from generate_series(1, 10000) n`, `
insert into cosell_ops.deadlines (process, subject, kind, due_at, event, stream, revision, position)
select 'reminders', gen_random_uuid(), case when n % 100 = 0 then 'silence' else 'overdue' end, now() + n * interval '1 s',
    gen_random_uuid(), 'opportunity-x', 1, '' from generate_series(1, 10000) n`,
		`analyze cosell_ops.steps, cosell_ops.deadlines`,
	} {
		_, err := w.pool.Exec(t.Context(), sql)
		require.NoError(t, err)
	}
	for sql, index := range map[string]string{
		`select id from cosell_ops.steps order by changed_at desc, id desc limit 51`:                                          "steps_changed",
		`select id from cosell_ops.steps where leads_to = any('{00000000-0000-4000-8000-000000000001}'::uuid[]) and not seen`: "steps_unseen",
		`select kind from cosell_ops.deadlines where process = 'reminders' and coalesce(retry_at, due_at) < now()
order by coalesce(retry_at, due_at), position, kind limit 500`: "deadlines_due",
		`select from cosell_ops.deadlines where process = 'reminders' and kind = 'silence'
and subject = '00000000-0000-4000-8000-000000000001'`: "deadlines_silence",
	} {
		rows, err := w.pool.Query(t.Context(), "explain (costs off) "+sql)
		require.NoError(t, err)
		plan, err := pgx.CollectRows(rows, pgx.RowTo[string])
		require.NoError(t, err)
		require.Contains(t, strings.Join(plan, "\n"), index, sql)
	}
}

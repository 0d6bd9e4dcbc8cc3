package process

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/domain"
)

// channel is where managers are told that there are steps to take; the payload is the manager's name.
const channel = "cosell_steps"

// Retry gives failed steps back to their managers, in whatever process they run: the one with that id, or all of them
// when it is "". It returns how many; none where no step with that id has failed. Managers take them at once, or within a minute
// where they cannot be told.
func Retry(ctx context.Context, db querier, id domain.ID) (int, error) {
	rows, err := db.Query(ctx, `
with back as (
    update cosell_ops.steps set state = 'pending', retry_at = created_at, attempts = 0, changed_at = now()
    where state = 'failed' and ($1 = '' or id::text = $1) returning process
), told as (
    select process, count(*) as steps from back group by process
)
select steps, pg_notify($2, process)::text from told`, string(id), channel)
	if err != nil {
		return 0, err
	}
	n, steps := 0, 0
	var sent string
	_, err = pgx.ForEachRow(rows, []any{&steps, &sent}, func() error {
		n += steps
		return nil
	})
	return n, err
}

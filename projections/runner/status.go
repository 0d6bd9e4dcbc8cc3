package runner

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/projections/page"
)

// State says whether a consumer moves.
type State string

// The states of a consumer.
const (
	Running State = "running" // applies events, or waits for some, in the process that owns it
	Stopped State = "stopped" // cannot go on; the next start tries again
)

// Status is where a consumer is, as the database knows it.
type Status struct {
	Name           string              `json:"name"`
	Version        int                 `json:"version"`
	State          State               `json:"state"`
	Position       eventstore.Position `json:"position"` // of the last event applied
	End            eventstore.Position `json:"end"`      // of the log
	CaughtUp       bool                `json:"caughtUp"`
	Lag            time.Duration       `json:"lag"`                      // age of the last event applied, in nanoseconds; 0 when caught up
	Error          string              `json:"error,omitempty"`          // why it stopped
	FailedPosition string              `json:"failedPosition,omitempty"` // of the event at which it stopped
	FailedKind     string              `json:"failedKind,omitempty"`
	FailedStream   string              `json:"failedStream,omitempty"`
	Rebuilt        string              `json:"rebuilt,omitempty"`  // why it was last emptied and begun again
	UpdatedAt      time.Time           `json:"updatedAt"`          // last move, by the database's clock
	Heartbeat      time.Time           `json:"heartbeat,omitzero"` // last sign of its owner, by the database's clock
}

const statusSQL = `select name, version, state, position, coalesce(error, ''), coalesce(failed_position, ''),
		coalesce(failed_kind, ''), coalesce(failed_stream, ''), coalesce(rebuilt_because, ''), updated_at, heartbeat,
		greatest(coalesce(extract(epoch from now() - recorded_at), 0), 0)::float8
	from cosell_ops.checkpoints order by name, version`

// Status lists every consumer that the database knows, by name. It works without Run, after Prepare.
func (r *Runner) Status(ctx context.Context) ([]Status, error) {
	end, err := r.o.Store.End(ctx)
	if err != nil {
		return nil, fmt.Errorf("end of the log: %w", err)
	}
	rows, err := r.o.Pool.Query(ctx, statusSQL)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (Status, error) { return scanStatus(row, end) })
}

func scanStatus(row pgx.CollectableRow, end eventstore.Position) (s Status, err error) {
	var position string
	var heartbeat *time.Time
	var lag float64
	err = row.Scan(&s.Name, &s.Version, &s.State, &position, &s.Error, &s.FailedPosition, &s.FailedKind, &s.FailedStream,
		&s.Rebuilt, &s.UpdatedAt, &heartbeat, &lag)
	if err != nil {
		return s, err
	}
	if s.Position, err = eventstore.ParsePosition(position); err != nil {
		return s, err
	}
	if heartbeat != nil {
		s.Heartbeat = heartbeat.UTC()
	}
	s.UpdatedAt = s.UpdatedAt.UTC()
	s.End = end
	s.CaughtUp = !s.Position.Before(end)
	if !s.CaughtUp {
		s.Lag = time.Duration(lag * float64(time.Second))
	}
	return s, nil
}

// Reached returns the position of the last event that a consumer has applied. What is read afterwards is at least as new.
func Reached(ctx context.Context, db page.DB, name string) (eventstore.Position, error) {
	const sql = `select position from cosell_ops.checkpoints where name = $1 order by version desc limit 1`
	var position string
	if err := db.QueryRow(ctx, sql, name).Scan(&position); err != nil {
		return eventstore.Position{}, fmt.Errorf("checkpoint of %s: %w", name, err)
	}
	return eventstore.ParsePosition(position)
}

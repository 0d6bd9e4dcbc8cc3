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
	Running  State = "running"  // applies events, or waits for some, in the process that owns it
	Stopped  State = "stopped"  // cannot go on; the next start tries again
	Stalled  State = "stalled"  // the log has grown and nothing of it arrives
	Building State = "building" // runs, and its rows have not yet been complete
	Idle     State = "idle"     // nobody owns it
)

// Status is where a consumer is, as the database knows it.
type Status struct {
	Name           string              `json:"name"`
	Version        int                 `json:"version"`
	Side           string              `json:"side,omitempty"` // next, for rows that are rebuilt beside those that serve
	State          State               `json:"state"`
	Shown          bool                `json:"shown"`    // whether the views of the schema cosell show its rows
	Position       eventstore.Position `json:"position"` // of the last event applied
	End            eventstore.Position `json:"end"`      // of the log
	CaughtUp       bool                `json:"caughtUp"`
	Lag            time.Duration       `json:"lag"`                      // age of the last event applied, in nanoseconds; 0 when caught up
	Behind         *int64              `json:"behind,omitempty"`         // events of the log that it has not applied; nil when they cannot be counted
	Events         *int64              `json:"events,omitempty"`         // applied, parked or skipped since its rows were begun; nil where nobody counted
	Rate           float64             `json:"rate"`                     // events a second, lately
	Parked         int                 `json:"parked"`                   // events that are parked
	OldestParked   time.Time           `json:"oldestParked,omitzero"`    // when the first of them was, by the database's clock
	Left           time.Duration       `json:"left,omitempty"`           // until a building consumer is complete at this rate, in nanoseconds; 0 when it cannot be said
	Error          string              `json:"error,omitempty"`          // why it stopped
	FailedPosition string              `json:"failedPosition,omitempty"` // of the event at which it stopped
	FailedKind     string              `json:"failedKind,omitempty"`
	FailedStream   string              `json:"failedStream,omitempty"`
	Rebuilt        string              `json:"rebuilt,omitempty"`  // why it was last emptied and begun again
	UpdatedAt      time.Time           `json:"updatedAt"`          // last move, by the database's clock
	Heartbeat      time.Time           `json:"heartbeat,omitzero"` // last sign of its owner, by the database's clock
}

const statusSQL = `select name, version, side,
		case when state <> 'running' then state when not ` + isOwned + ` then 'idle' when built_at is null then 'building' else state end,
		shown, position, coalesce(error, ''), coalesce(failed_position, ''), coalesce(failed_kind, ''), coalesce(failed_stream, ''),
		coalesce(rebuilt_because, ''), updated_at, heartbeat, events, case when ` + isOwned + ` then rate else 0 end,
		greatest(coalesce(extract(epoch from now() - recorded_at), 0), 0)::float8,
		(select count(*) from cosell_ops.parked p where (p.name, p.version, p.side) = (c.name, c.version, c.side) and p.state = 'parked'),
		(select min(parked_at) from cosell_ops.parked p where (p.name, p.version, p.side) = (c.name, c.version, c.side) and p.state = 'parked')
	from cosell_ops.checkpoints c order by name, version, side`

// Status lists every consumer that the database knows, by name. It works without Run, after Migrate.
func (r *Runner) Status(ctx context.Context) ([]Status, error) {
	end, err := r.o.Store.End(ctx)
	if err != nil {
		return nil, fmt.Errorf("end of the log: %w", err)
	}
	var all *int64
	if r.o.Count != nil {
		n, err := r.o.Count(ctx, end)
		if err != nil {
			return nil, fmt.Errorf("events of the log: %w", err)
		}
		all = &n
	}
	rows, err := r.o.Pool.Query(ctx, statusSQL)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (Status, error) { return scanStatus(row, end, all) })
}

func scanStatus(row pgx.CollectableRow, end eventstore.Position, all *int64) (s Status, err error) {
	var position string
	var heartbeat, oldest *time.Time
	var lag float64
	err = row.Scan(&s.Name, &s.Version, &s.Side, &s.State, &s.Shown, &position, &s.Error, &s.FailedPosition, &s.FailedKind, &s.FailedStream,
		&s.Rebuilt, &s.UpdatedAt, &heartbeat, &s.Events, &s.Rate, &lag, &s.Parked, &oldest)
	if err != nil {
		return s, err
	}
	if s.Position, err = eventstore.ParsePosition(position); err != nil {
		return s, err
	}
	if heartbeat != nil {
		s.Heartbeat = heartbeat.UTC()
	}
	if oldest != nil {
		s.OldestParked = oldest.UTC()
	}
	s.UpdatedAt = s.UpdatedAt.UTC()
	s.End = end
	if s.CaughtUp = !s.Position.Before(end); !s.CaughtUp {
		s.Lag = time.Duration(lag * float64(time.Second))
	}
	s.count(all)
	return s, nil
}

// count says how many events of the log are not applied, and how long that takes.
func (s *Status) count(all *int64) {
	if all == nil || s.Events == nil {
		return
	}
	behind := max(0, *all-*s.Events)
	s.Behind = &behind
	if s.Rate > 0 && (s.State == Building || s.Side != "") {
		s.Left = time.Duration(float64(behind) / s.Rate * float64(time.Second)).Round(time.Second)
	}
}

// Reached returns the position of the last event that the consumer has applied whose rows the stable views show. What is read
// from these afterwards is at least as new. It returns ErrNotYetVisible while those rows are being built.
func Reached(ctx context.Context, db page.DB, name string) (eventstore.Position, error) {
	return reached(ctx, db, "name = $1 and shown", name)
}

// ReachedIn is Reached for what is read from one table, whichever version's it is: that of a program that has become the
// older one goes on, beside the one that is shown.
func ReachedIn(ctx context.Context, db page.DB, table string) (eventstore.Position, error) {
	return reached(ctx, db, "$1 = any(tables)", table)
}

func reached(ctx context.Context, db page.DB, which, named string) (eventstore.Position, error) {
	var position string
	var complete bool
	err := db.QueryRow(ctx, "select position, built_at is not null from cosell_ops.checkpoints where side = '' and "+which, named).Scan(&position, &complete)
	if err != nil {
		return eventstore.Position{}, fmt.Errorf("checkpoint of %s: %w", named, err)
	}
	if !complete {
		return eventstore.Position{}, ErrNotYetVisible
	}
	return eventstore.ParsePosition(position)
}

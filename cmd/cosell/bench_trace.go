package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// tracing is a base whose statements are timed.
type tracing struct {
	*base
	plain *pgxpool.Pool // for plans, which are not timed

	mu         sync.Mutex
	statements []statement
}

type statement struct {
	sql  string
	args []any
	took time.Duration
}

// traced gives a base with a pool of its own over the same database. The caller closes that pool.
func traced(ctx context.Context, b *base) (*tracing, error) {
	t := &tracing{plain: b.pool}
	config := b.pool.Config()
	config.MaxConns = 4
	config.ConnConfig.Tracer = t
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	own := *b
	own.pool = pool
	t.base = &own
	return t, nil
}

type startedAt struct {
	statement
	began time.Time
}

type traceKey struct{}

// TraceQueryStart is called by pgx.
func (t *tracing) TraceQueryStart(ctx context.Context, _ *pgx.Conn, d pgx.TraceQueryStartData) context.Context {
	return context.WithValue(ctx, traceKey{}, startedAt{statement{sql: d.SQL, args: d.Args}, time.Now()})
}

// TraceQueryEnd is called by pgx when the last row is there. Only reading the read models counts.
func (t *tracing) TraceQueryEnd(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryEndData) {
	s, ok := ctx.Value(traceKey{}).(startedAt)
	if !ok || !strings.Contains(s.sql, "cosell.") {
		return
	}
	s.took = time.Since(s.began)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.statements = append(t.statements, s.statement)
}

// begin forgets what was asked so far.
func (t *tracing) begin() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.statements = nil
}

// taken is how long the statements since begin took together.
func (t *tracing) taken() (all time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, s := range t.statements {
		all += s.took
	}
	return all
}

// large is how many rows a table has that is not to be read from one end to the other.
const large = 10_000

// planNode is a step of a plan.
type planNode struct {
	Type     string     `json:"Node Type"`
	Relation string     `json:"Relation Name"`
	Schema   string     `json:"Schema"`
	Plans    []planNode `json:"Plans"`
}

// scans names the large tables that the last statements read from one end to the other.
func (t *tracing) scans(ctx context.Context) (string, error) {
	t.mu.Lock()
	statements := t.statements
	t.mu.Unlock()
	var names []string
	for _, s := range statements {
		var text []byte
		if err := t.plain.QueryRow(ctx, "explain (analyze, verbose, format json) "+s.sql, s.args...).Scan(&text); err != nil {
			return "", fmt.Errorf("explain %s: %w", s.sql, err)
		}
		var plans []struct{ Plan planNode }
		if err := json.Unmarshal(text, &plans); err != nil {
			return "", err
		}
		for _, p := range plans {
			more, err := t.scanned(ctx, p.Plan)
			if err != nil {
				return "", err
			}
			names = append(names, more...)
		}
	}
	return strings.Join(names, ", "), nil
}

func (t *tracing) scanned(ctx context.Context, n planNode) (names []string, err error) {
	if n.Type == "Seq Scan" {
		var rows float64
		const sql = `select reltuples from pg_class where oid = to_regclass(quote_ident($1) || '.' || quote_ident($2))`
		if err := t.plain.QueryRow(ctx, sql, n.Schema, n.Relation).Scan(&rows); err != nil {
			return nil, err
		}
		if rows >= large {
			names = append(names, n.Relation)
		}
	}
	for _, below := range n.Plans {
		more, err := t.scanned(ctx, below)
		if err != nil {
			return nil, err
		}
		names = append(names, more...)
	}
	return names, nil
}

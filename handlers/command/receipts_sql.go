package command

import (
	"context"
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// reserveAll returns what is stored of each receipt, nil where that changed underneath.
func (p *PostgresReceipts) reserveAll(ctx context.Context, receipts []Receipt) ([]*Receipt, error) {
	const insert = `
insert into cosell_ops.receipts as r (scope, key, hash, stream, holder)
select * from unnest($1::uuid[], $2::text[], $3::bytea[], $4::text[], $5::uuid[]) order by 1, 2
on conflict (scope, key) do update set holder = excluded.holder, reserved_at = now()
where r.completed_at is null and r.hash = excluded.hash and r.stream = excluded.stream
returning scope, key, hash, stream, holder, xmax = 0, false, 0::bigint, 0`
	const inTheWay = `
select scope, key, hash, stream, holder, false, completed_at is not null, coalesce(revision, 0), coalesce(events, 0)
from cosell_ops.receipts where (scope, key) in (select * from unnest($1::uuid[], $2::text[]))`

	c, err := columnsOf(receipts)
	if err != nil {
		return nil, err
	}
	stored := map[receiptID]*Receipt{}
	if err := p.collect(ctx, stored, insert, c.scopes, c.keys, c.hashes, c.streams, c.holders); err != nil {
		return nil, err
	}
	if len(stored) < len(receipts) {
		if err := p.collect(ctx, stored, inTheWay, c.scopes, c.keys); err != nil {
			return nil, err
		}
	}
	all := make([]*Receipt, len(receipts))
	for i := range receipts {
		all[i] = stored[receipts[i].id()]
	}
	return all, nil
}

// collect adds the receipts that a statement returns to those that are there.
func (p *PostgresReceipts) collect(ctx context.Context, all map[receiptID]*Receipt, sql string, args ...any) error {
	rows, err := p.pool.Query(ctx, sql, args...)
	if err != nil {
		return err
	}
	var r Receipt
	var hash []byte
	into := []any{&r.Scope, &r.Key, &hash, &r.Stream, &r.Holder, &r.Fresh, &r.Done, &r.Revision, &r.Events}
	_, err = pgx.ForEachRow(rows, into, func() error {
		r := r
		r.Hash = hex.EncodeToString(hash)
		if all[r.id()] == nil {
			all[r.id()] = &r
		}
		return nil
	})
	return err
}

// completeAll waits for the disk where a receipt is all that will be known of a command; the others can be made again from
// the log.
func (p *PostgresReceipts) completeAll(ctx context.Context, receipts []Receipt) ([]bool, error) {
	const complete = `
insert into cosell_ops.receipts as r (scope, key, hash, stream, holder, completed_at, revision, events)
select scope, key, hash, stream, holder, now(), revision, events
from unnest($1::uuid[], $2::text[], $3::bytea[], $4::text[], $5::uuid[], $6::bigint[], $7::int[])
    as u (scope, key, hash, stream, holder, revision, events)
order by scope, key
on conflict (scope, key) do update
set completed_at = excluded.completed_at, revision = excluded.revision, events = excluded.events
where r.completed_at is null and r.holder = excluded.holder
returning scope, key`
	c, err := columnsOf(receipts)
	if err != nil {
		return nil, err
	}
	commit := "off"
	if slices.Contains(c.events, 0) {
		commit = "on"
	}
	held := map[receiptID]bool{}
	b := &pgx.Batch{}
	b.Queue(`select set_config('synchronous_commit', $1, true)`, commit)
	b.Queue(complete, c.scopes, c.keys, c.hashes, c.streams, c.holders, c.revisions, c.events).Query(func(rows pgx.Rows) error {
		var id receiptID
		_, err := pgx.ForEachRow(rows, []any{&id.scope, &id.key}, func() error { held[id] = true; return nil })
		return err
	})
	if err := p.pool.SendBatch(ctx, b).Close(); err != nil {
		return nil, err
	}
	all := make([]bool, len(receipts))
	for i := range receipts {
		all[i] = held[receipts[i].id()]
	}
	return all, nil
}

// columns are receipts as a statement takes them.
type columns struct {
	scopes, holders []uuid.UUID
	keys, streams   []string
	hashes          [][]byte
	revisions       []int64
	events          []int
}

func columnsOf(receipts []Receipt) (c columns, err error) {
	for _, r := range receipts {
		hash, err := hex.DecodeString(r.Hash)
		if err != nil {
			return c, fmt.Errorf("hash of %s: %w", r.Stream, err)
		}
		c.scopes, c.holders = append(c.scopes, r.Scope), append(c.holders, r.Holder)
		c.keys, c.streams = append(c.keys, r.Key), append(c.streams, r.Stream)
		c.hashes, c.revisions, c.events = append(c.hashes, hash), append(c.revisions, r.Revision), append(c.events, r.Events)
	}
	return c, nil
}

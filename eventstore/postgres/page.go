package postgres

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/eventstore"
)

// Bounds of one page: a page is read whole before its events are yielded, so that a slow reader holds no connection.
const (
	pageRows  = 1000
	pageBytes = 1 << 20
)

const columns = "position, revision, schema_version, id, stream, kind, metadata, data"

// page wraps a query for a page so that it ends after the row by which pageBytes are reached.
func page(where, order string) string {
	const size = "(octet_length(metadata) + octet_length(data))"
	return "select " + columns + " from (select *, sum(" + size + ") over (order by " + order +
		" rows unbounded preceding) - " + size + " as before from cosell_log.events where " + where +
		" order by " + order + " limit $1) p where before < $2 order by " + order
}

var (
	pageAfter     = page("position > $3", "position")
	pageForwards  = page("revision >= $3 and stream = $4", "revision")
	pageBackwards = page("revision <= $3 and stream = $4", "revision desc")
)

// reader reads page after page.
type reader struct {
	store *Store
	kinds map[string]string // one copy of each name
	page  []eventstore.Recorded
	more  bool // the page was cut at a bound
}

// fill reads the next page. When it breaks, the page holds what came before.
func (r *reader) fill(ctx context.Context, query string, limit int, args ...any) error {
	r.page, r.more = r.page[:0], false
	all := append([]any{pgx.QueryResultFormats{pgx.BinaryFormatCode}, limit, pageBytes}, args...)
	var odd error
	err := r.store.ask(ctx, func() error {
		r.page = r.page[:0]
		rows, err := r.store.pool.Query(ctx, query, all...)
		if err != nil {
			return err
		}
		defer rows.Close()
		size := 0
		for odd == nil && rows.Next() {
			raw := rows.RawValues()
			size += len(raw[6]) + len(raw[7])
			odd = r.take(raw)
		}
		r.more = len(r.page) == limit || size >= pageBytes
		return rows.Err()
	})
	return errors.Join(odd, err)
}

// take adds an event to the page.
func (r *reader) take(raw [][]byte) error {
	e, err := r.decode(raw)
	if err == nil {
		r.page = append(r.page, e)
	}
	return err
}

// decode reads the columns in their binary form.
func (r *reader) decode(raw [][]byte) (e eventstore.Recorded, err error) {
	e.Position = position(int64(binary.BigEndian.Uint64(raw[0])))
	e.Revision = int64(binary.BigEndian.Uint64(raw[1]))
	e.SchemaVersion = int(binary.BigEndian.Uint32(raw[2]))
	e.ID = formatID(raw[3])
	e.Stream = string(raw[4])
	e.Kind = r.kind(raw[5])
	if e.Metadata, err = eventstore.DecodeMetadata(raw[6]); err != nil {
		return e, fmt.Errorf("metadata of event %s at %s: %w", e.ID, e.Position, err)
	}
	e.Data = append(make([]byte, 0, len(raw[7])), raw[7]...)
	return e, nil
}

// kind spares a copy of the name for each event: there are some dozens.
func (r *reader) kind(raw []byte) string {
	name, ok := r.kinds[string(raw)]
	if !ok {
		name = string(raw)
		if r.kinds == nil || len(r.kinds) > 1000 {
			r.kinds = map[string]string{}
		}
		r.kinds[name] = name
	}
	return name
}

func formatID(raw []byte) string {
	var text [36]byte
	hex.Encode(text[:8], raw[:4])
	hex.Encode(text[9:13], raw[4:6])
	hex.Encode(text[14:18], raw[6:8])
	hex.Encode(text[19:23], raw[8:10])
	hex.Encode(text[24:], raw[10:])
	text[8], text[13], text[18], text[23] = '-', '-', '-', '-'
	return string(text[:])
}

package fold

import (
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// The rules are:
//
//   - Rows that may be there already go together as one array of the table's own row type: one argument, one round trip.
//   - Many new rows go as a stream, straight into the table, which costs the server least. Should one of them be there
//     after all, they go as the others do.
//   - Values travel in the server's own forms, made once.

const (
	many = 100 // from where on new rows are streamed
	most = 200 // rows in one statement
)

// add writes rows that are new as far as is known; conflict is what follows "on conflict (key) do" for those that are not.
func (t *Table) add(ctx context.Context, tx pgx.Tx, rows []reflect.Value, conflict string) error {
	if len(rows) < many {
		return t.upsert(ctx, tx, rows, conflict)
	}
	save, err := tx.Begin(ctx)
	if err != nil {
		return err
	}
	if err = t.stream(ctx, save, rows); err == nil {
		return save.Commit(ctx)
	}
	var pg *pgconn.PgError
	if !errors.As(err, &pg) || pg.Code != "23505" {
		return err
	}
	if err := save.Rollback(ctx); err != nil {
		return err
	}
	return t.upsert(ctx, tx, rows, conflict)
}

// upsert writes rows; conflict is as in add.
func (t *Table) upsert(ctx context.Context, tx pgx.Tx, rows []reflect.Value, conflict string) error {
	if len(rows) == 0 {
		return nil
	}
	if err := t.identify(ctx, tx); err != nil {
		return err
	}
	sql := fmt.Sprintf("insert into %[1]s as t (%[2]s) select * from unnest($1::%[1]s[]) on conflict (%[3]s) do %[4]s -- %[5]d",
		t.physical(), t.names(), strings.Join(t.key, ", "), conflict, t.oid)
	sd, err := tx.Prepare(ctx, sql, sql)
	if err != nil {
		return err
	}
	for some := range slices.Chunk(rows, most) {
		b, err := t.records(t.buffer[:0], some)
		t.buffer = b
		if err != nil {
			return err
		}
		if err := tx.Conn().PgConn().ExecPrepared(ctx, sd.Name, [][]byte{b}, []int16{1}, nil).Read().Err; err != nil {
			return err
		}
	}
	return nil
}

// identify asks which number the row type has. Statements are known by it too, since a table that another took the place
// of has the same name.
func (t *Table) identify(ctx context.Context, tx pgx.Tx) error {
	if t.oid > 0 {
		return nil
	}
	return tx.QueryRow(ctx, "select reltype from pg_class where oid = $1::text::regclass", t.physical()).Scan(&t.oid)
}

// records is an array of the table's row type.
func (t *Table) records(b []byte, rows []reflect.Value) (_ []byte, err error) {
	b = binary.BigEndian.AppendUint32(append(b, 0, 0, 0, 1, 0, 0, 0, 0), t.oid)
	b = append(binary.BigEndian.AppendUint32(b, uint32(len(rows))), 0, 0, 0, 1)
	for _, row := range rows {
		at := len(b)
		b = binary.BigEndian.AppendUint32(append(b, 0, 0, 0, 0), uint32(len(t.columns)))
		if b, err = t.encode(b, row, true); err != nil {
			return b, err
		}
		measure(b, at)
	}
	return b, nil
}

// remove deletes rows by their ids.
func (t *Table) remove(ctx context.Context, tx pgx.Tx, ids []string) error {
	for some := range slices.Chunk(ids, maxIDs) {
		if _, err := tx.Exec(ctx, "delete from "+t.physical()+" where id = any($1::text[]::uuid[])", unnamed, some); err != nil {
			return err
		}
	}
	return nil
}

// stream copies rows into the table.
func (t *Table) stream(ctx context.Context, tx pgx.Tx, rows []reflect.Value) error {
	sql := fmt.Sprintf("copy %s (%s) from stdin (format binary)", t.physical(), t.names())
	s := &stream{shape: t.shape, rows: rows, buffer: append(t.buffer[:0], signature...)}
	_, err := tx.Conn().PgConn().CopyFrom(ctx, s, sql)
	t.buffer = s.buffer
	return cmp.Or(s.err, err) // the server only knows that the stream broke
}

// signature begins what copy reads: eleven fixed bytes, no flags, no extension.
const signature = "PGCOPY\n\xff\r\n\x00\x00\x00\x00\x00\x00\x00\x00\x00"

// stream is rows as copy reads them, made as they are read.
type stream struct {
	shape  shape
	rows   []reflect.Value
	buffer []byte
	read   int // bytes of the buffer
	ended  bool
	err    error
}

// atOnce is about how many bytes are made before they are read.
const atOnce = 1 << 16

// Read implements io.Reader.
func (s *stream) Read(p []byte) (int, error) {
	if s.read == len(s.buffer) {
		s.buffer, s.read = s.buffer[:0], 0
	}
	if s.fill(); s.err != nil {
		return 0, s.err
	}
	if s.read == len(s.buffer) {
		return 0, io.EOF
	}
	n := copy(p, s.buffer[s.read:])
	s.read += n
	return n, nil
}

// fill makes more rows if none are waiting.
func (s *stream) fill() {
	if s.read > 0 || s.ended {
		return
	}
	for len(s.buffer) < atOnce && len(s.rows) > 0 {
		s.buffer = binary.BigEndian.AppendUint16(s.buffer, uint16(len(s.shape.columns)))
		if s.buffer, s.err = s.shape.encode(s.buffer, s.rows[0], false); s.err != nil {
			return
		}
		s.rows = s.rows[1:]
	}
	if len(s.rows) == 0 {
		s.buffer, s.ended = append(s.buffer, 0xff, 0xff), true
	}
}

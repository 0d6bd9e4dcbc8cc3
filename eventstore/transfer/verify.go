package transfer

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"

	"golang.org/x/sync/errgroup"

	"github.com/cosell/cosell/eventstore"
)

// readers is how many streams are read at the same time.
const readers = 8

// sum is what a stream holds: how many events, and a digest of them all.
type sum struct {
	events int64
	digest [sha256.Size]byte
}

// verify compares the log with its copy twice: as a whole, event by event in their order, and then stream by stream, as they are read
// to load what they are about. It returns how many streams there are.
func (p pair) verify(ctx context.Context) (streams int, err error) {
	sums := map[string]sum{}
	err = p.walk(ctx, func(e, there *eventstore.Recorded) error {
		switch {
		case e == nil:
			return fmt.Errorf("%s at revision %d: source does not have it: %w", there.Stream, there.Revision, ErrDiffers)
		case there == nil || !same(e, there):
			return fmt.Errorf("%s at revision %d: %w", e.Stream, e.Revision, ErrDiffers)
		}
		sums[e.Stream] = sums[e.Stream].with(e)
		return nil
	})
	if err != nil {
		return 0, err
	}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(readers)
	for stream, want := range sums {
		g.Go(func() error { return check(ctx, p.to, stream, want) })
	}
	return len(sums), g.Wait()
}

func check(ctx context.Context, to eventstore.Store, stream string, want sum) error {
	var is sum
	for e, err := range to.Read(ctx, stream, eventstore.From{}) {
		if err != nil {
			return fmt.Errorf("target: %w", err)
		}
		is = is.with(&e)
	}
	if is != want {
		return fmt.Errorf("%s has %d events, the source's %d: %w", stream, is.events, want.events, ErrDiffers)
	}
	return nil
}

// with gives the sum of a stream that goes on with e.
func (s sum) with(e *eventstore.Recorded) sum {
	h := sha256.New()
	h.Write(s.digest[:])
	metadata := encoded(e)
	for _, part := range [][]byte{[]byte(e.ID), []byte(e.Kind), metadata, e.Data} {
		h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(part))))
		h.Write(part)
	}
	h.Write(binary.BigEndian.AppendUint64(nil, uint64(e.SchemaVersion)))
	h.Write(binary.BigEndian.AppendUint64(nil, uint64(e.Revision)))
	return sum{s.events + 1, [sha256.Size]byte(h.Sum(nil))}
}

// same reports whether two events are the same but for their positions.
func same(a, b *eventstore.Recorded) bool {
	return a.ID == b.ID && a.Stream == b.Stream && a.Revision == b.Revision && a.Kind == b.Kind &&
		a.SchemaVersion == b.SchemaVersion && bytes.Equal(a.Data, b.Data) && bytes.Equal(encoded(a), encoded(b))
}

// encoded is the metadata as stores keep it. What they have kept can be encoded.
func encoded(e *eventstore.Recorded) []byte {
	b, err := e.Metadata.Encode()
	if err != nil {
		return nil
	}
	return b
}

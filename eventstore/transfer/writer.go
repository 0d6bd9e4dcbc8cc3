package transfer

import (
	"context"
	"fmt"

	"github.com/cosell/cosell/eventstore"
)

// batchBytes is how much data goes into one append, where it is more than one event: all servers take that much.
const batchBytes = 256 << 10

// writer appends events one after the other, those that follow each other on a stream together.
type writer struct {
	to       eventstore.Store
	progress func(int)
	report   Report

	batch []eventstore.Pending
	first *eventstore.Recorded // of the batch
	bytes int
}

// take accepts the next event; it is written at the latest by flush.
func (w *writer) take(ctx context.Context, e *eventstore.Recorded) error {
	if len(w.batch) > 0 && !w.fits(e) {
		if err := w.flush(ctx); err != nil {
			return err
		}
	}
	if len(w.batch) == 0 {
		w.first = e
	}
	w.batch = append(w.batch, e.Pending)
	w.bytes += len(e.Data)
	return nil
}

func (w *writer) fits(e *eventstore.Recorded) bool {
	return e.Stream == w.first.Stream && e.Revision == w.first.Revision+int64(len(w.batch)) &&
		len(w.batch) < eventstore.MaxBatch && w.bytes+len(e.Data) <= batchBytes
}

func (w *writer) flush(ctx context.Context) error {
	if len(w.batch) == 0 {
		return nil
	}
	_, err := w.to.Append(ctx, w.first.Stream, eventstore.At(w.first.Revision-1), w.batch)
	if err != nil {
		return fmt.Errorf("target: %w", err)
	}
	w.report.Events += len(w.batch)
	w.report.Copied += len(w.batch)
	w.batch, w.bytes = nil, 0
	if w.progress != nil {
		w.progress(w.report.Events)
	}
	return nil
}

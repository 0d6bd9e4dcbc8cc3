package kurrent

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"

	"github.com/cosell/cosell/eventstore"
)

// page asks for a few events of a stream, by its full name.
type page struct {
	stream    string
	from      esdb.StreamPosition
	count     uint64
	backwards bool
}

// fetch reads a page whole, or not at all. A stream that does not exist is errMissing.
func (s *Store) fetch(ctx context.Context, p page) (events []*esdb.RecordedEvent, err error) {
	err = s.try(ctx, func(ctx context.Context, m *member) error {
		events, err = call(ctx, m, func(ctx context.Context, c *esdb.Client) (list []*esdb.RecordedEvent, err error) {
			err = p.read(ctx, c, func(e *esdb.ResolvedEvent) bool {
				list = append(list, e.OriginalEvent())
				return true
			})
			return list, err
		})
		return err
	})
	return events, err
}

// read passes the events of p on until somebody has had enough.
func (p page) read(ctx context.Context, c *esdb.Client, pass func(*esdb.ResolvedEvent) bool) error {
	options := esdb.ReadStreamOptions{From: p.from}
	if p.backwards {
		options.Direction = esdb.Backwards
	}
	stream, err := c.ReadStream(ctx, p.stream, options, p.count)
	if err != nil {
		return err
	}
	return drain(stream, pass)
}

// drain reads to the end. The client says io.EOF at the end, but also once more after an error: the first word counts.
func drain(stream *esdb.ReadStream, pass func(*esdb.ResolvedEvent) bool) error {
	defer stream.Close()
	for {
		e, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if e.OriginalEvent() != nil && !pass(e) {
			return nil
		}
	}
}

// intact is asked about a stream that the server does not find: ErrTruncated when it was there once and was deleted.
func (s *Store) intact(ctx context.Context, stream string) error {
	metadata, err := s.fetch(ctx, page{stream: "$$" + stream, from: esdb.End{}, count: 1, backwards: true})
	if errors.Is(err, errMissing) {
		return nil
	}
	if err != nil || len(metadata) == 0 {
		return err
	}
	var stored struct {
		TruncateBefore uint64 `json:"$tb"`
	}
	if err := json.Unmarshal(metadata[0].Data, &stored); err != nil {
		return fmt.Errorf("metadata of the stream: %w: %w", eventstore.ErrFormat, err)
	}
	if stored.TruncateBefore > 0 {
		return fmt.Errorf("%w: it was deleted", eventstore.ErrTruncated)
	}
	return nil
}

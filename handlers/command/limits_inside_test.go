package command

import (
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/eventstore"
)

func TestWhatOneAppendCannotHoldIsTooLarge(t *testing.T) {
	codec, err := NewCodec()
	require.NoError(t, err)
	j := journal{codec: codec}
	id := func(int) string { return uuid.NewString() }
	note := func(n int) domain.Event { return opportunity.NoteAdded{Text: strings.Repeat("x", n)} }
	around := len(`{"text":"","audience":""}`)

	for name, c := range map[string]struct {
		events []domain.Event
		err    error
	}{
		"as much data as an event may hold": {[]domain.Event{note(eventstore.MaxData - around)}, nil},
		"one byte more":                     {[]domain.Event{note(1), note(eventstore.MaxData - around + 1)}, ErrTooLarge},
		"as many events as one append may":  {make100(note), nil},
		"one event more":                    {append(make100(note), note(1)), ErrTooManyEvents},
	} {
		t.Run(name, func(t *testing.T) {
			batch, err := j.batch(id, c.events, eventstore.Metadata{})
			require.ErrorIs(t, err, c.err)
			if c.err == nil {
				require.NoError(t, eventstore.Check("opportunity-"+uuid.NewString(), batch))
				return
			}
			require.Equal(t, domain.ClassTooLarge, domain.AsError(err).Class)
		})
	}
}

func make100(note func(int) domain.Event) (events []domain.Event) {
	for range eventstore.MaxBatch {
		events = append(events, note(1))
	}
	return events
}

package command_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/handlers/command"
)

// long is an accepted deal of that many events, a minute after each other: mostly notes, and now and then another field, a
// stage, a pause.
func (w *world) long(tb testing.TB, events int) domain.ID {
	tb.Helper()
	id := w.accepted(tb)
	w.prolong(tb, id, 2, events-3)
	return id
}

// prolong writes events behind a revision of a deal, each by a command of its own with the key "long <revision>".
func (w *world) prolong(tb testing.TB, id domain.ID, last int64, events int) {
	tb.Helper()
	codec, err := command.NewCodec()
	require.NoError(tb, err)
	stream := eventstore.StreamName("opportunity", string(id))
	for first := last; events > 0; {
		var batch []eventstore.Pending
		for ; events > 0 && len(batch) < eventstore.MaxBatch; events-- {
			revision := last + 1 + int64(len(batch))
			kind, version, data, err := codec.Encode(daily(revision))
			require.NoError(tb, err)
			batch = append(batch, eventstore.Pending{
				ID: uuid.NewString(), Kind: kind, SchemaVersion: version, Data: data,
				Metadata: eventstore.Metadata{
					RecordedAt:    begin.Add(time.Duration(revision-first) * time.Minute),
					Actor:         eventstore.Actor{Member: "carl", Org: string(w.contoso), Role: string(domain.RoleAdministrator)},
					CommandID:     fmt.Sprint("long ", revision),
					CorrelationID: fmt.Sprint("long ", revision),
					PolicyVersion: 1,
					RequestHash:   fmt.Sprintf("%064x", revision),
				},
			})
		}
		_, err := w.store.Append(tb.Context(), stream, eventstore.At(last), batch)
		require.NoError(tb, err)
		last += int64(len(batch))
	}
}

// daily is what happens to a deal at a revision.
func daily(revision int64) domain.Event {
	switch revision % 10 {
	case 3:
		return opportunity.StageMarked{Stage: []int{20, 40, 60, 80}[revision/10%4]}
	case 5:
		return opportunity.Revised{Topic: &domain.Change[string]{From: "New plant", To: fmt.Sprint("Plant ", revision)}}
	case 7:
		return opportunity.Paused{Reason: "their fiscal year", Until: domain.DateOf(begin.AddDate(0, 1, 0))}
	case 8:
		return opportunity.Resumed{}
	}
	return opportunity.NoteAdded{Text: fmt.Sprintf("Call %d: they asked for another quotation by the end of the week.", revision), Audience: opportunity.AudienceAll}
}

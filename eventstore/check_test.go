package eventstore_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore"
)

const acme = "opportunity-00000000-0000-4000-8000-0000000000ac"

func pending(n int) eventstore.Pending {
	return eventstore.Pending{
		ID: fmt.Sprintf("00000000-0000-4000-8000-%012x", n), Kind: "opportunity.created", SchemaVersion: 1,
		Data: []byte(`{}`), Metadata: full,
	}
}

func TestStreamNamesAreTakenApartAgain(t *testing.T) {
	kind, id, err := eventstore.ParseStream(eventstore.StreamName("opportunity", "00000000-0000-4000-8000-0000000000ac"))
	require.NoError(t, err)
	require.Equal(t, "opportunity", kind)
	require.Equal(t, "00000000-0000-4000-8000-0000000000ac", id)
}

func TestOtherNamesNameNoStream(t *testing.T) {
	for _, name := range []string{
		"", "opportunity", "-", "-00000000-0000-4000-8000-0000000000ac", "opportunity-", acme + " ", acme[:len(acme)-1],
		strings.ToUpper(acme), "opportunity-00000000-0000-4000-8000-0000000000AC", "opportunity-00000000-0000-4000-8000-0000000000ag",
		"opportunity-000000000-000-4000-8000-0000000000ac", "oppörtunity" + acme[len("opportunity"):], "$all", acme + "\x00",
	} {
		_, _, err := eventstore.ParseStream(name)
		require.ErrorIs(t, err, eventstore.ErrInvalid, "%q", name)
	}
}

func TestCheckTakesWhatMayBeWritten(t *testing.T) {
	var many []eventstore.Pending
	for n := range eventstore.MaxBatch {
		many = append(many, pending(n))
	}
	many[0].Data = make([]byte, eventstore.MaxData)
	many[1].Data = nil
	many[2].Kind = strings.Repeat("k", eventstore.MaxKind)
	many[3].Metadata = eventstore.Metadata{}
	require.NoError(t, eventstore.Check(acme, many))
}

func TestCheckRefusesEachFault(t *testing.T) {
	faults := map[string]func(*eventstore.Pending){
		"no id":                func(e *eventstore.Pending) { e.ID = "" },
		"an upper-case id":     func(e *eventstore.Pending) { e.ID = "00000000-0000-4000-8000-0000000000AC" },
		"no kind":              func(e *eventstore.Pending) { e.Kind = "" },
		"a kind with a space":  func(e *eventstore.Pending) { e.Kind = "opportunity created" },
		"a kind with a zero":   func(e *eventstore.Pending) { e.Kind = "a\x00" },
		"a long kind":          func(e *eventstore.Pending) { e.Kind = strings.Repeat("k", eventstore.MaxKind+1) },
		"version 0":            func(e *eventstore.Pending) { e.SchemaVersion = 0 },
		"a huge version":       func(e *eventstore.Pending) { e.SchemaVersion = 1 << 31 },
		"too much data":        func(e *eventstore.Pending) { e.Data = make([]byte, eventstore.MaxData+1) },
		"the id of the first":  func(e *eventstore.Pending) { e.ID = pending(0).ID },
		"metadata not UTF-8":   func(e *eventstore.Pending) { e.Metadata.Actor.Member = "\xff" },
		"recorded in 10000":    func(e *eventstore.Pending) { e.Metadata.RecordedAt = noon.AddDate(8000, 0, 0) },
		"effective before 0":   func(e *eventstore.Pending) { e.Metadata.EffectiveAt = noon.AddDate(-3000, 0, 0) },
		"10000 only after UTC": func(e *eventstore.Pending) { e.Metadata.RecordedAt = lateIn9999 },
	}
	for name, spoil := range faults {
		t.Run(name, func(t *testing.T) {
			events := []eventstore.Pending{pending(0), pending(1)}
			spoil(&events[1])
			require.ErrorIs(t, eventstore.Check(acme, events), eventstore.ErrInvalid)
		})
	}
	require.ErrorIs(t, eventstore.Check(acme, nil), eventstore.ErrInvalid)
	require.ErrorIs(t, eventstore.Check(acme, make([]eventstore.Pending, eventstore.MaxBatch+1)), eventstore.ErrInvalid)
	require.ErrorIs(t, eventstore.Check("opportunity", []eventstore.Pending{pending(0)}), eventstore.ErrInvalid)
}

var lateIn9999 = time.Date(9999, 12, 31, 23, 0, 0, 0, time.FixedZone("west", -2*60*60))

func TestConflictMatchesItsSentinelAndSaysWhereTheStreamIs(t *testing.T) {
	err := error(&eventstore.Conflict{Stream: acme, Expected: eventstore.NoStream, Actual: eventstore.At(7)})
	require.ErrorIs(t, fmt.Errorf("create: %w", err), eventstore.ErrConflict)
	require.EqualError(t, err, "append "+acme+" at no stream: it is at revision 7")
	require.Equal(t, int64(-1), eventstore.NoStream.Revision())
	require.Equal(t, eventstore.NoStream, eventstore.At(-1))
}

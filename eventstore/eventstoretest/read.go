package eventstoretest

import (
	"context"
	"errors"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore"
)

var readRules = []rule{
	{
		"an unknown stream is empty",
		"a stream that does not exist is empty, not an error",
		func(t *testing.T, l log) {
			for n := range 2 {
				for _, from := range []eventstore.From{{}, eventstore.LastEvent, {Revision: 7}, {Revision: 7, Backwards: true}} {
					require.Empty(t, l.read(t, stream(1), from))
				}
				l.add(t, stream(2), eventstore.At(int64(n-1)), batch(n, 1))
			}
		},
	},
	{
		"a name that is not well formed cannot be read",
		"a name that is not well formed is ErrInvalid",
		func(t *testing.T, l log) {
			for _, name := range []string{"", "$all", "opportunity", stream(1) + "\x00", stream(1)[:20], "%"} {
				events, err := collect(l.Read(within(t), name, eventstore.From{}))
				require.ErrorIs(t, err, eventstore.ErrInvalid, "%q", name)
				require.Empty(t, events)
			}
		},
	},
	{
		"a read begins, turns and stops where it is told",
		"a read begins at a revision, goes in a direction and stops at a limit",
		func(t *testing.T, l log) {
			l.fill(t, stream(1), 5)
			for _, c := range []struct {
				from eventstore.From
				want []int64
			}{
				{eventstore.From{}, []int64{0, 1, 2, 3, 4}},
				{eventstore.From{Limit: 2}, []int64{0, 1}},
				{eventstore.From{Revision: 2}, []int64{2, 3, 4}},
				{eventstore.From{Revision: 2, Limit: 2}, []int64{2, 3}},
				{eventstore.From{Revision: 4, Limit: 9}, []int64{4}},
				{eventstore.From{Revision: 5}, []int64{}},
				{eventstore.From{Revision: 1 << 40}, []int64{}},
				{eventstore.From{Revision: -1, Backwards: true}, []int64{4, 3, 2, 1, 0}},
				{eventstore.From{Revision: 9, Backwards: true}, []int64{4, 3, 2, 1, 0}},
				{eventstore.From{Revision: 2, Backwards: true}, []int64{2, 1, 0}},
				{eventstore.From{Revision: 3, Backwards: true, Limit: 2}, []int64{3, 2}},
				{eventstore.From{Revision: 0, Backwards: true}, []int64{0}},
				{eventstore.LastEvent, []int64{4}},
			} {
				require.Equal(t, c.want, revisions(l.read(t, stream(1), c.from)), "%+v", c.from)
			}
		},
	},
	{
		"a long stream is read whole in both directions",
		"a read that breaks never ends quietly, and a long one does not break",
		func(t *testing.T, l log) {
			const n = 2500
			l.fill(t, stream(1), n)
			same(t, stream(1), 0, batch(0, n), l.read(t, stream(1), eventstore.From{}))
			for i, e := range l.read(t, stream(1), eventstore.From{Revision: -1, Backwards: true}) {
				require.Equal(t, int64(n-1-i), e.Revision)
			}
			require.Len(t, l.read(t, stream(1), eventstore.From{Revision: 100, Limit: 2000}), 2000)
			require.Len(t, l.all(t), n)
		},
	},
	{
		"streams whose names begin alike are apart",
		"a stream's name is exactly its name",
		func(t *testing.T, l log) {
			names := []string{
				"case-00000000-0000-4000-8000-000000000001", "cases-00000000-0000-4000-8000-000000000001",
				"casework-00000000-0000-4000-8000-000000000001", "case-00000000-0000-4000-8000-000000000010",
				"case-10000000-0000-4000-8000-000000000001",
			}
			for i, name := range names {
				l.add(t, name, eventstore.NoStream, batch(i*10, i+1))
			}
			for i, name := range names {
				same(t, name, 0, batch(i*10, i+1), l.read(t, name, eventstore.From{}))
				same(t, name, int64(i), batch(i*10+i, 1), l.read(t, name, eventstore.LastEvent))
			}
		},
	},
	{
		"data comes back byte for byte",
		"data is bytes, whatever they mean",
		func(t *testing.T, l log) {
			var every [256]byte
			for i := range every {
				every[i] = byte(i)
			}
			large := make([]byte, eventstore.MaxData)
			source := rand.NewChaCha8([32]byte{7})
			_, _ = source.Read(large)
			events := batch(0, 12)
			for i, data := range [][]byte{
				nil, {}, []byte("null"), []byte(`{"b": 1,  "a": 1.0, "a": 1e400}`), []byte("\"Zoë – 東京 \U0001F91D\""),
				[]byte("\xff\xfe\x00"), every[:], large, make([]byte, eventstore.MaxData), []byte(`\x41\\`), []byte("\r\n\t "), []byte(`"\u0000"`),
			} {
				events[i].Data = data
			}
			l.add(t, stream(1), eventstore.NoStream, events)
			same(t, stream(1), 0, events, l.read(t, stream(1), eventstore.From{}))
			same(t, stream(1), 0, events, l.all(t))
		},
	},
	{
		"kind, version and metadata come back whole",
		"every field of metadata is kept, its times in UTC to the microsecond",
		func(t *testing.T, l log) {
			events := batch(0, 4)
			events[0].Metadata = eventstore.Metadata{
				RecordedAt: time.Date(2026, 3, 29, 1, 59, 59, 999999000, time.UTC), EffectiveAt: time.Date(2026, 3, 1, 0, 0, 0, 1000, time.UTC),
				Actor:     eventstore.Actor{Member: "Zoë \x00\"\\<&>", Org: "acme", Role: "seller", OnBehalfOf: "globex"},
				CommandID: "c", CorrelationID: "r", CausationID: "e", PolicyVersion: 4, RequestHash: "aa", PreviousHash: "bb", Hash: "cc",
			}
			events[1].Metadata = eventstore.Metadata{}
			events[1].Kind, events[1].SchemaVersion = "Odd_kind-1.x", 1<<31-1
			events[3].Metadata.RecordedAt = time.Date(1, 1, 1, 0, 0, 0, 1000, time.UTC)
			sent := append([]eventstore.Pending{}, events...)
			sent[2].Metadata.RecordedAt = events[2].Metadata.RecordedAt.Add(999).In(time.FixedZone("east", 5*60*60))
			l.add(t, stream(1), eventstore.NoStream, sent)
			got := l.read(t, stream(1), eventstore.From{})
			same(t, stream(1), 0, events, got)
			require.True(t, got[2].Metadata.RecordedAt == events[2].Metadata.RecordedAt, "comparable by ==")
			require.Equal(t, got, l.all(t), "a subscription yields what a read yields")
		},
	},
	{
		"what is read belongs to the reader",
		"what is yielded is the caller's own",
		func(t *testing.T, l log) {
			l.add(t, stream(1), eventstore.NoStream, batch(0, 3))
			for _, e := range append(l.read(t, stream(1), eventstore.From{}), l.all(t)...) {
				clear(e.Data)
				_ = append(e.Data, "and more"...)
			}
			same(t, stream(1), 0, batch(0, 3), l.read(t, stream(1), eventstore.From{}))
			same(t, stream(1), 0, batch(0, 3), l.all(t))
		},
	},
	{
		"a reader may stop early, many times",
		"a read that its caller leaves holds nothing",
		func(t *testing.T, l log) {
			l.fill(t, stream(1), 30)
			for range 100 {
				for e, err := range l.Read(within(t), stream(1), eventstore.From{}) {
					require.NoError(t, err)
					require.Zero(t, e.Revision)
					break
				}
			}
			l.add(t, stream(1), eventstore.At(29), batch(30, 1))
		},
	},
	{
		"a read may be ranged over again",
		"a sequence reads when it is ranged over",
		func(t *testing.T, l log) {
			seq := l.Read(within(t), stream(1), eventstore.From{})
			for n := range 3 {
				got, err := collect(seq)
				require.NoError(t, err)
				require.Len(t, got, n)
				l.add(t, stream(1), eventstore.At(int64(n-1)), batch(n, 1))
			}
		},
	},
	{
		"a reader may write and read meanwhile",
		"a read holds nothing that another operation waits for",
		func(t *testing.T, l log) {
			l.fill(t, stream(1), 20)
			for e, err := range l.Read(within(t), stream(1), eventstore.From{}) {
				require.NoError(t, err)
				l.add(t, stream(2), eventstore.At(e.Revision-1), batch(100+int(e.Revision), 1))
				require.Len(t, l.read(t, stream(2), eventstore.From{}), int(e.Revision)+1)
			}
		},
	},
	{
		"a read that is cancelled midway ends with the cause",
		"a context's cause is the last thing yielded",
		func(t *testing.T, l log) {
			l.fill(t, stream(1), 300)
			cause := errors.New("the reader went home")
			for _, stop := range []int{1, 150, 299} {
				ctx, cancel := context.WithCancelCause(t.Context())
				defer cancel(nil)
				var events []eventstore.Recorded
				got := error(nil)
				for e, err := range l.Read(ctx, stream(1), eventstore.From{}) {
					require.NoError(t, got, "an error is the last thing yielded")
					if got = err; err == nil {
						events = append(events, e)
					}
					if len(events) == stop {
						cancel(cause)
					}
				}
				require.Len(t, events, stop)
				require.ErrorIs(t, got, cause)
				for _, name := range []string{stream(1), stream(2)} {
					events, err := collect(l.Read(ctx, name, eventstore.From{}))
					require.ErrorIs(t, err, cause)
					require.Empty(t, events)
				}
			}
		},
	},
}

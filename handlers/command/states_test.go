package command_test

import (
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cosell/cosell"
	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/claim"
	"github.com/cosell/cosell/domain/contact"
	"github.com/cosell/cosell/domain/customer"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/partner"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/domain/registration"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/eventstore/memory"
	"github.com/cosell/cosell/handlers/command"
	"github.com/cosell/cosell/handlers/command/snapshot"
	"github.com/cosell/cosell/handlers/process"
	"github.com/cosell/cosell/handlers/scenario"
	"github.com/cosell/cosell/testdata"
)

// splits insists that folding a history through the bytes of the state, after each event, ends as folding it does.
type splits func(t require.TestingT, history []domain.Recorded)

func splitsOf[S any](evolve func(S, domain.Recorded) S) splits {
	codec := snapshot.Of[S]()
	return func(t require.TestingT, history []domain.Recorded) {
		var whole S
		states := []S{whole}
		for _, r := range history {
			whole = evolve(whole, r)
			states = append(states, whole)
		}
		for i, s := range states {
			b, err := codec.Encode(s)
			require.NoError(t, err)
			s, err := codec.Decode(b)
			require.NoError(t, err)
			require.Equal(t, states[i], s, "after %d events", i)
			for _, r := range history[i:] {
				s = evolve(s, r)
			}
			require.Equal(t, whole, s, "of %d events, a snapshot after %d", len(history), i)
		}
	}
}

// aggregates are all there are, with their catalogues, by the kind of their streams.
var aggregates = map[string]struct {
	catalogue []domain.EventType
	splits
}{
	"opportunity":  {opportunity.Catalogue, splitsOf(opportunity.Evolve)},
	"referral":     {referral.Catalogue, splitsOf(referral.Evolve)},
	"registration": {registration.Catalogue, splitsOf(registration.Evolve)},
	"claim":        {claim.Catalogue, splitsOf(claim.Evolve)},
	"partner":      {partner.Catalogue, splitsOf(partner.Evolve)},
	"customer":     {customer.Catalogue, splitsOf(customer.Evolve)},
	"contact":      {contact.Catalogue, splitsOf(contact.Evolve)},
	"program":      {program.EventTypes, splitsOf(program.Evolve)},
}

var sampleName = regexp.MustCompile(`^(.+)\.v(\d+)(\..+)?\.json$`)

// samples are the events of testdata, by the aggregate.
func samples(t *testing.T) map[string][]domain.Event {
	t.Helper()
	codec, err := command.NewCodec()
	require.NoError(t, err)
	files, err := fs.ReadDir(testdata.Events, "events")
	require.NoError(t, err)
	all := map[string][]domain.Event{}
	for _, f := range files {
		name := sampleName.FindStringSubmatch(f.Name())
		require.NotNil(t, name, f.Name())
		data, err := fs.ReadFile(testdata.Events, "events/"+f.Name())
		require.NoError(t, err)
		version, err := strconv.Atoi(name[2])
		require.NoError(t, err)
		e, err := codec.Decode(name[1], version, data)
		require.NoError(t, err)
		aggregate, _, _ := strings.Cut(name[1], ".")
		all[aggregate] = append(all[aggregate], e.(domain.Event))
	}
	return all
}

// recorded is an event as if it were in the log.
func recorded(e domain.Event, aggregate string, revision int) domain.Recorded {
	at := begin.Add(time.Duration(revision) * time.Hour)
	return domain.Recorded{Event: e, Meta: domain.Meta{
		Stream: aggregate + "-" + string(program.ID), Subject: program.ID, Revision: int64(revision),
		EventID:    domain.ID(uuid.NewSHA1(uuid.Nil, []byte(e.EventKind()+strconv.Itoa(revision))).String()),
		RecordedAt: at, Effective: at.Add(-time.Duration(revision%3) * time.Minute),
		Actor: domain.Actor{Member: "maria", Org: domain.Vendor, Role: domain.RoleChannelManager}, Policy: 1,
	}}
}

func TestEveryEventAfterAnyOtherIsFoldedThroughBytes(t *testing.T) {
	all := samples(t)
	require.Len(t, all, len(aggregates))
	for name, a := range aggregates {
		t.Run(name, func(t *testing.T) {
			for _, kind := range a.catalogue {
				require.True(t, slices.ContainsFunc(all[name], func(e domain.Event) bool { return e.EventKind() == kind.Zero.EventKind() }))
			}
			for _, first := range all[name] {
				for _, then := range all[name] {
					a.splits(t, []domain.Recorded{recorded(first, name, 0), recorded(then, name, 1)})
				}
			}
		})
	}
}

func TestAnyHistoryIsFoldedThroughBytes(t *testing.T) {
	all := samples(t)
	for name, a := range aggregates {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				var history []domain.Recorded
				for i, e := range rapid.SliceOfN(rapid.SampledFrom(all[name]), 0, 40).Draw(t, "events") {
					history = append(history, recorded(e, name, i))
				}
				a.splits(t, history)
			})
		})
	}
}

// told is what the demo story writes, in the order of the log, by a service with these options.
func told(t *testing.T, o command.Options) []eventstore.Recorded {
	t.Helper()
	clock := scenario.NewClock(begin.AddDate(0, 4, 0))
	o.Clock = clock.Now
	service, err := command.New(o)
	require.NoError(t, err)
	codec, err := command.NewCodec()
	require.NoError(t, err)
	managers := process.NewUnderstudy(process.Options{
		Service: service, Store: o.Store,
		Decode: func(r eventstore.Recorded) (domain.Recorded, error) { return command.Decode(codec, r) },
	})
	story, err := scenario.Parse(cosell.DemoName, cosell.DemoStory)
	require.NoError(t, err)
	require.NoError(t, story.Tell(t.Context(), scenario.Stage{Commands: service, Log: o.Store, Clock: clock, React: managers.React}))
	end, err := o.Store.End(t.Context())
	require.NoError(t, err)
	var log []eventstore.Recorded
	for e, err := range o.Store.Subscribe(t.Context(), eventstore.Position{}) {
		require.NoError(t, err)
		if log = append(log, e); e.Position == end {
			break
		}
	}
	return log
}

func TestTheHistoriesOfTheDemoStoryAreFoldedThroughBytes(t *testing.T) {
	codec, err := command.NewCodec()
	require.NoError(t, err)
	histories := map[string][]domain.Recorded{}
	for _, e := range told(t, command.Options{Store: memory.New(), Receipts: command.NewMemoryReceipts()}) {
		r, err := command.Decode(codec, e)
		require.NoError(t, err)
		histories[e.Stream] = append(histories[e.Stream], r)
	}
	for stream, history := range histories {
		kind, _, err := eventstore.ParseStream(stream)
		require.NoError(t, err)
		aggregates[kind].splits(t, history)
	}
}

func TestTheDemoStoryIsTheSameWithSnapshotsOfEverything(t *testing.T) {
	want := told(t, command.Options{Store: memory.New(), Receipts: command.NewMemoryReceipts()})
	kept := &countedSnapshots{Snapshots: command.NewMemorySnapshots()}
	o := command.Options{
		Store: memory.New(), Receipts: command.NewMemoryReceipts(),
		Snapshots: command.Snapshotting{Kept: kept, Every: 1, Code: "one", Later: atOnce},
	}
	got := told(t, o)
	for i := range min(len(want), len(got)) {
		require.Equal(t, want[i], got[i])
	}
	require.Len(t, got, len(want))
	require.Greater(t, kept.found.Load(), int64(len(got)))
	require.Zero(t, kept.dropped.Load())
}

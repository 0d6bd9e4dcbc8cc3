package workload_test

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

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
	"github.com/cosell/cosell/handlers/command"
	"github.com/cosell/cosell/handlers/scenario/workload"
)

// enough is a log with events of every kind, told once.
func enough(t testing.TB) ([]eventstore.Recorded, workload.Stats) {
	t.Helper()
	once.Do(func() { long.all, long.stats = tell(t, workload.Options{Seed: 1, Events: 40_000}) })
	require.NotEmpty(t, long.all)
	return long.all, long.stats
}

var (
	once sync.Once
	long struct {
		all   []eventstore.Recorded
		stats workload.Stats
	}
)

// tell is a whole log.
func tell(t testing.TB, o workload.Options) (all []eventstore.Recorded, s workload.Stats) {
	t.Helper()
	told := workload.New(o).Tell()
	for e, err := range told.Events() {
		require.NoError(t, err)
		all = append(all, e)
	}
	return all, told.Stats()
}

func digest(t testing.TB, o workload.Options) [32]byte {
	all, _ := tell(t, o)
	text, err := json.Marshal(all)
	require.NoError(t, err)
	return sha256.Sum256(text)
}

func TestTheSameSeedTellsTheSameLog(t *testing.T) {
	o := workload.Options{Seed: 7, Events: 3_000}
	assert.Equal(t, digest(t, o), digest(t, o))
	o.Seed++
	assert.NotEqual(t, digest(t, workload.Options{Seed: 7, Events: 3_000}), digest(t, o))
}

// machine is an aggregate as its history is checked: its table as it is printed, and its state after an event.
type machine struct {
	table map[string]map[string]string // by kind and state: the state that follows, "=" for the same, "·" for never
	next  func(domain.Recorded) string
}

// machines folds each stream by the aggregate that it is of.
type machines map[string]*machine

func (m machines) of(stream string) *machine {
	if m[stream] != nil {
		return m[stream]
	}
	kind, _, _ := strings.Cut(stream, "-")
	switch kind {
	case "opportunity":
		m[stream] = folding(opportunity.Matrix(), opportunity.Evolve)
	case "referral":
		m[stream] = folding(referral.Matrix(), referral.Evolve)
	case "registration":
		m[stream] = folding(registration.Matrix(), registration.Evolve)
	case "claim":
		m[stream] = &machine{table: parsed(claim.Matrix())}
	case "partner":
		m[stream] = folding(partner.Matrix(), partner.Evolve)
	case "customer":
		m[stream] = folding(customer.Matrix(), customer.Evolve)
	case "contact":
		m[stream] = folding(contact.Matrix(), contact.Evolve)
	}
	return m[stream]
}

// place is what a lifecycle is about: of a claim each registration, else the stream.
func place(e domain.Recorded) string {
	switch c := e.Event.(type) {
	case claim.Filed:
		return e.Stream + " " + string(c.Registration)
	case claim.Granted:
		return e.Stream + " " + string(c.Registration)
	case claim.Released:
		return e.Stream + " " + string(c.Registration)
	}
	return e.Stream
}

// claimed is where a registration stands with a claim after an event.
func claimed(claims map[string]claim.Claim, r domain.Recorded) string {
	claims[r.Stream] = claim.Evolve(claims[r.Stream], r)
	for _, entry := range claims[r.Stream].Queue() {
		if strings.HasSuffix(place(r), string(entry.Registration)) {
			return string(entry.State)
		}
	}
	return "none"
}

func folding[S interface{ State() X }, X ~string](matrix string, evolve func(S, domain.Recorded) S) *machine {
	var s S
	return &machine{table: parsed(matrix), next: func(r domain.Recorded) string {
		s = evolve(s, r)
		return string(s.State())
	}}
}

// parsed reads a matrix: a line for every state, a column for every kind.
func parsed(matrix string) map[string]map[string]string {
	lines := strings.Split(strings.TrimRight(matrix, "\n"), "\n")
	table, kinds := map[string]map[string]string{}, strings.Fields(lines[0])
	for _, line := range lines[1:] {
		cells := strings.Fields(line)
		for i, kind := range kinds {
			if table[kind] == nil {
				table[kind] = map[string]string{}
			}
			table[kind][cells[0]] = cells[i+1]
		}
	}
	return table
}

func TestEveryStreamIsAHistoryThatItsLifecycleAllows(t *testing.T) {
	codec, err := command.NewCodec()
	require.NoError(t, err)
	all, _ := enough(t)
	states, known, ends := map[string]string{}, machines{}, map[string]int64{}
	seen, claims := map[string]int{}, map[string]claim.Claim{}
	var policy program.Program
	for _, e := range all {
		require.Equal(t, ends[e.Stream], e.Revision, e.Stream)
		ends[e.Stream]++
		seen[e.Kind]++
		r, err := command.Decode(codec, e)
		require.NoError(t, err)
		if _, ok := r.Event.(program.Event); ok {
			policy = program.Evolve(policy, r)
			continue
		}
		m, state := known.of(e.Stream), states[place(r)]
		if state == "" {
			state = "none"
		}
		_, kind, _ := strings.Cut(e.Kind, ".")
		to, listed := m.table[kind][state]
		require.True(t, listed && to != "·", "%s in state %s of %s", e.Kind, state, e.Stream)
		after := ""
		if m.next != nil {
			after = m.next(r)
		} else {
			after = claimed(claims, r)
		}
		if to == "=" {
			to = state
		}
		require.Equal(t, to, after, "%s in state %s of %s", e.Kind, state, e.Stream)
		states[place(r)] = after
	}
	require.NoError(t, policy.Policy().Validate())
	for kind := range codec.Kinds() {
		assert.Positive(t, seen[kind], "%s never happens", kind)
	}
}

func TestEventsAreOnesThatAStoreTakesInTheOrderInWhichTheyWereRecorded(t *testing.T) {
	all, _ := tell(t, workload.Options{Seed: 3, Events: 6_000})
	var before eventstore.Recorded
	ids := map[string]bool{}
	for _, e := range all {
		require.NoError(t, eventstore.Check(e.Stream, []eventstore.Pending{e.Pending}))
		require.False(t, ids[e.ID], "%s twice", e.ID)
		ids[e.ID] = true
		m := e.Metadata
		require.Equal(t, m.Rounded(), m)
		require.False(t, m.RecordedAt.Before(before.Metadata.RecordedAt))
		if m.CommandID != before.Metadata.CommandID {
			require.True(t, m.RecordedAt.After(before.Metadata.RecordedAt), "commands do not happen at the same time")
		}
		require.NotEmpty(t, m.Actor.Role)
		before = e
	}
}

func TestALogLooksLikeThatOfAProgramThatRunsForYears(t *testing.T) {
	all, stats := enough(t)
	lengths, opportunities, currencies := map[string]int{}, 0, map[string]int{}
	weekends, people := 0, 0
	for _, e := range all {
		lengths[e.Stream]++
		if e.Kind == "opportunity.created" || e.Kind == "opportunity.submitted" {
			opportunities++
			var d struct{ Currency string }
			require.NoError(t, json.Unmarshal(e.Data, &d))
			currencies[d.Currency]++
		}
		if e.Metadata.Actor.Org == "system" {
			continue
		}
		people++
		if day := e.Metadata.RecordedAt.Weekday(); day == time.Saturday || day == time.Sunday {
			weekends++
		}
	}
	last := all[len(all)-1].Metadata.RecordedAt
	assert.InDelta(t, workload.Years*365, last.Sub(workload.Begin).Hours()/24, 400, "it is about years, whatever its length")
	assert.InDelta(t, 0.72, float64(opportunities)/float64(stats.Deals), 0.05)
	assert.Greater(t, len(currencies), 8)
	assert.Less(t, currencies["USD"], opportunities*6/10)
	assert.Less(t, weekends*50, people, "people work in the week")

	var deals []int
	for stream, n := range lengths {
		if strings.HasPrefix(stream, "opportunity-") || strings.HasPrefix(stream, "referral-") {
			deals = append(deals, n)
		}
	}
	slices.Sort(deals)
	assert.InDelta(t, 8, deals[len(deals)/2], 3)
	assert.Less(t, deals[len(deals)*9/10], 25)
	assert.Greater(t, deals[len(deals)-1], 100, "a few have a long story")
}

func TestWhatRulesRefuseIsTheException(t *testing.T) {
	_, stats := enough(t)
	refused := 0
	for what, n := range stats.Refused {
		refused += n
		for _, code := range []string{"not-visible", "required", "role-not-allowed", "not-allowed", "invalid"} {
			if strings.HasSuffix(what, " "+code) {
				assert.Less(t, n, stats.Events/500, fmt.Sprintf("%s: somebody asks for what is not theirs", what))
			}
		}
	}
	assert.Less(t, refused, stats.Events/40)
}

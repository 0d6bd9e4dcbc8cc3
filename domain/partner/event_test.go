package partner_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/assignment"
	"github.com/cosell/cosell/domain/partner"
)

func TestEveryKindHasASampleThatReadsAndWritesTheSame(t *testing.T) {
	for _, c := range partner.Catalogue {
		first := fmt.Sprintf("../../testdata/events/%s.v%d", c.Zero.EventKind(), c.Version)
		later, err := filepath.Glob(first + ".*.json") // of what was added to a kind after its first sample was written
		require.NoError(t, err)
		filled := map[string]bool{}
		for _, path := range append(later, first+".json") {
			for _, field := range filledBy(t, c.Zero, path) {
				filled[field] = true
			}
		}
		for _, f := range reflect.VisibleFields(reflect.TypeOf(c.Zero)) {
			assert.True(t, filled[f.Name], "%s leaves out %s", c.Zero.EventKind(), f.Name)
		}
	}
}

// filledBy names the fields that a sample fills. It reads and writes the same.
func filledBy(t *testing.T, zero domain.Event, path string) (fields []string) {
	t.Helper()
	sample, err := os.ReadFile(path)
	require.NoError(t, err)
	e := reflect.New(reflect.TypeOf(zero))
	d := json.NewDecoder(bytes.NewReader(sample))
	d.DisallowUnknownFields()
	require.NoError(t, d.Decode(e.Interface()), path)
	written, err := json.Marshal(e.Interface())
	require.NoError(t, err)
	assert.JSONEq(t, string(sample), string(written))
	for _, f := range reflect.VisibleFields(e.Elem().Type()) {
		if !e.Elem().FieldByIndex(f.Index).IsZero() {
			fields = append(fields, f.Name)
		}
	}
	return fields
}

// anything decodes bytes into a history: any event in any order, with whatever names collide.
func anything(bytes []byte) (h history) {
	for _, b := range bytes {
		person := partner.Person{Member: fmt.Sprint(b >> 6), Name: "Someone"}
		location := contoso.Derive(person.Member)
		h = append(h, []domain.Event{
			partner.Enrolled{Profile: profile}, partner.Applied{Profile: profile, Administrator: &person}, partner.ReviewStarted{},
			partner.Approved{}, partner.Rejected{Reason: "r"}, partner.Suspended{Reason: "r"}, partner.Reinstated{},
			partner.Revised{Name: &domain.Change[string]{To: person.Member}}, partner.LocationAdded{Location: location, Site: site},
			partner.LocationChanged{Location: location}, partner.LocationClosed{Location: location},
			partner.MemberInvited{Person: person, Roles: administers}, partner.MemberActivated{Member: person.Member},
			partner.MemberChanged{Member: person.Member, Roles: &domain.Change[[]domain.Role]{To: sells}},
			partner.MemberRemoved{Member: person.Member}, nil,
			partner.Revised{Capacity: &domain.Change[*int]{To: new(int(b))}, RevenueRange: &domain.Change[*assignment.Range]{}},
			partner.SolutionsChanged{To: []partner.Solution{{ID: person.Member}, {ID: person.Member, Eligible: b > 9}}},
		}[b%18])
	}
	return h
}

func FuzzReplayTakesWhateverHappened(f *testing.F) {
	f.Add([]byte{0, 11, 12, 8, 13, 14, 5, 6})
	f.Add([]byte{14, 13, 12, 10, 4, 0, 15, 1})
	f.Fuzz(func(t *testing.T, bytes []byte) {
		h := anything(bytes)
		half, whole := h[:len(h)/2].replay(), h.replay()
		before := fmt.Sprintf("%+v", half)
		partner.Evolve(half, domain.Recorded{Event: partner.MemberRemoved{Member: "0"}})
		partner.Evolve(half, domain.Recorded{Event: partner.LocationClosed{Location: contoso.Derive("0")}})
		require.Equal(t, before, fmt.Sprintf("%+v", half), "an older state is left as it was")
		require.Contains(t, partner.States, whole.State())
		partner.View(whole, vendor)
		for _, c := range partner.Commands {
			if _, err := ask(whole, c.Zero.(partner.Command), admin); err != nil {
				require.NotEqual(t, domain.ClassInternal, domain.AsError(err).Class)
			}
		}
	})
}

func TestAnEventOfAnotherAggregateChangesNothing(t *testing.T) {
	p := staffed.replay()
	assert.Equal(t, p, partner.Evolve(p, domain.Recorded{Meta: domain.Meta{RecordedAt: noon.AddDate(1, 0, 0)}}))
}

func BenchmarkEvolve(b *testing.B) { // a partner is loaded for every command of its members
	p, r := staffed.replay(), domain.Recorded{Event: partner.MemberActivated{Member: "sam"}}
	for b.Loop() {
		partner.Evolve(p, r)
	}
}

package claim_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/claim"
)

var update = flag.Bool("update", false, "rewrite the goldens")

func TestTheTableIsPrintedAsTheGoldensSay(t *testing.T) {
	for file, got := range map[string]string{"claim.txt": claim.Matrix(), "claim.mmd": claim.Mermaid()} {
		path := filepath.Join("..", "..", "testdata", "lifecycle", file)
		if *update {
			require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
		}
		want, err := os.ReadFile(path)
		require.NoError(t, err)
		assert.Equal(t, string(want), got, "%s: go test -update rewrites it", file)
	}
}

func TestEverySampleComesBackByteForByteAndFillsEveryField(t *testing.T) {
	for _, e := range claim.Catalogue {
		assert.Equal(t, 1, e.Version)
		data, err := os.ReadFile(filepath.Join("..", "..", "testdata", "events", e.Zero.EventKind()+".v1.json"))
		require.NoError(t, err)
		v := reflect.New(reflect.TypeOf(e.Zero))
		d := json.NewDecoder(bytes.NewReader(data))
		d.DisallowUnknownFields()
		require.NoError(t, d.Decode(v.Interface()), e.Zero.EventKind())
		for i := range v.Elem().NumField() {
			assert.False(t, v.Elem().Field(i).IsZero(), "%s: %s", e.Zero.EventKind(), v.Elem().Type().Field(i).Name)
		}
		again, err := json.Marshal(v.Interface())
		require.NoError(t, err)
		var compact bytes.Buffer
		require.NoError(t, json.Compact(&compact, data))
		assert.Equal(t, compact.String(), string(again), e.Zero.EventKind())
	}
	assert.Len(t, claim.Table, len(claim.Catalogue))
}

// TestEveryCellOfTheMatrixIsAccountedFor brings a registration into every state and issues every command for it.
func TestEveryCellOfTheMatrixIsAccountedFor(t *testing.T) {
	type cell struct {
		state claim.State
		kind  claim.Kind
	}
	seen := map[cell]bool{}
	for state, story := range map[claim.State][]claim.Command{
		"":                  {file(second, "arm")},
		claim.StateWaiting:  {file(first, "arm")},
		claim.StateHolding:  {grant(first, "arm")},
		claim.StateReleased: {grant(first, "arm"), release(first)},
	} {
		require.Equal(t, state, stateOf(tell(t, story...).state, first))
		for _, cmd := range []claim.Command{file(first, "arm"), file(first, "lamp"), grant(first, "arm"), grant(first, "lamp"), release(first), undo(first)} {
			c := tell(t, story...)
			events, err := c.try(system, cmd)
			require.NoError(t, err)
			for _, e := range events {
				before, kind := stateOf(c.state, first), claim.Kind(e.EventKind())
				c.record(e)
				assert.True(t, claim.Table.Allows(kind, before), "%s in %q", kind, before)
				assert.Equal(t, claim.Table.Next(kind, before), stateOf(c.state, first), "%s in %q", kind, before)
				seen[cell{before, kind}] = true
			}
		}
	}
	for _, s := range append([]claim.State{""}, claim.States...) {
		for _, e := range claim.Catalogue {
			kind := claim.Kind(e.Zero.EventKind())
			assert.Equal(t, claim.Table.Allows(kind, s), seen[cell{s, kind}], "%s in %q", kind, s)
		}
	}
}

func stateOf(c claim.Claim, registration domain.ID) claim.State {
	for _, e := range c.Queue() {
		if e.Registration == registration {
			return e.State
		}
	}
	return ""
}

type foreign struct{}

func (foreign) EventKind() string { return "partner.enrolled" }

func TestAnEventOfAnotherAggregateChangesNothing(t *testing.T) {
	c := tell(t, grant(first, "arm"))
	assert.Equal(t, c.state, claim.Evolve(c.state, domain.Recorded{Event: foreign{}, Meta: domain.Meta{Revision: 9}}))
	assert.Equal(t, c.state, claim.Replay(append(c.history, domain.Recorded{})))
}

// TestOneHolderAndTheOrderOfArrival lets processes file, grant and release as they like: of a product there never are two
// holders, places in the queue are those of the first filing, and a refusal has a holder behind it.
func TestOneHolderAndTheOrderOfArrival(t *testing.T) {
	products := []string{"arm", "lamp", "gripper"}
	rapid.Check(t, func(rt *rapid.T) {
		c := &customer{now: noon}
		var arrived []domain.ID
		for range rapid.IntRange(1, 40).Draw(rt, "steps") {
			r := registration(rapid.IntRange(1, 5).Draw(rt, "registration"))
			some := rapid.SliceOfNDistinct(rapid.SampledFrom(products), 1, 3, rapid.ID).Draw(rt, "products")
			cmd := rapid.SampledFrom([]claim.Command{file(r, some...), grant(r, some...), release(r), undo(r)}).Draw(rt, "command")
			older, print := c.state, c.state.Queue()
			events, err := c.try(system, cmd)
			if err != nil {
				require.ErrorIs(rt, err, claim.ErrExclusivityHeld)
				require.True(rt, slices.ContainsFunc(some, func(p string) bool {
					holder, ok := c.state.Holder(p)
					return ok && holder.Registration != r
				}), "nobody else holds one of %v", some)
				continue
			}
			c.record(events...)
			require.Equal(rt, print, older.Queue(), "an older state stays as it was")
			again, err := c.try(system, cmd)
			require.NoError(rt, err)
			require.Empty(rt, again, "twice")
			for _, e := range events {
				if f, ok := e.(claim.Filed); ok && !slices.Contains(arrived, f.Registration) {
					arrived = append(arrived, f.Registration)
				}
			}
			keepsOrder(rt, c.state, arrived, products)
		}
		require.Equal(rt, c.state, claim.Replay(c.history))
	})
}

func keepsOrder(t *rapid.T, c claim.Claim, arrived []domain.ID, products []string) {
	var queue []domain.ID
	holders := map[string]int{}
	for _, e := range c.Queue() {
		queue = append(queue, e.Registration)
		if e.State == claim.StateHolding {
			for _, p := range e.Products {
				holders[p]++
			}
		}
		place, behind := c.Place(e.Registration)
		require.Equal(t, e.State != claim.StateReleased, place > 0)
		require.Equal(t, max(0, place-1), len(behind))
		for _, b := range behind {
			earlier := slices.Index(arrived, b.Registration) < slices.Index(arrived, e.Registration)
			require.True(t, earlier || b.State == claim.StateHolding, "behind a later one that only waits")
		}
	}
	require.Equal(t, arrived, queue)
	for _, p := range products {
		require.LessOrEqual(t, holders[p], 1, "holders of %s", p)
		_, held := c.Holder(p)
		require.Equal(t, holders[p] == 1, held)
	}
}

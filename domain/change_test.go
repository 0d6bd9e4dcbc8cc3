package domain_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cosell/cosell/domain"
)

func TestWhatARevisionLeavesAloneDoesNotChange(t *testing.T) {
	assert.Nil(t, domain.Changed(domain.Optional[string]{}, "as it is"))
	assert.Nil(t, domain.Changed(domain.Some("as it is"), "as it is"))
	assert.Nil(t, domain.Changed(domain.Null[string](), ""))
	assert.Equal(t, &domain.Change[string]{From: "a", To: "b"}, domain.Changed(domain.Some("b"), "a"))
	assert.Equal(t, &domain.Change[string]{From: "a"}, domain.Changed(domain.Null[string](), "a"))
	assert.Equal(t, &domain.Change[bool]{From: true}, domain.Changed(domain.Some(false), true))
}

func TestAnEmptyListIsTheSameAsNone(t *testing.T) {
	assert.Nil(t, domain.Changed(domain.Some([]string{}), nil))
	assert.Nil(t, domain.Changed(domain.Null[[]string](), []string{}))
	assert.Equal(t, &domain.Change[[]string]{From: []string{"a"}}, domain.Changed(domain.Null[[]string](), []string{"a"}))
	assert.NotNil(t, domain.Changed(domain.Some([]string{"b", "a"}), []string{"a", "b"}), "lists have an order")
}

func TestAmountsAndDatesAreComparedByWhatTheySay(t *testing.T) {
	one, err := domain.ParseMoney("1", "EUR")
	require.NoError(t, err)
	assert.Nil(t, domain.Changed(domain.Some(one), domain.NewMoney(100, "EUR")))
	assert.NotNil(t, domain.Changed(domain.Some(one), domain.NewMoney(100, "USD")))
	d, err := domain.ParseDate("2026-03-31")
	require.NoError(t, err)
	assert.Nil(t, domain.Changed(domain.Some(d), domain.DateOf(time.Date(2026, 4, 1, 1, 0, 0, 0, time.FixedZone("", 7200)))))
}

func TestAReferenceMayBeEmpty(t *testing.T) {
	anna, also, bert := domain.Contact{Name: "Anna"}, domain.Contact{Name: "Anna"}, domain.Contact{Name: "Bert"}
	assert.Nil(t, domain.ChangedRef(domain.Optional[domain.Contact]{}, &anna))
	assert.Nil(t, domain.ChangedRef(domain.Some(also), &anna))
	assert.Nil(t, domain.ChangedRef(domain.Null[domain.Contact](), nil))
	assert.Equal(t, &domain.Change[*domain.Contact]{From: &anna, To: &bert}, domain.ChangedRef(domain.Some(bert), &anna))
	assert.Equal(t, &domain.Change[*domain.Contact]{To: &bert}, domain.ChangedRef(domain.Some(bert), nil))
	assert.Equal(t, &domain.Change[*domain.Contact]{From: &anna}, domain.ChangedRef(domain.Null[domain.Contact](), &anna))
}

// A change is there exactly when the value becomes another one, leads from the one to the other, and says so again after
// it was on disk.
func TestAChangeLeadsFromWhatWasToWhatIs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lists := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b"}), 0, 2)
		now := lists.Draw(t, "now")
		o := domain.Optional[[]string]{Given: rapid.Bool().Draw(t, "given")}
		if o.Given && rapid.Bool().Draw(t, "not null") {
			value := lists.Draw(t, "value")
			o.Value = &value
		}
		was := slices.Clone(now)
		c := domain.Changed(o, now)
		if (c == nil) != slices.Equal(o.Or(now), now) {
			t.Fatalf("%v of %v", c, now)
		}
		b, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		var again *domain.Change[[]string]
		if err := json.Unmarshal(b, &again); err != nil {
			t.Fatal(err)
		}
		for _, c := range []*domain.Change[[]string]{c, again} {
			field := slices.Clone(now)
			if c.Set(&field); !slices.Equal(field, o.Or(now)) {
				t.Fatalf("%v becomes %v", now, field)
			}
			if c != nil && !slices.Equal(c.From, was) {
				t.Fatalf("%v was %v", c.From, was)
			}
		}
	})
}

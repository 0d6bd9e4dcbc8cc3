package domain_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/cosell/cosell/domain"
)

type happened struct{}

func (happened) EventKind() string { return "thing.happened" }

func TestAReferenceNamesTheEventAndWhenItTookEffect(t *testing.T) {
	noon := time.Date(2026, 3, 31, 12, 0, 0, 0, time.UTC)
	r := domain.Recorded{Event: happened{}, Meta: domain.Meta{Stream: "thing-1", Revision: 4, EventID: someID, RecordedAt: noon, Effective: noon.Add(-time.Hour)}}
	want := domain.EventRef{Stream: "thing-1", Revision: 4, ID: someID, Kind: "thing.happened", At: noon.Add(-time.Hour)}
	assert.Equal(t, want, r.Ref())

	r.Effective = time.Time{}
	want.At = noon
	assert.Equal(t, want, r.Ref(), "when it was recorded, where nothing else is said")

	assert.False(t, r.Ref().IsZero())
	assert.True(t, domain.EventRef{}.IsZero())
}

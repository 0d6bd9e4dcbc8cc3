package kurrent_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/eventstore/kurrenttest"
)

// Who resumed from the checkpoint would miss the event that it runs ahead of.
func TestACheckpointThatRunsAheadLosesNoEvent(t *testing.T) {
	t.Parallel()
	server := serve(t, kurrenttest.Options{})
	p := connect(t, server.URL(), patient)
	const history = 20
	_, err := p.Append(t.Context(), stream, eventstore.NoStream, events(0, history))
	require.NoError(t, err)
	all := whole(t, p)
	for i := range history {
		after := eventstore.Position{}
		if i > 0 {
			after = all[i-1].Position
		}
		ahead := server.Faults().Arm(kurrenttest.Fault{Kind: kurrenttest.EarlyCheckpoint, Op: kurrenttest.Subscribe})
		cut := server.Faults().Arm(kurrenttest.Fault{Kind: kurrenttest.Cut, Op: kurrenttest.Subscribe})
		var got []eventstore.Recorded
		for e, err := range p.Subscribe(t.Context(), after) {
			require.NoError(t, err)
			if got = append(got, e); len(got) == history-i {
				break
			}
		}
		require.Equal(t, all[i:], got)
		<-ahead.Struck()
		<-cut.Struck()
	}
}

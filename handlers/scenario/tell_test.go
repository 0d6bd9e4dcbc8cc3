package scenario_test

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/claim"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/handlers/command"
	"github.com/cosell/cosell/handlers/scenario"
)

func TestTell_again_is_recognised_without_asking_anything(t *testing.T) {
	w := toldDemo(t)
	before, asked := w.events(t), w.receipts.reserved.Load()
	require.NoError(t, demo(t).Tell(t.Context(), w.stage(t, now.AddDate(0, 2, 3))))
	sameLog(t, before, w.events(t))
	require.Equal(t, asked, w.receipts.reserved.Load())
}

func TestTell_goes_on_where_it_was_killed(t *testing.T) {
	whole := toldDemo(t)
	want, steps := whole.events(t), int(whole.receipts.reserved.Load())
	points := []command.Point{command.Reserved, command.Appended, command.Completed}
	for n := 20; n <= steps; n += 71 {
		at := points[n/71%len(points)]
		t.Run(fmt.Sprintf("step %d %s", n, at), func(t *testing.T) {
			w := newWorld()
			w.tellUntil(t, demo(t), at, n)
			require.Less(t, len(w.events(t)), len(want))
			require.NoError(t, demo(t).Tell(t.Context(), w.stage(t, now.AddDate(0, 0, 2))))
			sameLog(t, want, w.events(t))
		})
	}
}

func TestTell_begins_anew_when_it_was_killed_before_the_first_event(t *testing.T) {
	w, later := newWorld(), now.AddDate(0, 0, 2)
	w.tellUntil(t, demo(t), command.Reserved, 1)
	require.Empty(t, w.events(t))
	require.NoError(t, demo(t).Tell(t.Context(), w.stage(t, later)))
	want := newWorld()
	require.NoError(t, demo(t).Tell(t.Context(), want.stage(t, later)))
	sameLog(t, want.events(t), w.events(t))
}

func TestTell_leaves_a_log_alone_that_something_else_began(t *testing.T) {
	w := newWorld()
	stage := w.stage(t, now)
	caller := domain.Caller{Member: "nora", Org: domain.Vendor, Roles: []domain.Role{domain.RoleChannelManager}}
	_, err := stage.Commands.Opportunities.Do(t.Context(), command.Request{Caller: caller}, "", opportunity.Create{Topic: "Seats", Currency: "EUR"})
	require.NoError(t, err)
	before := w.events(t)
	require.ErrorIs(t, demo(t).Tell(t.Context(), stage), scenario.ErrOtherLog)
	sameLog(t, before, w.events(t))

	other, err := scenario.Parse("other.story", small)
	require.NoError(t, err)
	require.ErrorIs(t, other.Tell(t.Context(), toldDemo(t).stage(t, now)), scenario.ErrOtherLog)
}

func TestTell_names_the_line_that_a_rule_refuses(t *testing.T) {
	for name, c := range map[string]struct{ step, want string }{
		"a refusal":         {"-1 23:59 anna win deal {\"value\": {\"amount\": \"1\", \"currency\": \"EUR\"}}", "x.story:16: win deal: "},
		"an invalid field":  {"-1 23:59 nora lose deal {\"reason\": \"bored\"}", "x.story:16: lose deal: "},
		"a second time":     {"-1 23:59 nora distribute deal {\"partner\": \"$alpenrose\"}", "x.story:16: distribute deal: wrong-state"},
		"nothing to expire": {"-1 23:59 clock end-pause deal", "x.story:16: end-pause deal: nothing comes of it"},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := scenario.Parse("x.story", small+c.step+"\n")
			require.NoError(t, err)
			w := newWorld()
			stage := w.stage(t, now)
			require.ErrorContains(t, s.Tell(t.Context(), stage), c.want)
			require.WithinDuration(t, now, stage.Clock.Now(), time.Minute, "the clock runs again")
		})
	}
}

func TestTell_stops_when_its_context_ends(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errKilled)
	w := newWorld()
	require.ErrorIs(t, demo(t).Tell(ctx, w.stage(t, now)), errKilled)
	require.Empty(t, w.events(t))
}

func TestTell_takes_dates_from_the_day_on_which_it_began(t *testing.T) {
	s, err := scenario.Parse("small.story", small)
	require.NoError(t, err)
	w := newWorld()
	require.NoError(t, s.Tell(t.Context(), w.stage(t, now)))
	var closing []string
	for _, r := range w.history(t) {
		if e, ok := r.Event.(opportunity.Created); ok {
			require.Equal(t, time.Date(2026, 6, 28, 10, 0, 0, 0, time.UTC), r.RecordedAt)
			closing = append(closing, e.EstimatedClose.String())
		}
	}
	require.Equal(t, []string{"2026-07-30"}, closing)
}

func TestTell_gives_every_step_of_a_process_its_cause(t *testing.T) {
	before, found := map[string]string{}, map[string]bool{}
	for _, e := range toldDemo(t).events(t) {
		switch {
		case e.Metadata.Actor.Org != string(domain.System):
			require.Empty(t, e.Metadata.CausationID)
		case e.Kind != string(claim.KindGranted): // which is part of an approval
			cause, ok := before[e.Metadata.CausationID]
			require.True(t, ok, "%s of %s has no cause", e.Kind, e.Metadata.CommandID)
			found[cause] = true
		}
		before[e.ID] = e.Kind
	}
	for _, kind := range []string{"opportunity.distributed", "opportunity.paused", "partner.suspended", "partner.member-removed",
		"referral.partner-invited", "referral.received", "registration.approved", "registration.auto-approved"} {
		require.True(t, found[kind], kind)
	}
}

func TestClock_runs_from_a_given_start(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := scenario.NewClock(now)
		require.Equal(t, now, c.Now())
		time.Sleep(36 * time.Hour)
		require.Equal(t, now.Add(36*time.Hour), c.Now())
		require.Equal(t, time.Now().UTC(), scenario.NewClock(time.Time{}).Now())
	})
}

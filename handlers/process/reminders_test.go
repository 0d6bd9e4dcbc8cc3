package process_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/domain/registration"
)

const day = 24 * time.Hour

// told lists the notices in the order in which they were written: the kind, who is told, and of what.
func (w *world) told(t *testing.T) []string {
	t.Helper()
	rows, err := w.pool.Query(t.Context(), `select kind || ' ' || org || ' ' || deal from cosell_ops.notices order by at, kind, org, deal`)
	require.NoError(t, err)
	all, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	return all
}

func notice(kind string, org domain.Org, deal domain.ID) string {
	return fmt.Sprint(kind, " ", org, " ", deal)
}

func (w *world) goTo(t *testing.T, r *running, at time.Time) {
	t.Helper()
	w.clock.set(at)
	w.quiet(t, r)
}

func TestWhoWasAskedIsRemindedOnceBeforeTheDeadline(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	opener, other := w.coseller(t, "Adatum"), w.coseller(t, "Fabrikam")
	r := w.start(t, nil)
	offer, answered := w.offered(t), w.accepted(t)
	deal := w.refer(t, opener.Caller, "", opener.deal(func(c *referral.Create) {
		c.Invitations = []referral.Invitation{opener.asks(other)}
	}))
	invitation := other.copy(w.copyOf(t, opener.Caller, deal).Engagement)
	w.quiet(t, r)
	w.goTo(t, r, begin.Add(window-3*day))
	require.Empty(t, w.told(t))
	w.goTo(t, r, begin.Add(window-3*day+time.Second))
	want := []string{notice("expiring-soon", other.Org, invitation), notice("expiring-soon", domain.Org(w.contoso), offer)}
	require.ElementsMatch(t, want, w.told(t))
	w.goTo(t, r, begin.Add(window-time.Second))
	require.ElementsMatch(t, want, w.told(t), "nothing about deal %s", answered)
}

func TestNobodyIsRemindedOfADeadlineThatHasPassed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.offered(t)
	one := 1
	soon := w.do(t, manager, "", opportunity.Create{Topic: "Soon", Currency: "USD"}).ID
	w.do(t, manager, soon, opportunity.Distribute{Partner: opportunity.Addressee(w.contoso), AnswerWithinDays: &one})
	w.clock.set(begin.Add(window + time.Second))
	w.quiet(t, w.start(t, nil))
	require.Empty(t, w.told(t))
}

func TestADealThatDoesNotComeOnIsOverdueAndThenStalled(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	opener := w.coseller(t, "Adatum")
	r := w.start(t, nil)
	lazy, busy, paused := w.accepted(t), w.accepted(t), w.accepted(t)
	deal := w.refer(t, opener.Caller, "", opener.deal())
	twenty := 20
	until := domain.DateOf(begin.Add(40 * day))
	w.do(t, w.carl(), paused, opportunity.Pause{Reason: "budget freeze", Until: until})
	w.goTo(t, r, begin.Add(10*day))
	w.do(t, w.carl(), busy, opportunity.MarkStage{Stage: &twenty})
	carls := domain.Org(w.contoso)

	w.goTo(t, r, begin.Add(14*day+time.Second))
	want := []string{notice("overdue", carls, lazy), notice("overdue", opener.Org, deal)}
	require.ElementsMatch(t, want, w.told(t))
	w.goTo(t, r, begin.Add(24*day+time.Second))
	want = append(want, notice("overdue", carls, busy))
	require.ElementsMatch(t, want, w.told(t))
	w.goTo(t, r, begin.Add(30*day+time.Second))
	want = append(want, notice("stalled", carls, lazy), notice("stalled", domain.Vendor, lazy), notice("stalled", opener.Org, deal))
	require.ElementsMatch(t, want, w.told(t))

	w.do(t, w.carl(), busy, opportunity.Lose{Reason: "no-response"})
	w.goTo(t, r, until.Start().Add(time.Hour))
	want = append(want, notice("overdue", carls, paused), notice("stalled", carls, paused), notice("stalled", domain.Vendor, paused))
	require.ElementsMatch(t, want, w.told(t), "a pause keeps still, and is no progress")
	w.goTo(t, r, begin.Add(100*day))
	require.ElementsMatch(t, want, w.told(t))
}

func TestClocksKeepToThePolicyThatWasInForceWhenTheyWereSet(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	before := w.offered(t)
	w.set(t, program.SetWindows{Windows: program.Windows{AnswerDays: 14, ReminderDays: 7}, Reason: "earlier"})
	after := w.offered(t)
	r := w.start(t, nil)
	w.quiet(t, r)
	carls := domain.Org(w.contoso)
	w.goTo(t, r, begin.Add(7*day+time.Second))
	require.Equal(t, []string{notice("expiring-soon", carls, after)}, w.told(t))
	w.set(t, program.SetWindows{Windows: program.Windows{AnswerDays: 14, ReminderDays: 0}, Reason: "never"})
	w.goTo(t, r, begin.Add(11*day+time.Second))
	require.Equal(t, []string{notice("expiring-soon", carls, after), notice("expiring-soon", carls, before)}, w.told(t))
}

func (w *world) set(t *testing.T, cmd program.Command) {
	t.Helper()
	_, err := w.Program.Do(t.Context(), w.by(admin), program.ID, cmd)
	require.NoError(t, err)
}

func TestALateDecisionOnAnExceptionIsTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	m := w.coseller(t, "Adatum")
	r := w.start(t, nil)
	ask := func() domain.ID {
		deal := w.refer(t, m.Caller, "", m.deal())
		w.refer(t, m.Caller, deal, referral.Lose{Reason: "no-response"})
		w.refer(t, m.Caller, deal, referral.RequestException{Text: "They came back."})
		w.quiet(t, r)
		return deal
	}
	late, decided := ask(), ask()
	w.review(t, w.copyOf(t, m.Caller, decided).Exception.ID, registration.DenyException{Reason: "No."})
	w.goTo(t, r, begin.Add(18*day))
	require.Empty(t, w.told(t))
	w.goTo(t, r, begin.Add(19*day))
	require.Equal(t, []string{notice("exception-overdue", domain.Vendor, late)}, w.told(t))
}

func TestWhatWasToldIsNotToldAgainByARebuild(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.offered(t)
	lazy := w.accepted(t)
	r := w.start(t, nil)
	w.quiet(t, r)
	w.goTo(t, r, begin.Add(window-day))
	w.goTo(t, r, begin.Add(31*day))
	before := w.told(t)
	require.Contains(t, before, notice("stalled", domain.Vendor, lazy))
	r.stop()
	_, err := w.pool.Exec(t.Context(), `
update cosell_ops.checkpoints set position = default, stream = null, revision = null, event_id = null where name = 'reminders'`)
	require.NoError(t, err)
	w.quiet(t, w.start(t, nil))
	require.Equal(t, before, w.told(t))
}

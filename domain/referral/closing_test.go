package referral_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/domain/referral"
)

func TestWinning(t *testing.T) {
	win := referral.Win{Value: usd(39000)}
	check(t, []rule{
		{"a value is required", private, anna, referral.Win{}, "invalid required value"},
		{"a value is above nought", private, anna, referral.Win{Value: usd(0)}, "invalid not-positive value.amount"},
		{"a value is in the deal's currency", private, anna, referral.Win{Value: domain.NewMoney(1, "EUR")}, "refused currency-mismatch value.currency"},
		{"a date is not in the future", private, anna, referral.Win{Value: usd(1), Date: date(1)}, "invalid in-the-future date"},
		{"a date is not before the deal", private, anna, referral.Win{Value: usd(1), Date: date(-1)}, "refused before-creation date"},
		{"today when left out", then(private, wait(5*day)), anna, win, referral.Won{Value: usd(39000), Date: date(5)}},
		{"a seller does not", private, sam, win, "denied needs-administrator-or-manager"},
		{"an unanswered invitation is not won", invited, fred, win, "refused wrong-state"},
		{"not twice", won, anna, win, "refused terminal-state"},
		{"an assessment with every stage marked", then(marked, wait(5*day)), anna, win, referral.Won{Value: usd(39000), Date: date(5)}},
		{"an assessment without any stage marked", assessed, anna, win, "refused stages-not-marked"},
		{"an assessment with some stages marked", then(assessed, by(sam, markStage(20))), anna, win, "refused stages-not-marked"},
		{"other deals need no stage", private, anna, win, "won"},
	})
}

func TestAWinSoonAfterCreationIsWarnedAbout(t *testing.T) {
	for after, early := range map[time.Duration]bool{
		time.Hour: true, 72*time.Hour - time.Microsecond: true, 72 * time.Hour: false, 80 * time.Hour: false,
	} {
		d := tell(t, private, []step{upTo(noon.Add(after)), by(anna, referral.Win{Value: usd(1)})})
		assert.Equal(t, early, referral.View(d.state, anna, d.policy).Outcome.EarlyWin, after)
	}
}

func TestLosingAndClosingAsError(t *testing.T) {
	check(t, []rule{
		{"losing has a reason", private, anna, referral.Lose{}, "invalid required reason"},
		{"losing has a reason of the program's", private, anna, referral.Lose{Reason: "weather"}, "invalid unknown-reason reason"},
		{"losing", private, anna, referral.Lose{Reason: "abuse", Note: "Spam"}, referral.Lost{Reason: "abuse", Note: "Spam"}},
		{"an unanswered invitation is not lost", invited, fred, referral.Lose{Reason: "abuse"}, "refused wrong-state"},
		{"an error has a reason of the program's", private, anna, referral.CloseAsError{Reason: "weather"}, "invalid unknown-reason reason"},
		{"an error with the solution asks for a note", private, anna, referral.CloseAsError{Reason: "solution-issue"}, "invalid needs-note note"},
		{"another error asks for a note", private, anna, referral.CloseAsError{Reason: "other"}, "invalid needs-note note"},
		{"with the note it is taken", private, anna, referral.CloseAsError{Reason: "other", Note: "Ours"}, referral.ClosedAsError{Reason: "other", Note: "Ours"}},
		{"an unanswered invitation may be an error", invited, fred, referral.CloseAsError{Reason: "duplicate-entry"}, "closed-as-error"},
		{"a closed deal is no error any more", won, anna, referral.CloseAsError{Reason: "duplicate-entry"}, "refused terminal-state"},
	})
	p := program.Default().Reasons
	assert.Len(t, p.Decline, 8)
	assert.Len(t, p.Error, 9)
	for _, r := range p.Decline {
		assert.Equal(t, "lost", answer(tell(t, private).try(anna, referral.Lose{Reason: r.Code})), r.Code)
	}
	for _, r := range p.Error {
		assert.Equal(t, "closed-as-error", answer(tell(t, private).try(anna, referral.CloseAsError{Reason: r.Code, Note: "x"})), r.Code)
	}
}

func TestCopiesDoNotCloseEachOther(t *testing.T) {
	for _, state := range []referral.State{referral.StateWon, referral.StateLost, referral.StateError} {
		d := tell(t, taken)
		inviter := d.state.Counterparts()[0]
		inviter.State = state
		by(process, referral.NoteClosing{Counterpart: inviter, At: noon})(t, d)
		assert.Equal(t, referral.StateAccepted, d.state.State())
		assert.Equal(t, state, d.state.Counterparts()[0].State)
		assert.Equal(t, "won", answer(d.try(fred, referral.Win{Value: usd(1)})))
	}
}

package program

import (
	"slices"

	"github.com/cosell/cosell/domain"
)

// Refusals of marking a stage, the same for every deal.
var (
	ErrUseWin           = domain.Refusal("use-win", "A deal reaches 100 by the command win.")
	ErrStageNotMarkable = domain.Refusal("stage-not-markable", "Stages from 20 on can be marked.")
	ErrStageMarked      = domain.Refusal("nothing-changed", "The deal is at this stage already.")
	ErrNeedsReason      = domain.Refusal("needs-reason", "A step back needs a reason.")
)

// Won is the percentage of the last stage; winning reaches it, marking never does.
const Won = 100

// At returns the stage that a percentage means: the last one at or below it. False below the first.
func (t StageTable) At(percent int) (Stage, bool) {
	for i := len(t) - 1; i >= 0; i-- {
		if t[i].Percent <= percent {
			return t[i], true
		}
	}
	return Stage{}, false
}

// Name returns the name of the stage that a percentage means, "" below the first.
func (t StageTable) Name(percent int) string {
	s, _ := t.At(percent)
	return s.Name
}

// Entry returns the percentage at which an accepted deal begins: that of the first stage, 10 in the default tables;
// 0 for an empty table.
func (t StageTable) Entry() int {
	if len(t) == 0 {
		return 0
	}
	return t[0].Percent
}

// Mark is the stage that a deal at one stage reaches by marking a percentage: the one at or below it. The entry stage cannot
// be marked, nor the last, which is won; a step back needs a reason. Refusals name the field of the command.
func (t StageTable) Mark(now, percent int, reason string) (Stage, error) {
	to, _ := t.At(percent)
	switch {
	case percent >= Won:
		return Stage{}, ErrUseWin.On("stage")
	case to.Percent <= t.Entry():
		return Stage{}, ErrStageNotMarkable.On("stage")
	case to.Percent == now:
		return Stage{}, ErrStageMarked.On("stage")
	case to.Percent < now && domain.Blank(reason):
		return Stage{}, ErrNeedsReason.On("reason")
	}
	return to, nil
}

// Skipped are the stages between the first and one below percent that are not among those marked.
func (t StageTable) Skipped(percent int, marked []int) (all []int) {
	for _, s := range t {
		if s.Percent > t.Entry() && s.Percent < percent && !slices.Contains(marked, s.Percent) {
			all = append(all, s.Percent)
		}
	}
	return all
}

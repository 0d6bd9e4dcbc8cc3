package program

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

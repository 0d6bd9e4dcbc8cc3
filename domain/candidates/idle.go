package candidates

import "time"

const (
	day = 24 * time.Hour
	// longest is how many days are told apart; what lasted longer counts as this long.
	longest = 10 * 366
)

// idle counts deals that ended without progress, by the days that they had lasted, a day begun as a day. The threshold
// after which they count as stalled may change, so it is not looked at before.
type idle map[int]int64

// with is the counts and one deal more.
func (i idle) with(lasted time.Duration) idle {
	if i == nil {
		i = idle{}
	}
	begun := int((lasted + day - 1) / day)
	i[min(begun, longest)]++
	return i
}

// past counts the deals that had lasted longer than a threshold.
func (i idle) past(threshold time.Duration) (n int64) {
	for days, deals := range i {
		if time.Duration(days)*day > threshold {
			n += deals
		}
	}
	return n
}

package managed

import "github.com/cosell/cosell/projections/deals"

// Deal is one deal as it is now. It holds no personal data: members are ids.
type Deal struct {
	deals.Deal
	Alert Alert `json:"alert,omitempty" doc:"Whether it has not come on for longer than the program's thresholds: overdue or potentially-stalled."`
}

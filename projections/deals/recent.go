package deals

import (
	"slices"
	"strings"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/projections/fold"
)

// RecentTable has when each deal last changed.
const RecentTable = "deals_recent_v1"

// recency is when a deal last changed, with what lists of the latest changes are picked by. It stands apart from the deal, since
// every event changes it: most events touch no other index.
type recency struct {
	fold.Stamp
	Kind      string      `db:"kind text not null" doc:"What kind of deal it is: opportunity or referral."`
	Party     domain.ID   `db:"party_id uuid" doc:"The only partner among whose deals it is; null where there are none or several."`
	Parties   []domain.ID `db:"parties uuid[] not null" doc:"Partners among whose deals it is."`
	ChangedAt time.Time   `db:"changed_at timestamptz not null" doc:"When the deal's last event was recorded (UTC)."`
}

func recent(d *Deal) recency {
	return recency{Kind: d.Kind, Party: d.Party, Parties: d.Parties, ChangedAt: d.ChangedAt}
}

var recentTable = fold.Table{Part: "recent", Comment: "When each deal last changed, for lists in that order.", Indexes: slices.Concat(
	ordered("", "", "changed_at"), ordered("party_id, ", "party_id is not null", "changed_at"),
	ordered("", copied, "changed_at"), ordered("party_id, ", copied, "changed_at"),
	ordered("", Several, "changed_at"), []string{"using gin (parties) where " + Several},
)}

// Recently selects what the table of deals holds, for lists in the order of their last changes, and for what changed after a time.
var Recently = func() string {
	apart := []string{"id", "kind", "party_id", "parties", "changed_at"}
	var names []string
	for _, c := range fold.Columns[Deal]() {
		from := "d."
		if slices.Contains(apart, c.SQL) {
			from = "r."
		}
		names = append(names, from+c.SQL)
	}
	return "(select " + strings.Join(names, ", ") + " from cosell." + RecentTable + " r join cosell." + Table + " d on d.id = r.id)"
}()

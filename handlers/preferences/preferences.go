// Package preferences keeps what members keep for themselves, outside of any deal: the deals they marked, the views they
// saved, and how they want to be told what happens.
//
// The rules are:
//
//   - A member reads and writes its own and nobody else's.
//   - A write replaces the whole of its part and leaves the other parts alone; the last one wins.
//   - Nothing here is a fact of a deal: a favourite may name a deal in any state, and one that is not there.
package preferences

import (
	"context"
	"embed"
	"encoding/json"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/eventstore/postgres/migrate"
)

//go:embed migrations
var migrations embed.FS

// Migrate makes the table of the preferences, or brings it up to what this package expects.
func Migrate(ctx context.Context, pool *pgxpool.Pool) error {
	return migrate.Up(ctx, pool, migrate.Set{Schema: "cosell_ops", Owner: "preferences", Files: migrations})
}

// MaxQuery is how many bytes the query of a saved view may have.
const MaxQuery = 64 << 10

// Favourites are the deals that a member marked, in the member's order.
type Favourites struct {
	Deals []string `json:"deals" maxItems:"1000" uniqueItems:"true" pattern:"^(opportunity|referral)/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$" doc:"Deals, as opportunity/ID or referral/ID."`
}

// Views are the views that a member saved, in the member's order.
type Views struct {
	Views []View `json:"views" maxItems:"100" doc:"Saved views."`
}

// View is a saved way to look at a list. What its query means is known to whoever saved it; at most MaxQuery bytes.
type View struct {
	Name  string          `json:"name" minLength:"1" maxLength:"200" doc:"What the view is called; each name once."`
	Query json.RawMessage `json:"query" doc:"Anything in JSON; at most 64 KiB. It is kept as it is."`
}

// Preferences are how a member wants to be told what happens.
type Preferences struct {
	// Mail is where a member of the vendor is written to; nowhere when empty. A member of a partner is written to at the
	// address that its partner's record has, whatever this says.
	Mail   domain.Mail `json:"mail,omitempty" maxLength:"254" pattern:"^[^@ ]+@[^@ ]+$" doc:"Where a member of the vendor is written to. A member of a partner is written to at the address that its partner gave."`
	Locale string      `json:"locale,omitempty" enum:"en,de,fr,ja" doc:"Language of what is sent; en when absent."`
	OptOut []string    `json:"optOut,omitempty" maxItems:"50" uniqueItems:"true" enum:"offer-received,referral-received,expiring-soon,accepted,declined,expired,no-candidate,overdue,stalled,note-added,registration-action-required,registration-failed,registration-rejected,registration-approved,registration-auto-approved,registration-selected-for-review,registration-passed,exception-denied,exception-overdue" doc:"Kinds of notice that are not to be mailed."`
}

// Mine is everything that a member keeps.
type Mine struct {
	Favourites
	Views
	Preferences Preferences `json:"preferences"`
}

package managed

import (
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/projections/deals"
	"github.com/cosell/cosell/projections/page"
)

// Show picks deals by where they are in their life.
type Show string

// What may be shown.
const (
	ShowAll       Show = ""          // every deal
	ShowOpen      Show = "open"      // new, distributed, received, accepted
	ShowSubmitted Show = "submitted" // a partner's own, awaiting approval
	ShowWon       Show = "won"
	ShowLost      Show = "lost"
	ShowClosed    Show = "closed" // won, lost, declined, expired, withdrawn, error
)

var shown = map[Show]string{
	ShowOpen:      "open and state <> 'submitted'",
	ShowSubmitted: "open and state = 'submitted'",
	ShowWon:       "state = 'won'",
	ShowLost:      "state = 'lost'",
	ShowClosed:    "not open",
}

// Alert says that an accepted deal has not come on for longer than the program's thresholds.
type Alert string

// The rungs of the ladder.
const (
	NoAlert            Alert = "" // came on lately, rests until a day that has not come, or is not accepted
	Overdue            Alert = "overdue"
	PotentiallyStalled Alert = "potentially-stalled"
)

// Thresholds are the program's: how long without progress a deal is overdue, and potentially stalled.
type Thresholds struct{ Overdue, Stalled time.Duration }

// Filter says whose deals are asked for, and which. What is not set does not restrict.
type Filter struct {
	Org        domain.Org  // who asks: the vendor, or a partner, which sees the deals it is a party of and does not have to answer first. Any other sees none
	All        bool        // whether the vendor sees private deals too, as its auditors do
	Member     string      // of that organisation
	OnlyMember bool        // a partner's seller sees only the opportunities that Member is assigned to or has submitted
	OnlyTeams  bool        // a partner's member who is no administrator sees only the copies on whose team Member is
	Locations  []domain.ID // and only those at these locations, where there are some
	Now        time.Time   // for alerts
	Thresholds Thresholds  // for alerts; without them there are none

	Mine          bool            // deals that Member works on, or has brought
	Show          Show            // one that is not listed above shows nothing
	Kind          string          // opportunity or referral
	States        []string        // any of these states
	Text          string          // part of the topic or of the customer's name, in any case
	Territory     string          // exactly this territory
	Currency      domain.Currency // deals in this currency
	Partner       domain.ID       // deals that this partner is a party of
	Alert         Alert           // deals with this alert
	Collaborating *bool           // whether partners work on it together
	page.Request
}

// alert is the rung that a deal stands on at f.Now.
func (f Filter) alert(d *Deal) Alert {
	still := f.Now.Sub(d.LastProgressAt)
	switch {
	case f.Thresholds == Thresholds{}, d.State != string(opportunity.StateAccepted):
	case d.PausedUntil.After(domain.DateOf(f.Now)), d.LastProgressAt.IsZero():
	case still > f.Thresholds.Stalled:
		return PotentiallyStalled
	case still > f.Thresholds.Overdue:
		return Overdue
	}
	return NoAlert
}

func (f Filter) where() (w page.Where) {
	f.ask(&w)
	return w
}

func (f Filter) ask(w *page.Where) {
	f.whose(w)
	switch shows, known := shown[f.Show]; {
	case f.Show == ShowAll:
	case known:
		w.And(shows)
	default:
		w.And("false")
	}
	if f.Kind != "" {
		w.And("kind = ?", f.Kind)
	}
	if len(f.States) > 0 {
		w.And("state = any(?)", f.States)
	}
	if f.Text != "" {
		w.And("topic ilike ? or customer ilike ?", page.Containing(f.Text), page.Containing(f.Text))
	}
	if f.Territory != "" {
		w.And("territory = ?", f.Territory)
	}
	if f.Currency != "" {
		w.And("currency = ?", string(f.Currency))
	}
	if f.Collaborating != nil {
		w.And("collaborating = ?", *f.Collaborating)
	}
	f.alerted(w)
}

func (f Filter) whose(w *page.Where) {
	r := deals.Reader{Org: f.Org, All: f.All, Member: f.Member, OnlyHands: f.OnlyMember, OnlyTeams: f.OnlyTeams, Locations: f.Locations}
	r.See(w)
	if f.Mine {
		r.Mine(w)
	}
	if f.Org != domain.Vendor {
		w.And("state <> 'received'")
	}
	switch {
	case f.Partner == "":
	case f.Org == domain.Vendor:
		deals.Of(w, f.Partner)
	default:
		w.And("parties @> array[?::uuid]", f.Partner)
	}
}

func (f Filter) alerted(w *page.Where) {
	if f.Alert == NoAlert {
		return
	}
	w.And("open and state = 'accepted' and (paused_until is null or paused_until <= ?)", domain.DateOf(f.Now).Start())
	overdue, stalled := f.Now.Add(-f.Thresholds.Overdue), f.Now.Add(-f.Thresholds.Stalled)
	switch {
	case f.Thresholds == Thresholds{}:
		w.And("false")
	case f.Alert == Overdue:
		w.And("last_progress_at < ? and last_progress_at >= ?", overdue, stalled)
	case f.Alert == PotentiallyStalled:
		w.And("last_progress_at < ?", stalled)
	default:
		w.And("false")
	}
}

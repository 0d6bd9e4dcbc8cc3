package managed

import (
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/projections/page"
)

// Show picks deals by where they are in their life.
type Show string

// What may be shown.
const (
	ShowAll       Show = ""          // every deal
	ShowOpen      Show = "open"      // new, distributed, accepted
	ShowSubmitted Show = "submitted" // a partner's own, awaiting approval
	ShowWon       Show = "won"
	ShowLost      Show = "lost"
	ShowClosed    Show = "closed" // won, lost, declined, expired, error
)

var shown = map[Show][]string{
	ShowOpen:      {string(opportunity.StateNew), string(opportunity.StateDistributed), string(opportunity.StateAccepted)},
	ShowSubmitted: {string(opportunity.StateSubmitted)},
	ShowWon:       {string(opportunity.StateWon)},
	ShowLost:      {string(opportunity.StateLost)},
	ShowClosed: {string(opportunity.StateWon), string(opportunity.StateLost), string(opportunity.StateDeclined),
		string(opportunity.StateExpired), string(opportunity.StateError)},
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
	Org        domain.Org // who asks: the vendor, or a partner, which sees the deals it is a party of. Any other sees none
	Member     string     // of that organisation
	OnlyMember bool       // a partner's seller sees only the deals that Member is assigned to or has submitted
	Now        time.Time  // for alerts
	Thresholds Thresholds // for alerts; without them there are none

	Mine          bool            // deals that Member is assigned to, or has created or submitted
	Show          Show            // one that is not listed above shows nothing
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
	f.whose(&w)
	if f.Show != ShowAll {
		w.And("state = any(?)", shown[f.Show])
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
	if f.Partner != "" {
		w.And("parties @> array[?::uuid]", f.Partner)
	}
	if f.Collaborating != nil {
		w.And("collaborating = ?", *f.Collaborating)
	}
	f.alerted(&w)
	return w
}

func (f Filter) whose(w *page.Where) {
	if f.Org != domain.Vendor {
		w.And("parties @> array[?::uuid]", domain.ID(f.Org))
	}
	if f.Mine || f.OnlyMember {
		w.And("assignee = ? and lead_partner_id::text = ? or created_by = ? and created_by_org = ?",
			f.Member, string(f.Org), f.Member, string(f.Org))
	}
}

func (f Filter) alerted(w *page.Where) {
	if f.Alert == NoAlert {
		return
	}
	w.And("state = 'accepted' and (paused_until is null or paused_until <= ?)", domain.DateOf(f.Now).Start())
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

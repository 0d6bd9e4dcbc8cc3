package reports

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/projections/deals"
	"github.com/cosell/cosell/projections/page"
	"github.com/cosell/cosell/projections/runner"
)

// Score is what a partner made of the opportunities that the vendor brought and offered to it. A recalled offer counts
// nowhere. An opportunity that was offered twice is two offers.
type Score struct {
	Partner    domain.Party `json:"partner" doc:"The partner, as it was called at that time."`
	Offered    int64        `json:"offered" doc:"Offers that were not recalled."`
	Accepted   int64        `json:"accepted" doc:"Those that it accepted."`
	Declined   int64        `json:"declined" doc:"Those that it declined."`
	Lapsed     int64        `json:"lapsed" doc:"Those that it let pass."`
	Waiting    int64        `json:"waiting" doc:"Those that wait for its answer."`
	Progressed int64        `json:"progressed" doc:"Accepted ones that came on: a stage was marked, or they were won or lost."`
	Returned   int64        `json:"returned" doc:"Accepted ones that were given back."`
	Stalled    int64        `json:"stalled" doc:"Accepted ones that never came on while it led them, for longer than the policy of that time allows."`
	Won        int64        `json:"won" doc:"Accepted ones that were won while it led them."`
	Lost       int64        `json:"lost" doc:"Accepted ones that were lost while it led them."`

	Touch       Ratio `json:"touchRate" doc:"Accepted and declined of offered; null where undefined, as every rate."`
	Feedback    Ratio `json:"feedbackRate" doc:"Progressed of accepted."`
	Return      Ratio `json:"returnRate" doc:"Returned of accepted."`
	Stall       Ratio `json:"stallRate" doc:"Stalled of accepted."`
	Win         Ratio `json:"winRate" doc:"Won of won and lost."`
	HoursAnswer Ratio `json:"hoursToAnswer" doc:"Mean time from an offer to its acceptance or refusal, in hours of effective time; null without any."`
	DaysClose   Ratio `json:"daysToClose" doc:"Mean time from acceptance to win, in days of effective time; null without any."`
}

// Scorecard is how partners do.
type Scorecard struct {
	Position eventstore.Position // that the view had reached
	Scores   []Score             // by the partner's id
}

// Offers is which offers a scorecard is about, and when what became of them is looked at.
type Offers struct {
	After   *Place // made after it; nil for all
	To      *Place // and up to it; nil for all
	At      Place  // what had become of them there
	Stalled time.Duration
}

// Scores gives the scorecard of every partner to which the vendor has made one of the offers, or in a partner's scope its own:
// the offers and what became of them, of nothing else. A deal has stalled when it never came on for longer than Stalled, by the
// time of the place. Of deals that several partners work on together nothing counts for any of them from then on.
func Scores(ctx context.Context, db page.DB, s Scope, o Offers) (c Scorecard, err error) {
	p := o.At
	if c.Position, err = runner.ReachedIn(ctx, db, changes); err != nil {
		return c, err
	}
	now, err := p.when(ctx, db)
	if err != nil {
		return c, err
	}
	names, err := called(ctx, db, p)
	if err != nil {
		return c, err
	}
	var w page.Where
	w.And(p.sql(&w))
	w.And(deals.Telling)
	if s.Org != domain.Vendor {
		w.And("id in (select id from "+changes+" where shown and partner_id = ?)", domain.ID(s.Org))
	}
	rows, err := db.Query(ctx, "select id, event, coalesce(partner_id::text, ''), effective_at, "+o.made(&w)+" from "+
		changes+w.SQL()+" order by id, revision", w.Args()...)
	if err != nil {
		return c, err
	}
	t := tallies{by: map[domain.ID]*tally{}, now: now, after: o.Stalled}
	var e told
	_, err = pgx.ForEachRow(rows, []any{&e.deal, &e.event, &e.partner, &e.at, &e.counts}, func() error {
		t.hear(e)
		return nil
	})
	t.leave(now)
	for _, id := range slices.Sorted(maps.Keys(t.by)) {
		if s.Org == domain.Vendor || id == domain.ID(s.Org) {
			score := t.by[id].score()
			score.Partner = names.party(id)
			c.Scores = append(c.Scores, score)
		}
	}
	return c, err
}

// made is the condition on a change that it lies where the offers do.
func (o Offers) made(w *page.Where) string {
	made := "true"
	if o.After != nil {
		made += " and not " + o.After.sql(w)
	}
	if o.To != nil {
		made += " and " + o.To.sql(w)
	}
	return made
}

// told is one event of an opportunity.
type told struct {
	deal    domain.ID
	event   string
	partner domain.ID
	at      time.Time
	counts  bool // as an offer
}

// tally is a score in the making.
type tally struct {
	Score
	answered        int64
	toAnswer, toWon int64 // microseconds, of all together
}

// tallies follow one deal after the other: whom it is offered to, and who leads it since when.
type tallies struct {
	by         map[domain.ID]*tally
	now        time.Time
	after      time.Duration
	deal       domain.ID
	asked      *tally // nil also for an offer that does not count
	askedAt    time.Time
	counts     bool // the last offer
	lead       *tally
	since      time.Time
	progressed bool
}

func (t *tallies) of(e told) *tally {
	if t.by[e.partner] == nil {
		t.by[e.partner] = &tally{}
	}
	return t.by[e.partner]
}

// hear is long because it is one page: a case for every event that counts.
func (t *tallies) hear(e told) {
	if e.deal != t.deal {
		t.leave(t.now)
		t.deal, t.asked = e.deal, nil
	}
	switch opportunity.Kind(e.event) {
	case opportunity.KindDistributed:
		t.offer(e)
	case opportunity.KindRecalled:
		t.answer(func(a *tally) { a.Offered-- })
	case opportunity.KindAccepted:
		t.answer(func(a *tally) { a.Accepted++; a.reply(e.at.Sub(t.askedAt)) })
		if t.counts {
			t.lead, t.since, t.progressed = t.of(e), e.at, false
		}
	case opportunity.KindDeclined, opportunity.KindOfferDeclined:
		t.answer(func(a *tally) { a.Declined++; a.reply(e.at.Sub(t.askedAt)) })
	case opportunity.KindOfferLapsed, opportunity.KindExpired:
		t.answer(func(a *tally) { a.Lapsed++ })
	case opportunity.KindStageMarked:
		t.progress()
	case opportunity.KindWon:
		t.progress()
		if t.lead != nil {
			t.lead.Won++
			t.lead.toWon += e.at.Sub(t.since).Microseconds()
		}
		t.leave(e.at)
	case opportunity.KindLost:
		t.progress()
		if t.lead != nil {
			t.lead.Lost++
		}
		t.leave(e.at)
	case opportunity.KindReturned:
		if t.lead != nil {
			t.lead.Returned++
		}
		t.leave(e.at)
	case opportunity.KindShared:
		t.leave(e.at)
	case opportunity.KindClosedAsError:
		t.answer(func(*tally) {})
		t.leave(e.at)
	}
}

func (t *tallies) offer(e told) {
	t.asked, t.askedAt, t.counts = nil, e.at, e.counts
	if t.counts {
		t.asked = t.of(e)
		t.asked.Offered++
		t.asked.Waiting++
	}
}

// answer ends an offer.
func (t *tallies) answer(count func(*tally)) {
	if t.asked != nil {
		t.asked.Waiting--
		count(t.asked)
	}
	t.asked = nil
}

func (a *tally) reply(took time.Duration) {
	a.answered++
	a.toAnswer += took.Microseconds()
}

func (t *tallies) progress() {
	if t.lead != nil && !t.progressed {
		t.lead.Progressed++
	}
	t.progressed = true
}

// leave ends the time in which a partner led the deal, or the part of it that the report knows of.
func (t *tallies) leave(at time.Time) {
	if t.lead != nil && !t.progressed && at.Sub(t.since) > t.after {
		t.lead.Stalled++
	}
	t.lead = nil
}

func (a *tally) score() Score {
	s := a.Score
	s.Touch = Ratio{s.Accepted + s.Declined, s.Offered}
	s.Feedback, s.Return, s.Stall = Ratio{s.Progressed, s.Accepted}, Ratio{s.Returned, s.Accepted}, Ratio{s.Stalled, s.Accepted}
	s.Win = Ratio{s.Won, s.Won + s.Lost}
	s.HoursAnswer = mean(a.toAnswer, a.answered, time.Hour)
	s.DaysClose = mean(a.toWon, s.Won, 24*time.Hour)
	return s
}

// mean is the part of a sum of microseconds that each of n has, in a unit.
func mean(total, n int64, unit time.Duration) Ratio { return Ratio{total, n * unit.Microseconds()} }

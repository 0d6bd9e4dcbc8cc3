package projections_test

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	partners "github.com/cosell/cosell/domain/partner"
	"github.com/cosell/cosell/projections/reports"
	"github.com/cosell/cosell/projections/runner"
)

// stagesOf are the steps of the program's tables.
var stagesOf = []int{10, 20, 40, 60, 80, 100}

// cohorts says in words which group of a funnel a deal is in.
func (f sight) cohort(by []string) string {
	var words []string
	for _, b := range by {
		switch b {
		case reports.ByType:
			words = append(words, f.typ)
		case reports.ByPartner:
			words = append(words, string(f.holder))
		case reports.BySource:
			words = append(words, f.source)
		}
	}
	return strings.Join(words, ", ")
}

// naiveFunnel counts a cohort step by step: by group and stage.
func naiveFunnel(history []runner.Event, org domain.Org, after, to *spot, at spot, by []string) map[string]reports.Reach {
	groups := map[string][]sight{}
	for _, stream := range streams(history, at) {
		f := sightOf(stream)
		if !f.counts(org) || after != nil && after.covers(stream[0]) || to != nil && !to.covers(stream[0]) {
			continue
		}
		groups[f.cohort(by)] = append(groups[f.cohort(by)], f)
	}
	all := map[string]reports.Reach{}
	for g, deals := range groups {
		before := int64(0)
		for i, stage := range append([]int{0}, stagesOf...) {
			r := reports.Reach{Stage: stage}
			var stays []int64
			for _, f := range deals {
				reached := f.furthest >= stage
				if reached {
					r.Reached++
				}
				if reached && f.state != "won" && !f.open() && !slices.ContainsFunc(stagesOf, func(s int) bool { return s > stage && f.furthest >= s }) {
					r.Ended++
				}
				if stage > 0 {
					stays = append(stays, f.stays[stage]...)
				} else if !f.accepted.IsZero() {
					stays = append(stays, int64(f.accepted.Sub(f.created)/time.Second))
				}
			}
			r.Overall = reports.Ratio{Num: r.Reached, Den: int64(len(deals))}
			if i > 0 {
				r.Conversion = reports.Ratio{Num: r.Reached, Den: before}
			}
			before = r.Reached
			r.Stays, r.MeanSeconds, r.Median = average(stays)
			all[fmt.Sprint(g, " at ", stage)] = r
		}
	}
	return all
}

func average(stays []int64) (n int64, mean, median *int64) {
	if len(stays) == 0 {
		return 0, nil, nil
	}
	slices.Sort(stays)
	var sum int64
	for _, s := range stays {
		sum += s
	}
	middle := stays[len(stays)/2] + stays[(len(stays)-1)/2]
	return int64(len(stays)), new(toEven(big.NewRat(sum, int64(len(stays)))).Int64()), new(toEven(big.NewRat(middle, 2)).Int64())
}

// naiveScores goes through all deals for each partner anew: the offers made after a spot and up to another one, nil for all, and
// what became of each by a third.
func naiveScores(history []runner.Event, after, to *spot, at spot, stalled time.Duration) (all []reports.Score) {
	now := at.when(history)
	for n := range 24 {
		p := partner(n)
		s := reports.Score{Partner: domain.Party{ID: p.ID, Name: naiveName(history, at, p.ID)}}
		var answers, wins []time.Duration
		asked := false
		for _, deal := range streams(history, at) {
			if _, vendors := deal[0].Event.(opportunity.Created); !vendors {
				continue
			}
			for i, e := range deal {
				offer, is := e.Event.(opportunity.Distributed)
				if !is || offer.Partner.ID != p.ID || after != nil && after.covers(e) || to != nil && !to.covers(e) {
					continue
				}
				asked = true
				answers = append(answers, naiveOffer(deal[i:], &s)...)
				if j := acceptedAt(deal[i:]); j > 0 {
					wins = append(wins, naiveWork(deal[i+j:], now, stalled, &s)...)
				}
			}
		}
		if !asked {
			continue
		}
		s.Touch = reports.Ratio{Num: s.Accepted + s.Declined, Den: s.Offered}
		s.Feedback = reports.Ratio{Num: s.Progressed, Den: s.Accepted}
		s.Return = reports.Ratio{Num: s.Returned, Den: s.Accepted}
		s.Stall = reports.Ratio{Num: s.Stalled, Den: s.Accepted}
		s.Win = reports.Ratio{Num: s.Won, Den: s.Won + s.Lost}
		s.HoursAnswer = meanOf(answers, time.Hour)
		s.DaysClose = meanOf(wins, 24*time.Hour)
		all = append(all, s)
	}
	return all
}

func meanOf(all []time.Duration, unit time.Duration) (r reports.Ratio) {
	for _, d := range all {
		r.Num += d.Microseconds()
		r.Den += unit.Microseconds()
	}
	return r
}

// acceptedAt is where the offer with which a part of a deal begins was accepted; 0 where it was not.
func acceptedAt(deal []runner.Event) int {
	for j, e := range deal[1:] {
		switch e.Event.(type) {
		case opportunity.Accepted:
			return j + 1
		case opportunity.Distributed:
			return 0
		}
	}
	return 0
}

// naiveOffer is what became of the offer with which a part of a deal begins, and how long its answer took.
func naiveOffer(deal []runner.Event, s *reports.Score) []time.Duration {
	for _, e := range deal[1:] {
		took := []time.Duration{e.Effective.Sub(deal[0].Effective)}
		switch e.Event.(type) {
		case opportunity.Accepted:
			s.Offered++
			return took
		case opportunity.Declined, opportunity.OfferDeclined:
			s.Offered++
			s.Declined++
			return took
		case opportunity.OfferLapsed, opportunity.Expired:
			s.Offered++
			s.Lapsed++
			return nil
		case opportunity.ClosedAsError:
			s.Offered++
			return nil
		case opportunity.Recalled:
			return nil
		}
	}
	s.Offered++
	s.Waiting++
	return nil
}

// naiveWork is what became of the acceptance with which a part of a deal begins, and how long a win took.
func naiveWork(deal []runner.Event, now time.Time, stalled time.Duration, s *reports.Score) (won []time.Duration) {
	s.Accepted++
	begun, ended, progressed := deal[0].Effective, now, false
work:
	for _, e := range deal[1:] {
		switch e.Event.(type) {
		case opportunity.StageMarked:
			progressed = true
			continue
		case opportunity.Won:
			progressed = true
			s.Won++
			won = append(won, e.Effective.Sub(begun))
		case opportunity.Lost:
			progressed = true
			s.Lost++
		case opportunity.Returned:
			s.Returned++
		case opportunity.Shared, opportunity.ClosedAsError:
		default:
			continue
		}
		ended = e.Effective
		break work
	}
	if progressed {
		s.Progressed++
	} else if ended.Sub(begun) > stalled {
		s.Stalled++
	}
	return won
}

// naiveName is what a partner was called at a spot.
func naiveName(history []runner.Event, at spot, id domain.ID) (name string) {
	for _, e := range history {
		if e.Subject != id || !at.covers(e) {
			continue
		}
		switch e := e.Event.(type) {
		case partners.Enrolled:
			name = e.Name
		case partners.Revised:
			name = e.Name.To
		}
	}
	return name
}

// move is what is compared of a transition.
type move struct {
	id                 domain.ID
	revision           int64
	event, from, to    string
	fromStage, toStage int
	seconds            int64
	member             string
}

// naiveMoves are the changes of state and stage of the deals that an organisation may be told of then, in the order of the log. To
// the vendor a deal begins with the event that let it in.
func naiveMoves(history []runner.Event, org domain.Org) (all []move) {
	for _, e := range history {
		if !isDeal(e) {
			continue
		}
		var deal []runner.Event
		for _, o := range history {
			if o.Stream == e.Stream && o.Revision <= e.Revision {
				deal = append(deal, o)
			}
		}
		f, was := sightOf(deal), sight{}
		var moved time.Time
		for n := range len(deal) - 1 {
			before := was
			was = sightOf(deal[:n+1])
			if before.state != was.state || before.stage != was.stage {
				moved = deal[n].Effective
			}
		}
		revealed := len(deal) > 1 && org == domain.Vendor && f.visible && !was.visible
		if revealed {
			was = sight{}
		}
		if f.state == was.state && f.stage == was.stage || !f.told(org) {
			continue
		}
		m := move{f.id, e.Revision, e.Event.EventKind(), was.state, f.state, was.stage, f.stage, 0, e.Actor.Member}
		if len(deal) > 1 && !revealed {
			m.seconds = max(0, int64(e.Effective.Sub(moved)/time.Second))
		}
		all = append(all, m)
	}
	return all
}

func (f sight) told(org domain.Org) bool {
	if org == domain.Vendor {
		return f.visible
	}
	return slices.Contains(f.parties, domain.ID(org))
}

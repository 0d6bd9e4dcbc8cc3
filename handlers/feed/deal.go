package feed

import (
	"encoding/json"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
)

// deal is an opportunity.
type deal struct{ opportunity.Opportunity }

func (d deal) next(e domain.Recorded) state { return deal{opportunity.Evolve(d.Opportunity, e)} }
func (d deal) sees(who domain.Caller) bool  { return opportunity.Sees(d.Opportunity, who) }
func (d deal) concerns(org domain.Org) bool {
	return org == domain.Vendor || len(d.Ties(domain.ID(org))) > 0
}

// between are the events that are for the vendor and the partner that they are about.
var between = map[opportunity.Kind]bool{
	opportunity.KindDistributed: true, opportunity.KindOfferSeen: true, opportunity.KindDeclined: true, opportunity.KindExpired: true,
	opportunity.KindOfferDeclined: true, opportunity.KindOfferLapsed: true, opportunity.KindRecalled: true, opportunity.KindNoCandidate: true,
}

// stub is what a partner reads of events about it while it is not, or no longer, a party that may see the deal.
var stub = words("partner deadline reason note text audience brief")

// reads says how much a partner reads: while it takes part what happened since it joined; in any case what is about the
// partner itself, and the notes that the deal lets it read.
func (d deal) reads(r reading) lens {
	ties := d.Ties(r.who.Partner())
	tie := ties[len(ties)-1]
	joined := tie.Lasts() && tie.Joined != opportunity.Never
	l := lens{tells: true, less: recordsOf(r.own())}
	if !joined && (r.teaser || !tie.Lasts()) {
		l.only = stub
	}
	if note, ok := r.Event.(opportunity.NoteAdded); ok {
		n := opportunity.Note{Revision: r.Revision, Author: r.Actor.Org, Audience: note.Audience, Brief: note.Brief}
		if opportunity.ReadsNote(d.Opportunity, n, r.who, r.teaser) {
			return l
		}
		return none
	}
	if r.isAbout(r.who.Partner()) || joined && r.Revision >= tie.Joined && !between[opportunity.Kind(r.Event.EventKind())] {
		return l
	}
	return none
}

// isAbout reports whether the event names the partner as the one that it is about.
func (r reading) isAbout(partner domain.ID) bool {
	var about struct {
		Partner domain.Party `json:"partner"`
	}
	return json.Unmarshal(r.data, &about) == nil && about.Partner.ID == partner
}

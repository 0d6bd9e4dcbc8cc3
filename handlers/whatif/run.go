package whatif

import (
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/partner"
	"github.com/cosell/cosell/domain/program"
)

// run is one reading of the log.
type run struct {
	other    Alternative
	until    time.Time
	chosen   map[domain.ID]Difference
	program  program.Program
	known    map[int]program.Policy // by version
	supposed map[supposition]program.Policy
	place    int // of the event in the log
	report   Report
	found    []found

	partners      map[domain.ID][]partner.Partner // by revision
	opportunities map[domain.ID]*opportunityRun
	referrals     map[domain.ID]*referralRun
	registrations map[domain.ID]*registrationRun
	order         []interface{ finish(*run) } // of deals and registrations, as they began
}

type found struct {
	Difference
	place int
}

// event is one with its place in the log, and the version of the policy in force there.
type event struct {
	domain.Recorded
	place   int
	inForce int
}

type supposition struct {
	name    string
	version int
}

func (r *run) remember() {
	p := r.program.Policy()
	r.known[p.Version] = p
}

// under is a version of the policy with what an alternative says.
func (r *run) under(a Alternative, version int) program.Policy {
	p, known := r.known[version]
	if !known {
		p = r.program.Policy()
	}
	if len(a.parts) == 0 {
		return p
	}
	key := supposition{a.name, p.Version}
	if _, made := r.supposed[key]; !made {
		r.supposed[key] = a.Over(p)
	}
	return r.supposed[key]
}

// decision is one that was made, and how it is made again under an alternative; under none, by its own policy.
type decision struct {
	event event
	what  string
	was   string
	again func(Alternative) string
}

// compare makes a decision again, by its own policy and by the other.
func (r *run) compare(d decision) {
	r.report.Decisions++
	if d.again(Alternative{}) != d.was {
		r.report.Apart = append(r.report.Apart, d.made())
		return
	}
	r.differ(d)
}

func (d decision) made() Decision { return Decision{subjectOf(d.event), d.event.Ref(), d.what, d.was} }

// foresee is compare for what follows from the policy without being in the log.
func (r *run) foresee(d decision) {
	d.was = d.again(Alternative{})
	r.report.Decisions++
	r.differ(d)
}

func (r *run) differ(d decision) {
	would := d.again(r.other)
	if would == d.was {
		return
	}
	var parts []program.Part
	for _, part := range r.other.Parts() {
		if d.again(r.other.Only(part)) != d.was {
			parts = append(parts, part)
		}
	}
	if len(parts) == 0 {
		parts = r.other.Parts()
	}
	r.found = append(r.found, found{Difference{d.made(), would, parts}, d.event.place})
}

func (r *run) follow(e domain.Recorded) {
	at := event{e, r.place, r.program.Policy().Version}
	if d, other := r.chosen[e.EventID]; other {
		r.found = append(r.found, found{d, r.place})
	}
	switch p := e.Event.(type) {
	case program.Event:
		r.program = program.Evolve(r.program, e)
		r.remember()
	case partner.Event:
		var before partner.Partner
		if all := r.partners[e.Subject]; len(all) > 0 {
			before = all[len(all)-1]
		}
		r.partners[e.Subject] = append(r.partners[e.Subject], partner.Evolve(before, e))
	default:
		r.followDeal(at, p)
	}
}

func (r *run) finish() {
	for _, each := range r.order {
		each.finish(r)
	}
}

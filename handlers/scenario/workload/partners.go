package workload

import (
	"fmt"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/assignment"
	"github.com/cosell/cosell/domain/customer"
	"github.com/cosell/cosell/domain/partner"
	"github.com/cosell/cosell/handlers/command"
)

// firm is a partner with the members that act for it.
type firm struct {
	*stream[partner.Partner]
	w         *world
	admin     domain.Caller
	boss      domain.Caller // a manager
	sellers   []domain.Caller
	sites     []domain.ID
	customers []*stream[customer.Customer]
	extra     int                   // members that came and may go again
	waiting   []interface{ lift() } // offers and invitations that may wait for its answer
}

// found lets partners join, most of them in the first months.
func (w *world) found() {
	for i := range w.options.Partners {
		at := Begin.Add(time.Duration(i) * 2 * time.Hour)
		if i > w.options.Partners*2/3 {
			at = Begin.Add(20 * day).Add(w.days(500))
		}
		w.add(w.office(at), cause{}, w.join)
	}
}

// join begins a partner: enrolled by the vendor, or by an application of its own.
func (w *world) join() {
	f := &firm{stream: streamOf[partner.Partner]("partner", w.id()), w: w}
	org := domain.Org(f.id)
	profile := partner.Profile{
		Name:    fmt.Sprintf("%s %s %d", pick(w, companyNames), pick(w, partnerKinds), 100+w.IntN(900)),
		Website: "https://partner.example.com", Country: pick(w, places).country,
	}
	person := func(role string) partner.Person {
		name, mail, _ := w.person()
		return partner.Person{Member: fmt.Sprintf("%s-%s", role, f.id[:8]), Name: name, Mail: mail}
	}
	head := person("admin")
	f.admin = domain.Caller{Member: head.Member, Org: org, Roles: []domain.Role{domain.RoleAdministrator}}
	f.boss = domain.Caller{Member: "manager-" + string(f.id[:8]), Org: org, Roles: []domain.Role{domain.RoleManager}}
	if w.likely(0.7) {
		f.do(administrator, partner.Enrol{Profile: profile, Administrator: &head})
		f.settle(person)
		return
	}
	f.do(domain.Caller{}, partner.Apply{Profile: profile, Administrator: &head})
	w.later(w.days(4), func() {
		f.do(administrator, partner.StartReview{})
		w.later(w.days(6), func() {
			if w.likely(0.2) {
				f.do(administrator, partner.Reject{Reason: "No experience with the products."})
				return
			}
			f.do(administrator, partner.Approve{})
			f.settle(person)
		})
	})
}

func (f *firm) do(who domain.Caller, c partner.Command) bool {
	in := partner.Input{ID: f.id, Caller: who, Now: f.w.now, Policy: f.w.program.state.Policy()}
	return through(f.w, f.stream, who, c, doors[partner.Partner]{
		validate: func() error { return partner.Validate(c, in) },
		sees:     func(p partner.Partner) bool { return partner.Sees(p, who) },
		permit:   func(p partner.Partner) (domain.Role, error) { return partner.Permit(p, c, who) },
		decide:   func(p partner.Partner) ([]domain.Event, error) { return partner.Decide(p, c, in) },
		evolve:   partner.Evolve,
		follow:   f.follow,
	})
}

func (f *firm) follow(r domain.Recorded, p partner.Partner) {
	f.w.ledger.Apply(r)
	f.w.partners[f.id] = command.PartnerFact(p, f.id, r.Revision)
	if e, ok := r.Event.(partner.LocationAdded); ok {
		f.sites = append(f.sites, e.Location)
	}
	if _, ok := r.Event.(partner.Suspended); ok {
		for _, held := range f.waiting {
			f.w.soon(because(r), held.lift)
		}
		f.waiting = nil
	}
}

// settle gives a new partner all that it needs to take part, and lets its life begin.
func (f *firm) settle(person func(string) partner.Person) {
	w := f.w
	for range 1 + w.IntN(3) {
		f.do(f.admin, partner.AddLocation{Site: w.site()})
	}
	f.invite(person("manager"), domain.RoleManager)
	for n := range 2 + w.IntN(4) {
		p := person(fmt.Sprintf("seller%d", n))
		f.invite(p, domain.RoleSeller)
		f.sellers = append(f.sellers, domain.Caller{Member: p.Member, Org: f.admin.Org, Roles: []domain.Role{domain.RoleSeller}})
	}
	capacity := 20 + w.IntN(400)
	terms := partner.Revise{Transacting: domain.Some(w.likely(0.75)), AssessmentVetted: domain.Some(w.likely(0.3))}
	f.do(administrator, terms)
	terms = partner.Revise{Capacity: domain.Some(capacity), Territories: domain.Some(few(w, 6, territories))}
	if w.likely(0.3) {
		terms.Products = domain.Some(few(w, 8, products))
		terms.RevenueRange = domain.Some(assignment.Range{Min: domain.NewMoney(5_000_00, "USD")})
	}
	f.do(f.admin, terms)
	f.do(administrator, partner.ChangeSolutions{Solutions: w.solutions(2 + w.IntN(4))})
	w.firms, w.byID[f.id] = append(w.firms, f), f
	for range 3 + w.IntN(5) {
		w.later(w.days(60), f.acquire)
	}
	w.later(w.days(90), f.live)
}

func (f *firm) invite(p partner.Person, role domain.Role) {
	f.do(f.admin, partner.InviteMember{Person: p, Roles: []domain.Role{role}})
	f.do(f.admin, partner.ActivateMember{Member: p.Member})
}

func (w *world) site() partner.Site {
	p, at := pick(w, places), w.point()
	return partner.Site{Name: "Office " + p.city, City: p.city, Country: p.country, Latitude: &at.Latitude, Longitude: &at.Longitude}
}

func (w *world) solutions(n int) (all []partner.ListedSolution) {
	for i := range n {
		ready, eligible, incentivised := w.likely(0.9), w.likely(0.75), w.likely(0.5)
		if i == 0 {
			ready, eligible = true, true
		}
		product := pick(w, products)
		all = append(all, partner.ListedSolution{
			ID: fmt.Sprintf("S-%d", i+1), Name: fmt.Sprintf("%s accelerator %d", product, i+1), Products: []string{product},
			CoSellReady: &ready, Eligible: &eligible, Incentivised: &incentivised,
		})
	}
	return all
}

// live changes something about the partner every few months.
func (f *firm) live() {
	w := f.w
	w.later(w.days(75), f.live)
	switch x := w.Float64(); {
	case x < 0.25:
		name, mail, _ := w.person()
		f.extra++
		member := fmt.Sprintf("guest%d-%s", f.extra, f.id[:8])
		f.do(f.admin, partner.InviteMember{Person: partner.Person{Member: member, Name: name, Mail: mail}, Roles: []domain.Role{domain.RoleSeller}})
		w.later(w.days(3), func() { f.do(f.admin, partner.ActivateMember{Member: member}) })
		w.later(20*day+w.days(90), func() {
			f.do(f.admin, partner.ChangeMember{Member: member, Roles: domain.Some([]domain.Role{domain.RoleManager})})
		})
		w.later(120*day+w.days(200), func() { f.do(f.admin, partner.RemoveMember{Member: member, Reason: "has left"}) })
	case x < 0.4:
		f.do(f.admin, partner.Revise{Capacity: domain.Some(20 + w.IntN(400))})
	case x < 0.55:
		f.do(f.admin, partner.AddLocation{Site: w.site()})
	case x < 0.65:
		f.do(f.admin, partner.ChangeLocation{Location: f.sites[0], Site: w.site()})
	case x < 0.7 && len(f.sites) > 2:
		last := len(f.sites) - 1
		f.do(f.admin, partner.CloseLocation{Location: f.sites[last], Reason: "moved"})
		f.sites = f.sites[:last]
	case x < 0.76:
		f.do(administrator, partner.ChangeSolutions{Solutions: w.solutions(2 + w.IntN(4))})
	case x < 0.79:
		f.do(administrator, partner.Suspend{Reason: "The contract has run out."})
		w.later(5*day+w.days(10), func() { f.do(administrator, partner.Reinstate{Reason: "The contract was renewed."}) })
	default:
		f.acquire()
	}
}

// offered remembers what waits for the partner's answer, as far as it still may.
func (f *firm) offered(held interface{ lift() }) {
	if len(f.waiting) > 200 {
		f.waiting = append(f.waiting[:0], f.waiting[100:]...)
	}
	f.waiting = append(f.waiting, held)
}

// invitee is one that other partners may invite; nil while there is none.
func (w *world) invitee() *firm {
	for range 10 {
		if f := w.firm(); f != nil && f.state.Transacting() {
			return f
		}
	}
	return nil
}

// firm is one that takes part in the program now; nil while there is none. A few have most of the business.
func (w *world) firm() *firm {
	for range 20 {
		if len(w.firms) == 0 {
			return nil
		}
		x := w.Float64()
		if f := w.firms[int(x*x*float64(len(w.firms)))]; f.state.Approved() {
			return f
		}
	}
	return nil
}

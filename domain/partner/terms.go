package partner

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/assignment"
)

// terms are on what a partner takes part: which deals it takes, and what the vendor grants it.
type terms struct {
	takes       assignment.Takes
	transacting bool
	vetted      bool
}

func (c Revise) decide(p Partner, in Input) ([]domain.Event, error) {
	now := p.terms
	e := Revised{
		Name:             domain.Changed(c.Name, p.profile.Name),
		Website:          domain.Changed(c.Website, p.profile.Website),
		Country:          domain.Changed(c.Country, p.profile.Country),
		Capacity:         domain.ChangedRef(c.Capacity, now.takes.Capacity),
		RevenueRange:     domain.ChangedRef(c.RevenueRange, ends(now.takes.Revenue)),
		Territories:      domain.Changed(c.Territories, now.takes.Territories),
		LeadTypes:        domain.Changed(c.LeadTypes, now.takes.LeadTypes),
		Products:         domain.Changed(c.Products, now.takes.Products),
		Transacting:      domain.Changed(c.Transacting, now.transacting),
		AssessmentVetted: domain.Changed(c.AssessmentVetted, now.vetted),
	}
	switch vendors := e.vendors(); {
	case e == (Revised{}):
		return nil, errNothingChanged
	case len(vendors) > 0 && !in.Caller.IsVendor():
		return nil, errNotYourField.On(vendors...)
	}
	return fact(e)
}

// ends is nil for a range without any.
func ends(r assignment.Range) *assignment.Range {
	if r.IsZero() {
		return nil
	}
	return &r
}

// vendors names what changed of the fields that are the vendor's.
func (e Revised) vendors() (fields []string) {
	if e.Transacting != nil {
		fields = append(fields, "transacting")
	}
	if e.AssessmentVetted != nil {
		fields = append(fields, "assessmentVetted")
	}
	return fields
}

// terms are those after the revision.
func (e Revised) terms(t terms) terms {
	e.Capacity.Set(&t.takes.Capacity)
	e.Territories.Set(&t.takes.Territories)
	e.LeadTypes.Set(&t.takes.LeadTypes)
	e.Products.Set(&t.takes.Products)
	e.Transacting.Set(&t.transacting)
	e.AssessmentVetted.Set(&t.vetted)
	if r := e.RevenueRange; r != nil {
		t.takes.Revenue = assignment.Range{}
		if r.To != nil {
			t.takes.Revenue = *r.To
		}
	}
	return t
}

// OfferedSolution is a solution as the partner has it now, and the event that last changed it.
type OfferedSolution struct {
	Solution
	Event domain.EventRef
}

func (c ChangeSolutions) decide(p Partner, in Input) ([]domain.Event, error) {
	from, to := p.listed(), make([]Solution, len(c.Solutions))
	var foreign []string
	for i, s := range c.Solutions {
		now, _ := p.solution(s.ID)
		to[i] = Solution{
			ID: s.ID, Name: s.Name, Products: s.Products,
			CoSellReady: or(s.CoSellReady, now.CoSellReady), Eligible: or(s.Eligible, now.Eligible), Incentivised: or(s.Incentivised, now.Incentivised),
		}
		for _, field := range to[i].judgedUnlike(now.Solution) {
			foreign = append(foreign, fmt.Sprintf("solutions[%d].%s", i, field))
		}
	}
	switch {
	case len(foreign) > 0 && !in.Caller.IsVendor():
		return nil, errNotYourField.On(foreign...)
	case slices.EqualFunc(from, to, Solution.same):
		return nil, errNothingChanged
	}
	return fact(SolutionsChanged{From: from, To: to})
}

func or(said *bool, now bool) bool {
	if said == nil {
		return now
	}
	return *said
}

// judgedUnlike names what the vendor says otherwise of two solutions.
func (s Solution) judgedUnlike(o Solution) (fields []string) {
	if s.CoSellReady != o.CoSellReady {
		fields = append(fields, "coSellReady")
	}
	if s.Eligible != o.Eligible {
		fields = append(fields, "eligible")
	}
	if s.Incentivised != o.Incentivised {
		fields = append(fields, "incentivised")
	}
	return fields
}

func (s Solution) same(o Solution) bool {
	products := slices.Equal(s.Products, o.Products)
	s.Products, o.Products = nil, nil
	return products && reflect.DeepEqual(s, o)
}

// listed are the solutions as events hold them.
func (p Partner) listed() (all []Solution) {
	for _, s := range p.solutions {
		all = append(all, s.Solution)
	}
	return all
}

func (p Partner) solution(id string) (OfferedSolution, bool) {
	i := slices.IndexFunc(p.solutions, func(s OfferedSolution) bool { return s.ID == id })
	if i < 0 {
		return OfferedSolution{}, false
	}
	return p.solutions[i], true
}

// offer makes a list the partner's, changed by an event. A solution that stands there as before keeps the event that
// changed it.
func (p Partner) offer(list []Solution, by domain.EventRef) []OfferedSolution {
	all := make([]OfferedSolution, len(list))
	for i, s := range list {
		all[i] = OfferedSolution{s, by}
		if now, known := p.solution(s.ID); known && now.same(s) {
			all[i].Event = now.Event
		}
	}
	return all
}

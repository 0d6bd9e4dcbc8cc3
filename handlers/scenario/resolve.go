package scenario

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/partner"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/handlers/command"
)

// resolve brings the drafts into the order of telling and looks up what they name.
func (p *parser) resolve() {
	p.inOrder()
	slices.SortStableFunc(p.drafts, func(a, b draft) int { return a.when.compare(b.when) })
	kinds, counts := map[string]string{"program": aProgram}, map[string]int{}
	p.ids["program"] = program.ID
	for _, d := range p.drafts {
		s := step{line: d.line, when: d.when, subject: d.subject}
		counts[d.subject+"/"+d.command]++
		s.count = counts[d.subject+"/"+d.command]
		s.key = fmt.Sprintf("%s/%s/%s/%d", p.prefix(), d.subject, d.command, s.count)
		if err := p.lookUp(&s, d, kinds); err != nil {
			p.found(d.line, err)
			continue
		}
		p.steps = append(p.steps, s)
	}
	p.datesWhereNoneMayBe()
	for i, m := range p.cast {
		if m.waiting() {
			p.found(p.castLines[i], fmt.Errorf("%s, the company of %s, is not a partner of the story", m.Company, m.Name))
		}
	}
}

// inOrder finds steps about one thing that stand in another order than they are told in.
func (p *parser) inOrder() {
	last := map[string]draft{}
	for _, d := range p.drafts {
		if before, ok := last[d.subject]; ok && d.when.compare(before.when) < 0 {
			p.found(d.line, fmt.Errorf("this happens before line %d, which is about %s too", before.line, d.subject))
		}
		last[d.subject] = d
	}
}

// lookUp finds the step's person, command and subject, and the ids that it names and leads to.
func (p *parser) lookUp(s *step, d draft, kinds map[string]string) (err error) {
	kind := kindOf(d.subject, kinds)
	if s.role, s.command, err = commandFor(d, kind); err != nil {
		return err
	}
	if s.who, err = p.caller(d.who); err != nil {
		return err
	}
	if s.body, err = withIDs(d.body, p.ID); err != nil {
		return err
	}
	c, err := s.commandOn(someDay)
	if err != nil {
		return err
	}
	if !s.command.Creates {
		var ok bool
		if s.id, ok = p.ID(d.subject); !ok {
			return fmt.Errorf("%s is not there yet", d.subject)
		}
	}
	id, registration, err := command.Foretell(s.kind, s.request(), s.id, c)
	if err != nil {
		return err
	}
	s.stream = eventstore.StreamName(s.kind, string(id))
	if s.command.Creates {
		kinds[d.subject] = s.kind
		p.ids[d.subject] = id
	}
	p.introduce(s, id, registration)
	return nil
}

// introduce lets later steps name what this one brings.
func (p *parser) introduce(s *step, id, registration domain.ID) {
	switch s.command.Zero.(type) {
	case partner.Enrol, partner.Apply:
		p.join(s.subject, domain.Org(id))
	case partner.AddLocation:
		location := fmt.Sprintf("location-%d", s.count)
		p.ids[s.subject+"/"+location] = id.Derive(location)
	case opportunity.Register, referral.Register, referral.RequestException:
		p.ids[s.subject+"/registration"] = registration
	}
}

// someDay stands for the end of the story until it is told: commands look alike on every day.
var someDay = domain.DateOf(time.Date(2026, 6, 30, 0, 0, 0, 0, time.UTC))

// datesWhereNoneMayBe finds relative dates in what has to be the same on every day: in the first step, which may be asked
// again before its day is known from the log, and in what somebody anonymous creates, whose id comes from the request.
func (p *parser) datesWhereNoneMayBe() {
	for i, s := range p.steps {
		if i > 0 && s.who.Member != "" {
			continue
		}
		a, _ := s.commandOn(someDay)
		b, _ := s.commandOn(domain.DateOf(someDay.Start().AddDate(0, 0, 1)))
		if !reflect.DeepEqual(a, b) {
			p.found(s.line, errors.New("neither the first step nor somebody anonymous can name a relative date"))
		}
	}
}

// request is what the step sends with its command, whatever was told before.
func (s *step) request() command.Request {
	return command.Request{Caller: s.who, Key: s.key, CorrelationID: s.key}
}

// Package scenario tells stories: lists of commands, each with who asks it and on which day, issued through the same
// service that serves everybody else. What a story makes of an empty log obeys every rule, and is the same on every
// machine but for its dates, which lie before the moment of telling.
//
// The head of testdata/scenarios/demo.story says how a story is written.
package scenario

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/referral"
)

// Story is a cast and its steps, in the order in which they are told. It does not change.
type Story struct {
	name  string // of its file
	cast  []Member
	steps []step
	ids   map[string]domain.ID
}

// Member is a person of the cast, with what a token has to say of it.
type Member struct {
	Name    string     // in the story; the member id as well
	Company string     // the word vendor, or the name of the member's partner in the story
	Org     domain.Org // the word vendor, or the id of the member's partner
	Roles   []domain.Role
}

// Members lists the people of the vendor and of the partners in the order of the cast. Those who have left by the end of
// the story are not in the cast.
func (s *Story) Members() []Member {
	return slices.DeleteFunc(slices.Clone(s.cast), func(m Member) bool {
		return !m.Caller().IsVendor() && !m.Caller().IsPartner()
	})
}

// ID returns the id that the thing with this name in the story has on every machine: an organisation's copy of a referral
// and a deal's last registration by the names that the story has for them. False for no such name.
func (s *Story) ID(name string) (domain.ID, bool) {
	deal, of, isCopy := strings.Cut(name, "@")
	if id, ok := s.ids[name]; ok || !isCopy || strings.Contains(of, "/") {
		return id, ok
	}
	org := domain.Org(s.ids[of])
	if word, ok := fixed[of]; ok {
		org = word
	}
	id, ok := s.ids[deal]
	return referral.CopyID(id.Derive("engagement"), org), ok && org != ""
}

// Caller is the member as a service knows it. Somebody anonymous is the zero Caller.
func (m Member) Caller() domain.Caller {
	switch m.Org {
	case domain.System:
		return domain.Process(m.Name)
	case "":
		return domain.Caller{}
	}
	return domain.Caller{Member: m.Name, Org: m.Org, Roles: slices.Clone(m.Roles)}
}

// step is one command of a story.
type step struct {
	line    int
	when    moment
	who     domain.Caller
	*role   // of the aggregate
	command domain.CommandType
	subject string
	id      domain.ID // "" when the command creates the subject
	stream  string
	body    any    // JSON with its ids in place; dates are still relative
	count   int    // of this command on this subject, from 1
	key     string // by which the step is known when the story is told again
}

// moment is a place in a story: a day before its end, and the time since midnight, UTC.
type moment struct {
	day   int // negative
	clock time.Duration
}

// compare is the order of telling.
func (m moment) compare(o moment) int {
	if m.day != o.day {
		return m.day - o.day
	}
	return int(m.clock - o.clock)
}

// in gives the time of the moment in a story that ends on a day.
func (m moment) in(end domain.Date) time.Time {
	return end.Start().AddDate(0, 0, m.day).Add(m.clock)
}

// end is the last day of a story in which the moment was at t.
func (m moment) end(t time.Time) domain.Date {
	return domain.DateOf(t.AddDate(0, 0, -m.day))
}

func (s *Story) at(line int, err error) error { return fmt.Errorf("%s:%d: %w", s.name, line, err) }

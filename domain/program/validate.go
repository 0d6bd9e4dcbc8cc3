package program

import (
	"fmt"
	"regexp"
	"slices"

	"github.com/cosell/cosell/domain"
)

var kebab = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// Validate refuses a policy that rules could not work with: class invalid, every offending field at once, named by its
// path in camel case ("stages[3].percent").
func Validate(p Policy) error {
	var bad fields
	bad.unless(p.Version >= 1, "version", "too-small", "Versions count from 1.")
	bad.unless(p.AnswerWindow > 0, "answerWindow", "too-small", "An answer needs time.")
	bad.unless(p.OverdueAfter > 0, "overdueAfter", "too-small", "A deal becomes overdue after some time.")
	bad.unless(p.StalledAfter > p.OverdueAfter, "stalledAfter", "too-small", "A deal stalls later than it becomes overdue.")
	bad.stages("stages", p.Stages)
	bad.stages("assessment", p.Assessment)
	bad.catalogue("reasons.decline", p.Reasons.Decline)
	bad.catalogue("reasons.error", p.Reasons.Error)
	bad.catalogue("reasons.return", p.Reasons.Return)
	return domain.Invalid(bad)
}

type fields []domain.FieldError

func (f *fields) unless(ok bool, field, code, message string) {
	if !ok {
		*f = append(*f, domain.FieldError{Field: field, Code: code, Message: message})
	}
}

// stages wants rising percentages from 1 to Won, named; only the first two may share theirs.
func (f *fields) stages(path string, t StageTable) {
	f.unless(len(t) >= 2 && t[len(t)-1].Percent == Won, path, "bad-table", "A stage table ends with 100.")
	for i, s := range t {
		at := fmt.Sprintf("%s[%d]", path, i)
		rises := i == 0 && s.Percent >= 1 || i == 1 && s.Percent == t[0].Percent || i > 0 && s.Percent > t[i-1].Percent
		f.unless(rises && s.Percent <= Won, at+".percent", "out-of-order", "Stages rise from 1 to 100 percent.")
		f.unless(!domain.Blank(s.Name), at+".name", "required", "A stage has a name.")
	}
}

func (f *fields) catalogue(path string, c Catalogue) {
	f.unless(len(c) > 0, path, "required", "A catalogue has reasons.")
	for i, r := range c {
		at := fmt.Sprintf("%s[%d]", path, i)
		first := slices.IndexFunc(c, func(o Reason) bool { return o.Code == r.Code })
		f.unless(kebab.MatchString(r.Code), at+".code", "bad-form", "A code is words in lower case with hyphens.")
		f.unless(first == i, at+".code", "duplicate", "Another reason has this code.")
		f.unless(!domain.Blank(r.Text), at+".text", "required", "A reason has a text.")
	}
}

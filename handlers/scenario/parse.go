package scenario

import (
	"errors"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cosell/cosell/domain"
)

var (
	nameForm = regexp.MustCompile(`^[a-z][a-z0-9-]{0,59}$`)
	// subjectForm also takes an organisation's copy of a referral, and the registration of a deal.
	subjectForm = regexp.MustCompile(`^[a-z][a-z0-9-]{0,59}(@[a-z][a-z0-9-]{0,59})?(/registration)?$`)
)

// Parse reads a story from the text of a file. The name is that of the file, which errors give together with the line,
// all that are found at once; without its extension it is part of the key of every step, so another name makes another
// story with other ids. A story that Parse takes has well-formed commands that speak only of what is there by then;
// whether the rules allow them shows when it is told.
func Parse(name, text string) (*Story, error) {
	p := parser{Story: &Story{name: name, ids: map[string]domain.ID{}}, people: map[string]int{}}
	if !nameForm.MatchString(p.prefix()) {
		return nil, fmt.Errorf("%q does not name a story", name)
	}
	for _, e := range entries(text) {
		p.found(e.line, p.entry(e))
	}
	if len(p.drafts) == 0 && len(p.faults) == 0 {
		p.found(1, errors.New("nothing happens in this story"))
	}
	if len(p.faults) == 0 {
		p.resolve()
	}
	if len(p.faults) > 0 {
		return nil, p.failure()
	}
	return p.Story, nil
}

// entry is a line of the file together with those that go on from it.
type entry struct {
	line int
	text string
}

// entries drops remarks and empty lines, and joins a line that begins with a blank to the one above.
func entries(text string) (found []entry) {
	for i, line := range strings.Split(text, "\n") {
		words := strings.TrimSpace(line)
		switch goesOn := strings.HasPrefix(line, " ") || strings.HasPrefix(line, "\t"); {
		case words == "" || words[0] == '#':
		case goesOn && len(found) > 0:
			found[len(found)-1].text += "\n" + words
		default:
			found = append(found, entry{i + 1, words})
		}
	}
	return found
}

type parser struct {
	*Story
	people    map[string]int // name → place in the cast
	castLines []int
	read      func(entry) error
	drafts    []draft
	faults    []fault
}

// fault is what is wrong with a line.
type fault struct {
	line int
	err  error
}

func (p *parser) prefix() string { return strings.TrimSuffix(p.name, path.Ext(p.name)) }

func (p *parser) found(line int, err error) {
	if err != nil {
		p.faults = append(p.faults, fault{line, err})
	}
}

// failure joins what was found, in the order of the lines.
func (p *parser) failure() error {
	slices.SortStableFunc(p.faults, func(a, b fault) int { return a.line - b.line })
	all := make([]error, len(p.faults))
	for i, f := range p.faults {
		all[i] = p.at(f.line, f.err)
	}
	return errors.Join(all...)
}

func (p *parser) entry(e entry) error {
	switch {
	case e.text == "cast:":
		p.read = p.person
	case e.text == "story:":
		p.read = p.step
	case p.read == nil:
		return errors.New(`a story begins with "cast:"`)
	default:
		return p.read(e)
	}
	return nil
}

// draft is a step as written: its names are not looked up yet.
type draft struct {
	line                  int
	when                  moment
	who, command, subject string
	body                  any
}

// step reads "day time who command name {JSON}".
func (p *parser) step(e entry) (err error) {
	head, body, spoken := strings.Cut(e.text, "{")
	words := strings.Fields(head)
	if len(words) != 5 {
		return errors.New("a step is: day, time, who, command, name of what it is about, what it says in JSON")
	}
	d := draft{line: e.line, who: words[2], command: words[3], subject: words[4], body: map[string]any{}}
	if d.when, err = parseMoment(words[0], words[1]); err != nil {
		return err
	}
	if _, taken := fixed[d.subject]; taken || !subjectForm.MatchString(d.subject) {
		return fmt.Errorf("%q cannot be a name: lower-case letters, digits and hyphens, no word for an organisation", d.subject)
	}
	if spoken {
		if d.body, err = parseBody("{" + body); err != nil {
			return err
		}
	}
	p.drafts = append(p.drafts, d)
	return nil
}

func parseMoment(day, clock string) (m moment, err error) {
	if m.day, err = strconv.Atoi(day); err != nil || m.day >= 0 || m.day < -9999 {
		return m, fmt.Errorf("%q is not a day: -1 is the one before the story is told", day)
	}
	t, err := time.Parse("15:04", clock)
	if err != nil {
		return m, fmt.Errorf("%q is not a time of day such as 09:30", clock)
	}
	m.clock = time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute
	return m, nil
}

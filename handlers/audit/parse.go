package audit

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// ParsePath reads a path; its error names the text that is none.
func ParsePath(s string) (Path, error) {
	var p Path
	r := reader{rest: s}
	for r.rest != "" && r.err == nil {
		switch {
		case r.take("["):
			p = append(p, r.element())
		case len(p) == 0 || r.take("."):
			p = append(p, Step{Field: r.name()})
		default:
			r.fail()
		}
	}
	if r.err != nil || len(p) == 0 {
		return nil, fmt.Errorf("%q is no field: fields are named as in customer.city or team[member=\"ann\"].phone", s)
	}
	return p, nil
}

// reader takes a path apart. After its first error it gives nothing more.
type reader struct {
	rest string
	err  error
}

func (r *reader) fail() { r.err = errors.New("no path") }

func (r *reader) take(sign string) (found bool) {
	r.rest, found = strings.CutPrefix(r.rest, sign)
	return found
}

func (r *reader) name() (n string) {
	if strings.HasPrefix(r.rest, `"`) {
		n, _ = r.value().(string)
	} else {
		end := strings.IndexFunc(r.rest, func(c rune) bool { return !plain(c) })
		if end < 0 {
			end = len(r.rest)
		}
		n, r.rest = r.rest[:end], r.rest[end:]
	}
	if n == "" {
		r.fail()
	}
	return n
}

// value reads a JSON value.
func (r *reader) value() (v any) {
	d := json.NewDecoder(strings.NewReader(r.rest))
	d.UseNumber()
	if r.err = d.Decode(&v); r.err == nil {
		r.rest = r.rest[d.InputOffset():]
	}
	return v
}

// element reads what stands in brackets, after the opening one.
func (r *reader) element() (s Step) {
	if r.take("]") {
		return Step{order: true}
	}
	if end := strings.IndexByte(r.rest, ']'); end > 0 {
		if n, err := strconv.Atoi(r.rest[:end]); err == nil && n >= 0 {
			r.rest = r.rest[end+1:]
			return Step{Index: &n}
		}
	}
	if r.take("=") {
		s.Is = []any{r.value()}
	} else {
		r.keys(&s)
	}
	if r.err == nil && !r.take("]") {
		r.fail()
	}
	return s
}

// keys reads fields with their values, or without any for the order.
func (r *reader) keys(s *Step) {
	for r.err == nil {
		s.Key = append(s.Key, r.name())
		if r.err == nil && r.take("=") {
			s.Is = append(s.Is, r.value())
		}
		if !r.take(",") {
			break
		}
	}
	s.order = len(s.Is) == 0
	if len(s.Is) != 0 && len(s.Is) != len(s.Key) {
		r.fail()
	}
}

package page

import (
	"slices"
	"strings"

	"github.com/cosell/cosell/domain"
)

// operator is what a term of a filter may say of a column.
type operator struct {
	name string
	of   []Kind // columns of these kinds
	list bool   // a list of these kinds, instead of one value
	sql  string // with column, value and list for what they stand for
}

var (
	anyKind = []Kind{Text, Time, Date, Number, Integer, Bool, ID}
	ordered = []Kind{Text, Time, Date, Number, Integer}
	several = []Kind{Text, Date, Number, Integer, ID}
)

// operators are all there are, but for empty, which takes any column.
var operators = []operator{
	{"eq", anyKind, false, "column = value"},
	{"ne", anyKind, false, "column is distinct from value"},
	{"lt", ordered, false, "column < value"},
	{"le", ordered, false, "column <= value"},
	{"gt", ordered, false, "column > value"},
	{"ge", ordered, false, "column >= value"},
	{"in", several, false, "column = any(list)"},
	{"has", several, true, "column @> array[value]"},
	{"contains", []Kind{Text}, false, "column ilike value"},
}

const empty = "empty"

// Operators are what a filter may say of a column: eq, ne, lt, le, gt, ge, in (any of several, joined by commas), contains
// (a part of a text, in any case), has (an item of a list) and empty (true or false).
func (c Column) Operators() (names []string) {
	for _, o := range operators {
		if o.takes(c) {
			names = append(names, o.name)
		}
	}
	if c.Nullable || c.List {
		names = append(names, empty)
	}
	return names
}

func (o operator) takes(c Column) bool { return o.list == c.List && slices.Contains(o.of, c.Kind) }

// maxTerms bounds a filter; each term is compared with every row.
const maxTerms = 20

// Filter adds to w what the terms of a filter say, each "column:operator:value"; all of them hold. What is not equal to a
// value may be empty. Its error is of class invalid and complains about every term that is wrong.
func (c Columns) Filter(w *Where, terms ...string) error {
	var bad []domain.FieldError
	if len(terms) > maxTerms {
		return domain.Invalid([]domain.FieldError{wrong("too-many", "A filter has at most %d terms.", maxTerms)})
	}
	for _, term := range terms {
		if complaint := c.term(w, term); complaint != nil {
			bad = append(bad, *complaint)
		}
	}
	if len(bad) > 0 {
		return domain.Invalid(bad)
	}
	return nil
}

func (c Columns) term(w *Where, term string) *domain.FieldError {
	name, rest, _ := strings.Cut(term, ":")
	verb, value, _ := strings.Cut(rest, ":")
	column, known := c.find(name)
	if !known {
		bad := wrong("unknown-column", "%q: this list is filtered by %s.", echo(term), enumerate(c.Names()))
		return &bad
	}
	if !slices.Contains(column.Operators(), verb) {
		bad := wrong("unknown-operator", "%q: of %s one may ask %s, as in %s:%s:….", echo(term), name, enumerate(column.Operators()), name, column.Operators()[0])
		return &bad
	}
	if complaint := column.ask(w, verb, value); complaint != "" {
		bad := wrong("bad-value", "%q: %s %s.", echo(term), name, complaint)
		return &bad
	}
	return nil
}

// echoed is how much of a term is said again in a complaint about it, in characters.
const echoed = 100

func echo(term string) string {
	if all := []rune(term); len(all) > echoed {
		return string(all[:echoed]) + "…"
	}
	return term
}

// ask adds what one term says, or returns what is wrong with its value.
func (c Column) ask(w *Where, verb, value string) (complaint string) {
	if verb == empty {
		return c.askEmpty(w, value)
	}
	o := operators[slices.IndexFunc(operators, func(o operator) bool { return o.name == verb })]
	sql := strings.NewReplacer("column", c.SQL, "value", "?"+c.Kind.cast(), "list", "?"+c.Kind.casts()).Replace(o.sql)
	switch verb {
	case "in":
		var values []string
		for one := range strings.SplitSeq(value, ",") {
			read, complaint := c.Kind.value(one)
			if complaint != "" {
				return complaint
			}
			values = append(values, read)
		}
		w.And(sql, values)
	case "contains":
		if value == "" {
			return nothing
		}
		w.And(sql, Containing(value))
	default:
		read, complaint := c.Kind.value(value)
		if complaint != "" {
			return complaint
		}
		w.And(sql, read)
	}
	return ""
}

func (c Column) askEmpty(w *Where, value string) (complaint string) {
	without, with := c.SQL+" is null", c.SQL+" is not null"
	if c.List {
		without, with = "coalesce(cardinality("+c.SQL+"), 0) = 0", "cardinality("+c.SQL+") > 0"
	}
	switch value {
	case "true":
		w.And(without)
	case "false":
		w.And(with)
	default:
		return "is empty or is not: true or false"
	}
	return ""
}

package page

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/cosell/cosell/domain"
)

// Where gathers the conditions of a statement, all of which must hold, and their arguments. The zero value holds always.
type Where struct {
	conditions []string
	either     []string
	args       []any
}

// And adds a condition. Each "?" in it stands for the next of args. A text that the database cannot hold matches
// nothing.
func (w *Where) And(condition string, args ...any) {
	for _, a := range args {
		if !storable(a) {
			w.conditions = append(w.conditions, "false")
			return
		}
	}
	for _, a := range args {
		condition = strings.Replace(condition, "?", w.Arg(a), 1)
	}
	w.conditions = append(w.conditions, "("+condition+")")
}

func storable(a any) bool {
	switch v := a.(type) {
	case string:
		return utf8.ValidString(v) && !strings.Contains(v, "\x00")
	case []string:
		for _, s := range v {
			if !storable(s) {
				return false
			}
		}
	case domain.ID:
		return v.Valid()
	}
	return true
}

// Arg adds an argument and returns its placeholder.
func (w *Where) Arg(a any) string {
	if id, ok := a.(domain.ID); ok {
		a = string(id)
	}
	w.args = append(w.args, a)
	return fmt.Sprintf("$%d", len(w.args))
}

// Part is the clause of a statement inside this one, with its leading "where", whose arguments are counted among this one's.
func (w *Where) Part(fill func(*Where)) string {
	part := Where{args: w.args}
	fill(&part)
	w.args = part.args
	return part.SQL()
}

// Either adds that one of two conditions holds, which cannot hold together. The rows of each are read by themselves, in their
// order where an index gives it, and merged. There is one such choice at most.
func (w *Where) Either(one, other string) { w.either = []string{one, other} }

// From is what stands behind "from": the rows of a relation for which the conditions hold, and then order: how they are sorted,
// and how many there are at most; "" for any order.
func (w *Where) From(relation, order string) string {
	if len(w.either) == 0 {
		return relation + w.SQL() + order
	}
	one, other := w.with(w.either[0]), w.with(w.either[1])
	return fmt.Sprintf("((select * from %[1]s%[2]s%[4]s) union all (select * from %[1]s%[3]s%[4]s)) either%[4]s",
		relation, one.SQL(), other.SQL(), order)
}

func (w *Where) with(condition string) Where {
	return Where{conditions: append(slices.Clip(w.conditions), condition)}
}

// SQL is the clause with its leading "where", "" when there are no conditions.
func (w *Where) SQL() string {
	all := w.conditions
	if len(w.either) > 0 {
		all = append(slices.Clip(all), "("+strings.Join(w.either, " or ")+")")
	}
	if len(all) == 0 {
		return ""
	}
	return " where " + strings.Join(all, " and ")
}

// Args are the arguments of the clause.
func (w *Where) Args() []any { return w.args }

var escapeLike = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// Containing is the pattern for like and ilike of everything that contains text as it is.
func Containing(text string) string { return "%" + escapeLike.Replace(text) + "%" }

// Next is an empty clause of the same statement, whose arguments come behind those of w.
func (w *Where) Next() Where { return Where{args: slices.Clone(w.args)} }

// Clone is another Where with the same conditions, which goes its own way from then on.
func (w *Where) Clone() Where {
	return Where{conditions: slices.Clone(w.conditions), either: w.either, args: slices.Clone(w.args)}
}

// Behind adds that rows come after p in the order o.
func (w *Where) Behind(o Order, p Place) {
	if !slices.ContainsFunc(o.Keys, func(k Key) bool { return k.Nullable }) {
		w.beyond(o, p)
		return
	}
	id := w.Arg(p.ID) + "::uuid"
	w.conditions = append(w.conditions, w.behind(o.Keys, p.Keys, o.beyond(), "id"+o.beyond()+id))
}

// behind compares key by key: the first one decides, and where it is equal the rest does.
func (w *Where) behind(keys []Key, values []*string, beyond, tie string) string {
	if len(keys) == 0 {
		return tie
	}
	k, rest := keys[0], w.behind(keys[1:], values[1:], beyond, tie)
	if values[0] == nil {
		return fmt.Sprintf("(%s is null and %s)", k.SQL, rest)
	}
	value := w.Arg(*values[0]) + k.Kind.cast()
	null := ""
	if k.Nullable {
		null = fmt.Sprintf(" or %s is null", k.SQL)
	}
	return fmt.Sprintf("(%s%s%s%s or %s = %s and %s)", k.SQL, beyond, value, null, k.SQL, value, rest)
}

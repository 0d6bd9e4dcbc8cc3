package page

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/cosell/cosell/domain"
)

// Where gathers the conditions of a statement, all of which must hold, and their arguments. The zero value holds always.
type Where struct {
	conditions []string
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

// SQL is the clause with its leading "where", "" when there are no conditions.
func (w *Where) SQL() string {
	if len(w.conditions) == 0 {
		return ""
	}
	return " where " + strings.Join(w.conditions, " and ")
}

// Args are the arguments of the clause.
func (w *Where) Args() []any { return w.args }

var escapeLike = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// Containing is the pattern for like and ilike of everything that contains text as it is.
func Containing(text string) string { return "%" + escapeLike.Replace(text) + "%" }

// Behind adds that rows come after p in the order o.
func (w *Where) Behind(o Order, p Place) {
	beyond := " > "
	if o.Descending {
		beyond = " < "
	}
	id := w.Arg(p.ID) + "::uuid"
	w.conditions = append(w.conditions, w.behind(o.Keys, p.Keys, beyond, "id"+beyond+id))
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
	value := w.Arg(*values[0]) + "::text" + k.Kind.cast()
	null := ""
	if k.Nullable {
		null = fmt.Sprintf(" or %s is null", k.SQL)
	}
	return fmt.Sprintf("(%s%s%s%s or %s = %s and %s)", k.SQL, beyond, value, null, k.SQL, value, rest)
}

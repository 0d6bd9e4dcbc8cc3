package domain

import (
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// rule is what the tags of one field promise. Lengths and counts of 0 are no limit.
type rule struct {
	name                 string
	index                []int
	required, given      bool
	minLength, maxLength int
	minItems, maxItems   int
	minimum, maximum     *int64
	unique, uuid, line   bool
	pattern              *regexp.Regexp
	enum                 []string
}

// onPurpose is the rule for what a pointer or an Optional holds: a zero value there was meant.
func (r rule) onPurpose() rule {
	r.required, r.given = false, true
	return r
}

// longestLine is the limit, in characters, of strings that are one line; one that may be longer may have several.
const longestLine = 200

var ruleCache sync.Map // reflect.Type → []rule

// rulesOf returns the rules of a struct's fields, those of embedded structs among them.
func rulesOf(t reflect.Type) []rule {
	if known, ok := ruleCache.Load(t); ok {
		return known.([]rule)
	}
	var rules []rule
	for _, f := range reflect.VisibleFields(t) {
		tag := f.Tag.Get("json")
		if f.IsExported() && tag != "" && tag != "-" {
			rules = append(rules, ruleOf(f, tag))
		}
	}
	ruleCache.Store(t, rules)
	return rules
}

func ruleOf(f reflect.StructField, tag string) rule {
	name, options, _ := strings.Cut(tag, ",")
	if name == "" {
		name = f.Name
	}
	r := rule{
		name:      name,
		index:     f.Index,
		required:  !strings.Contains(options, "omit"),
		minLength: int(whole(f, "minLength")),
		maxLength: int(whole(f, "maxLength")),
		minItems:  int(whole(f, "minItems")),
		maxItems:  int(whole(f, "maxItems")),
		minimum:   limit(f, "minimum"),
		maximum:   limit(f, "maximum"),
		unique:    f.Tag.Get("uniqueItems") == "true",
		uuid:      f.Tag.Get("format") == "uuid" || element(f.Type) == reflect.TypeFor[ID](),
	}
	if p := f.Tag.Get("pattern"); p != "" {
		r.pattern = regexp.MustCompile(p)
	}
	if e := f.Tag.Get("enum"); e != "" {
		r.enum = strings.Split(e, ",")
	}
	r.line = r.maxLength <= longestLine || r.pattern != nil
	return r
}

// element is what a pointer, list or Optional of t holds in the end.
func element(t reflect.Type) reflect.Type {
	switch {
	case t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice:
		return element(t.Elem())
	case t.Implements(reflect.TypeFor[interface{ given() (any, bool) }]()):
		return element(t.Field(1).Type)
	}
	return t
}

func limit(f reflect.StructField, tag string) *int64 {
	if f.Tag.Get(tag) == "" {
		return nil
	}
	n := whole(f, tag)
	return &n
}

// whole reads a tag, 0 when it is not there.
func whole(f reflect.StructField, tag string) int64 {
	text := f.Tag.Get(tag)
	if text == "" {
		return 0
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		panic(f.Name + ": " + tag + ":" + strconv.Quote(text) + " is not a whole number")
	}
	return n
}

package audit

import (
	"encoding"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// fieldNames knows the fields that a thing may have, by the path of what holds them, elements left out: those that its type
// declares, and those that were seen.
type fieldNames map[string]map[string]bool

func (f fieldNames) add(shown any, fields map[string]any) {
	if t := reflect.TypeOf(shown); t != nil && len(f[""]) == 0 {
		f.declared("", t, nil)
	}
	f.seen("", fields)
}

func (f fieldNames) put(holder, name string) string {
	if f[holder] == nil {
		f[holder] = map[string]bool{}
	}
	f[holder][name] = true
	return holder + "." + name
}

// seen adds what a value holds.
func (f fieldNames) seen(holder string, v any) {
	switch v := v.(type) {
	case map[string]any:
		for name, field := range v {
			f.seen(f.put(holder, name), field)
		}
	case []any:
		for _, element := range v {
			f.seen(holder, element)
		}
	}
}

var (
	ownJSON = reflect.TypeFor[json.Marshaler]()
	ownText = reflect.TypeFor[encoding.TextMarshaler]()
)

// declared adds the fields of a type by their JSON names; of one that writes its JSON itself there are none to know.
func (f fieldNames) declared(holder string, t reflect.Type, within []reflect.Type) {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Array {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || slices.Contains(within, t) {
		return
	}
	if p := reflect.PointerTo(t); p.Implements(ownJSON) || p.Implements(ownText) {
		return
	}
	for _, field := range reflect.VisibleFields(t) {
		tag := field.Tag.Get("json")
		name, _, _ := strings.Cut(tag, ",")
		switch {
		case !field.IsExported(), name == "-", field.Anonymous && name == "":
			continue
		case name == "":
			name = field.Name
		}
		f.declared(f.put(holder, name), field.Type, append(slices.Clip(within), t))
	}
}

// below is nil for a field that there is, else the names of those that there are in its place: those of the last step that
// leads anywhere.
func (f fieldNames) below(field Path) []string {
	holder := ""
	for _, s := range field {
		if s.listed() {
			continue
		}
		if !f[holder][s.Field] {
			return slices.Sorted(maps.Keys(f[holder]))
		}
		holder += "." + s.Field
	}
	return nil
}

package api

import (
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/cosell/cosell/domain"
)

func join(path, name string) string {
	if path == "" || name == "" {
		return path + name
	}
	return path + "." + name
}

var fieldCache sync.Map // reflect.Type → map[string][]int

// fieldsOf gives the index of each field by its JSON name, those of embedded structs among them.
func fieldsOf(t reflect.Type) map[string][]int {
	if known, ok := fieldCache.Load(t); ok {
		return known.(map[string][]int)
	}
	fields := map[string][]int{}
	for _, f := range reflect.VisibleFields(t) {
		if name := jsonName(f); name != "" {
			fields[name] = f.Index
		}
	}
	fieldCache.Store(t, fields)
	return fields
}

// jsonName is a field's name in JSON, "" for one that has none.
func jsonName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	if name == "-" || !f.IsExported() {
		return ""
	}
	return name
}

// merge adds to what could not be read what was wrong with the rest. A complaint about a value that could not be read, or
// about one that is missing because a part of it could not, is left out: the caller never sent what it speaks of.
func merge(unread, wrong []domain.FieldError) []domain.FieldError {
	all := unread
	for _, w := range wrong {
		if !slices.ContainsFunc(unread, func(u domain.FieldError) bool {
			return within(w.Field, u.Field) || strings.HasPrefix(u.Field, w.Field+".")
		}) {
			all = append(all, w)
		}
	}
	return all
}

// within reports whether a path is another one, or leads into it.
func within(path, outer string) bool {
	rest, ok := strings.CutPrefix(path, outer)
	return ok && (rest == "" || rest[0] == '.' || rest[0] == '[')
}

package api

import (
	"encoding/json"
	"path"
	"reflect"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/projections/reports"
)

const schemaPrefix = "#/components/schemas/"

// schemas makes the JSON schemas of the document from Go types and their tags, and keeps those that have a name. It is
// what huma calls a registry; huma's own would not know the types that write their JSON themselves.
type schemas struct {
	named  map[string]*huma.Schema
	types  map[string]reflect.Type
	strict bool // objects take no other members than those named
}

func newSchemas() *schemas {
	return &schemas{named: map[string]*huma.Schema{}, types: map[string]reflect.Type{}}
}

// of is the schema of a type: a reference where it has a name.
func (s *schemas) of(t reflect.Type) *huma.Schema { return s.Schema(t, true, "") }

// Schema is part of huma.Registry.
func (s *schemas) Schema(t reflect.Type, allowRef bool, hint string) *huma.Schema {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case isOptional(t):
		return clearable(s.Schema(t.Field(1).Type, allowRef, hint))
	case t == reflect.TypeFor[domain.Money]():
		return s.name("Money", t, moneySchema)
	case t == reflect.TypeFor[gridRow]():
		return s.name("GridRow", t, s.someColumns)
	case leaves[t] != nil:
		leaf := *leaves[t]
		return &leaf
	case t.Kind() == reflect.Struct && t != reflect.TypeFor[time.Time]():
		ref := s.name(schemaName(t), t, func() *huma.Schema { return s.object(t) })
		if !allowRef {
			return s.SchemaFromRef(ref.Ref)
		}
		return ref
	}
	schema := huma.SchemaFromType(s, t)
	schema.Nullable = false
	return schema
}

// someColumns is a row of the grid, which has the columns that were asked for.
func (s *schemas) someColumns() *huma.Schema {
	whole := s.object(reflect.TypeFor[wholeRow]())
	row := &huma.Schema{Type: huma.TypeObject, Properties: whole.Properties, Required: []string{"id"}}
	row.PrecomputeMessages()
	return row
}

func (s *schemas) object(t reflect.Type) *huma.Schema {
	schema := huma.SchemaFromType(s, t)
	if !s.strict {
		schema.AdditionalProperties = nil
	}
	return schema
}

// name keeps a schema under a name and returns a reference to it.
func (s *schemas) name(name string, t reflect.Type, schema func() *huma.Schema) *huma.Schema {
	known, ok := s.types[name]
	if ok && known != t {
		panic("api: " + t.String() + " and " + known.String() + " would both be called " + name)
	}
	if !ok {
		s.types[name] = t
		s.named[name] = schema()
	}
	return &huma.Schema{Ref: schemaPrefix + name}
}

// SchemaFromRef is part of huma.Registry.
func (s *schemas) SchemaFromRef(ref string) *huma.Schema {
	return s.named[strings.TrimPrefix(ref, schemaPrefix)]
}

// TypeFromRef is part of huma.Registry.
func (s *schemas) TypeFromRef(ref string) reflect.Type {
	return s.types[strings.TrimPrefix(ref, schemaPrefix)]
}

// Map is part of huma.Registry.
func (s *schemas) Map() map[string]*huma.Schema { return s.named }

// RegisterTypeAlias is part of huma.Registry; there are no aliases here.
func (s *schemas) RegisterTypeAlias(reflect.Type, reflect.Type) {}

// MarshalJSON writes the schemas by name.
func (s *schemas) MarshalJSON() ([]byte, error) { return json.Marshal(s.named) }

// clearable is a schema that takes null as well.
func clearable(s *huma.Schema) *huma.Schema {
	if s.Ref != "" {
		return &huma.Schema{AnyOf: []*huma.Schema{s, {Type: "null"}}}
	}
	s.Nullable = true
	return s
}

// leaves are the types that write their JSON themselves, and those whose form is more than a kind.
var leaves = map[reflect.Type]*huma.Schema{
	reflect.TypeFor[domain.Date]():         {Type: huma.TypeString, Format: "date", Examples: []any{"2026-03-31"}},
	reflect.TypeFor[domain.ID]():           {Type: huma.TypeString, Format: "uuid"},
	reflect.TypeFor[domain.Currency]():     {Type: huma.TypeString, Pattern: "^[A-Z]{3}$", Examples: []any{"EUR"}},
	reflect.TypeFor[eventstore.Position](): {Type: huma.TypeString, Pattern: "^[0-9a-f]{32}$"},
	reflect.TypeFor[json.RawMessage]():     {},
	reflect.TypeFor[place]():               {Type: huma.TypeString, Examples: []any{"2026-03-31T12:00:00Z", "2026-03-31"}},
	reflect.TypeFor[reports.Ratio]():       {Type: huma.TypeNumber, Nullable: true, Examples: []any{0.416667}},
	reflect.TypeFor[terms]():               {Type: huma.TypeArray, Items: &huma.Schema{Type: huma.TypeString, Examples: []any{"state:eq:accepted"}}},
	reflect.TypeFor[wait]():                {Type: huma.TypeString, Examples: []any{"500ms", "2s"}},
}

// moneySchema gives the form of an amount as domain.ParseMoney reads it; how many decimals there may be is the
// currency's to say, and commands take none below nought.
func moneySchema() *huma.Schema {
	return &huma.Schema{
		Type:        huma.TypeObject,
		Description: "An exact amount of a currency. The currency says how many decimals there may be.",
		Properties: map[string]*huma.Schema{
			"amount":   {Type: huma.TypeString, Pattern: `^-?(0|[1-9][0-9]{0,11})(\.[0-9]{1,4})?$`, Examples: []any{"25000.00"}},
			"currency": {Type: huma.TypeString, Pattern: "^[A-Z]{3}$", Description: "ISO 4217.", Examples: []any{"USD"}},
		},
		Required:             []string{"amount", "currency"},
		AdditionalProperties: false,
	}
}

// schemaName is a type's name in the document: that of its package before that of the type, unless the package is this
// one or domain, or the name says it already.
func schemaName(t reflect.Type) string {
	name, of := capital(t.Name()), capital(path.Base(t.PkgPath()))
	if of == "Api" || of == "Domain" || strings.HasPrefix(name, of) {
		return name
	}
	return of + name
}

func capital(word string) string { return strings.ToUpper(word[:1]) + word[1:] }

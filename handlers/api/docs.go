package api

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"maps"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

var (
	//go:embed docs.html
	docsPage string
	//go:embed docs.css
	docsStyle string
)

// docs is the description as a page: one text without scripts, and the policy that lets a browser take its style.
type docs struct {
	page   []byte
	policy string
}

// newDocs renders the description once.
func newDocs(model *huma.OpenAPI) (docs, error) {
	p := docsModel{OpenAPI: model, Style: template.CSS(docsStyle), Classes: classesOf(), Limits: model.Extensions["x-limits"]}
	t, err := template.New("docs").Funcs(template.FuncMap{"rows": p.rows, "target": target, "describe": describe, "sorted": sorted}).Parse(docsPage)
	if err != nil {
		return docs{}, err
	}
	var page bytes.Buffer
	if err := t.Execute(&page, p); err != nil {
		return docs{}, err
	}
	sum := sha256.Sum256([]byte(docsStyle))
	policy := "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; style-src 'sha256-" +
		base64.StdEncoding.EncodeToString(sum[:]) + "'"
	return docs{page: page.Bytes(), policy: policy}, nil
}

func (h *Handler) showDocs(x *exchange) error {
	head := x.w.Header()
	head.Set("Content-Type", "text/html; charset=utf-8")
	head.Set("Content-Security-Policy", h.docs.policy)
	head.Set("Cache-Control", "no-cache")
	_, _ = x.w.Write(h.docs.page) // the caller has gone
	return nil
}

// docsModel is what the page is made of.
type docsModel struct {
	*huma.OpenAPI
	Style   template.CSS
	Classes []classRow
	Limits  any
}

type classRow struct {
	Class, Title string
	Status       int
}

func classesOf() (all []classRow) {
	for _, c := range classes {
		all = append(all, classRow{string(c.class), c.title, c.status})
	}
	return all
}

// Operations are those under a heading, by path.
func (m docsModel) Operations(tag string) (all []*huma.Operation) {
	for _, path := range slices.Sorted(maps.Keys(m.Paths)) {
		item := m.Paths[path]
		for _, op := range []*huma.Operation{item.Get, item.Post, item.Put, item.Delete} {
			if op != nil && op.Tags[0] == tag {
				all = append(all, op)
			}
		}
	}
	return all
}

// fieldRow is one member of an object.
type fieldRow struct {
	Name, Type, Doc string
	Target          string // name of a schema
	Required        bool
}

func (m docsModel) rows(s *huma.Schema) (all []fieldRow) {
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		p := s.Properties[name]
		all = append(all, fieldRow{name, describe(p), p.Description, target(p), slices.Contains(s.Required, name)})
	}
	slices.SortStableFunc(all, func(a, b fieldRow) int {
		if a.Required == b.Required {
			return cmp.Compare(a.Name, b.Name)
		}
		if a.Required {
			return -1
		}
		return 1
	})
	return all
}

func sorted(schemas huma.Registry) []string { return slices.Sorted(maps.Keys(schemas.Map())) }

// target is the name of the schema that a schema refers to, by itself, as an item or beside null.
func target(s *huma.Schema) string {
	switch {
	case s == nil:
		return ""
	case s.Ref != "":
		return strings.TrimPrefix(s.Ref, schemaPrefix)
	case s.Items != nil:
		return target(s.Items)
	case len(s.AnyOf) > 0:
		return target(s.AnyOf[0])
	}
	return ""
}

// describe says in words what a schema takes.
func describe(s *huma.Schema) string {
	var words []string
	add := func(format string, args ...any) { words = append(words, fmt.Sprintf(format, args...)) }
	switch {
	case s.Ref != "":
		add("%s", target(s))
	case len(s.AnyOf) > 0:
		add("%s or null", describe(s.AnyOf[0]))
	case s.Items != nil:
		add("list of %s", describe(s.Items))
	case s.Type == "":
		add("anything")
	default:
		add("%s", s.Type)
	}
	if s.Nullable {
		add("or null")
	}
	if s.Format != "" {
		add("(%s)", s.Format)
	}
	limit(add, "characters", s.MinLength, s.MaxLength)
	limit(add, "items", s.MinItems, s.MaxItems)
	if s.Minimum != nil {
		add("from %g", *s.Minimum)
	}
	if s.Maximum != nil {
		add("to %g", *s.Maximum)
	}
	if s.UniqueItems {
		add("each once")
	}
	if len(s.Enum) > 0 {
		add("one of %s", strings.Trim(fmt.Sprint(s.Enum), "[]"))
	}
	if s.Pattern != "" {
		add("of the form %s", s.Pattern)
	}
	return strings.Join(words, " ")
}

func limit(add func(string, ...any), unit string, least, most *int) {
	switch {
	case least != nil && most != nil:
		add("%d to %d %s", *least, *most, unit)
	case most != nil:
		add("up to %d %s", *most, unit)
	case least != nil:
		add("at least %d %s", *least, unit)
	}
}

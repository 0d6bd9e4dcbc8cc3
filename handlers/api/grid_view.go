package api

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"unicode/utf8"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/handlers/preferences"
	"github.com/cosell/cosell/projections/grid"
	"github.com/cosell/cosell/projections/page"
)

// savedView is what the query of a saved view means to the grid.
type savedView struct {
	Filter    []string           `json:"filter,omitempty" maxItems:"20"`
	Sort      string             `json:"sort,omitempty" maxLength:"50"`
	Columns   []string           `json:"columns,omitempty" maxItems:"100" uniqueItems:"true"`
	Direction referral.Direction `json:"direction,omitempty" enum:"inbound,outbound"`
	Favourite *bool              `json:"favourite,omitempty"`
}

// wrongTerms complains about conditions, by which one it is.
func wrongTerms(org domain.Org, terms []string) (bad []domain.FieldError) {
	columns := grid.Columns(org)
	for i, t := range terms {
		if err := columns.Filter(new(page.Where), t); err != nil {
			for _, f := range domain.AsError(err).Fields {
				f.Field = fmt.Sprintf("filter[%d]", i)
				bad = append(bad, f)
			}
		}
	}
	return bad
}

// longestView is how long the name of a view is at most, in characters: a longer one is refused for that.
const longestView = 200

// wrong complains about conditions, columns and the view, and adds what the view says.
func (p *gridParams) wrong(org domain.Org, saved func() ([]preferences.View, error)) (bad []domain.FieldError, err error) {
	bad = wrongTerms(org, p.Filter)
	if _, err := chosen(p.Columns); err != nil {
		bad = append(bad, domain.AsError(err).Fields...)
	}
	if p.View == "" || utf8.RuneCountInString(p.View) > longestView {
		return bad, nil
	}
	views, err := saved()
	if err != nil {
		return bad, err
	}
	i := slices.IndexFunc(views, func(v preferences.View) bool { return v.Name == p.View })
	if i < 0 {
		return append(bad, domain.FieldError{Field: "view", Code: "unknown-view", Message: "You have saved no view of this name."}), nil
	}
	return append(bad, p.apply(org, views[i].Query)...), nil
}

// apply adds what a saved view says, unless something is wrong with it.
func (p *gridParams) apply(org domain.Org, query json.RawMessage) []domain.FieldError {
	v, bad, err := decode(query, reflect.TypeFor[savedView]())
	if err != nil {
		return []domain.FieldError{{Field: "view", Code: "not-a-view", Message: "The query of this view is no object that the grid understands."}}
	}
	saved := v.Interface().(savedView)
	bad = slices.Concat(bad, domain.Check(saved), wrongTerms(org, saved.Filter))
	if _, err := chosen(saved.Columns); err != nil {
		bad = append(bad, domain.AsError(err).Fields...)
	}
	if saved.Sort != "" {
		if _, err := grid.Sorts.Parse(saved.Sort); err != nil {
			bad = append(bad, domain.AsError(err).Fields...)
		}
	}
	for i := range bad {
		bad[i].Field = join("view", bad[i].Field)
	}
	if len(bad) > 0 {
		return bad
	}
	p.Filter = append(p.Filter, saved.Filter...)
	if p.Sort == "" {
		p.Sort = saved.Sort
	}
	if p.Columns == nil {
		p.Columns = saved.Columns
	}
	if p.Direction == "" {
		p.Direction = saved.Direction
	}
	if p.Favourite == nil {
		p.Favourite = saved.Favourite
	}
	return nil
}

package fold

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/cosell/cosell/domain"
)

// money is an exact amount, and beside it the currency without which it means nothing.
func money(name string) field {
	return field{
		columns: []column{
			{name: name, decl: "numeric", text: func(v reflect.Value) string { return v.Interface().(domain.Money).Amount() },
				doc: " In the currency of " + name + "_currency."},
			{name: name + "_currency", decl: "char(3)", text: func(v reflect.Value) string { return string(v.Interface().(domain.Money).Currency()) },
				doc: " Its currency (ISO 4217)."},
		},
		scan: func() ([]any, func(reflect.Value) error) {
			var amount, currency *string
			return []any{&amount, &currency}, func(v reflect.Value) error {
				if amount == nil || currency == nil {
					return nil
				}
				m, err := domain.ParseMoney(*amount, domain.Currency(*currency))
				v.Set(reflect.ValueOf(m))
				return err
			}
		},
	}
}

// party is an organisation: its id and the name it had then.
func party(name string) field {
	return field{
		columns: []column{
			{name: name + "_id", decl: "uuid", text: func(v reflect.Value) string { return string(v.Interface().(domain.Party).ID) },
				doc: " Its id."},
			{name: name + "_name", decl: "text", text: func(v reflect.Value) string { return v.Interface().(domain.Party).Name },
				doc: " Its name at that time."},
		},
		scan: func() ([]any, func(reflect.Value) error) {
			var id, called *string
			return []any{&id, &called}, func(v reflect.Value) error {
				if id != nil && called != nil {
					v.Set(reflect.ValueOf(domain.Party{ID: domain.ID(*id), Name: *called}))
				}
				return nil
			}
		},
	}
}

// parties are organisations: their ids and their names, in one order.
func parties(name string) field {
	pick := func(what func(domain.Party) string) func(reflect.Value) string {
		return func(v reflect.Value) string {
			var items []string
			for _, p := range v.Interface().([]domain.Party) {
				items = append(items, what(p))
			}
			return array(items)
		}
	}
	return field{
		columns: []column{
			{name: name + "_ids", decl: "uuid[]", text: pick(func(p domain.Party) string { return string(p.ID) }), doc: " Their ids."},
			{name: name + "_names", decl: "text[]", text: pick(func(p domain.Party) string { return p.Name }),
				doc: " Their names at that time, in the order of the ids."},
		},
		scan: func() ([]any, func(reflect.Value) error) {
			var ids, called []string
			return []any{&ids, &called}, func(v reflect.Value) error {
				if len(ids) != len(called) {
					return fmt.Errorf("%d ids and %d names", len(ids), len(called))
				}
				list := make([]domain.Party, len(ids))
				for i := range ids {
					list[i] = domain.Party{ID: domain.ID(ids[i]), Name: called[i]}
				}
				if ids != nil {
					v.Set(reflect.ValueOf(list))
				}
				return nil
			}
		},
	}
}

func listText(v reflect.Value) string {
	items := make([]string, v.Len())
	for i := range items {
		items[i] = v.Index(i).String()
	}
	return array(items)
}

func setList(v reflect.Value, items []string) error {
	list := reflect.MakeSlice(v.Type(), len(items), len(items))
	for i, s := range items {
		list.Index(i).SetString(s)
	}
	v.Set(list)
	return nil
}

var escapeItem = strings.NewReplacer(`\`, `\\`, `"`, `\"`)

// array writes a list as Postgres reads it.
func array(items []string) string {
	var b strings.Builder
	b.WriteByte('{')
	for i, s := range items {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('"')
		b.WriteString(escapeItem.Replace(s))
		b.WriteByte('"')
	}
	b.WriteByte('}')
	return b.String()
}

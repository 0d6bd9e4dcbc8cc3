package fold

import (
	"fmt"
	"reflect"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/projections/page"
)

// money is an exact amount, and beside it the currency without which it means nothing.
func money(name string) field {
	amount, currency := columnOf(name, "numeric"), columnOf(name+"_currency", "char(3)")
	amount.kind, amount.doc = page.Number, " In the currency of "+name+"_currency."
	amount.part, currency.part, currency.doc = "amount", "currency", " Its currency (ISO 4217)."
	amount.put = func(b []byte, v reflect.Value) ([]byte, error) { return putDecimal(b, at[domain.Money](v).Amount()) }
	currency.put = func(b []byte, v reflect.Value) ([]byte, error) {
		return putText(b, string(at[domain.Money](v).Currency()))
	}
	return field{
		columns: []column{amount, currency},
		zero:    func(v reflect.Value) bool { return at[domain.Money](v).IsZero() },
		scan: func() ([]any, func(reflect.Value) error) {
			var amount, currency *string
			return []any{&amount, &currency}, func(v reflect.Value) (err error) {
				if amount != nil && currency != nil {
					*at[domain.Money](v), err = domain.ParseMoney(*amount, domain.Currency(*currency))
				}
				return err
			}
		},
	}
}

// party is an organisation: its id and the name it had then.
func party(name string) field {
	id, called := columnOf(name+"_id", "uuid"), columnOf(name+"_name", "text")
	id.part, id.kind, id.doc, called.part, called.doc = "id", page.ID, " Its id.", "name", " Its name at that time."
	id.put = func(b []byte, v reflect.Value) ([]byte, error) { return putUUID(b, string(at[domain.Party](v).ID)) }
	called.put = func(b []byte, v reflect.Value) ([]byte, error) { return putText(b, at[domain.Party](v).Name) }
	return field{
		columns: []column{id, called},
		zero:    func(v reflect.Value) bool { return *at[domain.Party](v) == domain.Party{} },
		scan: func() ([]any, func(reflect.Value) error) {
			var id, called *string
			return []any{&id, &called}, func(v reflect.Value) error {
				if id != nil && called != nil {
					*at[domain.Party](v) = domain.Party{ID: domain.ID(*id), Name: *called}
				}
				return nil
			}
		},
	}
}

// parties are organisations: their ids and their names, in one order.
func parties(name string) field {
	ids, called := columnOf(name+"_ids", "uuid[]"), columnOf(name+"_names", "text[]")
	ids.part, ids.kind, ids.doc = "id", page.ID, " Their ids."
	called.part, called.doc = "name", " Their names at that time, in the order of the ids."
	ids.put = func(b []byte, v reflect.Value) ([]byte, error) {
		list := *at[[]domain.Party](v)
		return putList(b, ids.wire, len(list), func(i int) string { return string(list[i].ID) })
	}
	called.put = func(b []byte, v reflect.Value) ([]byte, error) {
		list := *at[[]domain.Party](v)
		return putList(b, called.wire, len(list), func(i int) string { return list[i].Name })
	}
	return field{
		columns: []column{ids, called},
		zero:    func(v reflect.Value) bool { return v.IsNil() },
		scan: func() ([]any, func(reflect.Value) error) {
			var ids, called []string
			return []any{&ids, &called}, func(v reflect.Value) error {
				if len(ids) != len(called) {
					return fmt.Errorf("%d ids and %d names", len(ids), len(called))
				}
				if ids == nil {
					return nil
				}
				list := make([]domain.Party, len(ids))
				for i := range ids {
					list[i] = domain.Party{ID: domain.ID(ids[i]), Name: called[i]}
				}
				*at[[]domain.Party](v) = list
				return nil
			}
		},
	}
}

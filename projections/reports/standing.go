package reports

import (
	"fmt"
	"strings"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/projections/page"
)

// stood are the columns of a deal or a change by which a deal is known in a pipeline, but for who holds it.
const stood = `state, coalesce(stage, 0) as stage, type, coalesce(to_char(close_date, 'YYYY-MM'), '') as month,
	coalesce(estimated_value_currency, currency, '') as currency, estimated_value::text as value,
	won_value::text as won_value, won_value_currency, coalesce(to_char(won_date, 'YYYY-MM'), '') as won_month`

// stands are those columns of a deal as it is now, while it is open: nothing was won.
const stands = `state, coalesce(stage, 0) as stage, type, coalesce(to_char(close_date, 'YYYY-MM'), '') as month,
	coalesce(estimated_value_currency, currency, '') as currency, estimated_value::text as value,
	null as won_value, null as won_value_currency, '' as won_month, holder_id::text`

// held is the rest of a change.
const held = holder + "::text as holder_id"

// read are those that a standing is read from, in the order of into.
var read = []string{"state", "stage", "type", "month", "currency", "value", "won_value", "won_value_currency", "won_month", "holder_id"}

// columns lists them for a table.
func columns(of string) string { return of + "." + strings.Join(read, ", "+of+".") }

// asOf is every deal d as it stood at a place: its last change there, and whether it was in the report's pipeline.
func asOf(p Place, s Scope, w *page.Where) string {
	return last(fmt.Sprintf("%s, %s, %s and %s as here", stood, held, open, s.sql(w)), p.sql(w))
}

// unmoved selects the deals of a scope that are open, and were so at two places, since nothing happened to them after either.
func unmoved(p, q Place, s Scope, w *page.Where) string {
	return fmt.Sprintf("select %s from %s d where open and %s and %s and %s", stands, present, s.sql(w), p.still(w), q.still(w))
}

// raw is what is scanned of a standing; all nil where there was no such deal.
type raw struct {
	state, typ, month, currency            *string
	value, wonValue, wonCurrency, wonMonth *string
	holder                                 *string
	stage                                  *int
}

func (r *raw) into() []any {
	return []any{&r.state, &r.stage, &r.typ, &r.month, &r.currency, &r.value, &r.wonValue, &r.wonCurrency, &r.wonMonth, &r.holder}
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// standing is what was read, with the rates that hold for it.
func (r *raw) standing(terms table) (s standing, err error) {
	if r.state == nil {
		return s, nil
	}
	s = standing{
		key: key{stage: *r.stage, typ: text(r.typ), partner: domain.ID(text(r.holder)), month: text(r.month),
			currency: domain.Currency(text(r.currency))},
		state: *r.state, wonMonth: text(r.wonMonth), terms: terms,
	}
	if s.value, err = money(r.value, s.currency); err != nil {
		return s, err
	}
	s.wonValue, err = money(r.wonValue, domain.Currency(text(r.wonCurrency)))
	return s, err
}

func money(amount *string, c domain.Currency) (domain.Money, error) {
	if amount == nil {
		return domain.Money{}, nil
	}
	return domain.ParseMoney(*amount, c)
}

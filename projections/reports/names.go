package reports

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/projections/page"
)

// names are what partners are called at a place. The names that deals carry are each of another time.
type names map[domain.ID]string

func called(ctx context.Context, db page.DB, p Place) (names, error) {
	var w page.Where
	rows, err := db.Query(ctx, fmt.Sprintf("select distinct on (partner_id) partner_id::text, name from %s where %s order by partner_id, position desc",
		partners, p.sql(&w)), w.Args()...)
	if err != nil {
		return nil, err
	}
	all := names{}
	var id domain.ID
	var name string
	_, err = pgx.ForEachRow(rows, []any{&id, &name}, func() error {
		all[id] = name
		return nil
	})
	return all, err
}

// party is a partner with its name; none for no partner.
func (n names) party(id domain.ID) domain.Party {
	if id == "" {
		return domain.Party{}
	}
	return domain.Party{ID: id, Name: n[id]}
}

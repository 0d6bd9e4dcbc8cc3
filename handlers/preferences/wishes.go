package preferences

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/domain"
)

// Wishes are a member's Preferences, with who it is and the roles that it had when it stored them.
type Wishes struct {
	Member string
	Roles  []domain.Role
	Preferences
}

// Of returns the wishes of every member of an organisation that stored any, by the subject of its tokens.
func (s *Store) Of(ctx context.Context, org domain.Org) (map[string]Wishes, error) {
	rows, err := s.pool.Query(ctx, `
select member, roles, mail, locale, opt_out from cosell_ops.preferences where org = $1`, org)
	if err != nil {
		return nil, err
	}
	found := map[string]Wishes{}
	var w Wishes
	_, err = pgx.ForEachRow(rows, []any{&w.Member, &w.Roles, &w.Mail, &w.Locale, &w.OptOut}, func() error {
		found[w.Member] = w
		w = Wishes{}
		return nil
	})
	return found, err
}

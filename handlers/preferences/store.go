package preferences

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/cosell/cosell/domain"
)

// Store keeps preferences in Postgres. It may be used concurrently.
type Store struct{ pool *pgxpool.Pool }

// NewStore makes a Store over a database that Migrate prepared.
func NewStore(pool *pgxpool.Pool) *Store { return &Store{pool} }

// Get returns what the caller keeps; empty lists and no wishes for one that never stored any.
func (s *Store) Get(ctx context.Context, who domain.Caller) (Mine, error) {
	m := Mine{Favourites: Favourites{[]string{}}, Views: Views{[]View{}}}
	var views []byte
	err := s.pool.QueryRow(ctx, `
select favourites, views, mail, locale, opt_out from cosell_ops.preferences where org = $1 and member = $2`,
		who.Org, who.Member).Scan(&m.Deals, &views, &m.Preferences.Mail, &m.Preferences.Locale, &m.Preferences.OptOut)
	if errors.Is(err, pgx.ErrNoRows) {
		return m, nil
	}
	if err == nil {
		err = json.Unmarshal(views, &m.Views.Views)
	}
	return m, err
}

// PutFavourites replaces the caller's favourites. What cannot be taken is a *domain.Error of class invalid.
func (s *Store) PutFavourites(ctx context.Context, who domain.Caller, f Favourites) error {
	if err := domain.Invalid(domain.Check(f)); err != nil {
		return err
	}
	return s.put(ctx, who, `(org, member, favourites) values ($1, $2, $3)
on conflict (org, member) do update set favourites = excluded.favourites, changed_at = now()`, list(f.Deals))
}

// PutViews replaces the caller's saved views. What cannot be taken is a *domain.Error of class invalid.
func (s *Store) PutViews(ctx context.Context, who domain.Caller, v Views) error {
	if err := domain.Invalid(append(domain.Check(v), v.check()...)); err != nil {
		return err
	}
	views, err := json.Marshal(list(v.Views))
	if err != nil {
		return err
	}
	return s.put(ctx, who, `(org, member, views) values ($1, $2, $3)
on conflict (org, member) do update set views = excluded.views, changed_at = now()`, string(views))
}

// PutPreferences replaces how the caller wants to be told, and keeps the roles that it has now: a member of the vendor is
// told what is for these. What cannot be taken is a *domain.Error of class invalid.
func (s *Store) PutPreferences(ctx context.Context, who domain.Caller, p Preferences) error {
	if err := domain.Invalid(domain.Check(p)); err != nil {
		return err
	}
	return s.put(ctx, who, `(org, member, mail, locale, opt_out, roles) values ($1, $2, $3, $4, $5, $6)
on conflict (org, member) do update set mail = excluded.mail, locale = excluded.locale, opt_out = excluded.opt_out,
    roles = excluded.roles, changed_at = now()`, p.Mail, p.Locale, list(p.OptOut), list(who.Roles))
}

func (s *Store) put(ctx context.Context, who domain.Caller, into string, values ...any) error {
	_, err := s.pool.Exec(ctx, `insert into cosell_ops.preferences `+into, append([]any{who.Org, who.Member}, values...)...)
	return err
}

// check says what domain.Check cannot: that a query is JSON and small enough, and each name is used once.
func (v Views) check() (bad []domain.FieldError) {
	names := map[string]bool{}
	for i, view := range v.Views {
		at := fmt.Sprintf("views[%d]", i)
		switch {
		case view.Query == nil: // domain.Check says so
		case len(view.Query) > MaxQuery:
			bad = append(bad, domain.FieldError{Field: at + ".query", Code: "too-large",
				Message: fmt.Sprintf("A query takes at most %d bytes.", MaxQuery)})
		case !json.Valid(view.Query) || !utf8.Valid(view.Query):
			bad = append(bad, domain.FieldError{Field: at + ".query", Code: "malformed", Message: "This must be JSON."})
		}
		if names[view.Name] {
			bad = append(bad, domain.FieldError{Field: at + ".name", Code: "duplicate", Message: "This is in the list already."})
		}
		names[view.Name] = true
	}
	return bad
}

// list is never null.
func list[T any](l []T) []T { return append([]T{}, l...) }

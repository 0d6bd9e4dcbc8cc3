package api

import (
	"context"
	"embed"
	"net/http"
	"slices"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/evidence"
	"github.com/cosell/cosell/domain/partner"
	"github.com/cosell/cosell/eventstore/postgres/migrate"
	"github.com/cosell/cosell/handlers/command"
)

//go:embed migrations
var migrations embed.FS

// Migrate makes cosell_ops.access_log, or brings it up to what this package expects.
func Migrate(ctx context.Context, pool *pgxpool.Pool) error {
	return migrate.Up(ctx, pool, migrate.Set{Schema: "cosell_ops", Owner: "api", Files: migrations})
}

// standing asks a partner's stream what the caller is there, since a token lives on for a while. A removed member is refused;
// one that is only invited may take the invitation; an active one acts in those roles and at those locations of its token
// that it still has. A member that the stream does not know is believed: tokens may come before the member is recorded.
func (h *Handler) standing(x *exchange) error {
	if !x.caller.IsPartner() {
		return nil
	}
	v, err := h.Commands.Partners.Load(x.Context(), x.caller.Partner(), command.AsOf{})
	if err != nil {
		if domain.AsError(err).Class == domain.ClassMissing {
			return nil // nobody of that organisation sees anything
		}
		return err
	}
	m, known := v.State.Member(x.caller.Member)
	writes := x.route.command == "" && x.route.method != http.MethodGet
	switch {
	case writes && v.State.Suspended():
		return evidence.ErrPartnerSuspended // commands ask for it themselves, in the order of their refusals
	case !known, m.State == partner.Invited && x.route.command == activation:
		return nil // the partner's own rules say whom an invited member may activate
	case m.State == partner.Removed:
		return evidence.ErrMemberRemoved
	case m.State == partner.Invited:
		return partner.ErrNotActive
	}
	lost := func(r domain.Role) bool { return !slices.Contains(m.Roles, r) }
	x.caller.Roles = slices.DeleteFunc(slices.Clone(x.caller.Roles), lost)
	if len(x.caller.Roles) == 0 {
		return errRoleNotHeld
	}
	x.caller.Locations = narrowed(x.caller.Locations, m.Locations)
	return nil
}

// narrowed are the locations that are both in a token and in a record, where none means all.
func narrowed(token, record []domain.ID) []domain.ID {
	switch {
	case len(record) == 0:
		return token
	case len(token) == 0:
		return record
	}
	both := slices.DeleteFunc(slices.Clone(token), func(l domain.ID) bool { return !slices.Contains(record, l) })
	if len(both) == 0 {
		return []domain.ID{nobody}
	}
	return both
}

var (
	activation     = "partner." + partner.ActivateMember{}.CommandName()
	errRoleNotHeld = domain.Denial("role-not-held", "Your organisation has given you none of the roles that your token names.")
)

package process_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/partner"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/handlers/command"
)

var seller = domain.Caller{Member: "sue", Org: domain.Vendor, Roles: []domain.Role{domain.RoleVendorSeller}}

// member is a partner that takes part in co-selling, with its administrator, a location and a solution.
type member struct {
	domain.Caller
	id, location domain.ID
	name         string
}

// coseller enrols a partner that other partners may invite.
func (w *world) coseller(t *testing.T, name string) member {
	t.Helper()
	m := member{name: name, id: w.enrol(t, name, strings.ToLower(name))}
	m.Caller = domain.Caller{Member: strings.ToLower(name), Org: domain.Org(m.id), Roles: []domain.Role{domain.RoleAdministrator}}
	w.change(t, m.id, partner.AddLocation{Site: partner.Site{Name: "Lyon", Country: "FR"}})
	w.change(t, m.id, partner.Revise{Transacting: domain.Some(true)})
	yes := true
	w.change(t, m.id, partner.ChangeSolutions{Solutions: []partner.ListedSolution{
		{ID: "suite", Name: name + " Suite", CoSellReady: &yes, Eligible: &yes, Incentivised: &yes},
	}})
	v, err := w.Partners.Load(t.Context(), m.id, command.AsOf{})
	require.NoError(t, err)
	m.location = partner.View(v.State, admin).Locations[0].ID
	return m
}

func (w *world) change(t *testing.T, id domain.ID, cmd partner.Command) {
	t.Helper()
	_, err := w.Partners.Do(t.Context(), w.by(admin), id, cmd)
	require.NoError(t, err)
}

func (m member) team() []domain.TeamMember {
	return []domain.TeamMember{{Member: m.Member, Name: domain.PersonName(m.name), Mail: "team@example.com", Phone: "+33 1 00 00 00 00"}}
}

func own() []referral.Solution {
	return []referral.Solution{{Kind: referral.SolutionOwn, ID: "suite"}}
}

// asks is what m asks another partner to bring.
func (m member) asks(other member) referral.Invitation {
	return referral.Invitation{
		Partner:        other.id,
		EstimatedValue: domain.NewMoney(40_000_00, euro),
		EstimatedClose: domain.DateOf(begin.AddDate(0, 3, 0)),
		Notes:          "We need your suite.",
		Team:           m.team(),
		Solutions:      []referral.Solution{{Kind: referral.SolutionThirdParty, ID: "suite", Partner: other.id}},
		Help:           "proof-of-concept",
	}
}

// deal is what m opens.
func (m member) deal(edit ...func(*referral.Create)) referral.Create {
	c := referral.Create{
		Name:           "New plant",
		Location:       m.location,
		EstimatedValue: domain.NewMoney(120_000_00, euro),
		EstimatedClose: domain.DateOf(begin.AddDate(0, 3, 0)),
		Notes:          "Met at the fair.",
		Customer: &domain.Customer{
			Name: "Tailspin", PostalCode: "69001", Country: "FR", Kind: domain.AccountManaged, VendorAccount: "A-1",
		},
		Contact:   &domain.Contact{Name: "Ann", Mail: "ann@example.com", Phone: "+33 1 00 00 00 01"},
		Consent:   true,
		Intent:    referral.IntentUndecided,
		Team:      m.team(),
		Solutions: own(),
	}
	for _, f := range edit {
		f(&c)
	}
	return c
}

const euro = domain.Currency("EUR")

func (w *world) refer(t *testing.T, who domain.Caller, id domain.ID, cmd referral.Command) domain.ID {
	t.Helper()
	a, err := w.Referrals.Do(t.Context(), w.by(who), id, cmd)
	require.NoError(t, err)
	return a.ID
}

// copyOf is what its owner sees of its copy.
func (w *world) copyOf(t *testing.T, who domain.Caller, id domain.ID) referral.Deal {
	t.Helper()
	s, err := w.Referrals.Show(t.Context(), who, id, command.AsOf{})
	require.NoError(t, err)
	return s.State.(referral.Deal)
}

func (m member) copy(engagement domain.ID) domain.ID { return referral.CopyID(engagement, m.Org) }

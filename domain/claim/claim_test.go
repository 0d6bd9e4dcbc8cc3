package claim_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/claim"
	"github.com/cosell/cosell/domain/evidence"
	"github.com/cosell/cosell/domain/program"
)

const key = "account:AW-1"

var (
	claimID = domain.ClaimID(key)
	noon    = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	system  = domain.Process("registrar")
	// first, second and third are registrations of three partners, named in the order in which they mostly arrive.
	first, second, third = registration(1), registration(2), registration(3)
)

func registration(n int) domain.ID {
	return domain.ID(fmt.Sprintf("eeeeeeee-0000-4000-8000-%012d", n))
}

// partner is that of a registration.
func partner(of domain.ID) domain.Party {
	return domain.Party{ID: of.Derive("partner"), Name: "Partner " + string(of[len(of)-1:])}
}

func deal(of domain.ID) string { return "opportunity-" + string(of.Derive("deal")) }

func file(r domain.ID, products ...string) claim.File {
	return claim.File{MatchKey: key, Registration: r, Deal: deal(r), Partner: partner(r), Products: products}
}

func grant(r domain.ID, products ...string) claim.Grant {
	return claim.Grant{MatchKey: key, Registration: r, Deal: deal(r), Partner: partner(r), Products: products}
}

func release(r domain.ID) claim.Release { return claim.Release{Registration: r, Why: "withdrawn"} }

func undo(r domain.ID) claim.Release {
	return claim.Release{Registration: r, Why: "not approved", Waits: true}
}

// customer is a claim as its handler keeps it.
type customer struct {
	state   claim.Claim
	history []domain.Recorded
	now     time.Time
}

func (c *customer) try(who domain.Caller, cmd claim.Command) ([]domain.Event, error) {
	in := claim.Input{ID: claimID, Caller: who, Now: c.now, Policy: program.Default()}
	if err := claim.Validate(cmd, in); err != nil {
		return nil, err
	}
	if _, err := claim.Permit(c.state, cmd, who); err != nil {
		return nil, err
	}
	return claim.Decide(c.state, cmd, in)
}

func (c *customer) record(events ...domain.Event) {
	for _, e := range events {
		r := domain.Recorded{Event: e, Meta: domain.Meta{
			Stream: "claim-" + string(claimID), Subject: claimID, Revision: int64(len(c.history)), RecordedAt: c.now, Effective: c.now,
		}}
		c.history = append(c.history, r)
		c.state = claim.Evolve(c.state, r)
	}
}

// tell issues commands that must be taken, a minute after one another.
func tell(t testing.TB, commands ...claim.Command) *customer {
	t.Helper()
	c := &customer{now: noon}
	for _, cmd := range commands {
		events, err := c.try(system, cmd)
		require.NoError(t, err, cmd.CommandName())
		c.record(events...)
		c.now = c.now.Add(time.Minute)
	}
	return c
}

func answer(events []domain.Event, err error) string {
	if err != nil {
		e := domain.AsError(err)
		return string(e.Class) + " " + e.Code
	}
	names := []string{}
	for _, e := range events {
		names = append(names, strings.TrimPrefix(e.EventKind(), "claim."))
	}
	if len(names) == 0 {
		return "nothing"
	}
	return strings.Join(names, " ")
}

// then is a story that goes on.
func then(given []claim.Command, more ...claim.Command) []claim.Command {
	return append(slices.Clip(given), more...)
}

func TestWhatTheCommandsLeadTo(t *testing.T) {
	queue := []claim.Command{file(first, "arm"), file(second, "arm"), file(third, "lamp")}
	held := then(queue, grant(first, "arm"))
	for _, c := range []struct {
		rule  string
		given []claim.Command
		when  claim.Command
		then  string
	}{
		{"the first is filed", nil, file(first, "arm"), "filed"},
		{"another behind it", queue[:1], file(second, "arm"), "filed"},
		{"filing twice", queue, file(first, "arm"), "nothing"},
		{"filing again for the same in another order", []claim.Command{file(first, "arm", "lamp")}, file(first, "lamp", "arm"), "nothing"},
		{"filing again for other products", queue, file(first, "lamp"), "filed"},
		{"filing again for more", queue, file(first, "arm", "lamp"), "filed"},
		{"filing again what holds", held, file(first, "lamp"), "nothing"},
		{"filing what was released", then(queue, release(first)), file(first, "arm"), "nothing"},
		{"filing while another holds", []claim.Command{grant(first, "arm")}, file(second, "arm"), "filed"},
		{"granting the first", queue, grant(first, "arm"), "granted"},
		{"granting the second before the first", queue, grant(second, "arm"), "granted"},
		{"granting what was not filed", nil, grant(first, "arm"), "filed granted"},
		{"granting twice", held, grant(first, "arm"), "nothing"},
		{"granting what another holds", held, grant(second, "arm"), "refused exclusivity-held"},
		{"granting what another holds in part", held, grant(second, "lamp", "arm"), "refused exclusivity-held"},
		{"granting another product", held, grant(third, "lamp"), "granted"},
		{"granting the holder one more", held, grant(first, "lamp"), "granted"},
		{"granting the holder one that another holds", then(held, grant(third, "lamp")), grant(first, "arm", "lamp"), "refused exclusivity-held"},
		{"granting after the holder's release", then(held, release(first)), grant(second, "arm"), "granted"},
		{"granting what was released", then(queue, release(first)), grant(first, "arm"), "filed granted"},
		{"releasing the holder", held, release(first), "released"},
		{"releasing one that waits", held, release(second), "released"},
		{"releasing twice", then(held, release(first)), release(first), "nothing"},
		{"releasing an unknown one", queue, release(registration(9)), "nothing"},
		{"undoing a grant", held, undo(first), "released filed"},
		{"undoing what was not granted", queue, undo(first), "nothing"},
		{"undoing twice", then(held, undo(first)), undo(first), "nothing"},
		{"no products", nil, file(first), "invalid required"},
		{"no registration", nil, claim.Release{Why: "x"}, "invalid required"},
	} {
		customer := tell(t, c.given...)
		got, err := customer.try(system, c.when)
		assert.Equal(t, c.then, answer(got, err), c.rule)
		again, err := customer.try(system, c.when)
		assert.Equal(t, c.then, answer(again, err), "%s, decided again", c.rule)
	}
}

func TestEventsKeepWhatWasAsked(t *testing.T) {
	events, err := tell(t).try(system, grant(first, "arm", "lamp"))
	require.NoError(t, err)
	assert.Equal(t, []domain.Event{
		claim.Filed{MatchKey: key, Registration: first, Deal: deal(first), Partner: partner(first), Products: []string{"arm", "lamp"}},
		claim.Granted{Registration: first, Partner: partner(first), Products: []string{"arm", "lamp"}},
	}, events)
	events, err = tell(t, grant(first, "arm")).try(system, grant(first, "lamp"))
	require.NoError(t, err)
	assert.Equal(t, []domain.Event{claim.Granted{Registration: first, Partner: partner(first), Products: []string{"arm", "lamp"}}}, events)
	events, err = tell(t, grant(first, "arm")).try(system, undo(first))
	require.NoError(t, err)
	assert.Equal(t, []domain.Event{
		claim.Released{Registration: first, Why: "not approved"},
		claim.Filed{MatchKey: key, Registration: first, Deal: deal(first), Partner: partner(first), Products: []string{"arm"}},
	}, events)
}

func TestWhoWaitsBehindWhom(t *testing.T) {
	place := func(c *customer, r domain.ID) string {
		n, behind := c.state.Place(r)
		names := []string{fmt.Sprint(n)}
		for _, b := range behind {
			names = append(names, string(b.Registration[len(b.Registration)-1:]))
		}
		return strings.Join(names, " ")
	}
	queue := []claim.Command{file(first, "arm"), file(second, "arm", "lamp"), file(third, "lamp")}
	waiting, held := tell(t, queue...), tell(t, then(queue, grant(third, "lamp"))...)
	undone := tell(t, then(queue, grant(first, "arm"), undo(first))...)
	gone := tell(t, then(queue, release(first))...)
	assert.Equal(t, []string{"1", "2 1", "2 2"}, []string{place(waiting, first), place(waiting, second), place(waiting, third)})
	assert.Equal(t, []string{"1", "3 1 3", "1"}, []string{place(held, first), place(held, second), place(held, third)}, "a later one holds what the second wants")
	assert.Equal(t, []string{"1", "2 1", "2 2"}, []string{place(undone, first), place(undone, second), place(undone, third)}, "the old places")
	assert.Equal(t, []string{"0", "1", "2 2"}, []string{place(gone, first), place(gone, second), place(gone, third)})
	assert.Equal(t, "0", place(gone, registration(9)))
}

func TestWhoFilesAgainForOtherProductsKeepsItsPlace(t *testing.T) {
	c := tell(t, file(first, "arm"), file(second, "lamp"), file(third, "lamp"), file(first, "lamp"))
	place, behind := c.state.Place(second)
	require.Equal(t, 2, place)
	assert.Equal(t, first, behind[0].Registration)
	assert.Equal(t, []string{"lamp"}, behind[0].Products)
	assert.Equal(t, noon, behind[0].FiledAt)
	place, _ = c.state.Place(first)
	assert.Equal(t, 1, place)
}

func TestTheHolderOfAProduct(t *testing.T) {
	c := tell(t, file(second, "lamp"), file(first, "arm"), grant(first, "arm"))
	holder, ok := c.state.Holder("arm")
	require.True(t, ok)
	assert.Equal(t, claim.Entry{
		Registration: first, Partner: partner(first), Deal: deal(first), Products: []string{"arm"}, State: claim.StateHolding,
		FiledAt: noon.Add(time.Minute), HeldSince: noon.Add(2 * time.Minute),
	}, holder)
	_, ok = c.state.Holder("lamp")
	assert.False(t, ok, "somebody waits for it")
	assert.Equal(t, evidence.Claim{
		Stream: "claim-" + string(claimID), Revision: 2,
		Holds: []evidence.Hold{{Product: "arm", Partner: partner(first), Registration: first, Since: noon.Add(2 * time.Minute)}},
	}, c.state.Fact())
	assert.Equal(t, evidence.Claim{}, claim.Claim{}.Fact())
}

func TestTheStateOfTheClaimsTogether(t *testing.T) {
	assert.Equal(t, claim.State(""), claim.Claim{}.State())
	assert.Equal(t, claim.StateWaiting, tell(t, file(first, "arm"), release(first), file(second, "arm")).state.State())
	assert.Equal(t, claim.StateHolding, tell(t, file(first, "arm"), grant(second, "arm")).state.State())
	assert.Equal(t, claim.StateReleased, tell(t, grant(first, "arm"), release(first)).state.State())
}

func TestClaimsAreTheVendorsToKnow(t *testing.T) {
	c := tell(t, file(first, "arm"), file(second, "arm"), grant(first, "arm"), file(third, "arm"), release(third))
	for role, want := range map[domain.Role]bool{
		domain.RoleReviewer: true, domain.RoleChannelManager: true, domain.RoleVendorSeller: true,
		domain.RoleProgramAdministrator: true, domain.RoleAuditor: true, domain.RoleAnalyst: false,
	} {
		who := domain.Caller{Member: "x", Org: domain.Vendor, Roles: []domain.Role{role}}
		assert.Equal(t, want, claim.Sees(c.state, who), role)
		assert.Equal(t, want, len(claim.View(c.state, who).Queue) > 0, role)
		assert.False(t, claim.Sees(claim.Claim{}, who), role)
	}
	assert.True(t, claim.Sees(c.state, system))
	for _, role := range domain.PartnerRoles {
		who := domain.Caller{Member: "x", Org: domain.Org(partner(first).ID), Roles: []domain.Role{role}}
		assert.False(t, claim.Sees(c.state, who), role)
		assert.Equal(t, claim.Standing{ID: claimID}, claim.View(c.state, who), role)
	}
}

func TestTheViewListsThoseThatHoldAndThoseThatWait(t *testing.T) {
	c := tell(t, file(third, "arm"), file(second, "arm"), grant(first, "arm"), release(third))
	v := claim.View(c.state, domain.Caller{Member: "rita", Org: domain.Vendor, Roles: []domain.Role{domain.RoleReviewer}})
	assert.Equal(t, claim.Standing{ID: claimID, MatchKey: key, State: claim.StateHolding, Queue: []claim.Waiting{
		{Registration: second, Partner: partner(second), Deal: deal(second), Products: []string{"arm"}, State: claim.StateWaiting, FiledAt: noon.Add(time.Minute), Place: 2, Behind: []domain.ID{first}},
		{Registration: first, Partner: partner(first), Deal: deal(first), Products: []string{"arm"}, State: claim.StateHolding, FiledAt: noon.Add(2 * time.Minute), HeldSince: noon.Add(2 * time.Minute), Place: 1},
	}}, v)
}

func TestOnlyProcessesIssueItsCommands(t *testing.T) {
	c := tell(t, file(first, "arm"))
	vendor := domain.Caller{Member: "x", Org: domain.Vendor, Roles: domain.VendorRoles}
	mine := domain.Caller{Member: "x", Org: domain.Org(partner(first).ID), Roles: domain.PartnerRoles}
	for _, cmd := range []claim.Command{file(second, "arm"), grant(first, "arm"), release(first)} {
		for _, who := range []domain.Caller{vendor, mine, {}} {
			assert.Equal(t, "denied process-only", answer(c.try(who, cmd)), cmd.CommandName())
		}
		assert.Equal(t, "denied role-not-allowed", answer(c.try(domain.Caller{Org: domain.System}, cmd)), cmd.CommandName())
		role, err := claim.Permit(c.state, cmd, system)
		require.NoError(t, err)
		assert.Equal(t, domain.RoleProcess, role)
	}
	assert.Empty(t, claim.Allowed(c.state, claim.Input{Caller: vendor}))
	for _, cmd := range claim.Commands {
		_, founds := cmd.Zero.(interface{ Founds() })
		assert.True(t, cmd.Process, cmd.Name())
		assert.Equal(t, cmd.Name() != "release", founds, cmd.Name())
	}
}

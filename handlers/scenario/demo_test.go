package scenario_test

import (
	"cmp"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell"
	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/claim"
	"github.com/cosell/cosell/domain/contact"
	"github.com/cosell/cosell/domain/customer"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/partner"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/domain/registration"
	"github.com/cosell/cosell/handlers/scenario"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// auditor sees everything.
var auditor = domain.Caller{Member: "otto", Org: domain.Vendor, Roles: []domain.Role{domain.RoleAuditor}}

// portfolio is what has become of everything in a log.
type portfolio struct {
	deals         map[domain.ID]opportunity.Deal
	referrals     map[domain.ID]referral.Referral
	registrations map[domain.ID]registration.Registration
	partners      map[domain.ID]partner.Partner
}

func fold(history []domain.Recorded) portfolio {
	deals := map[domain.ID]opportunity.Opportunity{}
	p := portfolio{map[domain.ID]opportunity.Deal{}, map[domain.ID]referral.Referral{}, map[domain.ID]registration.Registration{}, map[domain.ID]partner.Partner{}}
	for _, r := range history {
		switch kind, _, _ := strings.Cut(r.Stream, "-"); kind {
		case "partner":
			p.partners[r.Subject] = partner.Evolve(p.partners[r.Subject], r)
		case "opportunity":
			deals[r.Subject] = opportunity.Evolve(deals[r.Subject], r)
		case "referral":
			p.referrals[r.Subject] = referral.Evolve(p.referrals[r.Subject], r)
		case "registration":
			p.registrations[r.Subject] = registration.Evolve(p.registrations[r.Subject], r)
		}
	}
	for id, d := range deals {
		p.deals[id] = opportunity.View(d, auditor, program.Default())
	}
	return p
}

func TestDemo_has_every_event_of_all_aggregates_and_two_kinds_of_policy_change(t *testing.T) {
	want := map[string]bool{"program.rates-published": true, "program.routing-changed": true}
	for _, e := range slices.Concat(opportunity.Catalogue, referral.Catalogue, registration.Catalogue, claim.Catalogue,
		partner.Catalogue, customer.Catalogue, contact.Catalogue) {
		want[e.Zero.EventKind()] = true
	}
	got := map[string]bool{}
	for _, r := range toldDemo(t).history(t) {
		got[r.Event.EventKind()] = true
	}
	require.Equal(t, slices.Sorted(maps.Keys(want)), slices.Sorted(maps.Keys(got)))
}

func TestDemo_has_thirty_referrals_of_every_type_and_ending(t *testing.T) {
	p := fold(toldDemo(t).history(t))
	require.GreaterOrEqual(t, len(p.referrals), 30)
	states, types, between := map[referral.State]bool{}, map[referral.Type]bool{}, 0
	for _, r := range p.referrals {
		states[r.State()], types[r.Type()] = true, true
		if r.PartnerToPartner() {
			between++
		}
	}
	for _, s := range referral.States {
		require.True(t, states[s], "no referral is %s", s)
	}
	require.Len(t, types, 4)
	require.Greater(t, between, 5)
}

func TestDemo_has_a_registration_in_every_state_that_lasts(t *testing.T) {
	p := fold(toldDemo(t).history(t))
	require.GreaterOrEqual(t, len(p.registrations), 10)
	states, purposes := map[registration.State]bool{}, map[registration.Purpose]bool{}
	for _, r := range p.registrations {
		states[r.State()], purposes[r.Purpose()] = true, true
	}
	for _, s := range registration.States {
		require.True(t, states[s] || s == registration.StatePassed, "no registration is %s", s)
	}
	require.Len(t, purposes, 2)
}

func TestDemo_has_its_best_partner_chosen_and_the_next_one_asked(t *testing.T) {
	chosen, again := 0, 0
	for _, r := range toldDemo(t).history(t) {
		if e, ok := r.Event.(opportunity.Distributed); ok && e.Choice != nil {
			chosen++
			if r.Actor.Org == domain.System {
				again++
			}
		}
	}
	require.Equal(t, []int{4, 2}, []int{chosen, again})
}

func TestDemo_has_every_state_three_currencies_and_both_ways_to_close_an_offer(t *testing.T) {
	p := fold(toldDemo(t).history(t))
	states, currencies, after := map[opportunity.State]bool{}, map[domain.Currency]bool{}, map[opportunity.After]bool{}
	for _, d := range p.deals {
		states[d.State], currencies[d.Currency] = true, true
	}
	for _, s := range opportunity.States {
		require.True(t, states[s], "no deal is %s", s)
	}
	require.Equal(t, map[domain.Currency]bool{"USD": true, "EUR": true, "JPY": true}, currencies)
	for _, r := range toldDemo(t).history(t) {
		if e, ok := r.Event.(opportunity.Distributed); ok {
			after[e.AfterDecline], after[e.AfterLapse] = true, true
		}
	}
	require.Len(t, after, 3)
	require.InDelta(t, 45, len(p.deals), 5)
}

func TestDemo_covers_six_months_in_order_up_to_the_day_of_telling(t *testing.T) {
	history := toldDemo(t).history(t)
	first, last := history[0].RecordedAt, history[len(history)-1].RecordedAt
	require.Greater(t, last.Sub(first), 180*24*time.Hour)
	require.True(t, last.Before(now))
	require.Less(t, now.Sub(last), 48*time.Hour)
	for i, r := range history[1:] {
		require.False(t, r.RecordedAt.Before(history[i].RecordedAt), "%s at %d goes back in time", r.Stream, r.Revision)
	}
}

func TestDemo_has_five_partners_and_its_cast_are_their_members(t *testing.T) {
	p := fold(toldDemo(t).history(t))
	states := map[partner.State]int{}
	for _, organisation := range p.partners {
		states[organisation.State()]++
	}
	require.Equal(t, map[partner.State]int{partner.StateApproved: 5, partner.StateRejected: 1}, states)

	cast := map[string]bool{}
	for _, m := range demo(t).Members() {
		cast[m.Name] = true
		if m.Org == domain.Vendor {
			continue
		}
		organisation := p.partners[domain.ID(m.Org)]
		require.True(t, organisation.ActiveMember(m.Name), m.Name)
		require.Equal(t, m.Roles, organisation.MemberRoles(m.Name), m.Name)
	}
	for _, organisation := range p.partners {
		for _, m := range organisation.Members() {
			require.Equal(t, m.State == partner.Active, cast[m.Member], "%s is %s", m.Member, m.State)
		}
	}
}

func TestDemo_leaves_both_dashboards_alive(t *testing.T) {
	policy := program.Default()
	var open, soon, overdue, stalled, paused, collaborating, late int
	waiting := map[domain.ID]bool{}
	for _, d := range fold(toldDemo(t).history(t)).deals {
		if d.Offer != nil {
			require.True(t, d.Offer.Deadline.After(now), d.Topic)
			open++
			waiting[d.Offer.Partner.ID] = true
			if d.Offer.Deadline.Before(now.Add(48 * time.Hour)) {
				soon++
			}
		}
		if d.State != opportunity.StateAccepted {
			continue
		}
		switch quiet := now.Sub(d.LastProgressAt); {
		case d.Paused != nil:
			paused++
		case quiet > policy.StalledAfter:
			stalled++
		case quiet > policy.OverdueAfter:
			overdue++
		}
		if len(d.Collaborators) > 0 {
			collaborating++
		}
		if d.EstimatedCloseDate.Before(domain.DateOf(now)) {
			late++
		}
	}
	require.GreaterOrEqual(t, open, 5)
	require.Len(t, waiting, 5, "each partner has an offer to answer")
	require.Equal(t, 1, soon)
	require.GreaterOrEqual(t, overdue, 3)
	require.GreaterOrEqual(t, stalled, 3)
	require.Equal(t, 1, paused)
	require.Equal(t, 2, collaborating)
	require.Equal(t, 1, late)
}

func TestDemo_ends_with_this_portfolio(t *testing.T) {
	got := outcome(t, fold(toldDemo(t).history(t)))
	golden := filepath.Join("..", "..", "testdata", "scenarios", "demo.golden")
	if *update {
		require.NoError(t, os.WriteFile(golden, []byte(got), 0o644))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.Equal(t, string(want), got)
}

func TestDemo_comes_out_the_same_on_every_day(t *testing.T) {
	want := outcome(t, fold(toldDemo(t).history(t)))
	for _, day := range []string{"2026-12-31", "2027-03-01", "2028-02-29", "2028-08-31"} {
		start, err := time.Parse(time.DateOnly, day)
		require.NoError(t, err)
		w := newWorld()
		require.NoError(t, demo(t).Tell(t.Context(), w.stage(t, start.Add(23*time.Hour))), day)
		require.Equal(t, want, outcome(t, fold(w.history(t))), day)
	}
}

// outcome lists deals, copies of referrals and registrations as they ended.
func outcome(t *testing.T, p portfolio) string {
	t.Helper()
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	names := named(t)
	for _, id := range sorted(p.deals, names) {
		d := p.deals[id]
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", names[id], d.State, stage(d), lead(d), value(d), id)
	}
	fmt.Fprint(w, "\n")
	for _, id := range sorted(p.referrals, names) {
		r := p.referrals[id]
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", names[id], r.State(), r.Direction(), r.Owner().Name, kind(r), id)
	}
	fmt.Fprint(w, "\n")
	for _, id := range sorted(p.registrations, names) {
		r := p.registrations[id]
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", cmp.Or(names[id], "(an earlier one)"), r.State(), r.Purpose(), r.Subject().Partner.Name, id)
	}
	require.NoError(t, w.Flush())
	return b.String()
}

// named gives what deals, copies and registrations are called in the story, by their ids. A deal's registration before its
// last one has no name there.
func named(t *testing.T) map[domain.ID]string {
	t.Helper()
	story, names := demo(t), map[domain.ID]string{}
	name := func(subject string) {
		if id, ok := story.ID(subject); ok {
			names[id] = subject
		}
	}
	for _, line := range strings.Split(cosell.DemoStory, "\n") {
		if words := strings.Fields(line); len(words) > 4 && strings.Contains(words[1], ":") {
			deal, _, _ := strings.Cut(words[4], "@")
			for _, m := range append(story.Members(), scenario.Member{Company: "vendor"}) {
				name(deal + "@" + m.Company)
			}
			name(deal)
			name(words[4] + "/registration")
		}
	}
	return names
}

// sorted are the ids of things in the order of their names.
func sorted[T any](things map[domain.ID]T, names map[domain.ID]string) []domain.ID {
	return slices.SortedFunc(maps.Keys(things), func(x, y domain.ID) int {
		return cmp.Or(strings.Compare(names[x], names[y]), strings.Compare(string(x), string(y)))
	})
}

// kind is the type of a deal, and whether a partner invited another.
func kind(r referral.Referral) string {
	if r.PartnerToPartner() {
		return string(r.Type()) + ", between partners"
	}
	return string(r.Type())
}

func stage(d opportunity.Deal) string {
	if d.Stage == nil {
		return "-"
	}
	return fmt.Sprint(d.Stage.Percent)
}

// lead names the lead partner, or all who work on a shared deal.
func lead(d opportunity.Deal) string {
	var names []string
	for _, p := range d.Collaborators {
		names = append(names, p.Name)
	}
	if d.LeadPartner != nil {
		names = append(names, d.LeadPartner.Name)
	}
	if len(names) == 0 {
		return "-"
	}
	return strings.Join(names, " + ")
}

// value is what was won, else what is hoped for.
func value(d opportunity.Deal) string {
	if d.Outcome != nil && !d.Outcome.WonValue.IsZero() {
		return d.Outcome.WonValue.String()
	}
	return d.EstimatedValue.String()
}

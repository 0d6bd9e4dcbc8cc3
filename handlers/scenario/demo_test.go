package scenario_test

import (
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
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/partner"
	"github.com/cosell/cosell/domain/program"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// auditor sees everything.
var auditor = domain.Caller{Member: "otto", Org: domain.Vendor, Roles: []domain.Role{domain.RoleAuditor}}

// portfolio is what has become of everything in a log.
type portfolio struct {
	deals    map[domain.ID]opportunity.Deal
	partners map[domain.ID]partner.Partner
}

func fold(history []domain.Recorded) portfolio {
	deals := map[domain.ID]opportunity.Opportunity{}
	p := portfolio{map[domain.ID]opportunity.Deal{}, map[domain.ID]partner.Partner{}}
	for _, r := range history {
		if strings.HasPrefix(r.Stream, "partner-") {
			p.partners[r.Subject] = partner.Evolve(p.partners[r.Subject], r)
		} else {
			deals[r.Subject] = opportunity.Evolve(deals[r.Subject], r)
		}
	}
	for id, d := range deals {
		p.deals[id] = opportunity.View(d, auditor, program.Default())
	}
	return p
}

func TestDemo_has_every_event_of_both_aggregates(t *testing.T) {
	want := map[string]bool{}
	for _, e := range slices.Concat(opportunity.Catalogue, partner.Catalogue) {
		want[e.Zero.EventKind()] = true
	}
	got := map[string]bool{}
	for _, r := range toldDemo(t).history(t) {
		got[r.Event.EventKind()] = true
	}
	require.Equal(t, slices.Sorted(maps.Keys(want)), slices.Sorted(maps.Keys(got)))
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
	story, names := demo(t), map[domain.ID]string{}
	for _, line := range strings.Split(cosell.DemoStory, "\n") {
		if words := strings.Fields(line); len(words) > 4 && words[3] == "create" {
			id, ok := story.ID(words[4])
			require.True(t, ok)
			names[id] = words[4]
		}
	}
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	deals := fold(toldDemo(t).history(t)).deals
	for _, id := range slices.SortedFunc(maps.Keys(deals), func(x, y domain.ID) int { return strings.Compare(names[x], names[y]) }) {
		d := deals[id]
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", names[id], d.State, stage(d), lead(d), value(d), id)
	}
	require.NoError(t, w.Flush())
	golden := filepath.Join("..", "..", "testdata", "scenarios", "demo.golden")
	if *update {
		require.NoError(t, os.WriteFile(golden, []byte(b.String()), 0o644))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.Equal(t, string(want), b.String())
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

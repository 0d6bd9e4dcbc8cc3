package projections_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/projections/deals"
	"github.com/cosell/cosell/projections/grid"
	"github.com/cosell/cosell/projections/page"
)

// example is a value that a column can be compared with.
func example(k page.Kind) string {
	return map[page.Kind]string{page.Text: "accepted", page.Time: "2026-03-31T12:00:00Z", page.Date: "2026-03-31", page.Number: "25000.50",
		page.Integer: "40", page.Bool: "true", page.ID: string(id(1))}[k]
}

func TestTheGridIsFilteredByEveryColumnInEveryWayAndSortedInEveryOrder(t *testing.T) {
	t.Parallel()
	pool := reportable(t, market(7, 200))
	vendor := deals.Reader{Org: domain.Vendor}
	for _, c := range grid.Columns(domain.Vendor).Offered() {
		for _, o := range c.Operators() {
			value := example(c.Kind)
			if o == "empty" {
				value = "false"
			}
			_, err := grid.Query(t.Context(), pool, grid.Filter{Reader: vendor, Terms: []string{c.Name + ":" + o + ":" + value}})
			require.NoError(t, err, "%s:%s:%s", c.Name, o, value)
		}
	}
	for _, reader := range []deals.Reader{vendor, {Org: domain.Org(partner(3).ID)}} {
		var want []domain.ID
		for _, sort := range append([]string{""}, grid.Sorts.Names()...) {
			for _, sort := range []string{sort, "-" + sort} {
				if sort == "-" {
					continue
				}
				var got []domain.ID
				f := grid.Filter{Reader: reader, Request: page.Request{Sort: sort, Limit: 7}}
				for {
					p, err := grid.Query(t.Context(), pool, f)
					require.NoError(t, err, sort)
					for _, d := range p.Items {
						got = append(got, d.ID)
						require.True(t, d.Visible || reader.Org != domain.Vendor)
					}
					if f.Cursor = p.Next; p.Next == "" {
						break
					}
				}
				slices.Sort(got)
				if want == nil {
					want = got
				}
				require.Equal(t, want, got, "%s: every deal once", sort)
			}
		}
		require.NotEmpty(t, want)
	}
}

func TestAPartnerDoesNotFilterByWhatItIsNotTold(t *testing.T) {
	t.Parallel()
	names := grid.Columns(domain.Org(partner(3).ID)).Names()
	require.Contains(t, names, "leadPartner.name")
	for _, hidden := range []string{"createdBy", "submitter.id", "submitter.name", "registration", "registrationKind", "registrationState"} {
		require.NotContains(t, names, hidden)
		require.Contains(t, grid.Columns(domain.Vendor).Names(), hidden)
	}
}

package feed_test

import (
	"testing"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/handlers/feed"
)

// How many events of a log in memory a reading passes in a second, given or not: those of an auditor, for whom nothing is
// folded, of a channel manager, for whom referrals are, and of a partner, for whom everything is.
func BenchmarkRead(b *testing.B) {
	store, story := demo()
	end, err := store.End(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	partner := domain.Caller{Member: "somebody", Org: story.Members()[6].Org, Roles: []domain.Role{domain.RoleAdministrator}}
	for name, who := range map[string]domain.Caller{
		"auditor": auditor, "channel manager": {Member: "vera", Org: domain.Vendor, Roles: []domain.Role{domain.RoleChannelManager}}, "partner": partner,
	} {
		b.Run(name, func(b *testing.B) {
			events := 0
			for b.Loop() {
				for _, err := range over(store).Read(b.Context(), who, feed.Query{Until: &end}) {
					if err != nil {
						b.Fatal(err)
					}
				}
				events += int(end.Commit)
			}
			b.ReportMetric(float64(events)/b.Elapsed().Seconds(), "events/s")
		})
	}
}

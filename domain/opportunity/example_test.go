package opportunity_test

import (
	"fmt"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/evidence"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/program"
)

// A deal from its creation to the win: each request is decided on the state so far, and what was decided is folded into
// the next.
func Example() {
	vendor := domain.Caller{Member: "vera", Org: domain.Vendor, Roles: []domain.Role{domain.RoleChannelManager}}
	partner := domain.Caller{Member: "anna", Org: domain.Org(contoso), Roles: []domain.Role{domain.RoleAdministrator}}
	today := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	value, _ := domain.ParseMoney("25000.00", "EUR")

	var deal opportunity.Opportunity
	ask := func(who domain.Caller, c opportunity.Command) {
		events, err := opportunity.Decide(deal, c, opportunity.Input{
			Caller: who, Now: today, Policy: program.Default(),
			Evidence: opportunity.Evidence{Partners: map[domain.ID]evidence.Partner{
				contoso: {Exists: true, Approved: true, Name: "Contoso", Stream: "partner-" + string(contoso)},
			}},
		})
		if err != nil {
			fmt.Println(c.CommandName(), "is refused:", err)
			return
		}
		for _, e := range events {
			deal = opportunity.Evolve(deal, domain.Recorded{Event: e, Meta: domain.Meta{RecordedAt: today}})
			fmt.Println(e.EventKind(), "→", deal.State())
		}
	}

	ask(vendor, opportunity.Create{Topic: "Warehouse robots", EstimatedValue: value})
	ask(vendor, offerTo(contoso))
	ask(partner, opportunity.Accept{})
	ask(partner, opportunity.MarkStage{Stage: new(45)})
	ask(partner, opportunity.Win{Value: value})
	ask(partner, opportunity.AddNote{Text: "They bought two."})

	// Output:
	// opportunity.created → new
	// opportunity.distributed → distributed
	// opportunity.accepted → accepted
	// opportunity.stage-marked → accepted
	// opportunity.won → won
	// add-note is refused: terminal-state: This is closed (won) and takes no more changes.
}

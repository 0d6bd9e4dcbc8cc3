package referral_test

import (
	"fmt"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/evidence"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/domain/referral"
)

// A deal from private to co-sell: each request is decided on the state so far, and what was decided is folded into the next.
func Example() {
	partner := domain.Caller{Member: "anna", Org: domain.Org(contoso), Roles: []domain.Role{domain.RoleAdministrator}}
	today := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	known := evidence.Partner{
		Exists: true, Approved: true, Name: "Contoso", Stream: "partner-" + string(contoso),
		Locations: map[domain.ID]evidence.Location{munich: {Name: "Munich"}},
		Solutions: map[string]evidence.Solution{"picker": {Name: "Picker", CoSellReady: true}},
	}

	var deal referral.Referral
	ask := func(c referral.Command) {
		events, err := referral.Decide(deal, c, referral.Input{
			ID: dealID, Caller: partner, Now: today, Policy: program.Default(),
			Evidence: referral.Evidence{Partners: map[domain.ID]evidence.Partner{contoso: known}},
		})
		if err != nil {
			fmt.Println(c.CommandName(), "is refused:", err)
			return
		}
		for _, e := range events {
			deal = referral.Evolve(deal, domain.Recorded{Event: e, Meta: domain.Meta{Subject: dealID, RecordedAt: today}})
			fmt.Println(e.EventKind(), "→", deal.State(), deal.Type())
		}
	}

	ask(lead)
	ask(referral.GrantVisibility{})
	ask(referral.RequestHelp{Help: "proof-of-concept"})
	ask(referral.RequestHelp{Help: "quotes-licensing"})
	ask(referral.Lose{Reason: "no-response"})

	// Output:
	// referral.created → accepted private
	// referral.visibility-granted → accepted partner-led
	// referral.help-requested → accepted co-sell
	// request-help is refused: help-already-requested: The vendor takes part in this deal, or was asked to; it is asked once.
	// referral.lost → lost co-sell
}

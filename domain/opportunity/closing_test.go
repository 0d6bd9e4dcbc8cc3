package opportunity_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/program"
)

func TestWinning(t *testing.T) {
	win := func(m domain.Money, on domain.Date) opportunity.Win { return opportunity.Win{Value: m, Date: on} }
	check(t, []rule{
		{"the lead partner wins the deal, today", accepted, anna, win(usd(26000), domain.Date{}), opportunity.Won{Value: usd(26000), Date: date(0), EarlyWin: true}},
		{"or some days ago", then(accepted, wait(3*day)), anna, win(usd(26000), date(1)), opportunity.Won{Value: usd(26000), Date: date(1)}},
		{"on the day of its creation at the earliest", accepted, anna, win(usd(26000), date(-1)), "refused before-creation date"},
		{"and not in the future", accepted, anna, win(usd(26000), date(1)), "invalid in-the-future date"},
		{"a won deal has a value", accepted, anna, opportunity.Win{}, "invalid required value"},
		{"not below nought", accepted, anna, win(usd(-1), domain.Date{}), "invalid negative value.amount"},
		{"in the currency of the deal", accepted, anna, win(eur(26000), domain.Date{}), "refused currency-mismatch value.currency"},
		{"the vendor does not, where a partner leads", accepted, vera, win(usd(1), domain.Date{}), "denied lead-partner-only"},
		{"a seller does not", assigned, sam, win(usd(1), domain.Date{}), "denied needs-administrator-or-manager"},
		{"an offer is not won", offered, anna, win(usd(1), domain.Date{}), "refused wrong-state"},
	})
	d := tell(t, won)
	v := asJSON(t, opportunity.View(d.state, anna, d.policy))
	assert.Equal(t, map[string]any{"percent": 100.0, "name": "Won", "marked": []any{100.0}}, v["stage"])
	assert.Equal(t, map[string]any{
		"wonValue": map[string]any{"amount": "26000.00", "currency": "USD"}, "wonDate": "2026-03-02", "at": "2026-03-02T12:03:00Z",
	}, v["outcome"])
	assert.Equal(t, "2026-03-02T12:03:00Z", v["lastProgressAt"], "a win is progress")
}

func TestLosing(t *testing.T) {
	check(t, []rule{
		{"the lead partner loses the deal", accepted, anna, opportunity.Lose{Reason: "chose-another-vendor", Note: "Cheaper"},
			opportunity.Lost{Reason: "chose-another-vendor", Note: "Cheaper"}},
		{"the vendor gives a new one up", created, vera, opportunity.Lose{Reason: "no-response"}, opportunity.Lost{Reason: "no-response"}},
		{"but not one that a partner leads", accepted, vera, opportunity.Lose{Reason: "no-response"}, "denied lead-partner-only"},
		{"a reason is one of the program's", accepted, anna, opportunity.Lose{Reason: "weather"}, "invalid unknown-reason reason"},
		{"and needed", accepted, anna, opportunity.Lose{}, "invalid required reason"},
		{"a seller does not lose", assigned, sam, opportunity.Lose{Reason: "other"}, "denied needs-administrator-or-manager"},
		{"a submission is rejected, not lost", submitted, vera, opportunity.Lose{Reason: "other"}, "refused wrong-state"},
	})
}

func TestEveryReasonOfTheProgramIsTaken(t *testing.T) {
	reasons := program.Default().Reasons
	for _, c := range []struct {
		catalogue program.Catalogue
		given     []step
		command   func(code, note string) opportunity.Command
	}{
		{reasons.Decline, offered, func(code, note string) opportunity.Command { return opportunity.Decline{Reason: code, Note: note} }},
		{reasons.Decline, accepted, func(code, note string) opportunity.Command { return opportunity.Lose{Reason: code, Note: note} }},
		{reasons.Return, accepted, func(code, note string) opportunity.Command { return opportunity.Return{Reason: code, Note: note} }},
		{reasons.Error, accepted, func(code, note string) opportunity.Command {
			return opportunity.CloseAsError{Reason: code, Note: note}
		}},
	} {
		for _, r := range c.catalogue {
			_, _, err := tell(t, c.given).try(anna, c.command(r.Code, "Because."))
			assert.NoError(t, err, r.Code)
			_, _, err = tell(t, c.given).try(anna, c.command(r.Code, ""))
			assert.Equal(t, r.NeedsNote, domain.AsError(err).Code == "needs-note", r.Code)
		}
	}
}

func TestClosingAsError(t *testing.T) {
	other := opportunity.CloseAsError{Reason: "test-deal"}
	check(t, []rule{
		{"the lead partner may", accepted, anna, other, opportunity.ClosedAsError{Reason: "test-deal"}},
		{"the vendor may, whoever leads", accepted, vera, other, opportunity.ClosedAsError{Reason: "test-deal"}},
		{"also while it is new", created, vera, other, opportunity.ClosedAsError{Reason: "test-deal"}},
		{"submitted", submitted, vera, other, opportunity.ClosedAsError{Reason: "test-deal"}},
		{"offered", offered, vera, other, opportunity.ClosedAsError{Reason: "test-deal"}},
		{"or shared", shared, vera, other, opportunity.ClosedAsError{Reason: "test-deal"}},
		{"the offered partner may not", offered, anna, other, "denied not-lead-partner"},
		{"nor the submitter", submitted, anna, other, "denied not-lead-partner"},
		{"two reasons need a note", accepted, anna, opportunity.CloseAsError{Reason: "solution-issue"}, "invalid needs-note note"},
		{"which is not blank", accepted, anna, opportunity.CloseAsError{Reason: "other", Note: " "}, "invalid needs-note note"},
		{"a reason is one of the program's", accepted, anna, opportunity.CloseAsError{Reason: "no-response"}, "invalid unknown-reason reason"},
		{"a note has an end", accepted, anna, opportunity.CloseAsError{Reason: "other", Note: strings.Repeat("x", 5001)}, "invalid too-long note"},
	})
}

func TestReturning(t *testing.T) {
	funds := opportunity.Return{Reason: "no-funding", Note: "Next year"}
	check(t, []rule{
		{"the lead partner gives the deal back", staged, anna, funds, opportunity.Returned{Partner: contosoParty, Reason: "no-funding", Note: "Next year"}},
		{"the vendor takes it back", staged, vera, funds, opportunity.Returned{Partner: contosoParty, Reason: "no-funding", Note: "Next year"}},
		{"also one that a partner brought", approved, vera, funds, opportunity.Returned{Partner: contosoParty, Reason: "no-funding", Note: "Next year"}},
		{"which the partner itself cannot give back", approved, anna, funds, "refused not-vendor-sourced"},
		{"a reason is one of the program's", accepted, anna, opportunity.Return{Reason: "test-deal"}, "invalid unknown-reason reason"},
		{"a seller returns nothing", assigned, sam, funds, "denied needs-administrator-or-manager"},
		{"an offer is declined, not returned", offered, anna, funds, "refused wrong-state"},
	})
	d := tell(t, assigned, []step{
		by(anna, markStage(40)), by(anna, opportunity.Pause{Reason: "x", Until: date(9)}), by(anna, opportunity.Return{Reason: "no-funding"}),
	})
	v := asJSON(t, opportunity.View(d.state, vera, d.policy))
	for _, gone := range []string{"leadPartner", "assignee", "stage", "paused", "lastProgressAt"} {
		assert.NotContains(t, v, gone)
	}
	assert.Equal(t, []any{map[string]any{"id": string(contoso), "name": "Contoso"}}, v["excluded"])
}

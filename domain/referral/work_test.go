package referral_test

import (
	"testing"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/evidence"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/domain/referral"
)

func TestStages(t *testing.T) {
	back := func(percent int) referral.MarkStage {
		return referral.MarkStage{Stage: &percent, Reason: "Their budget was cut"}
	}
	check(t, []rule{
		{"a deal begins at 10, and any later stage may follow", private, sam, markStage(80), referral.StageMarked{From: 10, Stage: 80, Name: "Negotiated"}},
		{"a percentage means the stage at or below it", private, sam, markStage(59), referral.StageMarked{From: 10, Stage: 40, Name: "Developed"}},
		{"below 20 none can be marked", private, sam, markStage(19), "refused stage-not-markable stage"},
		{"not even nought", private, sam, markStage(0), "refused stage-not-markable stage"},
		{"100 is for winning", private, sam, markStage(100), "refused use-win stage"},
		{"above 100 there is nothing", private, sam, markStage(101), "invalid too-large stage"},
		{"a stage is required", private, sam, referral.MarkStage{}, "invalid required stage"},
		{"the present stage again", then(private, by(sam, markStage(40))), sam, markStage(45), "refused nothing-changed stage"},
		{"a step back needs a reason", then(private, by(sam, markStage(60))), sam, markStage(40), "refused needs-reason reason"},
		{"a step back unmarks the later ones", then(private, by(sam, markStage(20)), by(sam, markStage(40)), by(sam, markStage(80))), sam, back(20),
			referral.StageMarked{From: 80, Stage: 20, Name: "Qualified", Unmarked: []int{40, 80}, Reason: "Their budget was cut"}},
		{"an accepted invitation begins at 10", taken, fay, markStage(20), referral.StageMarked{From: 10, Stage: 20, Name: "Qualified"}},
		{"an unanswered one has none", invited, fred, markStage(20), "refused wrong-state"},
	})
}

func TestStagesOfASolutionAssessment(t *testing.T) {
	back := func(percent int) referral.MarkStage { return referral.MarkStage{Stage: &percent, Reason: "More data"} }
	check(t, []rule{
		{"it has a table of its own", assessed, sam, markStage(20), referral.StageMarked{From: 10, Stage: 20, Name: "Secure customer LOE"}},
		{"it skips none", assessed, sam, markStage(40), "refused stage-skipped stage"},
		{"not even with a reason", assessed, sam, back(40), "refused stage-skipped stage"},
		{"it goes back with a reason", marked, sam, back(40), referral.StageMarked{From: 80, Stage: 40, Name: "Collect data", Unmarked: []int{60, 80}, Reason: "More data"}},
		{"after a step back it skips none either", then(marked, by(sam, back(40))), sam, markStage(80), "refused stage-skipped stage"},
	})
}

func revise(change func(*referral.Revise)) referral.Revise { return with(referral.Revise{}, change) }

func TestWhatCanBeRevised(t *testing.T) {
	check(t, []rule{
		{"the name", private, sam, revise(func(c *referral.Revise) { c.Name = domain.Some("Robots") }), referral.Revised{Name: &domain.Change[string]{From: lead.Name, To: "Robots"}}},
		{"the value, in another currency too", private, sam, revise(func(c *referral.Revise) { c.EstimatedValue = domain.Some(domain.NewMoney(100, "EUR")) }), referral.Revised{EstimatedValue: &domain.Change[domain.Money]{From: usd(40000), To: domain.NewMoney(100, "EUR")}}},
		{"the close date, either way", private, sam, revise(func(c *referral.Revise) { c.EstimatedClose = domain.Some(date(400)) }), referral.Revised{EstimatedClose: &domain.Change[domain.Date]{From: date(60), To: date(400)}}},
		{"the notes", private, sam, revise(func(c *referral.Revise) { c.Notes = domain.Some("They called.") }), "revised"},
		{"the CRM id", private, sam, revise(func(c *referral.Revise) { c.CRM = domain.Null[string]() }), referral.Revised{CRM: &domain.Change[string]{From: "CRM-7"}}},
		{"the campaign id", private, sam, revise(func(c *referral.Revise) { c.Campaign = domain.Some("AUTUMN") }), "revised"},
		{"the contact", private, sam, revise(func(c *referral.Revise) { c.Contact = domain.Null[domain.Contact]() }), "revised"},
		{"the contact of a deal that the vendor merely sees", partnerLed, sam, revise(func(c *referral.Revise) { c.Contact = domain.Null[domain.Contact]() }), "revised"},
		{"the contact of a deal that was sent to the vendor", coSell, sam, revise(func(c *referral.Revise) { c.Contact = domain.Null[domain.Contact]() }), "refused sent-to-vendor contact"},
		{"the intent, from undecided on", private, sam, revise(func(c *referral.Revise) { c.Intent = domain.Some(referral.IntentNo) }), "revised"},
		{"the intent to yes, with an incentivised solution", private, sam, revise(func(c *referral.Revise) { c.Intent = domain.Some(referral.IntentYes) }), "revised"},
		{"the intent to yes, without one", then(private, by(sam, referral.ChangeSolutions{Solutions: []referral.Solution{own("sorter")}})), sam, revise(func(c *referral.Revise) { c.Intent = domain.Some(referral.IntentYes) }), "refused needs-incentivised-solution marketplaceIntent"},
		{"nothing", private, sam, referral.Revise{}, "refused nothing-changed"},
		{"to what it is", private, sam, revise(func(c *referral.Revise) { c.Name = domain.Some(lead.Name) }), "refused nothing-changed"},
		{"the name to none", private, sam, revise(func(c *referral.Revise) { c.Name = domain.Null[string]() }), "invalid required name"},
		{"the value to none", private, sam, revise(func(c *referral.Revise) { c.EstimatedValue = domain.Null[domain.Money]() }), "invalid required estimatedValue"},
		{"the value to nought", private, sam, revise(func(c *referral.Revise) { c.EstimatedValue = domain.Some(usd(0)) }), "invalid not-positive estimatedValue.amount"},
		{"the close date to none", private, sam, revise(func(c *referral.Revise) { c.EstimatedClose = domain.Null[domain.Date]() }), "invalid required estimatedCloseDate"},
		{"the close date to a day that is over", private, sam, revise(func(c *referral.Revise) { c.EstimatedClose = domain.Some(date(-1)) }), "invalid in-the-past estimatedCloseDate"},
		{"the intent to none", private, sam, revise(func(c *referral.Revise) { c.Intent = domain.Null[referral.Intent]() }), "invalid required marketplaceIntent"},
		{"the notes to none", private, sam, revise(func(c *referral.Revise) { c.Notes = domain.Null[string]() }), "refused not-clearable notes"},
		{"several at once, none of them", private, sam, revise(func(c *referral.Revise) { c.Name, c.Intent = domain.Null[string](), domain.Null[referral.Intent]() }), "invalid invalid name:required marketplaceIntent:required"},
	})
}

// eager is the copy of an invitee whose inviter's customer means to buy on the marketplace.
var eager = then(receivedFrom(then(private, by(sam, revise(func(c *referral.Revise) { c.Intent = domain.Some(referral.IntentYes) })), by(anna, referral.InvitePartner(with(invitation, func(i *referral.Invitation) {
	i.Solutions = []referral.Solution{{Kind: referral.SolutionVendor, ID: "edge"}}
})))), domain.Org(fabrik)), by(fred, accept))

func incentivise(_ testing.TB, d *deal) {
	d.change(fabrik, func(p *evidence.Partner) {
		p.Solutions["crane"] = evidence.Solution{Name: "Crane", CoSellReady: true, Incentivised: true}
	})
}

func TestWhatAReceiverRevises(t *testing.T) {
	check(t, []rule{
		{"name, value, close date, notes, CRM and campaign of its own copy", taken, fay, referral.Revise{
			Name: domain.Some("Crane"), EstimatedValue: domain.Some(usd(1)), EstimatedClose: domain.Some(date(90)), Notes: domain.Some("Tall."),
			CRM: domain.Null[string](), Campaign: domain.Some("F-9"),
		}, "revised"},
		{"notes to none", then(taken, by(fay, revise(func(c *referral.Revise) { c.Notes = domain.Some("x") }))), fay, revise(func(c *referral.Revise) { c.Notes = domain.Null[string]() }), "revised"},
		{"not the contact", taken, fay, revise(func(c *referral.Revise) { c.Contact = domain.Null[domain.Contact]() }), "refused not-your-field contact"},
		{"the intent, as it finds the customer", taken, fay, revise(func(c *referral.Revise) { c.Intent = domain.Some(referral.IntentNo) }), "revised"},
		{"the intent to yes, without an incentivised solution", taken, fay, revise(func(c *referral.Revise) { c.Intent = domain.Some(referral.IntentYes) }), "refused needs-incentivised-solution marketplaceIntent"},
		{"the intent to yes, with one", then(taken, incentivise), fay, revise(func(c *referral.Revise) { c.Intent = domain.Some(referral.IntentYes) }), "revised"},
		{"then not the solutions to others", then(taken, incentivise, by(fay, revise(func(c *referral.Revise) { c.Intent = domain.Some(referral.IntentYes) }))), fay, referral.ChangeSolutions{Solutions: []referral.Solution{{Kind: referral.SolutionVendor, ID: "edge"}}}, "refused needs-incentivised-solution solutions"},
		{"an intent that came with the invitation binds no solutions", eager, fred, referral.ChangeSolutions{Solutions: []referral.Solution{own("crane")}}, "solutions-changed"},
		{"the solutions", taken, fay, referral.ChangeSolutions{Solutions: []referral.Solution{own("crane")}}, "solutions-changed"},
		{"the team", taken, fred, referral.ChangeTeam{Team: crew("fred")}, "team-changed"},
		{"nothing before it accepted", invited, fred, sample("revise"), "refused wrong-state"},
		{"the vendor its own copy", helping, vera, sample("revise"), "revised"},
	})
}

func TestTeamAndSolutionsChange(t *testing.T) {
	check(t, []rule{
		{"the team", private, anna, referral.ChangeTeam{Team: crew("sam")}, referral.TeamChanged{From: lead.Team, To: crew("sam")}},
		{"the team to what it is", private, anna, referral.ChangeTeam{Team: lead.Team}, "refused nothing-changed team"},
		{"the team to nobody", private, anna, referral.ChangeTeam{}, "invalid required team"},
		{"the team to somebody who was removed", private, anna, referral.ChangeTeam{Team: crew("gone")}, "refused team-member-removed team[0].member"},
		{"the solutions", private, sam, referral.ChangeSolutions{Solutions: []referral.Solution{own("sorter")}}, "solutions-changed"},
		{"the solutions to what they are", private, sam, referral.ChangeSolutions{Solutions: []referral.Solution{own("picker"), lead.Solutions[1]}}, "refused nothing-changed solutions"},
		{"the solutions to none", private, sam, referral.ChangeSolutions{}, "invalid required solutions"},
		{"the solutions to one twice", private, sam, referral.ChangeSolutions{Solutions: []referral.Solution{own("picker"), own("picker")}}, "invalid duplicate solutions[1]"},
		{"the solutions to one that is not ready", private, sam, referral.ChangeSolutions{Solutions: []referral.Solution{own("draft")}}, "refused solution-not-co-sell-ready solutions[0].id"},
		{"the solutions of a customer that means to buy on the marketplace", then(private, by(sam, revise(func(c *referral.Revise) { c.Intent = domain.Some(referral.IntentYes) }))), sam, referral.ChangeSolutions{Solutions: []referral.Solution{own("sorter")}}, "refused needs-incentivised-solution solutions"},
	})
}

func TestNotes(t *testing.T) {
	check(t, []rule{
		{"are for the own organisation", private, sam, referral.AddNote{Text: "x"}, referral.NoteAdded{Text: "x", Audience: referral.AudienceOwn}},
		{"or for all that take part", private, sam, referral.AddNote{Text: "x", Audience: referral.AudienceEngagement}, referral.NoteAdded{Text: "x", Audience: referral.AudienceEngagement}},
		{"are also written before the answer", invited, fred, referral.AddNote{Text: "x"}, "note-added"},
		{"say something", private, sam, referral.AddNote{Text: " "}, "invalid required text"},
		{"have an audience that there is", private, sam, referral.AddNote{Text: "x", Audience: "all"}, "invalid not-one-of audience"},
		{"are not written once the deal is closed", lost, anna, referral.AddNote{Text: "x"}, "refused terminal-state"},
	})
}

func TestTheStageTablesAreThoseOfTheHelpPages(t *testing.T) {
	names := func(table program.StageTable) (all []string) {
		for _, s := range table {
			all = append(all, s.Name)
		}
		return all
	}
	p := program.Default()
	for _, c := range []struct {
		table program.StageTable
		names []string
	}{
		{p.Stages, []string{"Created", "Accepted", "Qualified", "Developed", "Proposed", "Negotiated", "Won"}},
		{p.Assessment, []string{"Created", "Accepted", "Secure customer LOE", "Collect data", "Prepare assessment report", "Present to customer", "Won"}},
	} {
		if got := names(c.table); len(got) != len(c.names) {
			t.Fatal(got)
		}
		for i, percent := range []int{10, 10, 20, 40, 60, 80, 100} {
			if c.table[i] != (program.Stage{Percent: percent, Name: c.names[i]}) {
				t.Error(c.table[i])
			}
		}
	}
}

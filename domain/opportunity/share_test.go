package opportunity_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
)

var litwareParty = domain.Party{ID: litware, Name: "Litware"}

func TestSharing(t *testing.T) {
	check(t, []rule{
		{"a new deal is shared without an answer, at stage 10", created, vera, opportunity.Share{Partners: []domain.ID{contoso, fabrik}},
			opportunity.Shared{Partners: []domain.Party{contosoParty, fabrikParty}, Stage: 10}},
		{"one partner is enough", created, vera, opportunity.Share{Partners: []domain.ID{fabrik}},
			opportunity.Shared{Partners: []domain.Party{fabrikParty}, Stage: 10}},
		{"a lead partner becomes one of them and the stage stays", staged, vera, opportunity.Share{Partners: []domain.ID{fabrik}},
			opportunity.Shared{Partners: []domain.Party{fabrikParty, contosoParty}, FormerLead: &contosoParty, Stage: 40}},
		{"once, also when it is named", staged, vera, opportunity.Share{Partners: []domain.ID{contoso, fabrik}},
			opportunity.Shared{Partners: []domain.Party{fabrikParty, contosoParty}, FormerLead: &contosoParty, Stage: 40}},
		{"not with a lead partner that is suspended", then(staged, suspended(contoso)), vera, opportunity.Share{Partners: []domain.ID{fabrik}},
			"refused partner-not-approved"},
		{"also not when it is named", then(staged, suspended(contoso)), vera, opportunity.Share{Partners: []domain.ID{contoso, fabrik}},
			"refused partner-not-approved partners[0]"},
		{"with nobody it is not shared", created, vera, opportunity.Share{}, "invalid required partners"},
		{"nor with one partner twice", created, vera, opportunity.Share{Partners: []domain.ID{fabrik, fabrik}}, "invalid duplicate partners[1]"},
		{"every partner that cannot be taken is named", then(lapsedSoft, suspended(fabrik)), vera,
			opportunity.Share{Partners: []domain.ID{contoso, fabrik, litware}},
			"refused partner-excluded partners[0] partners[1]:partner-not-approved"},
		{"those that do not exist first", then(created, suspended(fabrik)), vera, opportunity.Share{Partners: []domain.ID{fabrik, nobody}},
			"invalid unknown-partner partners[1]"},
		{"a shared deal is not shared again", shared, vera, opportunity.Share{Partners: []domain.ID{litware}}, "refused already-collaborating"},
		{"an offered deal is not shared", offered, vera, opportunity.Share{Partners: []domain.ID{fabrik}}, "refused wrong-state"},
		{"sharing is the vendor's", accepted, anna, opportunity.Share{Partners: []domain.ID{fabrik}}, "denied vendor-only"},
		{"another partner may join", shared, vera, opportunity.AddCollaborator{Partner: litware}, opportunity.CollaboratorAdded{Partner: litwareParty}},
		{"but not twice", shared, vera, opportunity.AddCollaborator{Partner: fabrik}, "refused already-collaborator partner"},
		{"nor where a partner leads", accepted, vera, opportunity.AddCollaborator{Partner: fabrik}, "refused not-collaborating"},
		{"nor without being approved", then(shared, suspended(litware)), vera, opportunity.AddCollaborator{Partner: litware}, "refused partner-not-approved partner"},
		{"nor without being there", shared, vera, opportunity.AddCollaborator{Partner: nobody}, "invalid unknown-partner partner"},
		{"a partner may be taken off", shared, vera, opportunity.RemoveCollaborator{Partner: fabrik, Reason: "No staff"},
			opportunity.CollaboratorRemoved{Partner: fabrikParty, Reason: "No staff"}},
		{"but one that is on it", shared, vera, opportunity.RemoveCollaborator{Partner: litware}, "refused not-a-collaborator partner"},
		{"at least one stays", then(shared, by(vera, opportunity.RemoveCollaborator{Partner: fabrik})), vera,
			opportunity.RemoveCollaborator{Partner: contoso}, "refused last-collaborator"},
		{"none is taken off where a partner leads", accepted, vera, opportunity.RemoveCollaborator{Partner: contoso}, "refused not-collaborating"},
		{"one that was taken off may come back", then(shared, by(vera, opportunity.RemoveCollaborator{Partner: fabrik})), vera,
			opportunity.AddCollaborator{Partner: fabrik}, opportunity.CollaboratorAdded{Partner: fabrikParty}},
	})
}

func TestPartnersThatShareADealDoNotDriveIt(t *testing.T) {
	for _, name := range []string{
		"win", "lose", "extend", "mark-stage", "pause", "resume", "return", "assign", "register", "close-as-error",
	} {
		d := tell(t, shared)
		assert.Equal(t, "refused collaborating", answer(events(d.try(anna, sample(name)))), name)
	}
	check(t, []rule{
		{"they write notes", shared, fred, opportunity.AddNote{Text: "Met them.", Audience: "all"}, opportunity.NoteAdded{Text: "Met them.", Audience: "all"}},
		{"the vendor marks the stage", shared, vera, markStage(20), opportunity.StageMarked{From: 10, Stage: 20, Name: "Qualified"}},
		{"the vendor extends", shared, vera, opportunity.Extend{EstimatedClose: date(90)}, opportunity.Extended{From: date(60), To: date(90)}},
		{"the vendor pauses", shared, vera, opportunity.Pause{Reason: "x", Until: date(1)}, opportunity.Paused{Reason: "x", Until: date(1)}},
		{"the vendor wins", shared, vera, opportunity.Win{Value: usd(9)}, opportunity.Won{Value: usd(9), Date: date(0), EarlyWin: true}},
		{"the vendor loses", shared, vera, opportunity.Lose{Reason: "other"}, opportunity.Lost{Reason: "other"}},
		{"the vendor takes it back from all of them", shared, vera, opportunity.Return{Reason: "no-funding"},
			opportunity.Returned{Collaborators: []domain.Party{contosoParty, fabrikParty}, Reason: "no-funding"}},
		{"who are left out from then on", then(shared, by(vera, opportunity.Return{Reason: "no-funding"})), vera,
			offerTo(fabrik), "refused partner-excluded partner"},
		{"there is nobody to assign it to", shared, vera, opportunity.Assign{Member: domain.Some("anna")}, "denied partner-only"},
	})
	v := asJSON(t, opportunity.View(tell(t, assigned, []step{by(vera, opportunity.Share{Partners: []domain.ID{fabrik}})}).state, vera, newWorld().policy))
	assert.NotContains(t, v, "leadPartner")
	assert.NotContains(t, v, "assignee")
	assert.Len(t, v["collaborators"], 2)
}

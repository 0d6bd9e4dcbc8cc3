package notify_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/domain/registration"
	"github.com/cosell/cosell/handlers/notify"
)

const (
	copyID         = domain.ID("00000000-0000-4000-8000-00000000c0b1")
	inviteeID      = domain.ID("00000000-0000-4000-8000-00000000c0b2")
	vendorID       = domain.ID("00000000-0000-4000-8000-00000000c0b3")
	strangerID     = domain.ID("00000000-0000-4000-8000-00000000c0b4")
	registrationID = domain.ID("00000000-0000-4000-8000-000000004e61")
)

var (
	theContoso  = domain.Party{ID: contoso, Name: "Contoso"}
	theFabrikam = domain.Party{ID: fabrikam, Name: "Fabrikam"}
	deadline    = begin.Add(14 * 24 * time.Hour)
)

func owner(p domain.Party) domain.Organisation {
	return domain.Organisation{Org: domain.Org(p.ID), Name: p.Name}
}

// invite is a copy that a partner received from Contoso.
func (w *world) invite(t *testing.T, to, id domain.ID) {
	t.Helper()
	w.happens(t, "referral", id, domain.System, referral.Received{
		Owner: domain.Organisation{Org: domain.Org(to)}, Inviter: referral.Counterpart{Owner: owner(theContoso)},
		Deadline: deadline, Details: referral.Details{Name: "Joint deal", Location: lyon},
	})
}

// told runs what a story says through the consumer, and lists the notices: kind, organisation, and who of it.
func told(t *testing.T, tell func(w *world)) (lines []string) {
	t.Helper()
	w := newWorld(t)
	r := w.start(t, notify.Options{}, nil)
	tell(w)
	r.expanded(t)
	rows, err := w.pool.Query(t.Context(), `select kind, org, audience, deal_kind, deal, facts, revision, position from cosell_ops.notices order by at, position, org desc`)
	require.NoError(t, err)
	lines, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (string, error) {
		var n notify.Notice
		err := row.Scan(&n.Kind, &n.Org, &n.To, &n.Deal.Kind, &n.Deal.ID, &n.Facts, &n.Revision, &n.Position)
		require.Len(t, n.Position, 32)
		f := n.Facts
		return fmt.Sprintf("%s %s/%s to %s%v%v%v%s: %s by %s, %s %s %s", n.Kind, n.Deal.Kind, short(n.Deal.ID), short(domain.ID(n.Org)),
			n.To.Members, n.To.Roles, n.To.Otherwise, short(n.To.Location), f.Name, short(domain.ID(f.Party)), f.Reason, f.Note, short(f.Registration)), err
	})
	require.NoError(t, err)
	return lines
}

var names = map[domain.ID]string{
	contoso: "contoso", fabrikam: "fabrikam", lyon: "@lyon", dealID: "deal", copyID: "copy", inviteeID: "invitee", vendorID: "vendor's",
	registrationID: "registration",
}

func short(id domain.ID) string {
	if n, ok := names[id]; ok {
		return n
	}
	return string(id)
}

func TestWhoIsToldWhatOfAnOpportunity(t *testing.T) {
	t.Parallel()
	all := opportunity.AudienceAll
	offered := func(w *world) {
		w.happens(t, "opportunity", dealID, domain.Vendor, opportunity.Created{Details: opportunity.Details{Topic: "Plant"}})
		w.happens(t, "opportunity", dealID, domain.Vendor, opportunity.Distributed{Partner: theContoso, Deadline: deadline})
	}
	const offer = "offer-received opportunity/deal to contoso[][administrator][]: Plant by vendor,   "
	for name, c := range map[string]struct {
		events []domain.Event
		actors []domain.Org
		told   []string
	}{
		"it is accepted": {[]domain.Event{opportunity.Accepted{Partner: theContoso}}, nil,
			[]string{"accepted opportunity/deal to vendor[][channel-manager][]: Plant by contoso,   "}},
		"it is declined": {[]domain.Event{opportunity.Declined{Partner: theContoso, Reason: "other", Note: "no time"}}, nil,
			[]string{"declined opportunity/deal to vendor[][channel-manager][]: Plant by contoso, other no time "}},
		"it is declined and comes back": {[]domain.Event{opportunity.OfferDeclined{Partner: theContoso, Reason: "other", Note: "no time"}}, nil,
			[]string{"declined opportunity/deal to vendor[][channel-manager][]: Plant by contoso, other no time "}},
		"nobody answers": {[]domain.Event{opportunity.Expired{Partner: theContoso, Deadline: deadline}}, nil,
			[]string{"expired opportunity/deal to vendor[][channel-manager][]: Plant by contoso,   "}},
		"nobody answers, and nobody is left": {[]domain.Event{opportunity.OfferLapsed{Partner: theContoso, Deadline: deadline},
			opportunity.NoCandidate{Reason: "all were asked"}}, nil,
			[]string{"expired opportunity/deal to vendor[][channel-manager][]: Plant by contoso,   ",
				"no-candidate opportunity/deal to vendor[][channel-manager][]: Plant by , all were asked  "}},
		"the lead partner writes, and the vendor does when it has a new name and an assignee": {[]domain.Event{opportunity.Accepted{Partner: theContoso},
			opportunity.NoteAdded{Audience: all}, opportunity.NoteAdded{Audience: opportunity.AudienceOwn},
			opportunity.Revised{Topic: &domain.Change[string]{From: "Plant", To: "Mill"}}, opportunity.AssigneeChanged{To: "dora"},
			opportunity.NoteAdded{Audience: all}}, []domain.Org{carl.Org, carl.Org, carl.Org, domain.Vendor, carl.Org, domain.Vendor},
			[]string{"accepted opportunity/deal to vendor[][channel-manager][]: Plant by contoso,   ",
				"note-added opportunity/deal to vendor[][channel-manager][]: Plant by contoso,   ",
				"note-added opportunity/deal to contoso[dora][][administrator channel-manager]: Mill by vendor,   "}},
		"partners that share it hear each other": {[]domain.Event{opportunity.Accepted{Partner: theContoso},
			opportunity.Shared{Partners: []domain.Party{theContoso}}, opportunity.CollaboratorAdded{Partner: theFabrikam},
			opportunity.NoteAdded{Audience: all}, opportunity.CollaboratorRemoved{Partner: theContoso}, opportunity.NoteAdded{Audience: all}},
			[]domain.Org{carl.Org, domain.Vendor, domain.Vendor, carl.Org, domain.Vendor, domain.Vendor},
			[]string{"accepted opportunity/deal to vendor[][channel-manager][]: Plant by contoso,   ",
				"note-added opportunity/deal to vendor[][channel-manager][]: Plant by contoso,   ",
				"note-added opportunity/deal to fabrikam[][administrator][]: Plant by contoso,   ",
				"note-added opportunity/deal to fabrikam[][administrator][]: Plant by vendor,   "}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := told(t, func(w *world) {
				offered(w)
				for i, e := range c.events {
					org := domain.Org(contoso)
					if c.actors != nil {
						org = c.actors[i]
					}
					w.happens(t, "opportunity", dealID, org, e)
				}
			})
			require.Equal(t, append([]string{offer}, c.told...), got)
		})
	}
	t.Run("who submitted it hears what became of it", func(t *testing.T) {
		t.Parallel()
		got := told(t, func(w *world) {
			for id, e := range map[domain.ID]domain.Event{
				copyID: opportunity.Approved{Partner: theContoso}, inviteeID: opportunity.Rejected{Reason: "not for us"},
			} {
				w.happens(t, "opportunity", id, carl.Org, opportunity.Submitted{Partner: theContoso, Details: opportunity.Details{Topic: "Ours"}})
				w.happens(t, "opportunity", id, domain.Vendor, e)
			}
		})
		require.ElementsMatch(t, []string{
			"accepted opportunity/copy to contoso[somebody][][administrator channel-manager]: Ours by vendor,   ",
			"declined opportunity/invitee to contoso[somebody][][administrator channel-manager]: Ours by vendor, not for us  ",
		}, got)
	})
}

func TestWhoIsToldWhatOfAReferral(t *testing.T) {
	t.Parallel()
	counterpart := func(id domain.ID, p domain.Party, s referral.State) referral.Counterpart {
		return referral.Counterpart{Referral: id, Owner: owner(p), State: s}
	}
	got := told(t, func(w *world) {
		say := func(e domain.Event) { w.happens(t, "referral", copyID, domain.Org(contoso), e) }
		say(referral.Created{Owner: owner(theContoso), Details: referral.Details{Name: "Joint", Location: lyon},
			Team: []domain.TeamMember{{Member: "dora", Mail: "dora@elsewhere.example"}, {Name: "Outsider", Mail: "x@y.example"}}})
		say(referral.HelpRequested{Referral: vendorID})
		say(referral.PartnerInvited{Referral: inviteeID, Partner: theFabrikam})
		w.happens(t, "referral", vendorID, domain.System, referral.Received{
			Owner: domain.Organisation{Org: domain.Vendor}, Inviter: counterpart(copyID, theContoso, referral.StateAccepted), Deadline: deadline,
			Details: referral.Details{Name: "Joint"}})
		w.invite(t, fabrikam, inviteeID)
		say(referral.CounterpartAnswered{Counterpart: counterpart(inviteeID, theFabrikam, referral.StateDeclined), Reason: "other", Note: "sorry"})
		say(referral.CounterpartAnswered{Counterpart: referral.Counterpart{Referral: vendorID, Owner: domain.Organisation{Org: domain.Vendor}, State: referral.StateAccepted}})
		say(referral.CounterpartAnswered{Counterpart: counterpart(strangerID, theFabrikam, referral.StateAccepted)})
		say(referral.CounterpartAnswered{Counterpart: counterpart(inviteeID, theFabrikam, referral.StateWithdrawn)})
		say(referral.TeamChanged{To: []domain.TeamMember{{Member: "carl"}}})
		say(referral.Revised{Name: &domain.Change[string]{From: "Joint", To: "Jointly"}})
		say(referral.CounterpartAnswered{Counterpart: counterpart(inviteeID, theFabrikam, referral.StateExpired)})
		say(referral.CounterpartNoted{Counterpart: counterpart(inviteeID, theFabrikam, referral.StateAccepted), Text: "hello"})
		say(referral.CounterpartNoted{Counterpart: counterpart(inviteeID, theFabrikam, referral.StateAccepted), Visible: true})
		say(referral.Won{})
		say(referral.CounterpartNoted{Counterpart: counterpart(inviteeID, theFabrikam, referral.StateAccepted), Text: "too late"})
	})
	require.Equal(t, []string{
		"referral-received referral/vendor's to vendor[][channel-manager seller][]: Joint by contoso,   ",
		"referral-received referral/invitee to fabrikam[][administrator][]@lyon: Joint deal by contoso,   ",
		"declined referral/copy to contoso[dora][][administrator channel-manager]@lyon: Joint by fabrikam, other sorry ",
		"accepted referral/copy to contoso[dora][][administrator channel-manager]@lyon: Joint by vendor,   ",
		"expired referral/copy to contoso[carl][][administrator channel-manager]@lyon: Jointly by fabrikam,   ",
		"note-added referral/copy to contoso[carl][][administrator channel-manager]@lyon: Jointly by fabrikam,   ",
	}, got)
}

func TestTheVendorIsToldNothingOfAPrivateReferral(t *testing.T) {
	t.Parallel()
	got := told(t, func(w *world) {
		for _, e := range []domain.Event{
			referral.Created{Owner: owner(theContoso), Details: referral.Details{Name: "Private"}}, referral.NoteAdded{Text: "x", Audience: referral.AudienceEngagement},
			referral.StageMarked{Stage: 40}, referral.Won{}, referral.Registered{Registration: registrationID},
		} {
			w.happens(t, "referral", copyID, domain.Org(contoso), e)
		}
	})
	require.Empty(t, got)
}

func TestTheTeamIsToldWhatBecomesOfItsRegistration(t *testing.T) {
	t.Parallel()
	about := registration.Subject{Deal: domain.EventRef{Stream: "referral-" + string(copyID)}, Partner: theContoso, Requester: "carl"}
	got := told(t, func(w *world) {
		w.happens(t, "referral", copyID, domain.Org(contoso), referral.Created{Owner: owner(theContoso),
			Details: referral.Details{Name: "Joint", Location: lyon}, Team: []domain.TeamMember{{Member: "dora"}}})
		for _, e := range []domain.Event{
			registration.Requested{Subject: about}, registration.AutoApproved{}, registration.SelectedForReview{Reason: "sample"},
			registration.ActionRequired{Message: "date?"}, registration.Resubmitted{}, registration.Failed{Reason: "too late", Until: deadline},
			registration.ExceptionRequested{Text: "please"}, registration.ExceptionGranted{Reason: "go on"}, registration.Passed{},
			registration.Approved{Until: deadline, Note: "yours"}, registration.Rejected{Reason: "taken"}, registration.ExceptionDenied{Reason: "no"},
			registration.Closed{},
		} {
			w.happens(t, "registration", registrationID, domain.Vendor, e)
		}
	})
	var want []string
	for _, line := range []string{
		"registration-auto-approved|  ", "registration-selected-for-review|  ", "registration-action-required| date? ",
		"registration-failed| too late ", "registration-action-required| go on ", "registration-passed|  ", "registration-approved| yours ",
		"registration-rejected| taken ", "exception-denied| no ",
	} {
		kind, note, _ := strings.Cut(line, "|")
		want = append(want, kind+" referral/copy to contoso[carl dora][administrator manager][]@lyon: Joint by ,"+" "+note+"registration")
	}
	require.Equal(t, want, got)
}

package feed_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/claim"
	"github.com/cosell/cosell/domain/contact"
	"github.com/cosell/cosell/domain/customer"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/partner"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/domain/registration"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/handlers/feed"
)

// knows is asked of the domain alone: whether a caller may know of what a history tells.
func knows(t testing.TB, history []domain.Recorded, who domain.Caller) bool {
	t.Helper()
	switch kind, _, _ := strings.Cut(history[0].Stream, "-"); kind {
	case "opportunity":
		return opportunity.Sees(opportunity.Replay(history), who)
	case "referral":
		return referral.Sees(referral.Replay(history), who)
	case "registration":
		return registration.Sees(registration.Replay(history), who)
	case "partner":
		return partner.Sees(partner.Replay(history), who)
	case "customer":
		return customer.Sees(customer.Replay(history), who)
	case "contact":
		return contact.Sees(contact.Replay(history), who)
	case "claim":
		return claim.Sees(claim.Replay(history), who)
	default:
		return kind == "program"
	}
}

// shown is an event that a caller gets, with the history of its subject.
type shown struct {
	eventstore.Recorded
	event     domain.Event
	then, now []domain.Recorded // the first to the end of the append that it was written in
	who       domain.Caller
}

// given is each event that each caller of the demo gets, with the teaser on or off.
var given []shown

func everything(t *testing.T, see func(shown)) {
	t.Helper()
	if given == nil {
		give(t)
	}
	for _, s := range given {
		see(s)
	}
}

func give(t *testing.T) {
	t.Helper()
	store, story := demo()
	histories := map[string][]domain.Recorded{}
	for _, e := range log(t, store) {
		d, err := decode(e)
		require.NoError(t, err)
		histories[e.Stream] = append(histories[e.Stream], d)
	}
	for _, teaser := range []bool{false, true} {
		f := feed.New(feed.Options{Store: store, Decode: decode, Policy: policy(teaser)})
		for _, who := range callers(story) {
			for _, e := range read(t, f, who, feed.Query{}) {
				all := histories[e.Stream]
				last := e.Revision
				for last+1 < int64(len(all)) && all[last+1].RecordedAt.Equal(all[e.Revision].RecordedAt) {
					last++
				}
				given = append(given, shown{e, all[e.Revision].Event, all[:last+1], all, who})
			}
		}
	}
}

func audits(who domain.Caller) bool { return slices.Contains(who.Roles, domain.RoleAuditor) }

func TestNobodyGetsAnEventOfWhatItMayNotKnowOfNowOrCouldNotThen(t *testing.T) {
	got := map[string]int{}
	everything(t, func(s shown) {
		require.True(t, knows(t, s.now, s.who), "%v gets %s of %s", s.who, s.Kind, s.Stream)
		require.True(t, knows(t, s.then, s.who), "%v gets %s of %s", s.who, s.Kind, s.Stream)
		got[string(s.who.Roles[0])+" "+aggregate(s.Recorded)]++
	})
	for _, some := range []string{
		"administrator opportunity", "administrator referral", "administrator registration", "administrator partner", "administrator customer",
		"administrator contact", "administrator program", "manager opportunity", "seller opportunity", "seller referral", "channel-manager claim",
		"channel-manager referral", "registration-reviewer registration", "program-administrator program", "auditor claim",
	} {
		require.NotZero(t, got[some], some)
	}
	require.Zero(t, got["analyst opportunity"])
}

func TestAPrivateReferralReachesNobodyAtTheVendorButItsAuditors(t *testing.T) {
	hidden := 0
	everything(t, func(s shown) {
		private := aggregate(s.Recorded) == "referral" && !referral.Replay(s.then).Visible() && referral.Replay(s.then).Owner().Org != domain.Vendor
		if private && s.who.IsVendor() {
			hidden++
			require.True(t, audits(s.who), "%v gets %s of %s", s.who, s.Kind, s.Stream)
		}
	})
	require.NotZero(t, hidden, "the auditor gets it")
}

func TestNobodyReadsWhatAnotherOrganisationNotedForItself(t *testing.T) {
	masked := 0
	everything(t, func(s shown) {
		note, ok := s.event.(opportunity.NoteAdded)
		if ok && note.Audience == opportunity.AudienceOwn && string(s.who.Org) != s.Metadata.Actor.Org && !audits(s.who) {
			masked++
			require.True(t, s.who.IsVendor())
			require.JSONEq(t, `{"audience":"own"}`, string(s.Data))
		}
		theirs, ok := s.event.(referral.NoteAdded)
		if ok && theirs.Audience == referral.AudienceOwn && !audits(s.who) {
			require.Equal(t, string(s.who.Org), s.Metadata.Actor.Org)
		}
	})
	require.NotZero(t, masked)
}

func TestAPartnerReadsNothingOfHowTheVendorDecidedAndNothingOfOthers(t *testing.T) {
	everything(t, func(s shown) {
		if !s.who.IsPartner() {
			return
		}
		about := fmt.Sprintf("%v gets %s: %s", s.who, s.Kind, s.Data)
		require.NotContains(t, []string{"claim"}, aggregate(s.Recorded), about)
		payload := members(t, s.Data)
		if aggregate(s.Recorded) != "customer" && aggregate(s.Recorded) != "contact" {
			for _, name := range []string{"evidence", "choice", "afterDecline", "afterLapse", "window", "next"} {
				require.NotContains(t, payload, name, about)
			}
		}
		if s.Metadata.Actor.Org != string(s.who.Org) {
			require.Empty(t, s.Metadata.CommandID+s.Metadata.CorrelationID+s.Metadata.CausationID, about)
		}
		switch aggregate(s.Recorded) {
		case "program":
			require.Empty(t, s.Metadata.Actor.Member, about)
			require.NotContains(t, payload, "reason", about)
			require.NotContains(t, []string{"program.teaser-changed", "program.weights-changed", "program.alerts-changed", "program.routing-changed"}, s.Kind)
		case "opportunity":
			offered(t, s, payload, about)
		case "referral":
			r := referral.Replay(s.now)
			require.Equal(t, s.who.Org, r.Owner().Org, about)
			if !referral.Recalls(r, s.who) {
				require.NotContains(t, payload, "customer", about)
				require.NotContains(t, payload, "contact", about)
			}
		}
	})
}

// offered says what a partner may get of an opportunity: what happened while it worked on it, what is about itself, and
// its notes. Nothing else is known of other partners than that they share the deal.
func offered(t *testing.T, s shown, payload map[string]any, about string) {
	t.Helper()
	o := opportunity.Replay(s.now)
	ties := o.Ties(s.who.Partner())
	last := ties[len(ties)-1]
	other, named := payload["partner"].(map[string]any)
	own := s.Metadata.Actor.Org == string(s.who.Org)
	if !last.Lasts() {
		require.NotContains(t, payload, "customer", about)
		require.True(t, own || named && other["id"] == string(s.who.Org), about)
	}
	if named && other["id"] != string(s.who.Org) {
		require.True(t, last.Lasts() && last.Joined != opportunity.Never && s.Revision >= last.Joined, about)
		require.NotContains(t, []string{"opportunity.distributed", "opportunity.declined", "opportunity.offer-declined", "opportunity.offer-lapsed", "opportunity.recalled"}, s.Kind, about)
	}
	if customer, ok := payload["customer"].(map[string]any); ok && !own {
		require.NotContains(t, customer, "id", about)
	}
}

func TestTheVendorReadsNothingThatAPartnerKeepsToItself(t *testing.T) {
	everything(t, func(s shown) {
		if !s.who.IsVendor() || audits(s.who) {
			return
		}
		about := fmt.Sprintf("%v gets %s: %s", s.who, s.Kind, s.Data)
		payload := members(t, s.Data)
		switch aggregate(s.Recorded) {
		case "customer", "contact":
			first, err := json.Marshal(s.now[0].Event)
			require.NoError(t, err)
			require.Equal(t, "vendor", members(t, first)["owner"].(map[string]any)["org"], about)
		case "referral":
			if referral.Replay(s.now).Owner().Org != domain.Vendor {
				for _, name := range []string{"crmId", "campaignId", "predecessor", "evidence"} {
					require.NotContains(t, payload, name, about)
				}
			}
		case "registration":
			if registration.Hides(registration.Replay(s.now), s.who) {
				require.NotContains(t, string(s.Data), `"customer"`, about)
			}
		}
	})
}

var update = flag.Bool("update", false, "rewrite the golden")

// TestWhatIsToldOfEachPayloadIsDecided compares testdata/api/feed.txt: of each kind which members are told, and after a
// minus those that are kept back. A member that is new is kept back until somebody decides.
func TestWhatIsToldOfEachPayloadIsDecided(t *testing.T) {
	const file = "../../testdata/api/feed.txt"
	var b strings.Builder
	for _, catalogue := range [][]domain.EventType{
		opportunity.Catalogue, referral.Catalogue, registration.Catalogue, claim.Catalogue, partner.Catalogue, customer.Catalogue, contact.Catalogue, program.EventTypes,
	} {
		for _, e := range catalogue {
			kind := e.Zero.EventKind()
			if owner, _, _ := strings.Cut(kind, "."); feed.Kept(owner) {
				continue
			}
			var yes, no []string
			for _, f := range reflect.VisibleFields(reflect.TypeOf(e.Zero)) {
				name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
				switch {
				case name == "":
				case slices.Contains(feed.Told(kind), name):
					yes = append(yes, name)
				default:
					no = append(no, "-"+name)
				}
			}
			require.Len(t, yes, len(feed.Told(kind)), "%s has no more members than those", kind)
			fmt.Fprintln(&b, strings.Join(append(append([]string{kind}, yes...), no...), " "))
		}
	}
	if *update {
		require.NoError(t, os.WriteFile(file, []byte(b.String()), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(want), b.String(), "review the difference, then run with -update")
}

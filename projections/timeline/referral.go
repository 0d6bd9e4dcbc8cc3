package timeline

import (
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/domain/referral"
)

// referralSentences tell every kind of event of a copy, in the order of its life. Each copy's story is its owner's.
var referralSentences = []sentence{
	told[referral.Created](func(l *Line, e referral.Created) { l.say("%s opened the deal: %s.", named(e.Owner), e.Name) }),
	told[referral.Received](func(l *Line, e referral.Received) {
		l.say("%s invited %s into the deal: %s. It asks for %s, to be answered until %s.", named(e.Inviter.Owner), e.Owner.Name,
			strings.TrimSuffix(e.Name, "."), reasons.help(e.Share.Help), instant(e.Deadline))
	}),
	told[referral.Seen](func(l *Line, _ referral.Seen) { l.say("The invitation was looked at.") }),
	told[referral.Accepted](func(l *Line, _ referral.Accepted) { l.say("The invitation was accepted.") }),
	told[referral.Declined](func(l *Line, e referral.Declined) {
		l.Note = e.Note
		l.say("The invitation was declined: %s.", reasons.decline(e.Reason))
	}),
	told[referral.Expired](func(l *Line, _ referral.Expired) { l.say("The invitation was not answered in time.") }),
	told[referral.Withdrawn](func(l *Line, e referral.Withdrawn) { l.say("The invitation was withdrawn%s.", because(e.Reason)) }),
	told[referral.StageMarked](func(l *Line, e referral.StageMarked) {
		l.say("Stage moved from %s to %s%s.", stage(e.From, tableOf(e).Name(e.From)), stage(e.Stage, e.Name), because(e.Reason))
	}),
	told[referral.Revised](func(l *Line, e referral.Revised) {
		fields, private := revised(e)
		if private {
			l.ownOnly()
		}
		l.say("Changed: %s.", words(fields))
	}),
	told[referral.TeamChanged](func(l *Line, e referral.TeamChanged) { l.say("%s on the deal now.", works(len(e.To))) }),
	told[referral.SolutionsChanged](func(l *Line, e referral.SolutionsChanged) {
		l.say("The deal is about %s now.", solutions(e.To))
	}),
	told[referral.NoteAdded](func(l *Line, e referral.NoteAdded) {
		l.Note = e.Text
		l.say("A note was added for all that have a copy of the deal.")
		if e.Audience == referral.AudienceOwn {
			l.ownOnly()
			l.say("A note was added.")
		}
	}),
	told[referral.VisibilityGranted](func(l *Line, _ referral.VisibilityGranted) { l.say("The vendor may see the deal from now on.") }),
	told[referral.HelpRequested](func(l *Line, e referral.HelpRequested) {
		l.Note = e.Notes
		l.say("The vendor was asked for help: %s.", reasons.help(e.Help))
	}),
	told[referral.PartnerInvited](func(l *Line, e referral.PartnerInvited) {
		l.about(e.Partner)
		l.Note = e.Notes
		l.say("%s was invited: %s.", e.Partner.Name, reasons.help(e.Help))
	}),
	told[referral.CounterpartAnswered](func(l *Line, e referral.CounterpartAnswered) {
		l.Note = e.Note
		l.say("%s %s.", named(e.Owner), answer(e))
	}),
	told[referral.CounterpartClosed](func(l *Line, e referral.CounterpartClosed) {
		l.say("%s closed its copy: %s.", named(e.Owner), closing(e.State))
	}),
	told[referral.CounterpartNoted](func(l *Line, e referral.CounterpartNoted) {
		l.Note = e.Text
		l.say("%s.", counterpart(e))
	}),
	told[referral.AccountMatched](func(l *Line, e referral.AccountMatched) {
		l.say("The vendor found the customer in its books; the account is %s.", e.Account)
	}),
	told[referral.Won](func(l *Line, e referral.Won) { l.say("The deal was won: %s on %s.", e.Value, day(e.Date)) }),
	told[referral.Lost](func(l *Line, e referral.Lost) {
		l.Note = e.Note
		l.say("The deal was lost: %s.", reasons.decline(e.Reason))
	}),
	told[referral.ClosedAsError](func(l *Line, e referral.ClosedAsError) {
		l.Note = e.Note
		l.say("The deal was closed as an error: %s.", reasons.error(e.Reason))
	}),
	told[referral.Registered](func(l *Line, e referral.Registered) { l.say("The deal was put up for registration (%s).", e.Kind) }),
	told[referral.RegistrationNoted](func(l *Line, e referral.RegistrationNoted) {
		l.say("The registration (%s) is now %s.", e.Kind, spaced(e.State))
	}),
	told[referral.ExceptionNoted](func(l *Line, e referral.ExceptionNoted) {
		l.Note = e.Text
		l.say("The registration by exception is now %s.", spaced(e.State))
		if e.Text != "" {
			l.say("An exception was asked for.")
		}
	}),
}

// named is an organisation at the beginning of a sentence.
func named(o domain.Organisation) string {
	if o.Org == domain.Vendor {
		return "The vendor"
	}
	return o.Name
}

func instant(t time.Time) string { return t.UTC().Format("2 January 2006, 15:04 UTC") }

func day(d domain.Date) string { return d.Start().Format("2 January 2006") }

func spaced[S ~string](state S) string { return strings.ReplaceAll(string(state), "-", " ") }

// answer is what another organisation did about its invitation.
func answer(e referral.CounterpartAnswered) string {
	switch e.State {
	case referral.StateAccepted:
		if len(e.Team) == 0 {
			return "accepted the invitation"
		}
		return "accepted the invitation; " + strings.ToLower(works(len(e.Team))) + " for it"
	case referral.StateDeclined:
		if e.Reason == "" {
			return "declined the invitation"
		}
		return "declined the invitation: " + reasons.decline(e.Reason)
	case referral.StateExpired:
		return "did not answer the invitation in time"
	}
	return "has no invitation any more"
}

func closing(s referral.State) string {
	if s == referral.StateError {
		return "an error"
	}
	return string(s)
}

// counterpart is what another organisation lets the rest know, as a sentence without its full stop.
func counterpart(e referral.CounterpartNoted) string {
	switch {
	case e.Text != "":
		return named(e.Owner) + " added a note"
	case e.Help != "":
		return "The vendor was asked for help: " + reasons.help(e.Help)
	case e.Invited:
		return named(e.Owner) + " was invited into the deal"
	case e.Visible:
		return "The vendor may see the deal from now on"
	}
	return named(e.Owner) + " changed its team: " + strings.ToLower(works(len(e.Team)))
}

// works says how many people a team has. Who they are is no matter of a story.
func works(people int) string {
	if people == 1 {
		return "One person works"
	}
	return fmt.Sprintf("%d people work", people)
}

func solutions(all []referral.Solution) string {
	names := make([]string, len(all))
	for i, s := range all {
		if names[i] = s.Name; s.Name == "" {
			names[i] = s.ID
		}
	}
	return enumerate(names)
}

// ownOnly says that a line is for the organisation alone whose member did it.
func (l *Line) ownOnly() { l.Audience = string(l.Org) }

// revised names the fields that changed, and reports whether they are the owner's own affair: its systems' ids.
func revised(e referral.Revised) (fields []string, private bool) {
	private = true
	v := reflect.ValueOf(e)
	for i := range v.NumField() {
		name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		if v.Field(i).Kind() == reflect.Pointer && !v.Field(i).IsNil() {
			fields = append(fields, name)
			private = private && (name == "crmId" || name == "campaignId")
		}
	}
	return fields, private
}

// tableOf is the table whose stages a copy goes through, as far as an event tells.
func tableOf(e referral.StageMarked) program.StageTable {
	if stages.Name(e.Stage) != e.Name && assessment.Name(e.Stage) == e.Name {
		return assessment
	}
	return stages
}

var assessment = program.Default().Assessment

func (c catalogues) help(code string) string { return meaning(c.Help, code) }

package timeline

import (
	"fmt"
	"strings"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/program"
)

// sentences tell every kind of event of an opportunity, in the order of its life. Facts are those of the payload; only the names of
// stages and reasons that it does not carry are those of the default policy.
var sentences = []sentence{
	told[opportunity.Created](func(l *Line, e opportunity.Created) { l.say("The deal was created: %s.", e.Topic) }),
	told[opportunity.Submitted](func(l *Line, e opportunity.Submitted) {
		l.about(e.Partner)
		l.say("%s submitted the deal: %s.", e.Partner.Name, e.Topic)
	}),
	told[opportunity.Approved](func(l *Line, e opportunity.Approved) {
		l.about(e.Partner)
		l.say("The deal was approved; %s leads it.", e.Partner.Name)
	}),
	told[opportunity.Rejected](func(l *Line, e opportunity.Rejected) { l.say("The submission was rejected: %s.", e.Reason) }),
	told[opportunity.Distributed](func(l *Line, e opportunity.Distributed) {
		l.between(e.Partner)
		l.say("The deal was offered to %s, until %s.", e.Partner.Name, instant(e.Deadline))
	}),
	told[opportunity.Shared](func(l *Line, e opportunity.Shared) { l.say("The deal was shared with %s.", list(e.Partners)) }),
	told[opportunity.CollaboratorAdded](func(l *Line, e opportunity.CollaboratorAdded) {
		l.about(e.Partner)
		l.say("%s joined the deal.", e.Partner.Name)
	}),
	told[opportunity.CollaboratorRemoved](func(l *Line, e opportunity.CollaboratorRemoved) {
		l.about(e.Partner)
		l.say("%s was taken off the deal%s.", e.Partner.Name, because(e.Reason))
	}),
	told[opportunity.OfferSeen](func(l *Line, e opportunity.OfferSeen) {
		l.between(e.Partner)
		l.say("%s looked at the offer.", e.Partner.Name)
	}),
	told[opportunity.Accepted](func(l *Line, e opportunity.Accepted) {
		l.about(e.Partner)
		l.say("%s accepted the offer.", e.Partner.Name)
	}),
	told[opportunity.Declined](func(l *Line, e opportunity.Declined) {
		l.between(e.Partner)
		l.Note = e.Note
		l.say("%s declined the offer: %s. The deal ended.", e.Partner.Name, reasons.decline(e.Reason))
	}),
	told[opportunity.Expired](func(l *Line, e opportunity.Expired) {
		l.between(e.Partner)
		l.say("%s did not answer in time. The deal ended.", e.Partner.Name)
	}),
	told[opportunity.OfferDeclined](func(l *Line, e opportunity.OfferDeclined) {
		l.between(e.Partner)
		l.Note = e.Note
		l.say("%s declined the offer: %s.", e.Partner.Name, reasons.decline(e.Reason))
	}),
	told[opportunity.OfferLapsed](func(l *Line, e opportunity.OfferLapsed) {
		l.between(e.Partner)
		l.say("%s did not answer in time.", e.Partner.Name)
	}),
	told[opportunity.NoCandidate](func(l *Line, e opportunity.NoCandidate) {
		l.Audience = Vendor
		l.say("No other partner was found%s.", because(e.Reason))
	}),
	told[opportunity.Recalled](func(l *Line, e opportunity.Recalled) {
		l.between(e.Partner)
		l.say("The offer to %s was taken back: %s.", e.Partner.Name, e.Reason)
	}),
	told[opportunity.Returned](func(l *Line, e opportunity.Returned) {
		l.about(e.Partner)
		l.Note = e.Note
		l.say("The deal went back to the vendor from %s: %s.", list(holders(e)), reasons.back(e.Reason))
	}),
	told[opportunity.StageMarked](func(l *Line, e opportunity.StageMarked) {
		l.say("Stage moved from %s to %s%s.", stage(e.From, stages.Name(e.From)), stage(e.Stage, e.Name), because(e.Reason))
	}),
	told[opportunity.Revised](func(l *Line, e opportunity.Revised) { l.say("Changed: %s.", words(e.Fields())) }),
	told[opportunity.Extended](func(l *Line, e opportunity.Extended) {
		l.say("The close date moved to %s.", day(e.To))
	}),
	told[opportunity.AssigneeChanged](func(l *Line, e opportunity.AssigneeChanged) {
		l.say("The deal was assigned to %s.", e.To)
		if e.To == "" {
			l.say("The deal is assigned to nobody.")
		}
	}),
	told[opportunity.NoteAdded](func(l *Line, e opportunity.NoteAdded) {
		l.Note, l.Brief = e.Text, e.Brief
		if e.Audience == opportunity.AudienceOwn {
			l.Audience = string(l.Org)
		}
		l.say("A note was added.")
	}),
	told[opportunity.Paused](func(l *Line, e opportunity.Paused) {
		l.say("Work rests until %s: %s.", day(e.Until), e.Reason)
	}),
	told[opportunity.Resumed](func(l *Line, e opportunity.Resumed) {
		l.say("Work goes on.")
		if e.Due {
			l.say("The pause is over; work goes on.")
		}
	}),
	told[opportunity.Won](func(l *Line, e opportunity.Won) {
		l.say("The deal was won: %s on %s.", e.Value, day(e.Date))
	}),
	told[opportunity.Lost](func(l *Line, e opportunity.Lost) {
		l.Note = e.Note
		l.say("The deal was lost: %s.", reasons.decline(e.Reason))
	}),
	told[opportunity.ClosedAsError](func(l *Line, e opportunity.ClosedAsError) {
		l.Note = e.Note
		l.say("The deal was closed as an error: %s.", reasons.error(e.Reason))
	}),
	told[opportunity.Registered](func(l *Line, e opportunity.Registered) { l.say("The deal was put up for registration (%s).", e.Kind) }),
	told[opportunity.RegistrationNoted](func(l *Line, e opportunity.RegistrationNoted) {
		l.say("The registration (%s) is now %s.", e.Kind, spaced(e.State))
	}),
}

// say writes the line's text. A sentence that ends in what somebody wrote gets no second full stop.
func (l *Line) say(form string, args ...any) {
	text := fmt.Sprintf(form, args...)
	for _, end := range []string{"..", "!.", "?."} {
		if strings.HasSuffix(text, end) {
			text = strings.TrimSuffix(text, ".")
		}
	}
	l.Text = text
}

func because(reason string) string {
	if reason == "" {
		return ""
	}
	return ": " + strings.TrimRight(reason, ".")
}

func stage(percent int, name string) string { return fmt.Sprintf("%s (%d %%)", name, percent) }

func holders(e opportunity.Returned) []domain.Party {
	if e.Partner.ID == "" {
		return e.Collaborators
	}
	return []domain.Party{e.Partner}
}

// list names organisations: "A", "A and B", "A, B and C".
func list(parties []domain.Party) string {
	names := make([]string, len(parties))
	for i, p := range parties {
		names[i] = p.Name
	}
	return enumerate(names)
}

func enumerate(names []string) string {
	if n := len(names); n > 1 {
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
	return strings.Join(names, "")
}

// words turns names of fields into words: "customerNeed" into "customer need".
func words(fields []string) string {
	for i, f := range fields {
		var b strings.Builder
		for _, r := range f {
			if r >= 'A' && r <= 'Z' {
				b.WriteByte(' ')
			}
			b.WriteString(strings.ToLower(string(r)))
		}
		fields[i] = b.String()
	}
	return enumerate(fields)
}

var (
	stages  = program.Default().Stages
	reasons = catalogues(program.Default().Reasons)
)

// catalogues give the meaning of a coded reason, or the code itself where it is not listed.
type catalogues program.Reasons

func (c catalogues) decline(code string) string { return meaning(c.Decline, code) }
func (c catalogues) error(code string) string   { return meaning(c.Error, code) }
func (c catalogues) back(code string) string    { return meaning(c.Return, code) }

func meaning(c program.Catalogue, code string) string {
	if r, ok := c.Find(code); ok {
		return strings.ToLower(r.Text[:1]) + r.Text[1:]
	}
	return code
}

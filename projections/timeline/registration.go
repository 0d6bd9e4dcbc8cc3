package timeline

import (
	"github.com/cosell/cosell/domain/registration"
)

// registrationSentences tell every kind of event of a registration, in the order of its life.
var registrationSentences = []sentence{
	told[registration.Requested](func(l *Line, e registration.Requested) {
		l.about(e.Subject.Partner)
		l.say("%s asked for registration (%s).", e.Subject.Partner.Name, e.Purpose)
	}),
	told[registration.AutoApproved](func(l *Line, e registration.AutoApproved) {
		l.say("The registration was approved without a review; it may be selected for one until %s.", instant(e.Until))
	}),
	told[registration.SelectedForReview](func(l *Line, e registration.SelectedForReview) {
		l.say("The registration was selected for review%s.", because(e.Reason))
	}),
	told[registration.ActionRequired](func(l *Line, e registration.ActionRequired) {
		l.Note = e.Message
		l.say("Something is to be put right.")
		if len(e.Fields) > 0 {
			l.say("Something is to be put right: %s.", words(append([]string(nil), e.Fields...)))
		}
	}),
	told[registration.Resubmitted](func(l *Line, _ registration.Resubmitted) { l.say("The form was handed in again.") }),
	told[registration.Passed](func(l *Line, e registration.Passed) { l.say("The review was passed%s.", because(e.Reason)) }),
	told[registration.Failed](func(l *Line, e registration.Failed) {
		l.say("The review was failed%s. An exception may be asked for until %s.", because(e.Reason), instant(e.Until))
	}),
	told[registration.Approved](func(l *Line, e registration.Approved) {
		l.Note = e.Note
		l.say("Exclusivity was granted until %s.", instant(e.Until))
	}),
	told[registration.Rejected](func(l *Line, e registration.Rejected) { l.say("Exclusivity was not granted%s.", because(e.Reason)) }),
	told[registration.ExtensionRequested](func(l *Line, e registration.ExtensionRequested) {
		l.say("More time was asked for%s.", because(e.Reason))
	}),
	told[registration.Extended](func(l *Line, e registration.Extended) { l.say("Exclusivity was extended until %s.", instant(e.To)) }),
	told[registration.ExtensionRefused](func(l *Line, e registration.ExtensionRefused) {
		l.say("More time was refused%s.", because(e.Reason))
	}),
	told[registration.Lapsed](func(l *Line, _ registration.Lapsed) { l.say("Exclusivity is over.") }),
	told[registration.Withdrawn](func(l *Line, e registration.Withdrawn) { l.say("The registration was withdrawn%s.", because(e.Reason)) }),
	told[registration.ExceptionRequested](func(l *Line, e registration.ExceptionRequested) {
		l.Note = e.Text
		l.say("An exception was asked for.")
		if e.Subject != nil {
			l.about(e.Subject.Partner)
			l.say("%s asked for registration by exception.", e.Subject.Partner.Name)
		}
	}),
	told[registration.ExceptionGranted](func(l *Line, e registration.ExceptionGranted) {
		l.say("The exception was granted%s; the form may be put right and handed in again.", because(e.Reason))
	}),
	told[registration.ExceptionDenied](func(l *Line, e registration.ExceptionDenied) { l.say("The exception was denied%s.", because(e.Reason)) }),
	told[registration.Closed](func(l *Line, e registration.Closed) { l.say("The registration was closed: %s.", spaced(e.Why)) }),
}

package whatif

import (
	"fmt"
	"strings"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/registration"
	"github.com/cosell/cosell/eventstore"
)

const (
	taken    = "taken"
	inTime   = "in time"
	noAlert  = "never"
	reviewed = "left for a review"
)

func subjectOf(e event) string {
	kind, id, err := eventstore.ParseStream(e.Stream)
	if err != nil {
		return e.Stream
	}
	return kind + "/" + id
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.999999Z") }

// late says what becomes of what was done at a time, when it had to be done by a deadline.
func late(at, deadline time.Time) string {
	if at.After(deadline) {
		return "refused: the time was over at " + stamp(deadline)
	}
	return inTime
}

// refused names the rule that says no, with the fields that it says no to.
func refused(err error) string {
	if err == nil {
		return taken
	}
	e := domain.AsError(err)
	return "refused: " + e.Code + complaints(e.Fields)
}

func complaints(bad []domain.FieldError) string {
	var all []string
	for _, f := range bad {
		all = append(all, f.Field+" "+f.Code)
	}
	if len(all) == 0 {
		return ""
	}
	return " (" + strings.Join(all, ", ") + ")"
}

// complained is whether anything is wrong with fields.
func complained(bad []domain.FieldError) string {
	if len(bad) == 0 {
		return taken
	}
	return "refused" + complaints(bad)
}

// verdict is what a verdict says, as far as a policy makes a difference to it.
func verdict(v registration.Verdict) string {
	var b strings.Builder
	b.WriteString(string(v.Eligible))
	for _, c := range v.Criteria {
		if c.Outcome != registration.Pass {
			fmt.Fprintf(&b, ", %s %s", c.Code, c.Outcome)
		}
	}
	if !v.ValueUSD.IsZero() {
		fmt.Fprintf(&b, ", worth %s", v.ValueUSD)
	}
	return b.String()
}

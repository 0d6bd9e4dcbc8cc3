package process

import (
	"context"
	"errors"
	"time"

	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/handlers/command"
	"github.com/cosell/cosell/handlers/notify"
)

// notices are what is told of a clock that went off, to each organisation in its own words. What has changed since it was
// set, and a deadline that has passed, need nobody be told of.
func (r *reminding) notices(ctx context.Context, g *goneOff, now time.Time) (all []notify.Notice, err error) {
	switch g.kind {
	case offerReminder, invitationReminder:
		deadline, err := kept[time.Time](g)
		if err != nil || now.After(deadline) {
			return nil, err
		}
		if g.kind == offerReminder {
			all, err = r.ofOffer(ctx, g, deadline)
		} else {
			all, err = r.ofInvitation(ctx, g, deadline)
		}
		return g.told(all, now), missing(err)
	case overdue, stalled:
		since, err := kept[time.Time](g)
		if err != nil {
			return nil, err
		}
		if kind, _, _ := eventstore.ParseStream(g.CauseStream); kind == "referral" {
			all, err = r.ofReferral(ctx, g, since)
		} else {
			all, err = r.ofOpportunity(ctx, g, since)
		}
		return g.told(all, now), missing(err)
	case exceptionOverdue:
		all, err = r.ofException(ctx, g)
		return g.told(all, now), missing(err)
	}
	return nil, nil
}

// missing is err unless there is no such deal, as in a log that was restored: then there is nothing to tell.
func missing(err error) error {
	if errors.Is(err, command.ErrMissing) {
		return nil
	}
	return err
}

// told gives notices what all of them carry.
func (g *goneOff) told(all []notify.Notice, now time.Time) []notify.Notice {
	for i := range all {
		n := &all[i]
		n.ID = notify.NoticeID(g.CauseEvent, n.Kind, n.Org)
		n.Revision, n.At = g.CauseRevision, now
	}
	return all
}

// alert is the notice of a rung of the ladder.
func alert(k kind) notify.Kind {
	if k == stalled {
		return notify.Stalled
	}
	return notify.Overdue
}

func days(d time.Duration) int { return int(d / (24 * time.Hour)) }

// team is who works on a deal, without those who have no tokens.
func team(members ...string) notify.Filter {
	var known []string
	for _, m := range members {
		if m != "" {
			known = append(known, m)
		}
	}
	return notify.Team(known...)
}

package process

import (
	"context"
	"fmt"
	"slices"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/domain/referral"
)

// share makes the commands by which copies of a deal begin and hear of each other.
func (w *worker) share(ctx context.Context, s *Step, c cause) (cmd domain.Command, err error) {
	if s.About != "" {
		return w.before(ctx, s, c)
	}
	v, err := w.Service.Referrals.Load(ctx, c.Subject, c.then())
	if err != nil {
		return nil, err
	}
	self := referral.Counterpart{Referral: c.Subject, Owner: v.State.Owner(), State: v.State.State()}
	switch s.Command {
	case referral.Receive{}.CommandName():
		if id, receive, begins := v.State.Receives(c.Event.Event); begins && id == s.Subject {
			return unanswered(receive), nil
		}
	case referral.NoteAnswer{}.CommandName():
		return answered(c.Recorded, self, s.Subject == inviter(v.State)), nil
	case referral.NoteClosing{}.CommandName():
		return referral.NoteClosing{Counterpart: self, At: c.Ref().At}, nil
	case referral.NoteCounterpart{}.CommandName():
		return heard(c, self), nil
	}
	return nil, fmt.Errorf("step %s: %s calls for no %s", s.ID, c.Event.Event.EventKind(), s.Command)
}

// unanswered is r without what its inviter knows of the others: the steps behind it tell that as it was.
func unanswered(r referral.Receive) referral.Receive {
	r.Counterparts = slices.Clone(r.Counterparts)
	for i := range r.Counterparts {
		r.Counterparts[i].State = referral.StateReceived
	}
	return r
}

// before is what an invitee hears of what another copy did before its invitation, which is the cause: how it answered, or how it
// was closed.
func (w *worker) before(ctx context.Context, s *Step, c cause) (cmd domain.Command, err error) {
	var other referral.Referral
	for e, err := range w.Service.Referrals.History(ctx, s.About) {
		if err != nil {
			return nil, err
		}
		if c.Position.Before(e.Position) {
			break
		}
		other = referral.Evolve(other, e.Recorded)
		self := referral.Counterpart{Referral: s.About, Owner: other.Owner(), State: other.State()}
		answer := s.Command == referral.NoteAnswer{}.CommandName()
		switch p := e.Event.(type) {
		case referral.Accepted, referral.Declined, referral.Expired, referral.Withdrawn:
			if answer {
				cmd = answered(e.Recorded, self, false)
			}
		case referral.TeamChanged:
			if n, ok := cmd.(referral.NoteAnswer); ok {
				n.Team = p.To
				cmd = n
			}
		case referral.Won, referral.Lost, referral.ClosedAsError:
			if !answer {
				cmd = referral.NoteClosing{Counterpart: self, At: e.Ref().At}
			}
		}
	}
	return cmd, nil
}

// inviter is the copy whose owner invited r's; "" when none did.
func inviter(r referral.Referral) domain.ID {
	v := referral.View(r, domain.Process(Invitations), program.Policy{})
	if v.Invitation == nil || len(v.Counterparts) == 0 {
		return ""
	}
	return v.Counterparts[0].Referral
}

// answered is what the others hear of an answer; why it was no, the inviter alone.
func answered(e domain.Recorded, self referral.Counterpart, toInviter bool) referral.NoteAnswer {
	n := referral.NoteAnswer{Counterpart: self, At: e.Ref().At}
	switch p := e.Event.(type) {
	case referral.Accepted:
		n.Team = p.Team
	case referral.Declined:
		if toInviter {
			n.Reason, n.Note = p.Reason, p.Note
		}
	}
	return n
}

// heard is what else they hear.
func heard(c cause, self referral.Counterpart) referral.NoteCounterpart {
	n := referral.NoteCounterpart{Counterpart: self, At: c.Ref().At}
	switch p := c.Event.Event.(type) {
	case referral.NoteAdded:
		n.Text = p.Text
	case referral.TeamChanged:
		n.Team = p.To
	case referral.VisibilityGranted:
		n.Visible = true
	case referral.HelpRequested:
		vendor := domain.Organisation{Org: domain.Vendor, Name: domain.VendorName}
		n.Counterpart = referral.Counterpart{Referral: p.Referral, Owner: vendor, State: referral.StateReceived}
		n.Visible, n.Help, n.Invited = true, p.Help, true
	case referral.PartnerInvited:
		invitee := domain.Organisation{Org: domain.Org(p.Partner.ID), Name: p.Partner.Name}
		n.Counterpart = referral.Counterpart{Referral: p.Referral, Owner: invitee, State: referral.StateReceived}
		n.Invited = true
	}
	return n
}

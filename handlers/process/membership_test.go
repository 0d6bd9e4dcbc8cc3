package process_test

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/partner"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/handlers/command"
	"github.com/cosell/cosell/handlers/process"
)

func (w *world) invite(t *testing.T, name string) {
	t.Helper()
	w.partner(t, partner.InviteMember{
		Person: partner.Person{Member: name, Name: "Somebody", Mail: "somebody@example.com"},
		Roles:  []domain.Role{domain.RoleSeller},
	})
	w.partner(t, partner.ActivateMember{Member: name})
}

func TestARemovedMemberIsTakenOffItsDeals(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.invite(t, "sam")
	one, two, other, closed := w.accepted(t), w.accepted(t), w.accepted(t), w.accepted(t)
	for _, id := range []domain.ID{one, two, closed} {
		w.do(t, w.carl(), id, opportunity.Assign{Member: domain.Some("sam")})
	}
	w.do(t, w.carl(), other, opportunity.Assign{Member: domain.Some("carl")})
	w.do(t, w.carl(), closed, opportunity.CloseAsError{Reason: errorReason})
	r := w.start(t, nil)
	w.seen(t, r)
	w.partner(t, partner.RemoveMember{Member: "sam"})
	w.settled(r, 2)
	r.stop()

	for _, id := range []domain.ID{one, two} {
		e := w.last(t, id)
		require.Equal(t, "opportunity.assignee-changed", e.Kind)
		require.Empty(t, e.Event.(opportunity.AssigneeChanged).To)
		require.Equal(t, "membership", e.Actor.Member)
	}
	require.Equal(t, "carl", w.last(t, other).Event.(opportunity.AssigneeChanged).To)
	require.Equal(t, "opportunity.closed-as-error", w.last(t, closed).Kind)
}

func TestASuspendedPartnersOffersAreRecalled(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	open, taken := w.offered(t), w.accepted(t)
	r := w.start(t, nil)
	w.seen(t, r)
	w.partner(t, partner.Suspend{Reason: "unpaid fees"})
	w.settled(r, 1)
	w.append(t, taken, opportunity.AssigneeChanged{From: "carl"})
	w.seen(t, r)
	r.stop()

	steps, err := process.Steps(t.Context(), w.pool, "", 10)
	require.NoError(t, err)
	require.Len(t, steps, 1, "nobody is taken off a deal that nobody has")
	require.Equal(t, "opportunity.recalled", w.last(t, open).Kind)
}

func TestWhatIsGivenByADecisionThatDidNotKnowIsTakenBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.invite(t, "sam")
	deal := w.accepted(t)
	w.partner(t, partner.RemoveMember{Member: "sam"})
	w.append(t, deal, opportunity.AssigneeChanged{To: "sam"})
	unsold := w.do(t, manager, "", opportunity.Create{Topic: "Late", Currency: "USD"}).ID
	w.partner(t, partner.Suspend{Reason: "unpaid fees"})
	w.append(t, unsold, opportunity.Distributed{
		Partner:      domain.Party{ID: w.contoso, Name: "Contoso"},
		Deadline:     begin.Add(window),
		AfterDecline: opportunity.AfterClose,
		AfterLapse:   opportunity.AfterClose,
	})
	r := w.start(t, nil)
	w.settled(r, 2)
	r.stop()

	require.Empty(t, w.last(t, deal).Event.(opportunity.AssigneeChanged).To)
	require.Equal(t, "opportunity.recalled", w.last(t, unsold).Kind)
}

// append writes what a decision on old evidence would have written.
func (w *world) append(t *testing.T, id domain.ID, e domain.Event) {
	t.Helper()
	codec, err := command.NewCodec()
	require.NoError(t, err)
	kind, version, data, err := codec.Encode(e)
	require.NoError(t, err)
	before := w.last(t, id)
	_, err = w.store.Append(t.Context(), before.Stream, eventstore.At(before.Revision), []eventstore.Pending{{
		ID: uuid.NewString(), Kind: kind, SchemaVersion: version, Data: data, Metadata: before.Metadata,
	}})
	require.NoError(t, err)
}

func TestAMemberWhoCameBackKeepsItsDeals(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.invite(t, "sam")
	w.partner(t, partner.RemoveMember{Member: "sam"})
	w.invite(t, "sam")
	kept, taken := w.accepted(t), w.accepted(t)
	w.do(t, w.carl(), kept, opportunity.Assign{Member: domain.Some("sam")})
	w.invite(t, "pat")
	w.do(t, w.carl(), taken, opportunity.Assign{Member: domain.Some("pat")})
	w.partner(t, partner.RemoveMember{Member: "pat"})
	r := w.start(t, nil)
	w.settled(r, 1)
	r.stop()

	require.Equal(t, "sam", w.last(t, kept).Event.(opportunity.AssigneeChanged).To)
	require.Empty(t, w.last(t, taken).Event.(opportunity.AssigneeChanged).To)
}

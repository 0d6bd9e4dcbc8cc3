package command

import (
	"context"
	"errors"
	"fmt"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/claim"
	"github.com/cosell/cosell/domain/evidence"
	"github.com/cosell/cosell/domain/registration"
	"github.com/cosell/cosell/eventstore"
)

// registrar is who claims a customer for a registration that is being approved.
var registrar = domain.Process("registrar")

// approve decides on exclusivity in two steps, since the claim on the customer is a stream of its own. The claim is granted
// first: its stream says who was first. Then the registration is approved by what the claims say. What a crash leaves
// between the two is a grant without an approval: the same command, or another, finds it and goes on; where none comes
// the process that watches claims releases it.
func (r *Registrations) approve(
	ctx context.Context, s registration.Registration, cmd registration.Command, c Case, e registration.Evidence,
) ([]domain.Event, error) {
	keys := registration.Needs(s, cmd, c.Caller).MatchKeys
	decide := func() (events []domain.Event, err error) {
		if e.Claims, err = r.witness.claimsOn(ctx, keys, AsOf{}); err != nil {
			return nil, err
		}
		return registration.Decide(s, cmd, registrationInput(c, e))
	}
	if events, err := decide(); len(keys) == 0 || !errors.Is(err, registration.ErrClaimNotGranted) {
		return events, err
	}
	if err := r.grant(ctx, s, e.Claims, c); err != nil {
		return nil, err
	}
	r.hook(Claimed)
	return decide()
}

// grant asks for the customer's claim as it was read. Its key names what was read, so that who reads the same asks the same;
// a grant that was released since is not taken for one that holds, because the claims are read again.
func (r *Registrations) grant(ctx context.Context, s registration.Registration, read []evidence.Claim, c Case) error {
	key := matchKey(s)
	id, revision := domain.ClaimID(key), int64(-1)
	for _, known := range read {
		if known.Stream == eventstore.StreamName("claim", string(id)) {
			revision = known.Revision
		}
	}
	req := Request{Caller: registrar, CorrelationID: c.Correlation, Key: fmt.Sprintf("%s/%d", c.ID, revision)}
	_, err := r.claims.Do(ctx, req, id, claim.Grant{
		MatchKey:     key,
		Registration: c.ID,
		Deal:         s.Subject().Deal.Stream,
		Partner:      s.Subject().Partner,
		Products:     s.Products(),
	})
	return err
}

// Do is Handler.Do; a claim that was granted for an approval that is then refused is released again.
func (r *Registrations) Do(ctx context.Context, req Request, id domain.ID, cmd registration.Command) (Answer, error) {
	a, err := r.Handler.Do(ctx, req, id, cmd)
	if _, approves := cmd.(registration.Approve); approves && definite(err) {
		r.letGo(context.WithoutCancel(ctx), id, req)
	}
	return a, err
}

// definite reports whether an error says that a command was not done.
func definite(err error) bool {
	if err == nil {
		return false
	}
	switch domain.AsError(err).Class {
	case domain.ClassRefused, domain.ClassConflict, domain.ClassTooLarge:
		return true
	}
	return false
}

// letGo releases what a registration holds that cannot be approved any more. Of one that still can, another process may
// have found the grant and rely upon it: what nobody makes use of the process that watches claims releases.
func (r *Registrations) letGo(ctx context.Context, id domain.ID, req Request) {
	ctx, cancel := context.WithTimeout(ctx, settling)
	defer cancel()
	v, err := r.Load(ctx, id, AsOf{})
	key := matchKey(v.State)
	if err != nil || v.State.State().Live() || key == "" {
		return
	}
	_, err = r.claims.Do(ctx, Request{Caller: registrar, CorrelationID: req.CorrelationID}, domain.ClaimID(key), claim.Release{
		Registration: id, Why: string(v.State.State()),
	})
	if err != nil && !errors.Is(err, ErrMissing) {
		r.log.WarnContext(ctx, "a claim stays granted", "registration", id, "error", err)
	}
}

// matchKey is the one under which the customer of a registration is claimed; "" where nobody can tell which customer it is.
func matchKey(r registration.Registration) string {
	if c := r.Subject().Customer; c != nil && len(c.MatchKeys()) > 0 {
		return c.MatchKeys()[0]
	}
	return ""
}

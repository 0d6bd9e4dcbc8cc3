package command

import (
	"context"
	"errors"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/claim"
	"github.com/cosell/cosell/domain/registration"
	"github.com/cosell/cosell/eventstore"
)

// RegistrationView is what a caller sees of a registration, with the proof of when it came.
type RegistrationView struct {
	registration.Dossier
	Receipt *Proof `json:"receipt,omitempty" doc:"Proof of when it was asked for."`
}

// Proof names the event with which something began, so that nobody can say later that it came at another time.
type Proof struct {
	Stream     string              `json:"stream" doc:"The stream in the log that holds the event."`
	Revision   int64               `json:"revision" doc:"Its place there, from 0."`
	Position   eventstore.Position `json:"position" doc:"Its place in the whole log; the lesser of two came first."`
	RecordedAt time.Time           `json:"recordedAt" doc:"When it was written (UTC)."`
	Claim      *ClaimProof         `json:"claim,omitempty" doc:"Exclusivity: when it was put in the queue for the customer."`
}

// ClaimProof is the place of a registration in the queue for its customer.
type ClaimProof struct {
	Stream   string `json:"stream" doc:"The stream of the claims on the customer."`
	Revision int64  `json:"revision" doc:"The event there that put the registration in the queue."`
	Place    *int   `json:"place,omitempty" doc:"To the vendor: 1 with nobody before it; left out when it neither holds nor waits."`
}

// Show is Handler.Show; its state is a RegistrationView.
func (r *Registrations) Show(ctx context.Context, who domain.Caller, id domain.ID, as AsOf) (Seen, error) {
	s, err := r.Handler.Show(ctx, who, id, as)
	if err != nil {
		return s, err
	}
	v := RegistrationView{Dossier: s.State.(registration.Dossier)}
	first, err := r.Load(ctx, id, AsOf{Revision: new(int64)})
	if err != nil {
		return s, err
	}
	v.Receipt = &Proof{
		Stream:     eventstore.StreamName("registration", string(id)),
		Position:   first.Position,
		RecordedAt: first.RecordedAt,
	}
	if key := matchKey(first.State); key != "" && v.Purpose == registration.Exclusivity {
		as.Revision = nil
		v.Receipt.Claim, err = r.filed(ctx, who, key, id, as)
	}
	s.State = v
	return s, err
}

// filed finds the event that put a registration in the queue for its customer; nil when none has.
func (r *Registrations) filed(
	ctx context.Context, who domain.Caller, key string, id domain.ID, as AsOf,
) (*ClaimProof, error) {
	var proof *ClaimProof
	var queue claim.Claim
	for e, err := range r.claims.History(ctx, domain.ClaimID(key)) {
		if errors.Is(err, ErrMissing) || err == nil && !as.covers(&e) {
			break
		}
		if err != nil {
			return nil, err
		}
		if f, ok := e.Event.(claim.Filed); ok && f.Registration == id && proof == nil {
			proof = &ClaimProof{Stream: e.Stream, Revision: e.Revision}
		}
		queue = claim.Evolve(queue, e.Recorded)
	}
	if place, _ := queue.Place(id); proof != nil && place > 0 && claim.Sees(queue, who) {
		proof.Place = &place
	}
	return proof, nil
}

package api

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/handlers/feed"
)

// FeedLine is one line of the feed: an event, or a position alone up to which nothing else was for the reader.
type FeedLine struct {
	Position      eventstore.Position `json:"position" doc:"Place in the whole log; after goes on behind it."`
	ID            domain.ID           `json:"id,omitempty" doc:"The event; left out, as everything else, where a line only says how far the feed has come."`
	Kind          string              `json:"kind,omitempty" doc:"What happened, such as opportunity.accepted."`
	Version       int                 `json:"version,omitempty" doc:"Schema version of data, as written."`
	Subject       string              `json:"subject,omitempty" doc:"What it happened to, such as opportunity/ID."`
	Revision      *int64              `json:"revision,omitempty" doc:"Place in the history of the subject, from 0."`
	RecordedAt    time.Time           `json:"recordedAt,omitzero" doc:"When it was written."`
	EffectiveAt   time.Time           `json:"effectiveAt,omitzero" doc:"When it took effect; earlier than recordedAt where a clock was late."`
	Actor         *domain.Actor       `json:"actor,omitempty" doc:"Who did it, and in which role."`
	CommandID     string              `json:"commandId,omitempty" doc:"The command that led to it; left out where it is another organisation's."`
	CorrelationID string              `json:"correlationId,omitempty" doc:"Shared by all effects of one request; likewise."`
	CausationID   string              `json:"causationId,omitempty" doc:"The event that a process reacted to; likewise."`
	PolicyVersion int                 `json:"policyVersion,omitempty" doc:"Version of the program policy that the decision used."`
	Data          json.RawMessage     `json:"data,omitempty" doc:"The payload, or what the caller may read of it."`
}

// lineOf gives an item that form.
func lineOf(i feed.Item) FeedLine {
	if i.Event == nil {
		return FeedLine{Position: i.Position}
	}
	e, m := i.Event, i.Event.Metadata
	if m.EffectiveAt.IsZero() {
		m.EffectiveAt = m.RecordedAt
	}
	return FeedLine{
		Position: e.Position, ID: domain.ID(e.ID), Kind: e.Kind, Version: e.SchemaVersion, Subject: strings.Replace(e.Stream, "-", "/", 1),
		Revision: &e.Revision, RecordedAt: m.RecordedAt, EffectiveAt: m.EffectiveAt,
		Actor:     &domain.Actor{Member: m.Actor.Member, Org: domain.Org(m.Actor.Org), Role: domain.Role(m.Actor.Role), OnBehalfOf: m.Actor.OnBehalfOf},
		CommandID: m.CommandID, CorrelationID: m.CorrelationID, CausationID: m.CausationID, PolicyVersion: m.PolicyVersion, Data: e.Data,
	}
}

// feedText writes an item as a line, or as a server-sent event: one of its own name where it is a position alone.
func feedText(i feed.Item, live bool) ([]byte, error) {
	text, err := json.Marshal(lineOf(i))
	switch {
	case err != nil:
		return nil, err
	case !live:
		return append(text, '\n'), nil
	}
	head := "id: " + i.Position.String() + "\n"
	if i.Event == nil {
		head += "event: checkpoint\n"
	}
	return append(append([]byte(head+"data: "), text...), "\n\n"...), nil
}

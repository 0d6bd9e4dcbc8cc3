package notify

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/domain/registration"
	"github.com/cosell/cosell/projections/runner"
)

// story is what notices have to know of an opportunity, a copy of a referral or a registration besides the event that they
// tell of. Its names are on disk until the next rebuild.
type story struct {
	Deal     Deal           `json:"deal,omitzero"`      // itself; of a registration what it is about
	Name     string         `json:"name,omitempty"`     // of the deal
	Org      domain.Org     `json:"org,omitempty"`      // whose it is: that owns the copy, submitted the opportunity, asks for the registration
	Members  []string       `json:"members,omitempty"`  // of Org: the team, the submitter, the requester
	Location domain.ID      `json:"location,omitempty"` // of Org's copy
	Parties  []domain.Party `json:"parties,omitempty"`  // partners that work on an opportunity
	Assignee string         `json:"assignee,omitempty"` // member of the only party
	Invited  []domain.ID    `json:"invited,omitempty"`  // the copies that this copy led to
	Over     bool           `json:"over,omitempty"`     // nothing more is told to the parties
}

// stories are those that a batch of events touches.
type stories map[domain.ID]*story

// read gives the stories that the events touch, as they were before.
func read(ctx context.Context, tx pgx.Tx, events []runner.Event) (stories, error) {
	ids := map[domain.ID]bool{}
	for i := range events {
		switch e := events[i].Event.(type) {
		case opportunity.Event, referral.Event:
			ids[events[i].Subject] = true
		case registration.Event:
			ids[events[i].Subject] = true
			if s := subject(e); s != nil {
				ids[dealOf(s.Deal.Stream).ID] = true
			}
		}
	}
	s := stories{}
	if len(ids) == 0 {
		return s, nil
	}
	rows, err := tx.Query(ctx, `select id, story from cosell_ops.notice_subjects where id = any($1::uuid[])`,
		slices.Collect(maps.Keys(ids)))
	if err != nil {
		return nil, err
	}
	var id domain.ID
	var text []byte
	_, err = pgx.ForEachRow(rows, []any{&id, &text}, func() error {
		s[id] = &story{}
		return json.Unmarshal(text, s[id])
	})
	return s, err
}

// of is the story of a subject, an empty one at its beginning.
func (s stories) of(id domain.ID) *story {
	if s[id] == nil {
		s[id] = &story{}
	}
	return s[id]
}

// write stores the stories as they are now.
func (s stories) write(ctx context.Context, tx pgx.Tx) error {
	if len(s) == 0 {
		return nil
	}
	ids := slices.Sorted(maps.Keys(s))
	texts := make([]string, len(ids))
	for i, id := range ids {
		text, err := json.Marshal(s[id])
		if err != nil {
			return err
		}
		texts[i] = string(text)
	}
	_, err := tx.Exec(ctx, `insert into cosell_ops.notice_subjects (id, story)
select id, story::jsonb from unnest($1::uuid[], $2::text[]) as s (id, story)
on conflict (id) do update set story = excluded.story`, ids, texts)
	return err
}

// dealOf reads the name of a stream.
func dealOf(stream string) Deal {
	kind, id, _ := strings.Cut(stream, "-")
	return Deal{kind, domain.ID(id)}
}

// subject is what a registration is about, where the event says so.
func subject(e registration.Event) *registration.Subject {
	switch e := e.(type) {
	case registration.Requested:
		return &e.Subject
	case registration.ExceptionRequested:
		return e.Subject
	}
	return nil
}

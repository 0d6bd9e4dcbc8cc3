package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/handlers/audit"
	"github.com/cosell/cosell/handlers/command"
)

// operator is who reads at the command line: whoever holds the data folder may read everything.
var operator = domain.Caller{Member: "operator", Org: domain.Vendor, Roles: []domain.Role{domain.RoleAuditor}}

type showVerb struct {
	source
	Subject  string `arg:"" name:"kind/id" help:"What to show: opportunity/6d1f0c1e-…; also a referral, registration, claim, partner, customer, contact, or the program."`
	At       string `help:"As it was at a time (2026-03-31T12:00:00Z) or at the end of a date (2026-03-31), UTC." xor:"when" placeholder:"TIME"`
	Revision *int64 `help:"As it was at a revision, from 0." xor:"when" placeholder:"N"`
	Position string `help:"As it was at a position of the log." xor:"when" placeholder:"P"`
	JSON     bool   `name:"json" help:"Print JSON on one line."`
}

// Run prints the state, folded from the history.
func (v *showVerb) Run(ctx context.Context, term terminal) error {
	subject, err := parseSubject(v.Subject)
	if err != nil {
		return err
	}
	as, err := v.asOf()
	if err != nil {
		return err
	}
	b, err := openBase(ctx, v.source, reader, term)
	if err != nil {
		return err
	}
	defer b.close()
	for flag, place := range map[string]string{"--at": v.At, "--position": v.Position} {
		if err := b.come(ctx, flag, place, b.store.Read(ctx, subject.stream(), eventstore.From{})); err != nil {
			return err
		}
	}
	seen, err := v.seen(ctx, b, subject, as)
	if err != nil {
		return fmt.Errorf("%s: %w", v.Subject, err)
	}
	seen.Allowed = nil // nobody in particular is asking
	if v.JSON {
		return json.NewEncoder(term.out).Encode(seen)
	}
	text, err := indented(seen)
	if err == nil {
		_, err = term.out.Write(text)
	}
	return err
}

// seen is what is shown; of a revision that there is not, which there are.
func (v *showVerb) seen(ctx context.Context, b *base, s subject, as command.AsOf) (command.Seen, error) {
	seen, err := s.at(b.service).Show(ctx, operator, s.id, as)
	if as.Revision == nil || !errors.Is(err, command.ErrMissing) {
		return seen, err
	}
	now, missing := s.at(b.service).Show(ctx, operator, s.id, command.AsOf{})
	if missing == nil && now.Revision < *as.Revision {
		err = &audit.NoRevision{Asked: *as.Revision, Last: now.Revision}
	}
	return seen, err
}

func (v *showVerb) asOf() (command.AsOf, error) {
	if v.Position != "" {
		p, err := eventstore.ParsePosition(v.Position)
		if err != nil {
			return command.AsOf{}, usagef("%w: it has 32 hexadecimal digits, as commands and histories show it", err)
		}
		return command.AsOf{Position: &p}, nil
	}
	as, err := parseAsOf(v.At)
	as.Revision = v.Revision
	return as, err
}

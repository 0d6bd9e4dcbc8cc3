package main

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/cosell/cosell/handlers/api"
	"github.com/cosell/cosell/handlers/command"
)

type historyVerb struct {
	source
	Subject string `arg:"" name:"kind/id" help:"Whose history to print: opportunity/6d1f0c1e-…; also a referral, registration, claim, partner, customer, contact, or the program."`
	JSON    bool   `name:"json" help:"Print a line of JSON for each event."`
}

// Run prints every event in order: who, when, what, why.
func (v *historyVerb) Run(ctx context.Context, term terminal) error {
	subject, err := parseSubject(v.Subject)
	if err != nil {
		return err
	}
	b, err := openBase(ctx, v.source, reader, term)
	if err != nil {
		return err
	}
	defer b.close()
	for e, err := range subject.at(b.service).History(ctx, subject.id) {
		if err != nil {
			return fmt.Errorf("%s: %w", v.Subject, err)
		}
		if v.JSON {
			err = json.NewEncoder(term.out).Encode(api.EventOf(e))
		} else {
			_, err = fmt.Fprintln(term.out, historyLine(e))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// historyLine is one event on one line for people.
func historyLine(e command.Entry) string {
	who := fmt.Sprintf("%s of %s (%s)", e.Actor.Member, e.Actor.Org, e.Actor.Role)
	line := fmt.Sprintf("%4d  %s  %-34s  %s", e.Revision, e.RecordedAt.Format(time.RFC3339), e.Kind, who)
	if !e.Effective.Equal(e.RecordedAt) {
		line += "  effective " + e.Effective.Format(time.RFC3339)
	}
	if len(e.Data) > len("{}") {
		line += "  " + string(e.Data)
	}
	return line
}

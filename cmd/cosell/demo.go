package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/cosell/cosell"
	"github.com/cosell/cosell/handlers/auth"
	"github.com/cosell/cosell/handlers/process"
	"github.com/cosell/cosell/handlers/scenario"
)

// tell tells the demo story into an empty log, or to its end where it was begun.
func (s *server) tell(ctx context.Context) (*scenario.Story, error) {
	story, err := scenario.Parse(cosell.DemoName, cosell.DemoStory)
	if err != nil {
		return nil, err
	}
	err = story.Tell(ctx, scenario.Stage{
		Commands: s.service, Log: s.store, Clock: s.clock, React: process.NewUnderstudy(s.managed()).React,
	})
	if errors.Is(err, scenario.ErrOtherLog) {
		return nil, errors.New("--demo needs an empty log, and this one holds other deals: choose another folder with --data")
	}
	return story, err
}

// banner prints where to look and as whom.
func (s *server) banner(story *scenario.Story) error {
	var b strings.Builder
	fmt.Fprintf(&b, "\ncosell serves the demo at %s (its API is described at %[1]s/docs)\n", s.address)
	fmt.Fprintf(&b, "\nA token for each member, good for %s:\n\n", auth.Lifetime)
	tokens := map[string]string{}
	for _, m := range story.Members() {
		token, err := auth.Issue(s.key, m.Caller(), time.Now())
		if err != nil {
			return err
		}
		tokens[m.Name] = token
		fmt.Fprintf(&b, "%s of %s (%s)\n%s\n\n", m.Name, m.Company, roles(m), token)
	}
	s.curls(&b, story, tokens)
	_, err := fmt.Fprint(s.term.out, b.String())
	return err
}

func roles(m scenario.Member) string {
	names := make([]string, len(m.Roles))
	for i, r := range m.Roles {
		names[i] = string(r)
	}
	return strings.Join(names, ", ")
}

// curls prints three requests to try.
func (s *server) curls(b *strings.Builder, story *scenario.Story, tokens map[string]string) {
	deal, _ := story.ID("tile-makers")
	fmt.Fprintln(b, "Three things to try: what waits for a partner's answer, what the vendor sees of all deals, and one deal's story.")
	for _, try := range []struct{ member, path string }{
		{"ben", "/api/v1/dashboards/distributed"},
		{"nora", "/api/v1/dashboards/managed?sort=-changed&limit=5"},
		{"greg", "/api/v1/opportunities/" + string(deal) + "/timeline"},
	} {
		fmt.Fprintf(b, "\ncurl -H 'Authorization: Bearer %s' '%s%s'\n", tokens[try.member], s.address, try.path)
	}
}

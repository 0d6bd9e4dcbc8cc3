package audit_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cosell/cosell/handlers/audit"
	"github.com/cosell/cosell/handlers/command"
)

func path(t require.TestingT, s string) audit.Path {
	p, err := audit.ParsePath(s)
	require.NoError(t, err, s)
	require.Equal(t, s, p.String())
	return p
}

func TestTheEventThatADifferenceNamesIsTheLastThatExplainsTheField(t *testing.T) {
	for kind := range tellers {
		t.Run(kind, func(t *testing.T) {
			all := stories(t, kind)
			rapid.Check(t, func(r *rapid.T) {
				s := all.Draw(r, "story")
				d, err := audit.Diff(t.Context(), s.history, nil, command.AsOf{})
				require.NoError(r, err)
				if len(d.Changes) == 0 {
					return
				}
				c := rapid.SampledFrom(d.Changes).Draw(r, "change")
				e, _, err := audit.Explain(t.Context(), s.history, path(r, c.Path), command.AsOf{})
				require.NoError(r, err, c.Path)
				require.NotEmpty(r, e.Set, c.Path)
				require.Equal(r, c.By, e.Set[len(e.Set)-1].Cause, c.Path)
				require.Equal(r, string(c.To), string(e.Value), c.Path)
			})
		})
	}
}

func TestAnExplanationTellsEveryEventThatSetTheField(t *testing.T) {
	s := tellers["opportunity"](pick(samples(t, "opportunity"), "created", "revised", "note-added", "distributed", "declined"))
	e, _, err := audit.Explain(t.Context(), s.history, path(t, "topic"), command.AsOf{})
	require.NoError(t, err)
	require.Len(t, e.Set, 2)
	require.Equal(t, []string{"opportunity.created", "opportunity.revised"}, []string{e.Set[0].Kind, e.Set[1].Kind})
	require.Equal(t, e.Set[0].Changes[0].To, e.Set[1].Changes[0].From, "what one set is what the next one found")
	require.Equal(t, "nora", e.Set[1].Actor.Member)

	e, _, err = audit.Explain(t.Context(), s.history, path(t, "state"), command.AsOf{})
	require.NoError(t, err)
	require.Equal(t, json.RawMessage(`"declined"`), e.Value)
	require.NotEmpty(t, e.Set[len(e.Set)-1].Reason, "it says why")

	then := int64(1)
	e, _, err = audit.Explain(t.Context(), s.history, path(t, "state"), command.AsOf{Revision: &then})
	require.NoError(t, err)
	require.Equal(t, json.RawMessage(`"new"`), e.Value)
}

func TestANameStandsForAllThatIsBelowIt(t *testing.T) {
	s := tellers["referral"](pick(samples(t, "referral"), "created", "team-changed"))
	whole, _, err := audit.Explain(t.Context(), s.history, path(t, "customer"), command.AsOf{})
	require.NoError(t, err)
	require.Greater(t, len(whole.Set[0].Changes), 1)
	members, _, err := audit.Explain(t.Context(), s.history, path(t, "team.member"), command.AsOf{})
	require.NoError(t, err)
	require.NotEmpty(t, members.Set, "of whichever element")
}

func TestAFieldThatThereIsNotIsAnsweredWithThoseThatThereAre(t *testing.T) {
	s := tellers["opportunity"](pick(samples(t, "opportunity"), "created"))
	_, names, err := audit.Explain(t.Context(), s.history, path(t, "colour"), command.AsOf{})
	require.ErrorIs(t, err, audit.ErrNoField)
	require.Contains(t, names, "topic")
	require.Contains(t, names, "assignee", "what nothing has set is a field all the same")
	_, names, err = audit.Explain(t.Context(), s.history, path(t, "customer.colour"), command.AsOf{})
	require.ErrorIs(t, err, audit.ErrNoField)
	require.Contains(t, names, "city")
	e, _, err := audit.Explain(t.Context(), s.history, path(t, "assignee"), command.AsOf{})
	require.NoError(t, err)
	require.Empty(t, e.Set)
}

func TestWhatIsNoPathIsRefused(t *testing.T) {
	for _, s := range []string{"", ".", "a.", "a..b", "a[", `a[=`, `a[b=1`, `a[b=1,c]`, "a]", "a b", `a["b]`} {
		_, err := audit.ParsePath(s)
		require.Error(t, err, s)
	}
}

// pick are the first samples of some kinds, in the order of their names.
func pick(all []command.Entry, names ...string) (some []command.Entry) {
	for _, n := range names {
		for _, e := range all {
			if kind := e.Event.EventKind(); kind[len(kind)-len(n):] == n && kind[len(kind)-len(n)-1] == '.' {
				some = append(some, e)
				break
			}
		}
	}
	return some
}

package domain

import (
	"fmt"
	"slices"
	"strings"
)

// Refusals that a lifecycle itself gives, the same for every aggregate.
var (
	// ErrTerminalState: what is closed stays closed; a successor may be created.
	ErrTerminalState = Refusal("terminal-state", "This is closed and takes no more changes.")
	// ErrWrongState: another state would allow it.
	ErrWrongState = Refusal("wrong-state", "This is not possible in the present state.")
)

// Transition says after which states an event may happen, and to which state it leads.
type Transition[S ~string] struct {
	From []S // empty for an event that no longer happens but still replays
	To   S   // "" keeps the state
}

// Lifecycle is an aggregate's machine as a table: one row per kind of event. The state "" is that of an aggregate to
// which nothing has happened yet; no event leads there.
type Lifecycle[K, S ~string] map[K]Transition[S]

// Allows reports whether an event of this kind may happen in a state.
func (l Lifecycle[K, S]) Allows(kind K, state S) bool {
	return slices.Contains(l[kind].From, state)
}

// Next is the state after an event, whether or not it was allowed: replaying never refuses.
func (l Lifecycle[K, S]) Next(kind K, state S) S {
	if to := l[kind].To; to != "" {
		return to
	}
	return state
}

// Final reports whether a state is terminal: no event leads from it to another state.
func (l Lifecycle[K, S]) Final(state S) bool {
	for kind := range l {
		if l.Allows(kind, state) && l.Next(kind, state) != state {
			return false
		}
	}
	return true
}

// Refuse is nil when an event of this kind may happen in a state, ErrTerminalState when the state is final, else
// ErrWrongState with a sentence that names the states in which it may happen.
func (l Lifecycle[K, S]) Refuse(kind K, state S) error {
	switch {
	case l.Allows(kind, state):
		return nil
	case l.Final(state):
		return ErrTerminalState.Saying("This is closed (%s) and takes no more changes.", state)
	}
	var possible []string
	for _, s := range l[kind].From {
		if s != "" {
			possible = append(possible, name(s))
		}
	}
	return ErrWrongState.Saying("Not possible in state %s, only in: %s.", name(state), strings.Join(possible, ", "))
}

// Matrix prints the table the other way round: a row for every state and a column for every kind, in the order given,
// in each cell the state that follows, "=" where it stays, "·" where the event is not allowed.
func (l Lifecycle[K, S]) Matrix(states []S, kinds []K) string {
	rows := [][]string{{""}}
	for _, k := range kinds {
		rows[0] = append(rows[0], short(k))
	}
	for _, s := range states {
		row := []string{name(s)}
		for _, k := range kinds {
			row = append(row, l.cell(k, s))
		}
		rows = append(rows, row)
	}
	return align(rows)
}

func (l Lifecycle[K, S]) cell(kind K, state S) string {
	switch {
	case !l.Allows(kind, state):
		return "·"
	case l.Next(kind, state) == state:
		return "="
	}
	return string(l.Next(kind, state))
}

// Mermaid draws the states and the events that lead from one to another, as a Mermaid state diagram. Events that keep
// the state are left to the Matrix.
func (l Lifecycle[K, S]) Mermaid(states []S, kinds []K) string {
	var b strings.Builder
	b.WriteString("stateDiagram-v2\n")
	for _, s := range states {
		if id := node(s); id != string(s) && s != "" {
			fmt.Fprintf(&b, "    state \"%s\" as %s\n", s, id)
		}
	}
	for _, from := range states {
		for _, to := range states {
			if on := l.between(from, to, kinds); len(on) > 0 {
				fmt.Fprintf(&b, "    %s --> %s : %s\n", node(from), node(to), strings.Join(on, ", "))
			}
		}
		if l.Final(from) {
			fmt.Fprintf(&b, "    %s --> [*]\n", node(from))
		}
	}
	return b.String()
}

func (l Lifecycle[K, S]) between(from, to S, kinds []K) (on []string) {
	for _, k := range kinds {
		if from != to && l.Allows(k, from) && l.Next(k, from) == to {
			on = append(on, short(k))
		}
	}
	return on
}

// short is a kind without its aggregate.
func short[K ~string](kind K) string {
	_, event, _ := strings.Cut(string(kind), ".")
	return event
}

func name[S ~string](state S) string {
	if state == "" {
		return "none"
	}
	return string(state)
}

// node is a state's id in Mermaid, where a hyphen would begin an arrow.
func node[S ~string](state S) string {
	if state == "" {
		return "[*]"
	}
	return strings.ReplaceAll(string(state), "-", "_")
}

func align(rows [][]string) string {
	width := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			width[i] = max(width[i], len([]rune(cell)))
		}
	}
	var b strings.Builder
	for _, row := range rows {
		line := ""
		for i, cell := range row {
			line += cell + strings.Repeat(" ", width[i]-len([]rune(cell))+2)
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	return b.String()
}

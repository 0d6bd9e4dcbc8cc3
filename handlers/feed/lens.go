package feed

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/eventstore"
)

// lens is how much of an event is read. The zero value is nothing.
type lens struct {
	tells    bool
	whole    bool            // the event as it is
	instead  json.RawMessage // in the place of the payload
	only     []string        // of what is told of the kind, only these members; nil for all
	less     []string        // members that are left out, deeper ones with points
	nameless bool            // nor who did it
	asker    bool            // also by which command it came
}

var (
	none  = lens{}
	whole = lens{tells: true, whole: true}
)

// records are where a payload names an organisation's own record of a customer.
var records = []string{"customer.id", "customer.from.id", "customer.to.id"}

func recordsOf(own bool) []string {
	if own {
		return nil
	}
	return records
}

// cut gives an event as a lens shows it; nil for nothing. Of what other organisations did, the names under which they asked
// for it are theirs.
func (r *reader) cut(e eventstore.Recorded, l lens) *eventstore.Recorded {
	switch {
	case !l.tells:
		return nil
	case l.whole:
		return &e
	case l.instead != nil:
		e.Data = l.instead
	default:
		e.Data = l.payload(e.Kind, e.Data)
	}
	if domain.Org(e.Metadata.Actor.Org) != r.who.Org && !l.asker {
		e.Metadata.CommandID, e.Metadata.CorrelationID, e.Metadata.CausationID, e.Metadata.Actor.OnBehalfOf = "", "", "", ""
	}
	if l.nameless {
		e.Metadata.Actor.Member = ""
	}
	return &e
}

// payload is what is told of a payload: of a kind that told does not have, and of what is no object, nothing.
func (l lens) payload(kind string, data []byte) []byte {
	var all map[string]json.RawMessage
	if json.Unmarshal(data, &all) != nil {
		return []byte("{}")
	}
	for name := range all {
		if !slices.Contains(told[kind], name) || l.only != nil && !slices.Contains(l.only, name) {
			delete(all, name)
		}
	}
	for _, path := range l.less {
		without(all, path)
	}
	text, err := json.Marshal(all)
	if err != nil {
		return []byte("{}")
	}
	return text
}

// without leaves out a member, at the end of a path of members with points between them.
func without(all map[string]json.RawMessage, path string) {
	name, rest, deeper := strings.Cut(path, ".")
	inner, there := all[name]
	switch {
	case !there:
	case !deeper:
		delete(all, name)
	default:
		var members map[string]json.RawMessage
		if json.Unmarshal(inner, &members) != nil || members == nil {
			return
		}
		without(members, rest)
		if text, err := json.Marshal(members); err == nil {
			all[name] = text
		}
	}
}

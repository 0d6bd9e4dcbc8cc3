package command

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/eventstore"
)

// namespace is the root of all derived ids; on disk for ever.
var namespace = uuid.MustParse("4f9a9b13-93ea-46f1-bcb9-874f6edfc8d2")

// call is one request on its way through the engine, with everything that can be known before anything is read.
type call[C domain.Command] struct {
	Request
	cmd        C
	commandID  string
	scope      uuid.UUID // of the caller: within it a command id is unique
	hash       string    // of the request
	id         domain.ID // of the aggregate
	stream     string
	creates    bool
	recordedAt time.Time // what this call last tried to write; zero before
	doubt      bool      // whether that was written is not known
}

// newCall derives a call's ids. An aggregate that the command creates, its events and its registration get the same
// ids each time the same member sends the same key.
func newCall[C domain.Command](kind string, req Request, id domain.ID, cmd C) (*call[C], error) {
	if !goodKey(req.Key) {
		return nil, ErrBadKey
	}
	c := &call[C]{Request: req, cmd: cmd, commandID: req.Key, id: id, creates: id == ""}
	if c.commandID == "" {
		c.commandID = uuid.NewString()
	}
	body, err := json.Marshal(cmd)
	if err != nil {
		return nil, err
	}
	c.hash = requestHash(cmd.CommandName(), kind+"-"+string(id), body)
	c.scope = scopeOf(req.Caller, c.hash)
	if c.creates {
		c.id = domain.ID(uuid.NewSHA1(c.scope, []byte(c.commandID)).String())
	}
	c.stream = eventstore.StreamName(kind, string(c.id))
	if c.CorrelationID == "" {
		c.CorrelationID = c.commandID
	}
	return c, nil
}

func requestHash(command, target string, body []byte) string {
	h := sha256.New()
	h.Write([]byte(command + "\n" + target + "\n"))
	h.Write(body)
	return hex.EncodeToString(h.Sum(nil))
}

// scopeOf names the member. Callers without a name have no key in common: each of their requests is a scope of its own.
func scopeOf(who domain.Caller, hash string) uuid.UUID {
	name := string(who.Org) + "\n" + who.Member
	if who.Member == "" {
		name += "\n" + hash
	}
	return uuid.NewSHA1(namespace, []byte(name))
}

// eventID derives the id of the command's event with that index; keys hold no line breaks, so nothing else meets it.
func (c *call[C]) eventID(index int) string { return eventID(c.scope, c.commandID, index) }

func eventID(scope uuid.UUID, commandID string, index int) string {
	return uuid.NewSHA1(scope, []byte(commandID+"\n"+strconv.Itoa(index))).String()
}

// FirstEvent is the id that the first event of a command has, where it leads to any: of a caller with a name, by its key.
func FirstEvent(who domain.Caller, key string) domain.ID {
	return domain.ID(eventID(scopeOf(who, ""), key, 0))
}

func (c *call[C]) registrationID() domain.ID {
	return domain.ID(uuid.NewSHA1(c.scope, []byte(c.commandID+"\nregistration")).String())
}

// owns reports whether an event was led to by this very command.
func (c *call[C]) owns(m *eventstore.Metadata) bool {
	return m.CommandID == c.commandID && m.Actor.Org == string(c.Caller.Org) && m.Actor.Member == c.Caller.Member
}

// metadata is what all events of the command carry.
func (c *call[C]) metadata(d decision) eventstore.Metadata {
	return eventstore.Metadata{
		RecordedAt:    d.Now,
		Actor:         eventstore.Actor{Member: c.Caller.Member, Org: string(c.Caller.Org), Role: string(d.role)},
		CommandID:     c.commandID,
		CorrelationID: c.CorrelationID,
		CausationID:   c.CausationID,
		PolicyVersion: d.Policy.Version,
		RequestHash:   c.hash,
	}
}

func goodKey(key string) bool {
	return len(key) <= MaxKey && strings.IndexFunc(key, func(r rune) bool { return r < ' ' || r > '~' }) < 0
}

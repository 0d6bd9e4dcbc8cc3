package kurrenttest

// Kind is what goes wrong.
type Kind int

// The faults that a server can be asked for. A restart is not among them: it is (*Server).Restart.
//
// A write meets a fault when it has arrived whole. A read or subscription meets it before the event after the first
// Fault.After, a subscription that waits for events at once.
const (
	// DropBeforeCommit breaks the connection of a write, and writes nothing.
	DropBeforeCommit Kind = iota + 1
	// DropAfterCommit writes, and breaks the connection instead of answering.
	DropAfterCommit
	// Stall holds a call without a word until it is released or its caller gives up, and then goes on. A write is held
	// before it is committed; where its caller has given up it is not.
	Stall
	// StallAfterCommit writes, and then holds the answer as Stall does.
	StallAfterCommit
	// Reset ends a call with RST_STREAM; its connection stays. Nothing is written.
	Reset
	// Cut breaks the connection under a call with a TCP reset. Nothing is written.
	Cut
	// NotLeader refuses a write and names the leader: in a cluster the real one, alone the node itself.
	NotLeader
	// TooManyPings sends the client of a call away as a strict server does that is pinged too often: it says so, and closes
	// the connection. Nothing is written.
	TooManyPings
	// Busy refuses a call with UNAVAILABLE, as a server does that is not ready or has too much to do.
	Busy
	// Timeout writes, and answers with the status of an operation that took the server too long.
	Timeout
	// GoAway tells the clients on all connections to go elsewhere, and goes on: calls under way are not disturbed.
	GoAway
	// DuplicateCheckpoint sends a subscription's next checkpoint twice.
	DuplicateCheckpoint
	// SlowConsumer ends a subscription the way servers before 24.2.0 do when a client does not keep up.
	SlowConsumer
	// FallBehind makes a live subscription fall behind and catch up again, as a slow client does from 24.2.0 on.
	FallBehind
	// UnknownMessage sends a reader a message that the client does not know, and goes on. A write is answered so, after it
	// was committed, only where Fault.Op names it.
	UnknownMessage
	// EarlyCheckpoint sends a filtered subscription a checkpoint at the place of the next event before it sends the event,
	// as a regression made some servers do: who resumes from there misses it.
	EarlyCheckpoint
	// BadCreated sends an event whose time of creation is not a number, which no server does: the official client ends its
	// process.
	BadCreated
)

// Op is a kind of call.
type Op int

// The calls that can meet a fault. AnyOp is the zero value.
const (
	AnyOp Op = iota
	Append
	BatchAppend
	Delete
	Tombstone
	Read
	Subscribe
	Gossip
	Features
)

// writes reports whether calls of this kind change the log.
func (o Op) writes() bool { return o >= Append && o <= Tombstone }

// Fault says what goes wrong and where.
type Fault struct {
	Kind Kind
	Op   Op // AnyOp is every call that the kind can befall, those included by which clients find the server
	// Stream, unless "", confines the fault to calls on this stream; "$all" is the stream of all events.
	Stream string
	// After is how many events a read or subscription delivers before the fault; other calls ignore it.
	After int
}

// befalls reports whether a kind can go wrong with a kind of call. A batch of appends is a conversation, and its faults
// are those that end it.
func (f Fault) befalls(op Op) bool {
	switch f.Kind {
	case DropBeforeCommit, DropAfterCommit, StallAfterCommit, NotLeader, Timeout:
		return op.writes()
	case DuplicateCheckpoint, EarlyCheckpoint, SlowConsumer, FallBehind:
		return op == Subscribe
	case BadCreated:
		return op == Read || op == Subscribe
	case UnknownMessage:
		return op == Read || op == Subscribe || f.Op == op && (op == Append || op == Delete || op == Tombstone)
	}
	return true
}

// fits reports whether a call meets the fault after it has delivered some events.
func (f Fault) fits(c *call, delivered int) bool {
	return (f.Op == AnyOp || f.Op == c.op) && (f.Stream == "" || f.Stream == c.stream) && delivered >= f.After && f.befalls(c.op)
}

// Package kurrenttest is a server of the EventStoreDB protocol that lives in memory, inside the process that asks for it:
// real connections, real gRPC, and the official client on the other end. It follows the documentation of the server it
// stands for, and does on demand what clusters do on bad days.
//
// What it has: streams (append, batch append, read, subscribe, delete, tombstone, metadata), server features, gossip of
// one node or three. What it has not: persistent subscriptions, projections, users, access control lists, scavenging and
// the operations of administrators, none of which it lists among its features.
//
// The log lives as long as the server value: it outlives Stop and Restart, not Close.
package kurrenttest

import (
	"cmp"
	"time"
)

// Version is the server that is imitated unless Options say otherwise.
const Version = "24.10.0"

// Limits that the server has unless Options say otherwise.
const (
	MaxMessage = 17 << 20 // bytes of one gRPC message, in either direction; what official clients receive at most
	MaxAppend  = 1 << 20  // bytes of all events of one append together, the server's documented default
	LiveBuffer = 512      // events that may wait for a live subscription; real servers have fewer, and empty them faster
)

// Options say what kind of server to start. The zero value is one node of the current version, empty, without TLS, on a
// free port of the loopback.
type Options struct {
	// Version is what the server says it is, three numbers with dots, and imitates: from 22.6.0 on events read from a
	// stream carry positions that can be used (before, both halves are the greatest number); from 23.10.0 on a
	// subscription says that it has caught up; from 24.2.0 on it may fall behind where older servers end it. "" is Version.
	Version string
	// Address is where to listen, as host:port; "" is a free port of 127.0.0.1.
	Address string
	// Now is the clock behind the events' created time and $maxAge; nil is time.Now.
	Now func() time.Time
	// MaxAppend is how many bytes the events of one append may have together; 0 is MaxAppend.
	MaxAppend int
	// LiveBuffer is how many events may wait for a live subscription before it is too slow; 0 is LiveBuffer.
	LiveBuffer int
	// Transactions makes every append an explicit transaction, as the log of an old cluster holds them: its events share
	// one commit position and differ in their prepare positions, which are smaller; read from a stream they have none.
	Transactions bool
	// TLSDir makes the server speak TLS. Into this folder it writes the certificate of an authority of its own as ca.crt;
	// URL names that file.
	TLSDir string
	// Username and Password, when set, must come with every call but those of gossip and server features; URL has
	// them. Official clients send them over TLS only.
	Username, Password string
}

func (o Options) withDefaults() Options {
	o.Version = cmp.Or(o.Version, Version)
	o.MaxAppend = cmp.Or(o.MaxAppend, MaxAppend)
	o.LiveBuffer = cmp.Or(o.LiveBuffer, LiveBuffer)
	return o
}

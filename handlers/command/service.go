// Package command issues commands: it loads an aggregate, gathers evidence, lets the domain decide, appends what was
// decided and answers; once, for all aggregates.
//
// The rules are:
//
//   - The order of refusals: a key that was used before, invalid, not visible, denied, the revision, and then what
//     the aggregate's rules say.
//   - The log is the truth. A receipt is an index of it, reserved before the append and completed after; where the two
//     differ the stream decides.
//   - Of one process only one command at a time writes to an aggregate; the others wait in the order in which they came.
//     Between processes the log decides who was first, and the other decides again.
//   - A command with the same key is done once, whatever crashes in between, and answers as it first did.
//   - A long stream is folded from a snapshot where there is one that this very program made and the log bears out. Snapshots
//     change how long an answer takes, never the answer.
//   - The program's policy is read from the log as well, and every decision names the version that it used.
//   - Of decisions that look at all partners one at a time is made, so that each knows what came of those before it.
//   - What spans two aggregates is not done at once. Exclusivity takes the claim on the customer first: what is granted and
//     not used is given back, at the latest by the process that watches claims.
package command

import (
	"context"
	"log/slog"
	"time"

	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/eventstore"
)

// Limits of the engine.
const (
	MaxKey      = 255              // characters of a key
	MaxAttempts = 5                // at deciding, when other processes write first and no revision was stated
	MaxWait     = 10 * time.Second // of a request, in one process, for those before it: with its key, and to its aggregate
)

// Options are what a Service works with. Store and Receipts are required.
type Options struct {
	Store    eventstore.Store
	Receipts Receipts
	Clock    func() time.Time      // time.Now when nil
	Policy   func() program.Policy // a policy that does not come from the log, for tests; nil reads the log
	Log      *slog.Logger          // discards when nil
	Hook     func(Point)           // called between durable steps, so that tests can crash there; nil for none
	// Exclusive lets the processes over one log assign deals one at a time; nil when there is one process.
	Exclusive Exclusive
	Snapshots Snapshotting
	// Memory is how many bytes the folds of streams may take that are remembered between commands; 0 remembers none.
	Memory int
}

// Point is a place between two durable steps of a command.
type Point string

// The points, in the order of a command's life.
const (
	Reserved  Point = "reserved"  // the receipt is reserved, nothing is decided
	Claimed   Point = "claimed"   // of an approval of exclusivity: the customer is claimed, nothing is approved
	Appended  Point = "appended"  // the events are in the log, the receipt does not say so
	Refused   Point = "refused"   // the command will not be done, its receipt is still reserved
	Completed Point = "completed" // all is written, nobody was answered
	Folded    Point = "folded"    // the answer is there, a snapshot is made and not kept
)

// Points lists every point.
var Points = []Point{Reserved, Claimed, Appended, Refused, Completed, Folded}

// Service is the one way to change anything. It may be used concurrently, and beside other services over the same
// store and receipts.
type Service struct {
	Opportunities *Opportunities
	Referrals     *Referrals
	Registrations *Registrations
	Claims        *Claims
	Customers     *Customers
	Contacts      *Contacts
	Partners      *Partners
	Program       *Program
}

// engine is what the handlers of all aggregates share.
type engine struct {
	journal
	receipts Receipts
	keys     turns // of requests with one Idempotency-Key
	streams  turns // of commands to one aggregate
	clock    func() time.Time
	policies *policies
	section  section // of decisions that look at all deals
	log      *slog.Logger
	hook     func(Point)

	snapshots *cache
	memory    memory
}

// New makes a Service.
func New(o Options) (*Service, error) {
	c, err := NewCodec()
	if err != nil {
		return nil, err
	}
	e := &engine{
		journal:  journal{store: o.Store, codec: c},
		receipts: o.Receipts,
		clock:    o.Clock,
		memory:   memory{limit: o.Memory},
		section:  section{name: "assignment", among: o.Exclusive},
		log:      o.Log,
		hook:     o.Hook,
	}
	if e.clock == nil {
		e.clock = time.Now
	}
	if e.log == nil {
		e.log = slog.New(slog.DiscardHandler)
	}
	if e.hook == nil {
		e.hook = func(Point) {}
	}
	e.snapshots = newCache(o.Snapshots, e.log)
	e.policies = newPolicies(e.journal, o.Policy)
	partners := newPartners(e)
	w := &witness{partners: partners, claims: newClaims(e)}
	w.customers, w.contacts = newCustomers(e, w), newContacts(e, w)
	w.registrations = newRegistrations(e, w)
	s := &Service{
		Opportunities: newOpportunities(e, w),
		Referrals:     newReferrals(e, w),
		Registrations: w.registrations,
		Claims:        w.claims,
		Customers:     w.customers,
		Contacts:      w.contacts,
		Partners:      partners,
		Program:       newProgram(e, w),
	}
	*w.registrations.deals = deals{s.Opportunities, s.Referrals}
	return s, nil
}

// Policy is the program's policy as of a time or a place in the log; the present one is at most PolicyAge old. Its errors
// are of class unavailable, or the context's cause.
func (s *Service) Policy(ctx context.Context, as AsOf) (program.Policy, error) {
	return s.Program.policies.asOf(ctx, as)
}

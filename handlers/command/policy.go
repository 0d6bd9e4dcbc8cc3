package command

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/eventstore"
)

// PolicyAge is how long a look at the program's policy is good for: a change that another process wrote is used that much
// later at the most.
const PolicyAge = time.Second

// programStream holds every change of the policy.
var programStream = eventstore.StreamName("program", string(program.ID))

// policies is the program's policy as the log had it at the last look.
type policies struct {
	journal journal
	fixed   func() program.Policy // for tests; nil reads the log
	turn    chan struct{}         // holds one while somebody looks
	changes atomic.Int64          // that this process made
	last    atomic.Pointer[glance]
}

type glance struct {
	program  program.Program
	policy   program.Policy
	revision int64
	until    time.Time // by the machine's clock, whatever the program's says
	changes  int64     // of this process that it certainly saw
}

func newPolicies(j journal, fixed func() program.Policy) *policies {
	p := &policies{journal: j, fixed: fixed, turn: make(chan struct{}, 1)}
	p.last.Store(&glance{policy: program.Program{}.Policy(), revision: -1})
	return p
}

// good gives the last look as long as nothing newer need be known.
func (p *policies) good() (*glance, bool) {
	l := p.last.Load()
	return l, l.changes == p.changes.Load() && time.Now().Before(l.until)
}

// now is the policy in force, at most PolicyAge old. Its errors are of class unavailable, or the context's cause.
func (p *policies) now(ctx context.Context) (program.Policy, error) {
	if p.fixed != nil {
		return p.fixed(), nil
	}
	if l, good := p.good(); good {
		return l.policy, nil
	}
	if err := p.enter(ctx); err != nil {
		return program.Policy{}, err
	}
	defer p.leave()
	if l, good := p.good(); good {
		return l.policy, nil
	}
	return p.read(ctx)
}

// asOf is the policy that was in force as of a time or a place in the log.
func (p *policies) asOf(ctx context.Context, as AsOf) (program.Policy, error) {
	if (as == AsOf{}) || p.fixed != nil {
		return p.now(ctx)
	}
	var then program.Program
	for e, err := range p.journal.read(ctx, programStream, 0) {
		if err != nil {
			return program.Policy{}, unavailable(ctx, err)
		}
		if !as.covers(&e) {
			break
		}
		then = program.Evolve(then, e.Recorded)
	}
	return then.Policy(), nil
}

// read folds what was written since the last one.
func (p *policies) read(ctx context.Context) (program.Policy, error) {
	l := *p.last.Load()
	l.until, l.changes = time.Now().Add(PolicyAge), p.changes.Load()
	for e, err := range p.journal.read(ctx, programStream, l.revision+1) {
		if err != nil {
			return program.Policy{}, unavailable(ctx, err)
		}
		l.program, l.revision = program.Evolve(l.program, e.Recorded), e.Revision
	}
	l.policy = l.program.Policy()
	p.last.Store(&l)
	return l.policy, nil
}

// forget has every later command look again.
func (p *policies) forget() { p.changes.Add(1) }

func (p *policies) enter(ctx context.Context) error {
	select {
	case p.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (p *policies) leave() { <-p.turn }

// unavailable gives an error of reading what every decision needs its class: there is nothing that the caller could change.
func unavailable(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil && errors.Is(err, cause) {
		return cause
	}
	var known *domain.Error
	if err = classed(err); errors.As(err, &known) {
		return err
	}
	return ErrUnreachable.Because(err)
}

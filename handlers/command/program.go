package command

import (
	"context"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/program"
)

// Program issues commands to the program, whose id is program.ID, and reads its history. It is there before its first
// event, at revision -1.
type Program struct {
	*Handler[program.Program, program.Command]
	witness *witness
}

func newProgram(e *engine, w *witness) *Program {
	p := &Program{witness: w}
	p.Handler = newHandler(e, Aggregate[program.Program, program.Command]{
		Kind: "program",
		Only: program.ID,
		Validate: func(cmd program.Command, c Case) error {
			return program.Validate(cmd, programInput(c, program.Evidence{}))
		},
		Sees:    program.Sees,
		Recalls: program.Sees,
		Permit:  program.Permit,
		Decide:  p.decide,
		Evolve:  program.Evolve,
		View:    func(s program.Program, who domain.Caller, _ program.Policy) any { return program.View(s, who) },
		Allowed: func(_ context.Context, s program.Program, c Case) ([]domain.AllowedCommand, error) {
			return program.Allowed(s, programInput(c, program.Evidence{})), nil
		},
	})
	return p
}

// Do is Handler.Do; this process uses the policy that comes of it from then on.
func (p *Program) Do(ctx context.Context, req Request, id domain.ID, cmd program.Command) (Answer, error) {
	defer p.policies.forget()
	return p.Handler.Do(ctx, req, id, cmd)
}

func (p *Program) decide(ctx context.Context, s program.Program, cmd program.Command, c Case) ([]domain.Event, error) {
	partners, err := p.witness.partnersOf(ctx, program.Needs(s, cmd, c.Caller).Partners, AsOf{})
	if err != nil {
		return nil, err
	}
	return program.Decide(s, cmd, programInput(c, program.Evidence{Partners: partners}))
}

func programInput(c Case, e program.Evidence) program.Input {
	return program.Input{ID: c.ID, Caller: c.Caller, Now: c.Now, Evidence: e}
}

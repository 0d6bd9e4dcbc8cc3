package scenario

import (
	"context"
	"fmt"
	"strings"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/contact"
	"github.com/cosell/cosell/domain/customer"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/partner"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/domain/registration"
	"github.com/cosell/cosell/handlers/command"
)

// The kinds of aggregate that stories are about.
const (
	aPartner      = "partner"
	anOpportunity = "opportunity"
	aReferral     = "referral"
	aRegistration = "registration"
	aCustomer     = "customer"
	aContact      = "contact"
	aProgram      = "program"
)

// role is what a kind of aggregate plays in stories: what may be asked of it, and where.
type role struct {
	kind     string
	commands []domain.CommandType
	ask      func(context.Context, *command.Service, command.Request, domain.ID, domain.Command) (command.Answer, error)
}

// casting lists all kinds in the order in which a word that creates something is looked up: "create" is an opportunity's.
var casting = []*role{
	plays(aPartner, partner.Commands, func(s *command.Service) asked[partner.Command] { return s.Partners }),
	plays(anOpportunity, opportunity.Commands, func(s *command.Service) asked[opportunity.Command] { return s.Opportunities }),
	plays(aReferral, referral.Commands, func(s *command.Service) asked[referral.Command] { return s.Referrals }),
	plays(aRegistration, registration.Commands, func(s *command.Service) asked[registration.Command] { return s.Registrations }),
	plays(aCustomer, customer.Commands, func(s *command.Service) asked[customer.Command] { return s.Customers }),
	plays(aContact, contact.Commands, func(s *command.Service) asked[contact.Command] { return s.Contacts }),
	plays(aProgram, program.Commands, func(s *command.Service) asked[program.Command] { return s.Program }),
}

// asked is a handler of the command service.
type asked[C domain.Command] interface {
	Do(context.Context, command.Request, domain.ID, C) (command.Answer, error)
}

func plays[C domain.Command](kind string, commands []domain.CommandType, at func(*command.Service) asked[C]) *role {
	return &role{kind, commands, func(ctx context.Context, s *command.Service, r command.Request, id domain.ID, c domain.Command) (command.Answer, error) {
		return at(s).Do(ctx, r, id, c.(C))
	}}
}

// kindOf says of what kind something is that was named before; "" for what is not there yet.
func kindOf(name string, known map[string]string) string {
	switch {
	case strings.HasSuffix(name, "/registration"):
		return aRegistration
	case strings.Contains(name, "@"):
		return aReferral
	}
	return known[name]
}

// commandFor finds a command of what is there, of the given kind; where nothing is, one that creates. A word such as
// create-referral says what is created.
func commandFor(d draft, kind string) (*role, domain.CommandType, error) {
	for _, r := range casting {
		for _, c := range r.commands {
			asked := c.Name() == d.command || c.Creates && c.Name()+"-"+r.kind == d.command
			if asked && (r.kind == kind && !c.Creates || kind == "" && c.Creates) {
				return r, c, nil
			}
		}
	}
	if kind == "" {
		return nil, domain.CommandType{}, fmt.Errorf("%s is not there yet, and %s does not create it", d.subject, d.command)
	}
	return nil, domain.CommandType{}, fmt.Errorf("%s cannot be asked of %s, which is there as %s", d.command, d.subject, kind)
}

package process

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/claim"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/domain/registration"
	"github.com/cosell/cosell/handlers/command"
)

// Commander issues commands to the aggregates of one kind: a handler of the command service.
type Commander[C domain.Command] interface {
	Do(context.Context, command.Request, domain.ID, C) (command.Answer, error)
}

// Issue gives a command to the aggregate of that kind with that id.
type Issue func(ctx context.Context, kind string, req command.Request, id domain.ID, cmd domain.Command) (command.Answer, error)

// door is where commands to one kind of aggregate are read and issued.
type door struct {
	types map[string]reflect.Type // of commands, by name
	issue func(context.Context, *command.Service, command.Request, domain.ID, domain.Command) (command.Answer, error)
}

// doors are all kinds of aggregates that steps go to.
var doors = map[string]door{
	"opportunity":  doorTo(opportunity.Commands, func(s *command.Service) Commander[opportunity.Command] { return s.Opportunities }),
	"referral":     doorTo(referral.Commands, func(s *command.Service) Commander[referral.Command] { return s.Referrals }),
	"registration": doorTo(registration.Commands, func(s *command.Service) Commander[registration.Command] { return s.Registrations }),
	"claim":        doorTo(claim.Commands, func(s *command.Service) Commander[claim.Command] { return s.Claims }),
}

func doorTo[C domain.Command](known []domain.CommandType, at func(*command.Service) Commander[C]) door {
	d := door{types: map[string]reflect.Type{}}
	for _, t := range known {
		d.types[t.Name()] = reflect.TypeOf(t.Zero)
	}
	d.issue = func(ctx context.Context, s *command.Service, r command.Request, id domain.ID, cmd domain.Command) (command.Answer, error) {
		return at(s).Do(ctx, r, id, cmd.(C))
	}
	return d
}

// through gives commands to a service.
func through(s *command.Service) Issue {
	return func(ctx context.Context, kind string, r command.Request, id domain.ID, cmd domain.Command) (command.Answer, error) {
		d, known := doors[kind]
		if !known {
			return command.Answer{}, fmt.Errorf("no commands go to %q", kind)
		}
		return d.issue(ctx, s, r, id, cmd)
	}
}

// read is the command of that name, with what it says as JSON.
func read(kind, name, request string) (domain.Command, error) {
	t, known := doors[kind].types[name]
	if !known {
		return nil, fmt.Errorf("no process issues %q to %q", name, kind)
	}
	cmd := reflect.New(t)
	if err := json.Unmarshal([]byte(request), cmd.Interface()); err != nil {
		return nil, fmt.Errorf("%s to %s: %w", name, kind, err)
	}
	return cmd.Elem().Interface().(domain.Command), nil
}

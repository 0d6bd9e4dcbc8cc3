package main

import (
	"fmt"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/handlers/auth"
)

type tokenVerb struct {
	folder
	Org       string   `required:"" help:"The organisation: the word vendor, or a partner's id." placeholder:"ORG"`
	Member    string   `required:"" help:"The member within it." placeholder:"MEMBER"`
	Role      []string `required:"" help:"A role of the member; may be given several times." placeholder:"ROLE"`
	Locations []string `name:"location" help:"A location that the member is scoped to; all when none is given." placeholder:"ID"`
}

// Run prints the token and a newline, nothing else.
func (v *tokenVerb) Run(term terminal) error {
	key, err := auth.LoadKey(v.keyFile())
	if err != nil {
		return fmt.Errorf("%w; cosell serve makes the key when it first starts", err)
	}
	caller := domain.Caller{Member: v.Member, Org: domain.Org(v.Org)}
	for _, r := range v.Role {
		caller.Roles = append(caller.Roles, domain.Role(r))
	}
	for _, l := range v.Locations {
		caller.Locations = append(caller.Locations, domain.ID(l))
	}
	token, err := auth.Issue(key, caller, time.Now())
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(term.out, token)
	return err
}

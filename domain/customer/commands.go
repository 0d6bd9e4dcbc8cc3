package customer

import "github.com/cosell/cosell/domain"

// Commands lists every command in the order of a record's life. The first of its Events names the row of the lifecycle
// that says in which states a command is possible.
var Commands = []domain.CommandType{
	{Zero: Create{}, Creates: true, Doc: "Takes a customer down.", Events: []string{string(KindCreated)}},
	{Zero: Revise{}, Doc: "Changes what the record says.", Events: []string{string(KindRevised)}},
	{Zero: LinkAccount{}, Doc: "Says that one more account is the same customer.", Events: []string{string(KindAccountLinked)}},
	{Zero: Associate{}, Doc: "Says that a contact works at the customer.", Events: []string{string(KindAssociated)}},
	{Zero: Dissociate{}, Doc: "Says that a contact works there no longer.", Events: []string{string(KindDissociated)}},
}

// CommandName is the name in the API and in receipts.
func (Create) CommandName() string { return "create" }

// CommandName is the name in the API and in receipts.
func (Revise) CommandName() string { return "revise" }

// CommandName is the name in the API and in receipts.
func (LinkAccount) CommandName() string { return "link-account" }

// CommandName is the name in the API and in receipts.
func (Associate) CommandName() string { return "associate" }

// CommandName is the name in the API and in receipts.
func (Dissociate) CommandName() string { return "dissociate" }

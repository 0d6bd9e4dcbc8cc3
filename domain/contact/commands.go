package contact

import "github.com/cosell/cosell/domain"

// Commands lists every command in the order of a record's life. The first of its Events names the row of the lifecycle
// that says in which states a command is possible.
var Commands = []domain.CommandType{
	{Zero: Create{}, Creates: true, Doc: "Takes a person down.", Events: []string{string(KindCreated)}},
	{Zero: Revise{}, Doc: "Changes what the record says.", Events: []string{string(KindRevised)}},
	{Zero: Remove{}, Doc: "Ends the record.", Events: []string{string(KindRemoved)}},
}

// CommandName is the name in the API and in receipts.
func (Create) CommandName() string { return "create" }

// CommandName is the name in the API and in receipts.
func (Revise) CommandName() string { return "revise" }

// CommandName is the name in the API and in receipts.
func (Remove) CommandName() string { return "remove" }

package customer

import "github.com/cosell/cosell/domain"

// Catalogue lists every kind with the zero value of its type and its schema version, in the order of a record's life.
var Catalogue = []domain.EventType{
	{Zero: Created{}, Version: 1},
	{Zero: Revised{}, Version: 1},
	{Zero: AccountLinked{}, Version: 1},
	{Zero: Associated{}, Version: 1},
	{Zero: Dissociated{}, Version: 1},
}

func (Created) kind() Kind       { return KindCreated }
func (Revised) kind() Kind       { return KindRevised }
func (AccountLinked) kind() Kind { return KindAccountLinked }
func (Associated) kind() Kind    { return KindAssociated }
func (Dissociated) kind() Kind   { return KindDissociated }

// EventKind returns the name on disk.
func (e Created) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e Revised) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e AccountLinked) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e Associated) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e Dissociated) EventKind() string { return string(e.kind()) }

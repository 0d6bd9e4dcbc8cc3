package contact

import "github.com/cosell/cosell/domain"

// Catalogue lists every kind with the zero value of its type and its schema version, in the order of a record's life.
var Catalogue = []domain.EventType{
	{Zero: Created{}, Version: 1},
	{Zero: Revised{}, Version: 1},
	{Zero: Removed{}, Version: 1},
}

func (Created) kind() Kind { return KindCreated }
func (Revised) kind() Kind { return KindRevised }
func (Removed) kind() Kind { return KindRemoved }

// EventKind returns the name on disk.
func (e Created) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e Revised) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e Removed) EventKind() string { return string(e.kind()) }

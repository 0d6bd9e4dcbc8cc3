package claim

import "github.com/cosell/cosell/domain"

// Catalogue lists every kind with the zero value of its type and its schema version, in the order of a claim's life.
var Catalogue = []domain.EventType{
	{Zero: Filed{}, Version: 1},
	{Zero: Granted{}, Version: 1},
	{Zero: Released{}, Version: 1},
}

func (Filed) kind() Kind    { return KindFiled }
func (Granted) kind() Kind  { return KindGranted }
func (Released) kind() Kind { return KindReleased }

// EventKind returns the name on disk.
func (e Filed) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e Granted) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e Released) EventKind() string { return string(e.kind()) }

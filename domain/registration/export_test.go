package registration

// Table is the lifecycle, and Purposes says which events are for one kind of registration only: for tests that walk
// through all cells.
var (
	Table    = lifecycle
	Purposes = purposes
)

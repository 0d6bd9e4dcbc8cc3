package claim

// Table is the lifecycle, for tests that walk through all of its cells.
var Table = lifecycle

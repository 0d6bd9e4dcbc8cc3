package runner

// Point is a place between two durable steps.
type Point string

// The points.
const (
	Applied   Point = "applied"   // rows are written, the checkpoint has not moved
	Advanced  Point = "advanced"  // it has moved, nothing is committed
	Committed Point = "committed" // all is committed, nobody was told
	Parking   Point = "parking"   // a row says that an event is parked, the checkpoint has not moved
	Parked    Point = "parked"    // both are committed
	Asked     Point = "asked"     // somebody has asked for parked events, nobody has answered
	Skipped   Point = "skipped"   // an event is marked as skipped, its followers wait
	Drained   Point = "drained"   // parked events are applied, nothing is committed
	Unparked  Point = "unparked"  // parked events were applied and committed
	Holed     Point = "holed"     // a hole was found and healed, and is not noted
	Noted     Point = "noted"     // it is noted, its events were not handed out
	Begun     Point = "begun"     // the tables of a rebuild are there
	Built     Point = "built"     // all rows are there, and what is done once they are is not
	Indexed   Point = "indexed"   // that is done
	Verified  Point = "verified"  // the rows were compared with the log
	Switching Point = "switching" // names were exchanged, nothing is committed
	Switched  Point = "switched"  // they are committed
)

func (r *Runner) at(p Point) {
	if r.o.Hook != nil {
		r.o.Hook(p)
	}
}

package program

// With is the policy with a part set anew, still of its version: what would have been in force, had that part been so.
func (p Policy) With(e Event) Policy {
	e.apply(&p)
	return p
}

// PartOf names the part that an event sets.
func PartOf(e Event) Part { return e.part() }

// Part is a part of the policy as people write it; nil for a name that is none.
func (p Policy) Part(name Part) any {
	switch name {
	case PartWindows:
		return p.windows()
	case PartTeaser:
		return Teaser{p.Teaser}
	case PartRegistration:
		return p.registration()
	case PartStages:
		return p.tables()
	case PartReasons:
		return p.Reasons
	case PartWeights:
		return p.Weights
	case PartRouting:
		return Routing{p.Routing}
	case PartAlerts:
		return p.alerts()
	case PartRates:
		return MonthlyRates{p.Rates}
	}
	return nil
}

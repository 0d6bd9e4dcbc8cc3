package feed

import "slices"

// Remembering makes each reading forget all but so many aggregates.
func (f *Feed) Remembering(n int) *Feed {
	f.remember = n
	return f
}

// Told are the members of a kind's payload that are told.
func Told(kind string) []string { return told[kind] }

// Kept reports whether all of a kind's payload is its owner's, so that nothing need be told to others.
func Kept(aggregate string) bool {
	return slices.Contains([]string{"customer", "contact"}, aggregate)
}

// Package projections is where the log becomes tables: runner feeds events to consumers, fold turns declarations into
// statements, page cuts lists, and each read model is a folder of its own with what it shows (projection.go) and how it
// is asked (query.go).
//
// The rules of a view are:
//
//   - It records what events say. No clock, no chance, nothing looked up elsewhere: making it again gives the same rows.
//   - Every kind of event is handled or ignored by name.
//   - Its rows hold no personal data; members are ids. Money stands beside its currency, times are UTC.
//   - Whoever asks names the organisation that asks.
package projections

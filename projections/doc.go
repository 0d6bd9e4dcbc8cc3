// Package projections is where the log becomes tables: runner feeds events to consumers, fold turns declarations into
// statements, and page cuts lists. deals, timeline and registrations say what each event does to which row; managed,
// distributed, referrals, grid and reports ask the tables of deals.
//
// The rules of a view are:
//
//   - It records what events say. No clock, no chance, nothing looked up elsewhere: making it again gives the same rows.
//   - Every kind of event is handled or ignored by name.
//   - Its rows hold no personal data; members are ids. Money stands beside its currency, times are UTC.
//   - Whoever asks names the organisation that asks.
package projections

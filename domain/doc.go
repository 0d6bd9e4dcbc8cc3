// Package domain holds the words that all aggregates share: organisations and roles, money, dates, reasons,
// stages, references to parties, and the one error type by which a rule says no.
//
// The rules are:
//
//   - Standard library only, but for a decimal. No clock, no context, no logger, no randomness: time enters as an
//     argument.
//   - Aggregates live in subpackages and do not import one another. What one needs to know of another reaches it
//     as evidence.
//   - Deciding may refuse; replaying may not.
package domain

// Package domain holds the words that all aggregates share: organisations and roles, money, dates, customers, references to
// parties and to events, the lifecycle table, the limits that tags promise, and the one error type by which a rule says no.
//
// The rules are:
//
//   - Standard library only, but for a decimal. No clock, no context, no logger, no randomness: time enters as an
//     argument.
//   - Deciding may refuse; replaying may not.
//   - What one aggregate needs to know of another reaches it as evidence. The type of the fact is in package evidence,
//     which imports this package alone.
//   - Aggregates live in subpackages: opportunity, referral, registration, claim, partner, customer, contact, program.
//     Four that are none help them: evidence; own, for records that belong to an organisation; assignment, which chooses a
//     partner; candidates, which folds the log for that choice.
//   - Two aggregates lend their words to others. Any may import program, whose policy decides. Opportunity and referral
//     import registration, whose form and verdict they carry. No aggregate imports another one else, and program and
//     registration import none of the deals.
//   - Assignment imports program alone, and is imported by opportunity, which stores the choice, and by partner, which says
//     what deals it takes. Candidates stands above them: it imports opportunity and partner, and no aggregate imports it.
package domain

package candidates

// Entries counts what a ledger holds: partners, open deals, and the sums by days of deals that ended without progress.
func (l *Ledger) Entries() (partners, deals, sums int) {
	for _, a := range l.accounts {
		sums += len(a.idle)
	}
	return len(l.accounts), len(l.deals), sums
}

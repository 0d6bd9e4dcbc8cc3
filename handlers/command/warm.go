package command

import "context"

// Warm reads what the first assignment would have to read, so that it need not wait: all of the log that partners and
// their deals are folded from. It may be called beside everything else; assignments that come meanwhile wait for it.
func (s *Service) Warm(ctx context.Context) error {
	o := s.Opportunities
	done, err := o.section.turns.within(ctx, o.section.name)
	if err != nil {
		return err
	}
	defer done()
	return o.ledger.catchUp(ctx)
}

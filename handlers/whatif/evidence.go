package whatif

import (
	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/evidence"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/handlers/command"
)

// believed are partners as a decision knew them: as of the revision that it relied upon, where it says so, else as they were at
// its place in the log.
func (r *run) believed(relied []domain.Evidence, ids ...domain.ID) evidence.Partners {
	all := evidence.Partners{}
	for _, id := range ids {
		known := r.partners[id]
		if len(known) == 0 {
			continue
		}
		revision := int64(-1)
		for _, fact := range relied {
			if fact.Stream == eventstore.StreamName("partner", string(id)) {
				revision = max(revision, fact.Revision)
			}
		}
		if last := int64(len(known)) - 1; revision < 0 || revision > last {
			revision = last
		}
		all[id] = command.PartnerFact(known[revision], id, revision)
	}
	return all
}

package registration

import (
	"slices"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/evidence"
	"github.com/cosell/cosell/domain/program"
)

// Input is what a decision is made of besides the state and the command.
type Input struct {
	ID       domain.ID // of the registration
	Caller   domain.Caller
	Now      time.Time // UTC, microseconds; never earlier than the registration's last event
	Policy   program.Policy
	Evidence Evidence
}

// Evidence is what a decision may know of other streams: as much as Needs asks for.
type Evidence struct {
	Partners evidence.Partners // a partner that is not there does not exist
	Verdict  *Verdict          // on the deal as it is now
	Claims   []evidence.Claim  // on the customer, under each of its match keys
}

// Needed names what the handler must read before a decision.
type Needed struct {
	Partners []domain.ID // sorted, each once
	Verdict  bool        // of the deal, judged at Input.Now
	// MatchKeys are those of the customer whose claims must be read, after this registration was granted the first of them.
	MatchKeys []string
}

// Needs names what Decide must know of other streams; without a command, what Allowed must.
func Needs(r Registration, c Command, who domain.Caller) (n Needed) {
	if who.IsPartner() {
		n.Partners = append(n.Partners, who.Partner())
	}
	switch c.(type) {
	case Resubmit:
		n.Verdict = r.purpose == Incentive
	case Approve:
		if r.subject.Customer != nil {
			n.MatchKeys = slices.Clip(r.subject.Customer.MatchKeys())
		}
	}
	return n
}

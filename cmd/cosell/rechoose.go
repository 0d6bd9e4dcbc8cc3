package main

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/assignment"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/handlers/whatif"
)

// chosen are the choices that would have been others, by the events that record them. Those that the policy of then does not lead
// to either are counted apart.
func (b *base) chosen(ctx context.Context, choices []*offer, other whatif.Alternative) (all map[domain.ID]whatif.Difference, apart []whatif.Decision, err error) {
	if err := b.retrace(ctx, choices); err != nil {
		return nil, nil, err
	}
	var own []*offer
	for _, o := range choices {
		if o.Reproduced != nil && *o.Reproduced {
			own = append(own, o)
		} else {
			apart = append(apart, o.decision())
		}
	}
	changed, err := b.elsewhere(ctx, own, other)
	if err != nil {
		return nil, nil, err
	}
	all = map[domain.ID]whatif.Difference{}
	for o, to := range changed {
		all[o.event.ID] = whatif.Difference{Decision: o.decision(), Would: picked(to), Parts: other.Parts()}
	}
	return all, apart, b.blame(ctx, changed, other, all)
}

// decision is the choice of a partner.
func (o *offer) decision() whatif.Decision {
	return whatif.Decision{Subject: fmt.Sprint(anOpportunity, "/", o.deal), Event: o.event, What: whatif.Choice, Was: picked(o.Choice)}
}

// blame finds the parts of the policy that lead elsewhere each by itself.
func (b *base) blame(
	ctx context.Context, changed map[*offer]*assignment.Choice, other whatif.Alternative, all map[domain.ID]whatif.Difference,
) error {
	enough := map[domain.ID][]program.Part{}
	for _, part := range other.Parts() {
		alone, err := b.elsewhere(ctx, slices.Collect(maps.Keys(changed)), other.Only(part))
		if err != nil {
			return err
		}
		for o := range alone {
			enough[o.event.ID] = append(enough[o.event.ID], part)
		}
	}
	for id, parts := range enough {
		d := all[id]
		d.Parts = parts
		all[id] = d
	}
	return nil
}

// elsewhere are the choices that lead to another partner, with what they lead to.
func (b *base) elsewhere(ctx context.Context, choices []*offer, other whatif.Alternative) (map[*offer]*assignment.Choice, error) {
	if len(choices) == 0 {
		return nil, nil
	}
	policies, err := b.policies(ctx)
	if err != nil {
		return nil, err
	}
	for version, p := range policies {
		policies[version] = other.Over(p)
	}
	again := make([]*offer, len(choices))
	for i, o := range choices {
		again[i] = &offer{Revision: o.Revision, Choice: o.Choice, deal: o.deal, basis: o.basis}
	}
	if err := b.rechoose(ctx, again, policies); err != nil {
		return nil, err
	}
	changed := map[*offer]*assignment.Choice{}
	for i, o := range again {
		if o.Again != nil && picked(o.Again) != picked(o.Choice) {
			changed[choices[i]] = o.Again
		}
	}
	return changed, nil
}

// picked names the partner that a choice is for.
func picked(c *assignment.Choice) string {
	if party, found := c.Chosen(); found {
		return party.Name + " (" + string(party.ID) + ")"
	}
	return "nobody"
}

package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/cosell/cosell/eventstore"
)

// A choice names the position up to which the log was read to make it. Where the log was copied since, its positions are others;
// but a log in Postgres counts its events, so what such a log wrote still says after how many events it was.

// place finds for every choice where in this log it was made. A choice whose place cannot be known any more keeps none: it was made in
// a cluster, whose positions count bytes, and the log was copied from there.
func (b *base) place(ctx context.Context, choices []*offer) error {
	wanted := map[string]*offer{}
	for _, o := range choices {
		wanted[fmt.Sprint(anOpportunity, "-", o.deal, " ", o.Revision)] = o
	}
	var before []eventstore.Position
	for e, err := range b.recordedUpToNow(ctx) {
		if err != nil {
			return err
		}
		key := fmt.Sprint(e.Stream, " ", e.Revision)
		if o := wanted[key]; o != nil {
			if err := o.placeAmong(before); err != nil {
				return err
			}
			delete(wanted, key)
		}
		if before = append(before, e.Position); len(wanted) == 0 {
			return nil
		}
	}
	return nil
}

// placeAmong looks for the place among the events before the one that holds the choice.
func (o *offer) placeAmong(before []eventstore.Position) error {
	named, err := eventstore.ParsePosition(o.Choice.Position)
	if err != nil {
		return err
	}
	if n := named.Commit; named.Prepare == n && n <= uint64(len(before)) { // bytes are more than events
		if named = (eventstore.Position{}); n > 0 {
			named = before[n-1]
		}
		o.basis = &named
		return nil
	}
	if _, found := slices.BinarySearchFunc(before, named, eventstore.Position.Compare); found {
		o.basis = &named
	}
	return nil
}

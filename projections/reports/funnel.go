package reports

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/projections/page"
	"github.com/cosell/cosell/projections/runner"
)

// BySource splits a funnel by who brought the deals.
const BySource = "source"

// FunnelSplits are what a funnel may be split by.
var FunnelSplits = []string{ByType, ByPartner, BySource}

// Reach is one step of a funnel: how many deals came that far, and how long they stayed.
type Reach struct {
	Type        string       `json:"type,omitempty" doc:"Type of the deals."`
	Partner     domain.Party `json:"partner,omitzero" doc:"The partner that had the deal alone, as it was called at that time; none for deals of the vendor alone and those of several together."`
	Source      string       `json:"source,omitempty" doc:"Who brought the deals: vendor or partner."`
	Stage       int          `json:"stage" doc:"The step: 0 for created or received, 10 for accepted, 100 for won, else the stage in percent."`
	Reached     int64        `json:"reached" doc:"Deals that came as far as this or further: who skips a stage has come as far."`
	Conversion  Ratio        `json:"conversion" doc:"Of those that reached the step before; null where none did, and for the first."`
	Overall     Ratio        `json:"overall" doc:"Of all deals of the group."`
	Ended       int64        `json:"ended" doc:"Deals that ended without a win, and had come no further than this."`
	Stays       int64        `json:"stays" doc:"How often a deal was in this stage and left it: for another stage, or because it was given back or ended. For the first step, how many deals were accepted."`
	MeanSeconds *int64       `json:"meanSeconds,omitempty" doc:"Mean duration of those stays in effective time, rounded to seconds, halves to the even one; for the first step from the beginning of a deal to its first acceptance. Left out without any."`
	Median      *int64       `json:"medianSeconds,omitempty" doc:"Their median, rounded in the same way."`
}

// Funnel is how far the deals of a cohort came.
type Funnel struct {
	Position eventstore.Position // that the view had reached
	Steps    []Reach             // by group, each with every step in its order
}

// Cohort is which deals a funnel is about, and when they are looked at.
type Cohort struct {
	After *Place // deals that began after it; nil for all
	To    *Place // and up to it; nil for all
	At    Place  // how far they had come there
	By    []string
	// Stages are the steps from acceptance to win, as the program's tables have them: in percent, ascending.
	Stages []int
}

// Reached gives the funnel of a cohort: deals of the scope as they stood at the place where they are looked at, by when they
// began.
func Reached(ctx context.Context, db page.DB, s Scope, c Cohort) (f Funnel, err error) {
	if err := checkBy(c.By, FunnelSplits); err != nil {
		return f, err
	}
	if f.Position, err = runner.ReachedIn(ctx, db, changes); err != nil {
		return f, err
	}
	b := funnel{Cohort: c, groups: map[cohort]*levels{}}
	if b.names, err = called(ctx, db, c.At); err != nil {
		return f, err
	}
	if err := b.count(ctx, db, s); err != nil {
		return f, err
	}
	if err := b.stay(ctx, db, s); err != nil {
		return f, err
	}
	for _, k := range slices.SortedFunc(maps.Keys(b.groups), cohort.compare) {
		f.Steps = append(f.Steps, b.steps(k)...)
	}
	return f, nil
}

// cohort tells the groups of a funnel apart.
type cohort struct {
	typ     string
	partner domain.ID
	source  string
}

func (k cohort) compare(o cohort) int {
	return cmp.Or(compare(k.typ, o.typ), cmp.Compare(k.partner, o.partner), compare(k.source, o.source))
}

// levels are the deals of a group by the stage that each came to.
type levels struct {
	furthest, ended map[int]int64
	stays           map[int]stay
}

type stay struct{ count, mean, median int64 }

type funnel struct {
	Cohort
	groups map[cohort]*levels
	names  names
}

func (b *funnel) at(k cohort) *levels {
	if b.groups[k] == nil {
		b.groups[k] = &levels{map[int]int64{}, map[int]int64{}, map[int]stay{}}
	}
	return b.groups[k]
}

func (b *funnel) count(ctx context.Context, db page.DB, s Scope) error {
	var w page.Where
	rows, err := db.Query(ctx, `select coalesce(by_type, ''), coalesce(by_partner::text, ''), coalesce(by_source, ''), furthest,
	state in ('lost', 'declined', 'expired', 'withdrawn', 'error') as over, count(*)
from (`+b.members(s, &w)+`) members group by 1, 2, 3, 4, 5`, w.Args()...)
	if err != nil {
		return err
	}
	var k cohort
	var furthest int
	var over bool
	var n int64
	_, err = pgx.ForEachRow(rows, []any{&k.typ, &k.partner, &k.source, &furthest, &over, &n}, func() error {
		b.at(k).furthest[furthest] += n
		if over {
			b.at(k).ended[furthest] += n
		}
		return nil
	})
	return err
}

// steps are those of one group.
func (b *funnel) steps(k cohort) (all []Reach) {
	group := b.groups[k]
	var of, before int64
	for i, stage := range slices.Concat([]int{0}, b.Stages) {
		r := Reach{Type: k.typ, Partner: b.names.party(k.partner), Source: k.source, Stage: stage}
		for furthest, n := range group.furthest {
			if furthest >= stage {
				r.Reached += n
			}
		}
		r.Ended = group.ended[stage]
		if i == 0 {
			of = r.Reached
		} else {
			r.Conversion = Ratio{r.Reached, before}
		}
		r.Overall = Ratio{r.Reached, of}
		if s, ok := group.stays[stage]; ok {
			r.Stays, r.MeanSeconds, r.Median = s.count, &s.mean, &s.median
		}
		before = r.Reached
		all = append(all, r)
	}
	return all
}

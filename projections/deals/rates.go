package deals

import (
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/projections/fold"
	"github.com/cosell/cosell/projections/runner"
)

// Rate is an exchange rate as it was published. A later one for the same month and currency is another line: what was
// reported at the earlier one can be reported again.
type Rate struct {
	Month      string              `db:"month text not null" json:"month" doc:"The month that it is for, such as 2026-03."`
	Currency   domain.Currency     `db:"currency char(3) not null" json:"currency" doc:"The currency (ISO 4217), other than USD."`
	USD        string              `db:"usd numeric not null" json:"usd" doc:"What one unit of the currency is worth in USD."`
	Source     string              `db:"source text not null" json:"source" doc:"Who says so."`
	Position   eventstore.Position `db:"position text not null" json:"position" doc:"Place of its publication in the event log; of several for a month and a currency the last one counts."`
	RecordedAt time.Time           `db:"recorded_at timestamptz not null" json:"recordedAt" doc:"When it was published (UTC)."`
}

// published are the rates of one publication, which names no month and currency twice.
func published(e program.RatesPublished, m *runner.Event) []Rate {
	rates := make([]Rate, len(e.Rates))
	for i, r := range e.Rates {
		rates[i] = Rate{r.Month, r.Currency, r.USD, r.Source, m.Position, m.RecordedAt}
	}
	return rates
}

var ratesTable = fold.Table{
	Part: "rates", Comment: "Exchange rates as they were published, every version of them.",
	Models: []fold.Model{{Name: "rates"}},
}

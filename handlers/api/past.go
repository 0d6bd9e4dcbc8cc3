package api

import (
	"net/http"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/handlers/command"
)

// pastParams choose a place in a history. Without any, the present is meant; with both, each holds.
type pastParams struct {
	At       *time.Time `json:"at,omitempty" doc:"As recorded by this time."`
	Revision *int64     `json:"revision,omitempty" minimum:"0" doc:"As of this revision."`
}

// asOf is false for the present.
func (p pastParams) asOf() (as command.AsOf, past bool) {
	as.Revision = p.Revision
	if p.At != nil {
		as.Time = p.At.UTC()
		if as.Time.IsZero() {
			as.Time = as.Time.Add(1) // zero would mean no bound
		}
	}
	return as, p.At != nil || p.Revision != nil
}

// shows answers with an aggregate as the caller may see it. HEAD is no look at it: nobody has read anything.
func (h *Handler) shows(x *exchange, s subject) error {
	var p pastParams
	if err := parameters(x.URL.RawQuery, &p); err != nil {
		return err
	}
	if s.personal && analyses(x.caller) {
		return errReadModelsOnly
	}
	as, past := p.asOf()
	if s.look != nil && (x.caller.IsPartner() || s.vendorLooks) && !past && x.Method != http.MethodHead {
		req := command.Request{Caller: x.caller, CorrelationID: x.correlation}
		return x.show(s.look(x.Context(), req, x.subject()))
	}
	seen, err := s.show(x.Context(), x.caller, x.subject(), as)
	if err == nil && past {
		err = h.record(x, Access{What: readPast, Subject: recordedSubject(s, x), Position: seen.Position.String(), Rows: 1, Outcome: given})
	}
	return x.show(seen, err)
}

var errReadModelsOnly = domain.Denial("read-models-only", "Analysts read the dashboards, the lists and the timeline.")

// analyses reports whether the caller is a member of the vendor who is an analyst and nothing else.
func analyses(who domain.Caller) bool {
	_, analyst := who.As(domain.RoleAnalyst)
	return who.IsVendor() && analyst && len(who.Roles) == 1
}

func (x *exchange) show(seen command.Seen, err error) error {
	if err != nil {
		return err
	}
	x.w.Header().Set("ETag", etag(seen.Revision))
	return x.json(http.StatusOK, seen)
}

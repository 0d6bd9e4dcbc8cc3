package api

import (
	"net/http"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/handlers/command"
)

// pastParams choose a place in a history. Without any, the present is meant; with both, each holds.
type pastParams struct {
	At       place  `json:"at,omitzero" doc:"As recorded by this time, by the end of this day (UTC), or up to this position; as it is now where that has not come yet."`
	Revision *int64 `json:"revision,omitempty" minimum:"0" doc:"As of this revision."`
}

// pastOf reads which place in a history is asked for; the zero value for the present.
func (h *Handler) pastOf(x *exchange) (as command.AsOf, err error) {
	var p pastParams
	if err := parameters(x.URL.RawQuery, &p); err != nil {
		return as, err
	}
	at := p.At.ends(h.Clock().UTC())
	if !at.position.IsZero() {
		as.Position = &at.position
	}
	as.Revision, as.Time = p.Revision, at.at
	return as, nil
}

// shows answers with an aggregate as the caller may see it. HEAD is no look at it: nobody has read anything.
func (h *Handler) shows(x *exchange, s subject) error {
	as, err := h.pastOf(x)
	if err != nil {
		return err
	}
	if s.personal && analyses(x.caller) {
		return errReadModelsOnly
	}
	past := as != command.AsOf{}
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

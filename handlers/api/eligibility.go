package api

import (
	"net/http"

	"github.com/cosell/cosell/handlers/command"
)

// eligibility answers with the verdict on a deal.
func (h *Handler) eligibility(x *exchange, s subject) error {
	as, err := h.pastOf(x)
	if err != nil {
		return err
	}
	if analyses(x.caller) {
		return errReadModelsOnly
	}
	verdict, err := s.verdict(x.Context(), x.caller, x.subject(), as)
	if err == nil && as != (command.AsOf{}) {
		err = h.record(x, Access{What: readPast, Subject: recordedSubject(s, x), Rows: 1, Outcome: given})
	}
	if err != nil {
		return err
	}
	return x.json(http.StatusOK, verdict)
}

package api

import "net/http"

// eligibility answers with the verdict on a deal.
func (h *Handler) eligibility(x *exchange, s subject) error {
	var p pastParams
	if err := parameters(x.URL.RawQuery, &p); err != nil {
		return err
	}
	if analyses(x.caller) {
		return errReadModelsOnly
	}
	as, past := p.asOf()
	verdict, err := s.verdict(x.Context(), x.caller, x.subject(), as)
	if err == nil && past {
		err = h.record(x, Access{What: readPast, Subject: recordedSubject(s, x), Rows: 1, Outcome: given})
	}
	if err != nil {
		return err
	}
	return x.json(http.StatusOK, verdict)
}

package api

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/handlers/command"
	"github.com/cosell/cosell/projections/page"
)

// historyParams choose a page of a history.
type historyParams struct {
	Cursor string `json:"cursor,omitempty" maxLength:"4096" doc:"The next of the page before."`
	Limit  *int   `json:"limit,omitempty" minimum:"1" maximum:"200" doc:"Events of one page; 200 when left out."`
}

// HistoryEvent is one event as it is in the log, in the form in which every reader of histories gets it.
type HistoryEvent struct {
	ID            domain.ID           `json:"id" doc:"The event."`
	Kind          string              `json:"kind" doc:"What happened, such as opportunity.accepted."`
	Version       int                 `json:"version" doc:"Schema version of data, as written."`
	Revision      int64               `json:"revision" doc:"Place in the history, from 0."`
	Position      eventstore.Position `json:"position" doc:"Place in the whole log."`
	RecordedAt    time.Time           `json:"recordedAt" doc:"When it was written."`
	EffectiveAt   time.Time           `json:"effectiveAt" doc:"When it took effect; earlier than recordedAt where a clock was late."`
	Actor         domain.Actor        `json:"actor" doc:"Who did it, and in which role."`
	CommandID     string              `json:"commandId" doc:"The command that led to it."`
	CorrelationID string              `json:"correlationId,omitempty" doc:"Shared by all effects of one request."`
	CausationID   string              `json:"causationId,omitempty" doc:"The event that a process reacted to."`
	PolicyVersion int                 `json:"policyVersion" doc:"Version of the program policy that the decision used."`
	Data          json.RawMessage     `json:"data" doc:"The payload, byte for byte; of a note that another organisation wrote for itself only {\"audience\":\"own\"}, except for auditors."`
}

// errNeedsHistoryRight is what others than these roles are told of what they may know of.
var (
	errNeedsHistoryRight = domain.Denial("needs-history-right", "Histories of deals, partners and the program are for the vendor's auditors, channel managers and program administrators; all others for its auditors alone.")
	historians           = []domain.Role{domain.RoleAuditor, domain.RoleChannelManager, domain.RoleProgramAdministrator}
	auditors             = []domain.Role{domain.RoleAuditor}
)

func (h *Handler) history(x *exchange, s subject) error {
	var p historyParams
	if err := parameters(x.URL.RawQuery, &p); err != nil {
		return err
	}
	from, err := historyCursor(p.Cursor)
	if err != nil {
		return err
	}
	v, err := s.present(x.Context(), x.caller, x.subject())
	if err != nil {
		return err
	}
	if _, ok := x.caller.As(s.historians...); !ok || !x.caller.IsVendor() {
		return errNeedsHistoryRight
	}
	answer := historyPage{Position: v.Position, Items: []HistoryEvent{}}
	limit := page.MaxLimit
	if p.Limit != nil {
		limit = *p.Limit
	}
	for e, err := range s.events(x.Context(), x.subject()) {
		switch {
		case err != nil:
			return err
		case e.Revision < from || e.Revision > v.Revision:
			continue
		case len(answer.Items) == limit:
			answer.Next = cursorOfHistory(e.Revision)
			return h.tellsHistory(x, s, answer)
		}
		answer.Items = append(answer.Items, historyEvent(e, x.caller))
	}
	return h.tellsHistory(x, s, answer)
}

func (h *Handler) tellsHistory(x *exchange, s subject, p historyPage) error {
	to := p.Position
	if p.Next != "" {
		to = p.Items[len(p.Items)-1].Position
	}
	err := h.record(x, Access{What: readHistory, Subject: recordedSubject(s, x), Position: to.String(), Rows: int64(len(p.Items)), Outcome: given})
	if err != nil {
		return err
	}
	return x.json(http.StatusOK, p)
}

// EventOf gives an entry of a history that form.
func EventOf(e command.Entry) HistoryEvent {
	return HistoryEvent{
		ID: e.EventID, Kind: e.Kind, Version: e.Version, Revision: e.Revision, Position: e.Position,
		RecordedAt: e.RecordedAt, EffectiveAt: e.Effective, Actor: e.Actor,
		CommandID: e.Metadata.CommandID, CorrelationID: e.Metadata.CorrelationID, CausationID: e.Metadata.CausationID,
		PolicyVersion: e.Policy, Data: e.Data,
	}
}

// historyEvent gives an entry as a caller may read it: what an organisation noted for itself is read there, and by auditors.
func historyEvent(e command.Entry, who domain.Caller) HistoryEvent {
	shown := EventOf(e)
	note, ok := e.Event.(opportunity.NoteAdded)
	if ok && note.Audience == opportunity.AudienceOwn && e.Actor.Org != who.Org && !audits(who) {
		shown.Data = json.RawMessage(`{"audience":"own"}`)
	}
	return shown
}

// audits reports whether the caller is an auditor of the vendor, who reads everything.
func audits(who domain.Caller) bool {
	_, ok := who.As(domain.RoleAuditor)
	return ok && who.IsVendor()
}

const historyMark = "history:"

func cursorOfHistory(revision int64) string {
	return base64.RawURLEncoding.EncodeToString([]byte(historyMark + strconv.FormatInt(revision, 10)))
}

// historyCursor reads what cursorOfHistory writes; "" is the beginning.
func historyCursor(cursor string) (revision int64, err error) {
	if cursor == "" {
		return 0, nil
	}
	text, _ := base64.RawURLEncoding.DecodeString(cursor)
	number, ok := strings.CutPrefix(string(text), historyMark)
	if revision, err = strconv.ParseInt(number, 10, 64); !ok || err != nil || cursorOfHistory(revision) != cursor || revision < 0 {
		return 0, page.ErrBadCursor.On("cursor")
	}
	return revision, nil
}

package api

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"reflect"
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
	unread := parameters(x.URL.RawQuery, &p)
	from, stray := historyCursor(p.Cursor)
	if err := also(unread, domain.AsError(stray).Fields); err != nil {
		return err
	}
	v, err := s.present(x.Context(), x.caller, x.subject())
	if err != nil {
		return err
	}
	if _, ok := x.caller.As(s.historians...); !ok || !x.caller.IsVendor() {
		return errNeedsHistoryRight
	}
	part := p.excerpt(from, v.Revision, x.exports())
	if x.exports() {
		return h.exportHistory(x, s, v.Position, part)
	}
	answer := historyPage{Position: v.Position, Items: []HistoryEvent{}, Next: part.next}
	for e, err := range s.events(x.Context(), x.subject()) {
		switch {
		case err != nil:
			return err
		case part.holds(e):
			answer.Items = append(answer.Items, historyEvent(e, x.caller))
		}
		if e.Revision >= part.last {
			break
		}
	}
	return h.tellsHistory(x, s, answer)
}

// excerpt is the part of a history that is asked for.
type excerpt struct {
	first, last int64  // revisions
	next        string // cursor of what follows; "" for nothing
}

// excerpt is one page from a revision on, or for an export of which no page was asked for everything up to the last revision.
func (p historyParams) excerpt(from, last int64, export bool) excerpt {
	limit := int64(page.MaxLimit)
	if p.Limit != nil {
		limit = int64(*p.Limit)
	}
	if export && p.Cursor == "" && p.Limit == nil || last-from < limit {
		return excerpt{from, last, ""}
	}
	return excerpt{from, from + limit - 1, cursorOfHistory(from + limit)}
}

func (p excerpt) holds(e command.Entry) bool { return p.first <= e.Revision && e.Revision <= p.last }

// exportHistory hands a history out as CSV or NDJSON, a batch of events at a time.
func (h *Handler) exportHistory(x *exchange, s subject, position eventstore.Position, part excerpt) error {
	ctx, cancel := x.patience()
	defer cancel()
	if part.next != "" {
		x.linkNext(part.next)
	}
	t, err := h.handOut(x, taking{s.kind + "-history", recordedSubject(s, x), readHistory}, position, rowsOf[HistoryEvent](nil))
	if err != nil {
		return err
	}
	for e, err := range s.events(ctx, x.subject()) {
		switch {
		case err != nil:
			t.flush(err)
		case part.holds(e):
			t.row(reflect.ValueOf(historyEvent(e, x.caller)))
		}
		if t.taken.Rows%page.MaxLimit == 0 {
			t.flush(nil)
		}
		if e.Revision >= part.last {
			break
		}
	}
	t.flush(nil)
	t.end()
	return nil
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

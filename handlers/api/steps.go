package api

import (
	"context"
	"net/http"
	"reflect"
	"strings"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/handlers/command"
	"github.com/cosell/cosell/handlers/process"
	"github.com/cosell/cosell/projections/page"
)

// stepsPage is one page of the steps of process managers.
type stepsPage struct {
	Items []step `json:"items" doc:"Those that changed last first."`
	Next  string `json:"next,omitempty" doc:"Cursor of the following page; none on the last one."`
}

// step is a process.Step, as far as the caller may know of what it is about.
type step struct {
	ID        domain.ID     `json:"id" doc:"The step."`
	Process   string        `json:"process" doc:"The manager that takes it."`
	Command   string        `json:"command" doc:"The command that it issues."`
	Aggregate string        `json:"aggregate" doc:"Kind of what the command goes to."`
	Subject   domain.ID     `json:"subject,omitempty" doc:"What the command goes to; left out where the caller may not know of the deal."`
	Cause     *stepCause    `json:"cause,omitempty" doc:"The event that led to it; left out where the caller may not know of the deal."`
	State     process.State `json:"state" enum:"pending,done,failed" doc:"How far it has come."`
	Attempts  int           `json:"attempts" doc:"How often it was tried since it was last given back."`
	DueAt     time.Time     `json:"dueAt" doc:"When it fell due."`
	RetryAt   time.Time     `json:"retryAt" doc:"Of a pending one: when it is tried next, at the earliest."`
	LastCode  string        `json:"lastCode,omitempty" doc:"Code of the last refusal."`
	LastError string        `json:"lastError,omitempty" doc:"What was said of it; left out where the caller may not know of the deal."`
	CreatedAt time.Time     `json:"createdAt" doc:"When it was stored."`
	ChangedAt time.Time     `json:"changedAt" doc:"When it last changed."`
}

type stepCause struct {
	Event    domain.ID `json:"event" doc:"The event."`
	Stream   string    `json:"stream" doc:"Its stream."`
	Revision int64     `json:"revision" doc:"Its place there."`
	Position string    `json:"position" doc:"Its place in the whole log."`
}

// stepsParams choose a page of steps.
type stepsParams struct {
	State  process.State `json:"state,omitempty" enum:"pending,done,failed" doc:"Steps in this state; all when left out."`
	Cursor string        `json:"cursor,omitempty" maxLength:"4096" doc:"The next of the page before."`
	Limit  *int          `json:"limit,omitempty" minimum:"1" maximum:"200" doc:"Rows of one page; 50 when left out."`
}

var errNeedsOperator = domain.Denial("needs-program-administrator", "Steps are for the vendor's program administrators; its auditors read them.")

const stepsName = "steps"

// stepped are the routes of the steps of process managers.
func (h *Handler) stepped() []*route {
	return []*route{
		{method: http.MethodGet, path: prefix + "/steps", name: stepsName, tag: tagOperation, access: members, status: http.StatusOK,
			doc:    "The steps that process managers take, to find those that have failed. For the vendor's program administrators and auditors.",
			params: reflect.TypeFor[stepsParams](), answer: reflect.TypeFor[stepsPage](), media: textCSV, serve: h.steps},
		{method: http.MethodPost, path: prefix + "/steps/{id}/retry", name: "step-retry", tag: tagOperation, access: members, status: http.StatusNoContent,
			doc: "Gives a failed step back to its manager. For the vendor's program administrators.", serve: h.retryStep},
	}
}

func (h *Handler) steps(x *exchange) error {
	var p stepsParams
	unread := parameters(x.URL.RawQuery, &p)
	if err := also(unread, sequence{process.ListName, process.Sorts, new(string), "-changed"}.strays(p.Cursor)); err != nil {
		return err
	}
	if err := operates(x.caller, domain.RoleProgramAdministrator, domain.RoleAuditor); err != nil {
		return err
	}
	r := page.Request{Cursor: p.Cursor}
	if p.Limit != nil {
		r.Limit = *p.Limit
	}
	read := func(ctx context.Context, db page.DB, r page.Request) (page.Page[step], error) {
		return h.stepsFor(ctx, x.caller, db, p.State, r)
	}
	if x.exports() {
		return export(h, x, stepsName, listParams{Cursor: p.Cursor, Limit: p.Limit}, r, read)
	}
	found, err := read(x.Context(), h.Pool, r)
	if err != nil {
		return reached(err)
	}
	return x.json(http.StatusOK, stepsPage{Items: append([]step{}, found.Items...), Next: found.Next})
}

// stepsFor is a page of steps as far as the caller may know of what they are about.
func (h *Handler) stepsFor(ctx context.Context, who domain.Caller, db page.DB, state process.State, r page.Request) (all page.Page[step], err error) {
	found, err := process.List(ctx, db, state, r)
	all.Next = found.Next
	for _, s := range found.Items {
		if err != nil {
			break
		}
		var shown step
		shown, err = h.stepFor(ctx, who, s)
		all.Items = append(all.Items, shown)
	}
	return all, err
}

func (h *Handler) retryStep(x *exchange) error {
	if err := x.bare(); err != nil {
		return err
	}
	if err := operates(x.caller, domain.RoleProgramAdministrator); err != nil {
		return err
	}
	given, err := process.Retry(x.Context(), h.Pool, x.subject())
	switch {
	case err != nil:
		return reached(err)
	case given == 0:
		return command.ErrMissing
	}
	x.w.WriteHeader(http.StatusNoContent)
	return nil
}

func operates(who domain.Caller, roles ...domain.Role) error {
	if _, ok := who.As(roles...); !ok || !who.IsVendor() {
		return errNeedsOperator
	}
	return nil
}

// stepFor is a step without what would tell of a referral that the caller may not know of.
func (h *Handler) stepFor(ctx context.Context, who domain.Caller, s process.Step) (step, error) {
	shown := step{
		ID: s.ID, Process: s.Process, Command: s.Command, Aggregate: s.Aggregate, State: s.State, Attempts: s.Attempts,
		DueAt: s.DueAt, RetryAt: s.RetryAt, LastCode: s.LastCode, CreatedAt: s.CreatedAt, ChangedAt: s.ChangedAt,
	}
	known, err := h.knows(ctx, who, s)
	if err == nil && known {
		shown.Subject, shown.LastError = s.Subject, s.LastError
		shown.Cause = &stepCause{s.CauseEvent, s.CauseStream, s.CauseRevision, s.CausePosition}
	}
	return shown, err
}

// knows reports whether the caller may know of the referrals that a step comes from and goes to.
func (h *Handler) knows(ctx context.Context, who domain.Caller, s process.Step) (bool, error) {
	for _, stream := range []string{s.CauseStream, s.Aggregate + "-" + string(s.Subject)} {
		id, ok := strings.CutPrefix(stream, "referral-")
		if !ok {
			continue
		}
		_, err := h.Commands.Referrals.Visible(ctx, who, domain.ID(id))
		switch {
		case err == nil:
		case domain.AsError(err).Class == domain.ClassMissing:
			return false, nil
		default:
			return false, err
		}
	}
	return true, nil
}

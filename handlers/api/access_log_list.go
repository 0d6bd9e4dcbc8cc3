package api

import (
	"context"
	"fmt"
	"net/http"
	"reflect"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/projections/page"
)

// accessParams filter and sort the access log.
type accessParams struct {
	Sort    string     `json:"sort,omitempty" enum:"at,-at" doc:"Oldest first, or with a leading - latest first, which is meant when it is left out."`
	Org     string     `json:"org,omitempty" maxLength:"36" pattern:"^(vendor|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$" doc:"Readers of this organisation: the word vendor, or a partner's id."`
	Member  string     `json:"member,omitempty" maxLength:"128" doc:"This reader."`
	Subject string     `json:"subject,omitempty" maxLength:"100" doc:"What was read, such as opportunity/ID, managed or events."`
	What    string     `json:"what,omitempty" enum:"history,timeline,past,export,feed" doc:"What was done."`
	From    *time.Time `json:"from,omitempty" doc:"At this time or later."`
	To      *time.Time `json:"to,omitempty" doc:"Before this time."`
	Cursor  string     `json:"cursor,omitempty" maxLength:"4096" doc:"The next of the page before, with the same sort."`
	Limit   *int       `json:"limit,omitempty" minimum:"1" maximum:"200" doc:"Rows of one page; 50 when left out."`
}

// accessPage is one page of the access log, which has no place in the log of events.
type accessPage struct {
	Items []Access `json:"items" doc:"The rows of this page."`
	Next  string   `json:"next,omitempty" doc:"Cursor of the following page; none on the last one."`
}

const accessList = "access-log"

var (
	errNeedsAuditor = domain.Denial("needs-auditor", "Who read what is for the vendor's auditors.")
	accessSorts     = page.Sorts{{Name: "at", Keys: []page.Key{{SQL: "at", Kind: page.Time}}}}
)

// accesses are the routes of the access log.
func (h *Handler) accesses() []*route {
	return []*route{{
		method: http.MethodGet, path: prefix + "/access-log", name: accessList, tag: tagOperation, access: members, status: http.StatusOK,
		doc:    "Who read histories, timelines, the feed or the past, or exported a list. For the vendor's auditors.",
		params: reflect.TypeFor[accessParams](), answer: reflect.TypeFor[accessPage](), media: textCSV, serve: h.accessLog,
	}}
}

func (h *Handler) accessLog(x *exchange) error {
	var p accessParams
	unread := parameters(x.URL.RawQuery, &p)
	if err := also(unread, sequence{accessList, accessSorts, &p.Sort, "-at"}.strays(p.Cursor)); err != nil {
		return err
	}
	if !audits(x.caller) {
		return errNeedsAuditor
	}
	l := listParams{Cursor: p.Cursor, Limit: p.Limit}
	if p.Sort == "" {
		p.Sort = "-at"
	}
	if x.exports() {
		return export(h, x, accessList, l, l.request(p.Sort), p.read)
	}
	found, err := p.read(x.Context(), h.Pool, l.request(p.Sort))
	if err != nil {
		return reached(err)
	}
	return x.json(http.StatusOK, accessPage{Items: append([]Access{}, found.Items...), Next: found.Next})
}

func (p accessParams) where() (w page.Where) {
	for column, wanted := range map[string]string{"org": p.Org, "member": p.Member, "subject": p.Subject, "what": p.What} {
		if wanted != "" {
			w.And(column+" = ?", wanted)
		}
	}
	if p.From != nil {
		w.And("at >= ?", *p.From)
	}
	if p.To != nil {
		w.And("at < ?", *p.To)
	}
	return w
}

// read gives one page of the access log.
func (p accessParams) read(ctx context.Context, db page.DB, r page.Request) (found page.Page[Access], err error) {
	order, err := accessSorts.Parse(r.Sort)
	if err != nil {
		return found, err
	}
	limit, err := r.Rows()
	if err != nil {
		return found, err
	}
	where := p.where()
	if r.Cursor != "" {
		place, err := order.Place(accessList, r.Cursor)
		if err != nil {
			return found, err
		}
		where.Behind(order, place)
	}
	const columns = "id, at, member, org, roles, what, route, subject, query, position, rows, outcome, request_id::text"
	sql := fmt.Sprintf("select %s from cosell_ops.access_log%s order by %s limit %d", columns, where.SQL(), order.SQL(), limit+1)
	rows, err := db.Query(ctx, sql, where.Args()...)
	if err != nil {
		return found, err
	}
	if found.Items, err = pgx.CollectRows(rows, pgx.RowToStructByName[Access]); err != nil || len(found.Items) <= limit {
		return found, err
	}
	found.Items = found.Items[:limit]
	last := found.Items[limit-1]
	at := last.At.UTC().Format("2006-01-02 15:04:05.999999Z07")
	found.Next, err = order.Cursor(accessList, page.Place{Keys: []*string{&at}, ID: last.ID})
	return found, err
}

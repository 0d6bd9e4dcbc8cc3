package notify

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/domain"
)

// delivery is a row that is to be written.
type delivery struct {
	id, notice                                 domain.ID
	org                                        domain.Org
	channel, recipient, address, lane, payload string
	state                                      State
	reason                                     string
}

// expansion turns a page of notices into deliveries.
type expansion struct {
	*sender
	now        time.Time
	members    map[string][]Member // by organisation and filter
	webhooks   map[domain.Org][]target
	done       []string // ids of notices
	held       []string // ids of notices whose members cannot be read now
	deliveries []delivery
}

// add makes the deliveries of one notice. Members that cannot be read hold up the notice, not those behind it.
func (e *expansion) add(ctx context.Context, n *Notice) error {
	members, err := e.of(ctx, n)
	if err != nil {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		e.Log.WarnContext(ctx, "a notice waits for its recipients", "notice", n.ID, "org", n.Org, "error", err)
		e.held = append(e.held, string(n.ID))
		return nil
	}
	for _, m := range members {
		if err := e.addMail(n, m); err != nil {
			return err
		}
	}
	for _, w := range e.webhooks[n.Org] {
		if err := e.addPost(n, w); err != nil {
			return err
		}
	}
	e.done = append(e.done, string(n.ID))
	return nil
}

func (e *expansion) of(ctx context.Context, n *Notice) ([]Member, error) {
	filter, err := json.Marshal(n.To)
	if err != nil {
		return nil, err
	}
	key := string(n.Org) + string(filter)
	members, known := e.members[key]
	if !known {
		if members, err = e.Members.Of(ctx, n.Org, n.To); err != nil {
			return nil, err
		}
		e.members[key] = members
	}
	return members, nil
}

func (e *expansion) addMail(n *Notice, m Member) error {
	payload, err := json.Marshal(in(m.Locale).letter(n.Kind, n.Facts, e.link(n)))
	d := delivery{
		id: n.ID.Derive("mail:" + m.ID), notice: n.ID, org: n.Org,
		channel: "mail", recipient: m.ID, address: string(m.Mail), lane: mailLane, payload: string(payload), state: StatePending,
	}
	switch {
	case slices.Contains(m.OptOut, string(n.Kind)):
		d.skip("opted-out")
	case e.stale(n):
		d.skip("stale")
	case e.Mail == nil:
		d.skip("no-mail-server")
	}
	e.deliveries = append(e.deliveries, d)
	return err
}

func (e *expansion) addPost(n *Notice, w target) error {
	if len(w.Kinds) > 0 && !slices.Contains(w.Kinds, n.Kind) {
		return nil
	}
	payload, err := json.Marshal(n.post())
	d := delivery{
		id: n.ID.Derive("webhook:" + string(w.ID)), notice: n.ID, org: n.Org,
		channel: "webhook", recipient: string(w.ID), address: w.URL, lane: webhookLane + string(w.ID), payload: string(payload), state: StatePending,
	}
	if e.stale(n) {
		d.skip("stale")
	}
	e.deliveries = append(e.deliveries, d)
	return err
}

func (e *expansion) stale(n *Notice) bool { return n.At.Before(e.now.Add(-Stale)) }

func (d *delivery) skip(reason string) { d.state, d.reason = StateSkipped, reason }

var places = map[string]string{"opportunity": "/opportunities/", "referral": "/referrals/"}

// link leads to the deal, or to its registration.
func (s *sender) link(n *Notice) string {
	if s.BaseURL == "" {
		return ""
	}
	place := places[n.Deal.Kind] + string(n.Deal.ID)
	if n.Facts.Registration != "" {
		place = "/registrations/" + string(n.Facts.Registration)
	}
	return strings.TrimSuffix(s.BaseURL, "/") + place
}

// store writes the deliveries, and notes that the notices have them.
func (e *expansion) store(ctx context.Context, tx pgx.Tx) error {
	var ids, notices, orgs, channels, recipients, addresses, lanes, payloads, states, reasons []string
	for _, d := range e.deliveries {
		ids, notices, orgs = append(ids, string(d.id)), append(notices, string(d.notice)), append(orgs, string(d.org))
		channels, recipients = append(channels, d.channel), append(recipients, d.recipient)
		addresses, lanes, payloads = append(addresses, d.address), append(lanes, d.lane), append(payloads, d.payload)
		states, reasons = append(states, string(d.state)), append(reasons, d.reason)
	}
	b := &pgx.Batch{}
	b.Queue(`
insert into cosell_ops.deliveries (id, notice, org, channel, recipient, address, lane, payload, state, reason, retry_at, created_at, changed_at)
select id, notice, org, channel, recipient, address, lane, payload, state, reason, $11, $11, $11
from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[])
    with ordinality as d (id, notice, org, channel, recipient, address, lane, payload, state, reason, place)
order by place on conflict (id) do nothing`, ids, notices, orgs, channels, recipients, addresses, lanes, payloads, states, reasons, e.now)
	b.Queue(`update cosell_ops.notices set expanded_at = $2 where id = any($1::uuid[])`, e.done, e.now)
	b.Queue(`update cosell_ops.notices set retry_at = $2 where id = any($1::uuid[])`, e.held, e.now.Add(membersWait))
	return tx.SendBatch(ctx, b).Close()
}

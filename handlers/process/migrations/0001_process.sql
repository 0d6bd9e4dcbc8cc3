-- What process managers remember: clocks that run, who holds what, and the steps that were taken or are still to take.
-- +goose Up
create table cosell_ops.deadlines (
    deal     uuid        not null,
    kind     text        not null check (kind in ('offer', 'pause')),
    due_at   timestamptz not null,
    event    uuid        not null,
    revision bigint      not null,
    position text        not null collate "C",
    primary key (deal, kind)
);
create index deadlines_due on cosell_ops.deadlines (due_at);

comment on table cosell_ops.deadlines is 'Clocks that run: an offer that waits for its answer, a pause that ends at its date. A clock that went off is a step.';
comment on column cosell_ops.deadlines.deal is 'Id of the opportunity.';
comment on column cosell_ops.deadlines.kind is 'offer: until when it may be answered; pause: when work goes on.';
comment on column cosell_ops.deadlines.due_at is 'When it is over, UTC.';
comment on column cosell_ops.deadlines.event is 'Id of the event that set the clock.';
comment on column cosell_ops.deadlines.revision is 'Revision of that event in the stream of the deal.';
comment on column cosell_ops.deadlines.position is 'Position of that event in the log.';

create table cosell_ops.holdings (
    deal    uuid not null primary key,
    partner uuid not null,
    kind    text not null check (kind in ('offer', 'lead')),
    member  text not null default '' collate "C"
);
create index holdings_partner on cosell_ops.holdings (partner, kind);

comment on table cosell_ops.holdings is 'Which partner holds a deal that is open: as an offer, or as its lead.';
comment on column cosell_ops.holdings.deal is 'Id of the opportunity.';
comment on column cosell_ops.holdings.partner is 'Id of the partner.';
comment on column cosell_ops.holdings.kind is 'offer: not answered yet; lead: the partner works on it.';
comment on column cosell_ops.holdings.member is 'Id of the member that the deal is assigned to; empty when it is to none.';

create table cosell_ops.absences (
    partner uuid not null,
    member  text not null default '' collate "C",
    primary key (partner, member)
);

comment on table cosell_ops.absences is 'Partners that are suspended and members that were removed: what they are given by a decision that did not know it is taken from them.';
comment on column cosell_ops.absences.partner is 'Id of the partner.';
comment on column cosell_ops.absences.member is 'Id of the member that was removed; empty when the partner is suspended.';

create table cosell_ops.steps (
    id             uuid        not null primary key,
    process        text        not null,
    cause_event    uuid        not null,
    cause_stream   text        not null collate "C",
    cause_revision bigint      not null,
    cause_position text        not null collate "C",
    subject        uuid        not null,
    command        text        not null,
    request        text        not null,
    due_at         timestamptz not null,
    state          text        not null default 'pending' check (state in ('pending', 'done', 'failed')),
    seen           boolean     not null default false,
    attempts       integer     not null default 0,
    retry_at       timestamptz not null,
    last_code      text        not null default '',
    last_error     text        not null default '',
    created_at     timestamptz not null,
    changed_at     timestamptz not null
);
create index steps_pending on cosell_ops.steps (process, due_at, cause_position) where state = 'pending';
create index steps_unseen on cosell_ops.steps (subject) where not seen;
create index steps_failed on cosell_ops.steps (changed_at) where state = 'failed';

comment on table cosell_ops.steps is 'Commands that process managers issue because of an event, each once. One that was refused stays here as failed.';
comment on column cosell_ops.steps.id is 'Derived from process, causing event and subject; the command carries it as its Idempotency-Key.';
comment on column cosell_ops.steps.process is 'The process manager: expiry or membership.';
comment on column cosell_ops.steps.cause_event is 'Id of the event that it reacts to.';
comment on column cosell_ops.steps.cause_stream is 'Stream of that event.';
comment on column cosell_ops.steps.cause_revision is 'Revision of that event in its stream.';
comment on column cosell_ops.steps.cause_position is 'Position of that event in the log.';
comment on column cosell_ops.steps.subject is 'Id of the opportunity that the command goes to.';
comment on column cosell_ops.steps.command is 'Name of the command.';
comment on column cosell_ops.steps.request is 'The command as JSON.';
comment on column cosell_ops.steps.due_at is 'When it fell due; steps are taken in this order.';
comment on column cosell_ops.steps.state is 'pending, done (also when there was nothing to do), or failed.';
comment on column cosell_ops.steps.seen is 'What it led to was met in the log, or it led to nothing. A step that is done and was not seen when the log was read to its end is taken again.';
comment on column cosell_ops.steps.attempts is 'How often the command was issued.';
comment on column cosell_ops.steps.retry_at is 'Not before this is it issued again.';
comment on column cosell_ops.steps.last_code is 'Code of the last error.';
comment on column cosell_ops.steps.last_error is 'Sentence of the last error.';
comment on column cosell_ops.steps.created_at is 'When it became a step.';
comment on column cosell_ops.steps.changed_at is 'When its state or its attempts last changed.';

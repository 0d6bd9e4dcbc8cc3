-- Process managers of everything: clocks of every kind of aggregate and of several managers, steps to every kind, who has a
-- copy of a co-sell deal, and which deal a registration is of.
-- +goose Up
alter table cosell_ops.deadlines rename column deal to subject;
alter table cosell_ops.deadlines drop constraint deadlines_kind_check;
alter table cosell_ops.deadlines drop constraint deadlines_pkey;
alter table cosell_ops.deadlines
    add column process text not null default 'expiry',
    add column stream  text collate "C",
    add column about    text    not null default '',
    add column retry_at timestamptz,
    add column attempts integer not null default 0;
update cosell_ops.deadlines set stream = 'opportunity-' || subject;
alter table cosell_ops.deadlines
    alter column process drop default,
    alter column stream set not null,
    add primary key (process, subject, kind);
drop index cosell_ops.deadlines_due;
create index deadlines_due on cosell_ops.deadlines (process, (coalesce(retry_at, due_at)));
create index deadlines_silence on cosell_ops.deadlines (process, subject) where kind = 'silence';

comment on table cosell_ops.deadlines is 'Clocks that run. What went off is a step, or a notice.';
comment on column cosell_ops.deadlines.process is 'The process manager that waits: expiry or reminders.';
comment on column cosell_ops.deadlines.subject is 'Id of what it is about: an opportunity, a referral or a registration.';
comment on column cosell_ops.deadlines.kind is 'What goes off. Of expiry: offer, pause, invitation, exclusivity, exception-window, review-window, grant. Of reminders: offer-reminder, invitation-reminder, exception-overdue, overdue, stalled; silence is a pause, during which the last two keep still.';
comment on column cosell_ops.deadlines.due_at is 'When it goes off, UTC.';
comment on column cosell_ops.deadlines.event is 'Id of the event that set the clock.';
comment on column cosell_ops.deadlines.stream is 'Stream of that event.';
comment on column cosell_ops.deadlines.revision is 'Revision of that event in its stream.';
comment on column cosell_ops.deadlines.position is 'Position of that event in the log.';
comment on column cosell_ops.deadlines.about is 'What must be known when it goes off, as JSON.';
comment on column cosell_ops.deadlines.retry_at is 'Not before this does it go off again; null unless nothing could be made of it when it went off.';
comment on column cosell_ops.deadlines.attempts is 'How often nothing could be made of it.';

alter table cosell_ops.holdings drop constraint holdings_kind_check;
alter table cosell_ops.holdings add constraint holdings_kind_check check (kind in ('offer', 'lead', 'invitation'));

comment on table cosell_ops.holdings is 'Which partner holds a deal that is open: as an offer, as an invitation, or as its lead.';
comment on column cosell_ops.holdings.deal is 'Id of the opportunity, or of the referral that is an invitation.';
comment on column cosell_ops.holdings.kind is 'offer: an opportunity not answered yet; invitation: a referral not answered yet; lead: the partner works on the opportunity.';

alter table cosell_ops.steps
    add column aggregate text    not null default 'opportunity',
    add column about     text    not null default '' collate "C",
    add column seq       integer not null default 0,
    add column leads_to  uuid,
    add column nothing_at text collate "C";
update cosell_ops.steps set seen = true where state = 'done';
alter table cosell_ops.steps
    alter column aggregate drop default,
    alter column about drop default,
    alter column seq drop default;
drop index cosell_ops.steps_pending;
drop index cosell_ops.steps_unseen;
create index steps_unseen on cosell_ops.steps (leads_to) where not seen;
create index steps_changed on cosell_ops.steps (changed_at, id);
create index steps_pending on cosell_ops.steps (process, due_at, cause_position, cause_revision, seq) where state = 'pending';
create index steps_subject on cosell_ops.steps (process, subject) where state = 'pending';

comment on column cosell_ops.steps.id is 'Derived from process, causing event, command, subject and about; the command carries it as its Idempotency-Key.';
comment on column cosell_ops.steps.process is 'The process manager.';
comment on column cosell_ops.steps.aggregate is 'Kind of aggregate that the command goes to.';
comment on column cosell_ops.steps.subject is 'Id of the aggregate that the command goes to.';
comment on column cosell_ops.steps.about is 'Id of what else it is about, where several steps ask the same of one subject; else empty.';
comment on column cosell_ops.steps.seq is 'Its place among the steps of one event, from 0: they are taken in this order.';
comment on column cosell_ops.steps.request is 'The command as JSON; empty when it is made from the event that caused it.';
comment on column cosell_ops.steps.leads_to is 'Id that its first event has, if it leads to any; null of a step of an older version that was not taken since.';
comment on column cosell_ops.steps.nothing_at is 'Where there was nothing to do: the position of the last event of the subject that this was decided on; else null.';
comment on column cosell_ops.steps.seen is 'The log was read and holds what it led to, or that for which there was nothing to do. A step that is done and was not seen when the log was read to its end is taken again.';
comment on column cosell_ops.steps.attempts is 'How often the command was issued since the step began, or was last given back.';

create table cosell_ops.copies (
    referral   uuid    not null primary key,
    engagement uuid    not null,
    inviter    uuid,
    waiting    boolean not null,
    closed     boolean not null
);
create index copies_engagement on cosell_ops.copies (engagement);

comment on table cosell_ops.copies is 'Which copies a co-sell deal has: one for each organisation that takes part or was invited.';
comment on column cosell_ops.copies.referral is 'Id of the copy, which may not have begun yet.';
comment on column cosell_ops.copies.engagement is 'Id that all copies of the deal share.';
comment on column cosell_ops.copies.inviter is 'Id of the copy that invited this one; null for the first.';
comment on column cosell_ops.copies.waiting is 'It is an invitation that was not answered yet.';
comment on column cosell_ops.copies.closed is 'It was won, lost or closed as an error.';

create table cosell_ops.recognitions (
    registration uuid not null primary key,
    deal         text not null collate "C",
    purpose      text not null check (purpose in ('exclusivity', 'incentive', 'exception')),
    claim        uuid
);
create index recognitions_deal on cosell_ops.recognitions (deal);

comment on table cosell_ops.recognitions is 'Which deal a registration is of.';
comment on column cosell_ops.recognitions.registration is 'Id of the registration, which may not have begun yet.';
comment on column cosell_ops.recognitions.deal is 'Stream of the deal.';
comment on column cosell_ops.recognitions.purpose is 'What it asks for; exception: an incentive that began with the request for an exception.';
comment on column cosell_ops.recognitions.claim is 'Id of the claim that it was filed with; null when it was with none.';

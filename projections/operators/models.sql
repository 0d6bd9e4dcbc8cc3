-- What operators and auditors ask of the machinery itself, over the tables of those who own them. Everything is made anew at
-- each start, so that it needs no versions. Personal data stays where it is: no address, no text of a message.

-- Whether those who read for the vendor may be told of a stream: not of a private deal, nor of what partners keep of their own
-- customers. It looks the views up when it is called, so that they can be replaced beneath it.
create or replace function cosell_ops.tellable(stream text) returns boolean language plpgsql stable as $$
declare
    kind constant text := split_part(stream, '-', 1);
    what constant uuid := substr(stream, length(kind) + 2)::uuid;
begin
    return case kind
        when 'referral'     then exists (select from cosell.grid g where g.id = what)
        when 'registration' then exists (select from cosell.registrations r where r.id = what)
        when 'customer'     then false
        when 'contact'      then false
        else true
    end;
end $$;
comment on function cosell_ops.tellable is 'Whether who reads for the vendor may be told of a stream.';

drop view if exists cosell.process_steps;
create view cosell.process_steps as
select id, process, command, state, split_part(cause_stream, '-', 1) as cause_kind, substr(cause_stream, strpos(cause_stream, '-') + 1)::uuid as cause_id,
       cause_revision, cause_position, due_at, attempts, nullif(last_code, '') as last_code, created_at, changed_at
from cosell_ops.steps
where cosell_ops.tellable(cause_stream);
comment on view cosell.process_steps is 'What the program does by itself because of an event: one row for each command that it issues, and what became of it.';
comment on column cosell.process_steps.id is 'The step.';
comment on column cosell.process_steps.process is 'The process that takes it, such as expiry or invitations.';
comment on column cosell.process_steps.command is 'The command that it issues.';
comment on column cosell.process_steps.state is 'pending, done or failed.';
comment on column cosell.process_steps.cause_kind is 'What kind of thing it reacts to: opportunity, referral, registration and so on.';
comment on column cosell.process_steps.cause_id is 'The deal, registration or other thing whose event it reacts to.';
comment on column cosell.process_steps.cause_revision is 'Revision of that event in its stream.';
comment on column cosell.process_steps.cause_position is 'Place of that event in the event log.';
comment on column cosell.process_steps.due_at is 'When it fell or falls due (UTC).';
comment on column cosell.process_steps.attempts is 'How often it was tried.';
comment on column cosell.process_steps.last_code is 'Code of the last refusal; null where there was none.';
comment on column cosell.process_steps.created_at is 'When it was decided on (UTC).';
comment on column cosell.process_steps.changed_at is 'When it was last tried or changed (UTC).';

drop view if exists cosell.notifications;
create view cosell.notifications as
select d.id, n.id as notice_id, n.kind, n.deal_kind, n.deal as deal_id, n.org, d.channel, d.state, nullif(d.reason, '') as reason,
       d.attempts, nullif(d.status, 0) as status, n.at, d.created_at, d.changed_at
from cosell_ops.deliveries d join cosell_ops.notices n on n.id = d.notice
where cosell_ops.tellable(n.deal_kind || '-' || n.deal);
comment on view cosell.notifications is 'What was sent to whom: one row for each message to one recipient. Recipients and texts are not shown.';
comment on column cosell.notifications.id is 'The message; its receiver meets it as Message-ID or webhook-id.';
comment on column cosell.notifications.notice_id is 'What was told; the same for all who were told.';
comment on column cosell.notifications.kind is 'What it tells of, such as offer-received.';
comment on column cosell.notifications.deal_kind is 'opportunity or referral.';
comment on column cosell.notifications.deal_id is 'The deal.';
comment on column cosell.notifications.org is 'Organisation of the recipient: vendor, or a partner''s id.';
comment on column cosell.notifications.channel is 'mail or webhook.';
comment on column cosell.notifications.state is 'pending, sent, failed or skipped.';
comment on column cosell.notifications.reason is 'Why it was skipped; null where it was not.';
comment on column cosell.notifications.attempts is 'How often it was tried.';
comment on column cosell.notifications.status is 'HTTP status or SMTP code of the last attempt; null where there was none.';
comment on column cosell.notifications.at is 'When what it tells of was recorded (UTC).';
comment on column cosell.notifications.created_at is 'When the message was made (UTC).';
comment on column cosell.notifications.changed_at is 'When the message was last tried or changed (UTC).';

drop view if exists cosell.parked_events;
create view cosell.parked_events as
select p.name as consumer, p.version, split_part(p.stream, '-', 1) as kind, substr(p.stream, strpos(p.stream, '-') + 1)::uuid as id, p.revision, p.position,
       p.kind as event, p.state, p.attempts, p.error is not null as failed, p.reason, p.parked_at, p.ended_at
from cosell_ops.parked p
where p.side = '' and cosell_ops.tellable(p.stream);
comment on view cosell.parked_events is 'Events that a read model or a process could not apply, and later ones of the same deal that wait behind them. While one is parked, the rows of its deal are older than cosell.freshness says.';
comment on column cosell.parked_events.consumer is 'Who could not apply it: a read model''s projector, or a process.';
comment on column cosell.parked_events.version is 'Its version.';
comment on column cosell.parked_events.kind is 'What the event is of: opportunity, referral, registration and so on.';
comment on column cosell.parked_events.id is 'The deal, or other thing.';
comment on column cosell.parked_events.revision is 'Revision of the event in its stream.';
comment on column cosell.parked_events.position is 'Place of the event in the event log.';
comment on column cosell.parked_events.event is 'Kind of the event.';
comment on column cosell.parked_events.state is 'parked; unparked, when it was applied later; or skipped, when somebody said that it never shall be.';
comment on column cosell.parked_events.attempts is 'How often it was tried.';
comment on column cosell.parked_events.failed is 'Whether it failed itself, or waits behind one that did.';
comment on column cosell.parked_events.reason is 'Why it was skipped; null where it was not.';
comment on column cosell.parked_events.parked_at is 'When it was parked (UTC).';
comment on column cosell.parked_events.ended_at is 'When it was applied or skipped (UTC); null while it waits.';

drop view if exists cosell.access_log;
create view cosell.access_log as
select id, at, org, member, roles, what, route, subject, nullif(position, '') as position, rows, outcome, request_id
from cosell_ops.access_log
where case when subject ~ '^[a-z]+/[0-9a-f-]{36}$' then cosell_ops.tellable(replace(subject, '/', '-')) else true end;
comment on view cosell.access_log is 'Who read histories, timelines, the feed or a past, or exported a list, over the API. One row for each request that was answered at once; two for one that was answered as a stream: when it began, and when it ended.';
comment on column cosell.access_log.id is 'The row.';
comment on column cosell.access_log.at is 'When (UTC).';
comment on column cosell.access_log.org is 'For which organisation was read: vendor, or a partner''s id.';
comment on column cosell.access_log.member is 'The member who read.';
comment on column cosell.access_log.roles is 'The roles in which the member could ask.';
comment on column cosell.access_log.what is 'history, timeline, past, export or feed.';
comment on column cosell.access_log.route is 'The path of the request, with {id} in the place of the subject''s id.';
comment on column cosell.access_log.subject is 'What was read: KIND/ID, the name of a list, or events.';
comment on column cosell.access_log.position is 'Place in the event log up to which was read; null where it is not known.';
comment on column cosell.access_log.rows is 'How many events, lines or rows were handed out.';
comment on column cosell.access_log.outcome is 'given, or of a stream: begun, then ended or cut.';
comment on column cosell.access_log.request_id is 'Names the request in the server''s log.';

do $$
declare one name;
begin
    if exists (select from pg_roles where rolname = 'cosell_analyst') then
        foreach one in array array['process_steps', 'notifications', 'parked_events', 'access_log'] loop
            execute format('grant select on cosell.%I to cosell_analyst', one);
        end loop;
    end if;
end $$;

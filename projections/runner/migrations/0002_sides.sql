-- Versions and rebuilds of a read model stand side by side; events that cannot be applied are parked; holes are noted. The
-- read models of before go: they are made again from the log, under other names.
-- +goose Up
drop view if exists cosell.distributed, cosell.managed, cosell.referrals, cosell.registrations, cosell.timeline, cosell.freshness;
drop table if exists cosell.distributed_v1, cosell.managed_v1, cosell.referrals_v1, cosell.registrations_v1,
    cosell.timeline_owners_v2, cosell.timeline_v2;
delete from cosell_ops.checkpoints where name in ('distributed', 'managed', 'referrals', 'registrations', 'timeline');

alter table cosell_ops.checkpoints drop constraint checkpoints_pkey;
alter table cosell_ops.checkpoints drop constraint checkpoints_state_check;
alter table cosell_ops.checkpoints
    add column side     text             not null collate "C" default '' check (side in ('', 'next')),
    add column shown    boolean          not null default false,
    add column begun_at timestamptz      not null default now(),
    add column built_at timestamptz,
    add column events   bigint           default 0,
    add column rate     double precision not null default 0,
    add column seen     text             not null collate "C" default repeat('0', 32),
    add column tables   text[]           not null default '{}',
    add column models   text[]           not null default '{}',
    add primary key (name, version, side),
    add constraint checkpoints_state_check check (state in ('running', 'stopped', 'stalled'));
update cosell_ops.checkpoints set shown = true, built_at = now(), events = null;

comment on column cosell_ops.checkpoints.state is 'running; stopped at an event that could not be applied; or stalled, when the log has grown and nothing of it arrives.';
comment on column cosell_ops.checkpoints.heartbeat is 'Last sign of the session that owns the consumer; given only while what it reads keeps up with the log.';
comment on column cosell_ops.checkpoints.side is 'Empty for the rows that serve; next for those that are built beside them, to take their place.';
comment on column cosell_ops.checkpoints.shown is 'Whether the views of the schema cosell show the rows of this version.';
comment on column cosell_ops.checkpoints.begun_at is 'When the first of its events was awaited.';
comment on column cosell_ops.checkpoints.built_at is 'When its rows were first complete; null while they are being built.';
comment on column cosell_ops.checkpoints.events is 'How many events of the log it has applied, parked or skipped since its rows were begun; null where nobody counted from the start.';
comment on column cosell_ops.checkpoints.rate is 'Events a second that it applied lately.';
comment on column cosell_ops.checkpoints.seen is 'Position of the last event that the reading of the log has met.';
comment on column cosell_ops.checkpoints.tables is 'The tables that hold its rows.';
comment on column cosell_ops.checkpoints.models is 'The views of the schema cosell that show its rows.';

create table cosell_ops.parked (
    name      text        not null collate "C",
    version   integer     not null,
    side      text        not null collate "C" default '',
    stream    text        not null collate "C",
    revision  bigint      not null,
    position  text        not null collate "C",
    event_id  uuid        not null,
    kind      text        not null,
    touches   text[]      not null default '{}',
    state     text        not null default 'parked' check (state in ('parked', 'unparked', 'skipped')),
    error     text,
    attempts  integer     not null default 0,
    parked_at timestamptz not null default now(),
    asked     text        check (asked in ('unpark', 'skip')),
    reason    text,
    by        text,
    ended_at  timestamptz,
    primary key (name, version, side, stream, revision)
);
create index parked_waiting on cosell_ops.parked (name, version, side, position) where state = 'parked';

comment on table cosell_ops.parked is 'Events that a consumer could not apply, and later ones that wait behind them.';
comment on column cosell_ops.parked.name is 'Name of the consumer.';
comment on column cosell_ops.parked.version is 'Version of the consumer.';
comment on column cosell_ops.parked.side is 'Which rows of the consumer: empty for those that serve, next for those that are built beside them.';
comment on column cosell_ops.parked.stream is 'Stream of the event.';
comment on column cosell_ops.parked.revision is 'Revision of the event.';
comment on column cosell_ops.parked.position is 'Position of the event; they are applied in this order.';
comment on column cosell_ops.parked.event_id is 'Id of the event.';
comment on column cosell_ops.parked.kind is 'Kind of the event.';
comment on column cosell_ops.parked.touches is 'Rows beside those of its own stream that it changes, in the consumer''s own words.';
comment on column cosell_ops.parked.state is 'parked; unparked, when it was applied later; or skipped, when somebody said that it never shall be.';
comment on column cosell_ops.parked.error is 'Why it could not be applied; null for one that waits behind another.';
comment on column cosell_ops.parked.attempts is 'How often it was tried.';
comment on column cosell_ops.parked.parked_at is 'When it was parked.';
comment on column cosell_ops.parked.asked is 'What somebody has asked for, and the owner has not yet done: unpark or skip.';
comment on column cosell_ops.parked.reason is 'Why it is skipped.';
comment on column cosell_ops.parked.by is 'Who asked for it.';
comment on column cosell_ops.parked.ended_at is 'When it was unparked or skipped.';

create table cosell_ops.holes (
    stream        text        not null collate "C",
    first         bigint      not null,
    last          bigint      not null,
    position      text        not null collate "C",
    found_at      timestamptz not null default now(),
    primary key (stream, last, position)
);
create index holes_after on cosell_ops.holes (position);

comment on table cosell_ops.holes is 'Events that a subscription to the log left out, and that were read from their streams.';
comment on column cosell_ops.holes.stream is 'The stream.';
comment on column cosell_ops.holes.first is 'First revision that was missing.';
comment on column cosell_ops.holes.last is 'Last revision that was missing.';
comment on column cosell_ops.holes.position is 'Position of the event that came instead; the missing ones went before it.';
comment on column cosell_ops.holes.found_at is 'When it was found.';

create view cosell.freshness as
select m.model,
       c.version,
       c.position,
       c.recorded_at as as_of,
       case
           when c.position >= c.log_end then interval '0'
           else greatest(now() - c.recorded_at, interval '0')
       end as lag,
       case
           when c.state <> 'running' then c.state
           when c.built_at is null then 'building'
           when c.position >= c.log_end then 'current'
           else 'catching up'
       end as state,
       c.updated_at,
       c.error as stopped_because,
       (select count(*) from cosell_ops.parked p
        where p.name = c.name and p.version = c.version and p.side = c.side and p.state = 'parked') as parked
from cosell_ops.checkpoints c, unnest(c.models) as m (model)
where c.shown and c.side = '';

comment on view cosell.freshness is 'How fresh each read model is: what it shows is what was true as of the named time.';
comment on column cosell.freshness.model is 'The read model: the view of this name in this schema.';
comment on column cosell.freshness.version is 'Version of the model''s form.';
comment on column cosell.freshness.position is 'Place in the event log that the model has reached; a greater text is a later place.';
comment on column cosell.freshness.as_of is 'When the last event that the model shows was recorded.';
comment on column cosell.freshness.lag is 'How far the model is behind the log, at most; nought when it is current; null when it has shown nothing yet.';
comment on column cosell.freshness.state is 'current, catching up, building before it was complete for the first time, stopped, or stalled.';
comment on column cosell.freshness.updated_at is 'When the model last changed.';
comment on column cosell.freshness.stopped_because is 'Why the model stopped; null while it runs.';
comment on column cosell.freshness.parked is 'How many events wait because they, or earlier ones of theirs, could not be applied; where it is not nought, the rows of those deals are older.';

-- Checkpoints: how far each read model and process manager has applied the log; and, for analysts, how fresh each read
-- model is.
-- +goose Up
create schema if not exists cosell;
comment on schema cosell is 'Read models of partner opportunities, made from the event log and from nothing else. They can be emptied and made again at any time.';

create table cosell_ops.checkpoints (
    name            text        not null collate "C",
    version         integer     not null,
    position        text        not null collate "C" default repeat('0', 32),
    stream          text        collate "C",
    revision        bigint,
    event_id        uuid,
    recorded_at     timestamptz,
    state           text        not null default 'running' check (state in ('running', 'stopped')),
    error           text,
    failed_position text        collate "C",
    failed_kind     text,
    failed_stream   text,
    generation      bigint      not null default 0,
    rebuilt_at      timestamptz,
    rebuilt_because text,
    log_end         text        not null collate "C" default repeat('0', 32),
    updated_at      timestamptz not null default now(),
    heartbeat       timestamptz,
    owner           integer,
    primary key (name, version)
);

comment on table cosell_ops.checkpoints is 'One row per consumer of the log: a read model or a process manager. It moves in the transaction that writes the consumer''s rows.';
comment on column cosell_ops.checkpoints.name is 'Name of the consumer.';
comment on column cosell_ops.checkpoints.version is 'Version of the form of its rows.';
comment on column cosell_ops.checkpoints.position is 'Position of the last event applied; 32 zeros before the first.';
comment on column cosell_ops.checkpoints.stream is 'Stream of the last event applied.';
comment on column cosell_ops.checkpoints.revision is 'Revision of the last event applied.';
comment on column cosell_ops.checkpoints.event_id is 'Id of the last event applied; compared with the log when the consumer starts.';
comment on column cosell_ops.checkpoints.recorded_at is 'When the last event applied was recorded.';
comment on column cosell_ops.checkpoints.state is 'running, or stopped at an event that could not be applied.';
comment on column cosell_ops.checkpoints.error is 'Why it stopped; null while it runs.';
comment on column cosell_ops.checkpoints.failed_position is 'Position of the event at which it stopped.';
comment on column cosell_ops.checkpoints.failed_kind is 'Kind of the event at which it stopped.';
comment on column cosell_ops.checkpoints.failed_stream is 'Stream of the event at which it stopped.';
comment on column cosell_ops.checkpoints.generation is 'How many times the rows were emptied and begun again.';
comment on column cosell_ops.checkpoints.rebuilt_at is 'When the rows were last emptied and begun again.';
comment on column cosell_ops.checkpoints.rebuilt_because is 'Why the rows were last emptied and begun again.';
comment on column cosell_ops.checkpoints.log_end is 'Position of the log''s last event, as last seen by the owner.';
comment on column cosell_ops.checkpoints.updated_at is 'When the row last moved, stopped or was begun again.';
comment on column cosell_ops.checkpoints.heartbeat is 'Last sign of the session that owns the consumer.';
comment on column cosell_ops.checkpoints.owner is 'Process id, in this server, of the session that last owned the consumer; it does while it holds the lock.';

create view cosell.freshness as
select replace(name, '-', '_') as model,
       version,
       position,
       recorded_at as as_of,
       case
           when position >= log_end then interval '0'
           else greatest(now() - recorded_at, interval '0')
       end as lag,
       case
           when state = 'stopped' then 'stopped'
           when position >= log_end then 'current'
           else 'catching up'
       end as state,
       updated_at,
       error as stopped_because
from cosell_ops.checkpoints
where exists (select from pg_catalog.pg_views where schemaname = 'cosell' and viewname = replace(name, '-', '_'));

comment on view cosell.freshness is 'How fresh each read model is: what it shows is what was true as of the named time.';
comment on column cosell.freshness.model is 'The read model: the view of this name in this schema.';
comment on column cosell.freshness.version is 'Version of the model''s form.';
comment on column cosell.freshness.position is 'Place in the event log that the model has reached; a greater text is a later place.';
comment on column cosell.freshness.as_of is 'When the last event that the model shows was recorded.';
comment on column cosell.freshness.lag is 'How far the model is behind the log, at most; nought when it is current; null when it has shown nothing yet.';
comment on column cosell.freshness.state is 'current, catching up, or stopped.';
comment on column cosell.freshness.updated_at is 'When the model last changed.';
comment on column cosell.freshness.stopped_because is 'Why the model stopped; null while it runs.';

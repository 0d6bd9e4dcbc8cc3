-- The log: events in one order, and one row that says which log this is. Whoever appends takes the lock of that row until its
-- transaction has committed, so positions have no gaps and become visible in their order, however many processes write.
-- The position of the last event is not kept beside them: a row rewritten with each transaction would leave a trail of
-- dead versions for as long as a backup holds its snapshot, while the primary key gives the last position at once.

-- +goose Up
create table cosell_log.log (
    single boolean primary key default true check (single),
    id     uuid    not null default gen_random_uuid(),
    format integer not null,
    key_id text
);
comment on table cosell_log.log is 'The log itself, in its only row; its lock orders the writers.';
comment on column cosell_log.log.single is 'Always true: there is one row.';
comment on column cosell_log.log.id is 'Identity of the log, made with it; a restored backup keeps it.';
comment on column cosell_log.log.format is 'Meaning of the stored bytes; 0 while it may still change. A program refuses what it does not know.';
comment on column cosell_log.log.key_id is 'Id of the key that signs for this log; set once.';
insert into cosell_log.log (format) values (0);

create table cosell_log.events (
    position       bigint           not null,
    revision       bigint           not null,
    schema_version integer          not null,
    id             uuid             not null,
    stream         text collate "C" not null,
    kind           text collate "C" not null,
    metadata       bytea            not null,
    data           bytea            not null,
    constraint events_position primary key (position),
    constraint events_revision unique (stream, revision)
);
comment on table cosell_log.events is 'What happened; rows are added and never changed.';
comment on column cosell_log.events.position is 'Place in the whole log, from 1, without gaps.';
comment on column cosell_log.events.revision is 'Place in the stream, from 0, without gaps.';
comment on column cosell_log.events.schema_version is 'Version of the kind''s payload, from 1.';
comment on column cosell_log.events.id is 'Identity of the event, chosen by its writer.';
comment on column cosell_log.events.stream is 'Name of the aggregate''s stream, <kind>-<uuid>.';
comment on column cosell_log.events.kind is 'Name of the fact, such as opportunity.accepted.';
comment on column cosell_log.events.metadata is 'JSON: when, who, by which command; kept as bytes.';
comment on column cosell_log.events.data is 'Payload, kept byte for byte.';

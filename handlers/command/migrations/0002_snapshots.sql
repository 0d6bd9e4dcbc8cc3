-- Snapshots: states of long streams, so that they need not be folded from the beginning. A cache: the table may be emptied at
-- any time. It is unlogged, so that it costs no write-ahead log; after a crash of the server, and in a copy that was made of its
-- files, it is empty.
-- +goose Up
create unlogged table cosell_ops.snapshots (
    stream      text        not null primary key collate "C",
    revision    bigint      not null,
    event       uuid        not null,
    position    text        not null collate "C",
    recorded_at timestamptz not null,
    schema      text        not null collate "C",
    code        text        not null collate "C",
    data        bytea       not null,
    kept_at     timestamptz not null default now()
);
alter table cosell_ops.snapshots alter column data set storage external;

comment on table cosell_ops.snapshots is 'The last state that was kept of each long stream. A cache: deleting rows costs time, never an answer.';
comment on column cosell_ops.snapshots.stream is 'The stream that was folded.';
comment on column cosell_ops.snapshots.revision is 'Revision of the last event that is in it.';
comment on column cosell_ops.snapshots.event is 'Id of that event: a log that holds another one there does not have this past.';
comment on column cosell_ops.snapshots.position is 'Position of that event in the log.';
comment on column cosell_ops.snapshots.recorded_at is 'When that event was recorded.';
comment on column cosell_ops.snapshots.schema is 'Fingerprint of the type of the state: a program with another one cannot read it.';
comment on column cosell_ops.snapshots.code is 'Fingerprint of the program that folded it: another one might fold otherwise.';
comment on column cosell_ops.snapshots.data is 'Checksum, which commands wrote the stream, and the state, as the program encodes them.';
comment on column cosell_ops.snapshots.kept_at is 'When it was kept.';

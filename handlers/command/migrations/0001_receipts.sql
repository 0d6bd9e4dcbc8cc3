-- Receipts: which request an Idempotency-Key names, so that the same key is done once and another request under it is
-- noticed. An index of the log, kept as long as the log.
-- +goose Up
create table cosell_ops.receipts (
    scope        uuid        not null,
    key          text        not null collate "C",
    hash         bytea       not null,
    stream       text        not null collate "C",
    holder       uuid        not null,
    reserved_at  timestamptz not null default now(),
    completed_at timestamptz,
    revision     bigint,
    events       integer,
    primary key (scope, key)
);

comment on table cosell_ops.receipts is 'Commands that carried an Idempotency-Key: reserved before the append, completed after it. What really happened is in the log.';
comment on column cosell_ops.receipts.scope is 'Derived from organisation and member: a key is unique within it.';
comment on column cosell_ops.receipts.key is 'The Idempotency-Key as sent, which is the command id in the log.';
comment on column cosell_ops.receipts.hash is 'SHA-256 of command name, target and canonical JSON of the command.';
comment on column cosell_ops.receipts.stream is 'The stream that the command writes to.';
comment on column cosell_ops.receipts.holder is 'The attempt that works or last worked on it.';
comment on column cosell_ops.receipts.reserved_at is 'When that attempt began.';
comment on column cosell_ops.receipts.completed_at is 'When the command was done; null while it is reserved.';
comment on column cosell_ops.receipts.revision is 'Revision of the stream when the command was done.';
comment on column cosell_ops.receipts.events is 'How many events the command led to.';

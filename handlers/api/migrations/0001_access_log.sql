-- Who read the past of a deal or took data out, so that an auditor can see who saw what. Rows are only ever added.

-- +goose Up
create table cosell_ops.access_log (
    id         bigint generated always as identity primary key,
    at         timestamptz not null default now(),
    member     text not null,
    org        text not null,
    what       text not null,
    subject    text not null,
    query      text not null,
    request_id uuid not null
);
create index access_log_subject on cosell_ops.access_log (subject, at);
create index access_log_member on cosell_ops.access_log (org, member, at);

comment on table cosell_ops.access_log is 'Who read history or exported a list. One row for each request that was answered.';
comment on column cosell_ops.access_log.id is 'Order of writing.';
comment on column cosell_ops.access_log.at is 'When, by the database''s clock.';
comment on column cosell_ops.access_log.member is 'Who asked: the subject of the token.';
comment on column cosell_ops.access_log.org is 'For which organisation: the word vendor, or a partner''s id.';
comment on column cosell_ops.access_log.what is 'history (events), past (a state as of a time or revision) or export (a list as CSV).';
comment on column cosell_ops.access_log.subject is 'What was read: opportunity/ID, partner/ID, or the name of the list.';
comment on column cosell_ops.access_log.query is 'The query of the address, as sent: which part of it.';
comment on column cosell_ops.access_log.request_id is 'Names the request in the server''s log.';

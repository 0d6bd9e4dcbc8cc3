-- What was read up to where, how much of it was handed out and how that ended, so that an auditor need not ask the one who
-- read; and an id of its own for each row, by which lists are paged.

-- +goose Up
alter table cosell_ops.access_log rename column id to number;
alter table cosell_ops.access_log
    add column id uuid not null default gen_random_uuid(),
    add column roles text[] not null default '{}',
    add column route text not null default '',
    add column position text not null default '',
    add column rows bigint not null default 0,
    add column outcome text not null default 'given';
create unique index access_log_at on cosell_ops.access_log (at, id);
create index access_log_request on cosell_ops.access_log (request_id);

comment on table cosell_ops.access_log is 'Who read histories, timelines, the feed or a past, or exported a list. One row for each request that was answered at once; two for one that was answered as a stream: when it began, and when it ended.';
comment on column cosell_ops.access_log.number is 'Order of writing.';
comment on column cosell_ops.access_log.id is 'The row.';
comment on column cosell_ops.access_log.what is 'history (events), timeline (a story in words), past (a state as of a time or revision), export (a list as a file) or feed (events of the whole log).';
comment on column cosell_ops.access_log.subject is 'What was read: opportunity/ID, partner/ID, the name of the list, or events.';
comment on column cosell_ops.access_log.roles is 'The roles in which the member could ask.';
comment on column cosell_ops.access_log.route is 'The path of the request, with {id} in the place of the subject''s id.';
comment on column cosell_ops.access_log.position is 'Place in the log up to which was read, as 32 hexadecimal digits; empty where it is not known.';
comment on column cosell_ops.access_log.rows is 'How many events, lines or rows were handed out; of a stream that begins, none yet.';
comment on column cosell_ops.access_log.outcome is 'given (answered at once), or of a stream: begun, then ended or cut. One that is begun and nothing else was open when the program died.';

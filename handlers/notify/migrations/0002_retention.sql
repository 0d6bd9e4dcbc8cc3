-- How long what was sent is kept, and why a webhook is not posted to any more.
-- +goose Up
create index deliveries_ended on cosell_ops.deliveries (changed_at, id) where state <> 'pending';
create index notices_ended on cosell_ops.notices (expanded_at, id) where expanded_at is not null and position <> '';

comment on table cosell_ops.notices is 'What organisations are told, each notice once: rows are kept through rebuilds, so that nothing is told again. One made of an event goes 90 days after its deliveries were made, with the last of them; by then a rebuild does not send it any more.';
comment on table cosell_ops.deliveries is 'A notice on its way to one recipient, and what became of it. Rows are kept through rebuilds, so that nothing is sent again, until 90 days after they ended.';
comment on column cosell_ops.deliveries.reason is 'Why it was skipped: stale, opted-out, no-mail-server, webhook-gone, webhook-failing or webhook-deleted.';

alter table cosell_ops.webhooks add column inactive_why text not null default '' check (inactive_why in ('', 'gone', 'failing'));
update cosell_ops.webhooks set inactive_why = 'gone' where not active;

comment on column cosell_ops.webhooks.active is 'Whether it is posted to.';
comment on column cosell_ops.webhooks.inactive_why is 'Why it is not posted to: gone (the receiver said so, by 410) or failing (for five days running); empty while it is.';

-- Who is told what: notices, the deliveries that they lead to, and the webhooks that organisations subscribed.
-- +goose Up
create table cosell_ops.notice_subjects (
    id    uuid  not null primary key,
    story jsonb not null
);

comment on table cosell_ops.notice_subjects is 'What notices have to know of deals and registrations besides the event that they tell of. Made from the log.';
comment on column cosell_ops.notice_subjects.id is 'Id of the opportunity, referral or registration.';
comment on column cosell_ops.notice_subjects.story is 'Its name, who works on it, which organisations take part, what it invited, whether it is over.';

create table cosell_ops.notices (
    id          uuid        not null primary key,
    kind        text        not null,
    deal_kind   text        not null,
    deal        uuid        not null,
    org         text        not null collate "C",
    audience    jsonb       not null,
    facts       jsonb       not null,
    revision    bigint      not null,
    position    text        not null collate "C",
    at          timestamptz not null,
    created_at  timestamptz not null default now(),
    retry_at    timestamptz not null default '-infinity',
    expanded_at timestamptz
);
create index notices_waiting on cosell_ops.notices (at, position, org, id) where expanded_at is null;
create index notices_deal on cosell_ops.notices (deal, at);

comment on table cosell_ops.notices is 'What organisations are told, each notice once: rows are kept through rebuilds, so that nothing is told again.';
comment on column cosell_ops.notices.id is 'Derived from what it tells of, its kind and the organisation.';
comment on column cosell_ops.notices.kind is 'What it tells of: a word of a closed list.';
comment on column cosell_ops.notices.deal_kind is 'opportunity or referral.';
comment on column cosell_ops.notices.deal is 'Id of the deal; of a referral the organisation''s own copy.';
comment on column cosell_ops.notices.org is 'Who is told: the word vendor, or the partner''s id.';
comment on column cosell_ops.notices.audience is 'Which of its members: by subject, role and location.';
comment on column cosell_ops.notices.facts is 'What the texts are made of.';
comment on column cosell_ops.notices.revision is 'Revision of the event that it tells of, in the stream of the deal or of its registration.';
comment on column cosell_ops.notices.position is 'Position of that event in the log; empty when it was not made of an event.';
comment on column cosell_ops.notices.at is 'When that event was recorded, or a clock went off.';
comment on column cosell_ops.notices.created_at is 'When the row was written, by the database''s clock.';
comment on column cosell_ops.notices.retry_at is 'Not before this are its deliveries made, because its members could not be read.';
comment on column cosell_ops.notices.expanded_at is 'When its deliveries were made; null before.';

create table cosell_ops.deliveries (
    id         uuid        not null primary key,
    seq        bigint      generated always as identity,
    notice     uuid        not null references cosell_ops.notices (id),
    org        text        not null collate "C",
    channel    text        not null check (channel in ('mail', 'webhook')),
    recipient  text        not null collate "C",
    address    text        not null,
    lane       text        not null collate "C",
    payload    text        not null,
    state      text        not null check (state in ('pending', 'sent', 'failed', 'skipped')),
    reason     text        not null default '',
    attempts   integer     not null default 0,
    retry_at   timestamptz not null,
    status     integer     not null default 0,
    last_error text        not null default '',
    created_at timestamptz not null,
    changed_at timestamptz not null
);
create index deliveries_pending on cosell_ops.deliveries (lane, retry_at, seq) where state = 'pending';
create index deliveries_recipient on cosell_ops.deliveries (recipient, created_at desc, id desc) where channel = 'webhook';
create index deliveries_notice on cosell_ops.deliveries (notice);

comment on table cosell_ops.deliveries is 'A notice on its way to one recipient, and what became of it. Rows are kept through rebuilds, so that nothing is sent again.';
comment on column cosell_ops.deliveries.id is 'Derived from notice, channel and recipient; the receiver meets it as Message-ID or webhook-id.';
comment on column cosell_ops.deliveries.seq is 'Order in which they were made: that of what they tell of.';
comment on column cosell_ops.deliveries.notice is 'What is told.';
comment on column cosell_ops.deliveries.org is 'Organisation of the recipient: the word vendor, or the partner''s id.';
comment on column cosell_ops.deliveries.channel is 'mail or webhook.';
comment on column cosell_ops.deliveries.recipient is 'Subject of the member, or id of the webhook.';
comment on column cosell_ops.deliveries.address is 'Mail address or URL. Of a member it is personal data.';
comment on column cosell_ops.deliveries.lane is 'What it queues behind: the word mail, or the webhook.';
comment on column cosell_ops.deliveries.payload is 'What is sent, as JSON: subject, text and HTML of a mail; the body of a webhook.';
comment on column cosell_ops.deliveries.state is 'pending, sent, failed (nobody tries again by itself) or skipped (it was not to be sent).';
comment on column cosell_ops.deliveries.reason is 'Why it was skipped: stale, opted-out, no-mail-server, webhook-gone or webhook-deleted.';
comment on column cosell_ops.deliveries.attempts is 'How often it was tried since it was last made pending.';
comment on column cosell_ops.deliveries.retry_at is 'Not before this is it tried; of no meaning once it is not pending.';
comment on column cosell_ops.deliveries.status is 'Code that the receiver last answered: of HTTP or SMTP; 0 for none.';
comment on column cosell_ops.deliveries.last_error is 'Why the last attempt was not taken; empty when it was.';
comment on column cosell_ops.deliveries.created_at is 'When it was made.';
comment on column cosell_ops.deliveries.changed_at is 'When its state or its attempts last changed.';

create table cosell_ops.webhooks (
    id              uuid        not null primary key,
    org             text        not null collate "C",
    member          text        not null collate "C",
    url             text        not null,
    secret          text        not null,
    former_secret   text        not null default '',
    former_until    timestamptz,
    kinds           text[]      not null,
    active          boolean     not null default true,
    failing_since   timestamptz,
    created_at      timestamptz not null
);
create index webhooks_org on cosell_ops.webhooks (org, created_at, id);

comment on table cosell_ops.webhooks is 'URLs to which an organisation wants its notices posted.';
comment on column cosell_ops.webhooks.id is 'Id of the webhook.';
comment on column cosell_ops.webhooks.org is 'Whose notices: the word vendor, or the partner''s id.';
comment on column cosell_ops.webhooks.member is 'Who subscribed it: subject of the token.';
comment on column cosell_ops.webhooks.url is 'Where to.';
comment on column cosell_ops.webhooks.secret is 'Key of the signatures: whsec_ and base64. Shown to the subscriber once.';
comment on column cosell_ops.webhooks.former_secret is 'The key before; signs as well until former_until.';
comment on column cosell_ops.webhooks.former_until is 'Until when the former key signs; null when there is none.';
comment on column cosell_ops.webhooks.kinds is 'Kinds of notice that are wanted; empty for all.';
comment on column cosell_ops.webhooks.active is 'Whether it is posted to; false once the receiver said that it is gone (410).';
comment on column cosell_ops.webhooks.failing_since is 'When the first of its failures since the last success was; null while it works.';
comment on column cosell_ops.webhooks.created_at is 'When it was subscribed.';

-- What members keep for themselves, outside of any deal: favourites, saved views, and how they want to be told.
-- +goose Up
create table cosell_ops.preferences (
    org        text        not null collate "C",
    member     text        not null collate "C",
    favourites text[]      not null default '{}',
    views      text        not null default '[]',
    mail       text        not null default '',
    locale     text        not null default '',
    opt_out    text[]      not null default '{}',
    roles      text[]      not null default '{}',
    changed_at timestamptz not null default now(),
    primary key (org, member)
);

comment on table cosell_ops.preferences is 'What each member keeps for itself. A member without a row keeps nothing.';
comment on column cosell_ops.preferences.org is 'The word vendor, or the partner''s id.';
comment on column cosell_ops.preferences.member is 'Subject of the member''s tokens.';
comment on column cosell_ops.preferences.favourites is 'Deals that the member marked: opportunity/ID or referral/ID, in its order.';
comment on column cosell_ops.preferences.views is 'Saved views as JSON: a list of objects with a name and an opaque query, as they were given.';
comment on column cosell_ops.preferences.mail is 'Where a member of the vendor is written to; empty for nowhere. Personal data.';
comment on column cosell_ops.preferences.locale is 'Language of what it is sent: en, de, fr or ja; empty for en.';
comment on column cosell_ops.preferences.opt_out is 'Kinds of notice that are not mailed to it.';
comment on column cosell_ops.preferences.roles is 'Roles of its token when it last stored mail, locale or opt-outs.';
comment on column cosell_ops.preferences.changed_at is 'When anything of this last changed, by the database''s clock.';

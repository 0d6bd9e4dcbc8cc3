-- What a version shows analysts may change while its rows stay: the checkpoint says which form was shown last.
-- +goose Up
alter table cosell_ops.checkpoints add column shows text not null collate "C" default '';
comment on column cosell_ops.checkpoints.shows is 'Fingerprint of the definitions by which the models were last made; empty where they were not.';

-- A model whose owner gives no sign of life is not current, whatever its owner said last.
-- +goose Up
create or replace view cosell.freshness as
select m.model,
       c.version,
       c.position,
       c.recorded_at as as_of,
       case
           when now() - s.seen > interval '15 seconds' then now() - s.seen
           when c.position >= c.log_end then interval '0'
           else greatest(now() - c.recorded_at, interval '0')
       end as lag,
       case
           when c.state <> 'running' then c.state
           when now() - s.seen > interval '15 seconds' then 'silent'
           when c.built_at is null then 'building'
           when c.position >= c.log_end then 'current'
           else 'catching up'
       end as state,
       c.updated_at,
       c.error as stopped_because,
       (select count(*) from cosell_ops.parked p
        where p.name = c.name and p.version = c.version and p.side = c.side and p.state = 'parked') as parked
from cosell_ops.checkpoints c
     cross join lateral (select coalesce(c.heartbeat, c.begun_at) as seen) s,
     unnest(c.models) as m (model)
where c.shown and c.side = '';

comment on column cosell.freshness.lag is 'How far the model is behind the log, at most; nought when it is current; null when it has shown nothing yet. Of a silent one, how long ago it was last known.';
comment on column cosell.freshness.state is 'current, catching up, building before it was complete for the first time, stopped, stalled, or silent, when nobody has kept it up to date for 15 seconds.';

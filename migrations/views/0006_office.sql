-- The working days of the years that were published; source and days as JSON, the days in order.
create table calendar (
    year integer primary key,
    revision integer not null,
    source text not null,
    days text not null,
    published_on integer not null
) strict;

-- The versions of the policies of levels and districts; source, rules and terms as JSON.
create table policy (
    division text not null,
    version integer not null,
    revision integer not null,
    source text not null,
    -- First day it counts, unless a later version does.
    from_day integer not null,
    rules text not null,
    terms text not null,
    adopted_on integer not null,
    primary key (division, version)
) strict, without rowid;

-- Needs (查仓); keys in the order they were stated. The record is JSON: what was needed, what there was, the answer.
create table need (
    key integer primary key,
    id blob not null unique,
    unit integer not null,
    record text not null
) strict;

create index need_by_unit on need (unit, key);

-- Stock-takes (盘点), in the order they were planned.
create table stocktake (
    key integer primary key,
    id blob not null unique,
    revision integer not null,
    -- Who answers for it.
    institution integer not null,
    -- The warehouse that is counted; null where it is what a unit keeps.
    warehouse integer,
    title text not null,
    reference_on integer not null,
    planned_on integer not null,
    phase text not null,
    -- Position of the event by which counting began.
    begun_at integer
) strict;

create index stocktake_by_institution on stocktake (institution);

-- What the books had in the scope when counting began, and whether anybody scanned it.
create table stocktake_asset (
    stocktake integer not null,
    asset integer not null,
    scanned integer not null,
    primary key (stocktake, asset)
) strict, without rowid;

-- As what the report that stands was signed.
create table stocktake_signature (
    stocktake integer not null,
    part text not null,
    primary key (stocktake, part)
) strict, without rowid;

-- Stays of assets in warehouses: stretches of days over which pieces, value, condition, depositor and warehouse stay the same.
-- A day on which a thing was there at any time is a day of it.
create table pool_spell (
    asset integer not null,
    place integer not null,
    warehouse integer not null,
    depositor integer not null,
    from_day integer not null,
    -- Last day, or without end.
    until_day integer not null,
    pieces integer not null,
    -- Original value; nothing for cards of a nominal value.
    fen integer not null,
    -- 1 for 通用资产.
    general integer not null,
    -- 1 while its condition is C (待报废).
    scrap_due integer not null,
    -- Revisions of the events that began and ended it.
    opened_by integer not null,
    closed_by integer,
    primary key (asset, place)
) strict, without rowid;

create index pool_spell_by_warehouse on pool_spell (warehouse, until_day, from_day);

-- Hand-overs to a unit, and whether each counts into the turnover.
create table pool_exit (
    asset integer not null,
    -- Revision of the hand-over.
    revision integer not null,
    warehouse integer not null,
    depositor integer not null,
    unit integer not null,
    -- 1 for good, 2 on loan.
    kind integer not null,
    day integer not null,
    pieces integer not null,
    fen integer not null,
    -- Days since it came in or was last given back.
    waited_days integer not null,
    -- 1 counts; the rest say why not.
    verdict integer not null,
    primary key (asset, revision)
) strict, without rowid;

create index pool_exit_by_day on pool_exit (day, asset, revision);
create index pool_exit_by_unit on pool_exit (unit);
create index pool_exit_by_depositor on pool_exit (depositor);

-- Days on loan.
create table pool_loan (
    asset integer not null,
    place integer not null,
    warehouse integer not null,
    depositor integer not null,
    from_day integer not null,
    until_day integer not null,
    pieces integer not null,
    general integer not null,
    opened_by integer not null,
    closed_by integer,
    primary key (asset, place)
) strict, without rowid;

-- How many distinct pieces of an asset were ever taken in, and ever handed over, as changes on days.
create table pool_step (
    asset integer not null,
    place integer not null,
    warehouse integer not null,
    depositor integer not null,
    day integer not null,
    received integer not null,
    exited integer not null,
    primary key (asset, place)
) strict, without rowid;

-- Everything above that counts (通用资产, not condition C), added up by depositor, month and warehouse, and once more
-- under depositor 0 for all of them together.
-- A stay without end touches one row: what it adds to all later months is its level, what it adds to the month it
-- begins in are its days. A month has (levels of all earlier months) x (its days) + (its own days).
create table pool_month (
    depositor integer not null,
    month integer not null,
    warehouse integer not null,
    pieces_level integer not null,
    pieces_days integer not null,
    fen_level integer not null,
    fen_days integer not null,
    loan_level integer not null,
    loan_days integer not null,
    exits integer not null,
    exits_fen integer not null,
    received integer not null,
    exited integer not null,
    primary key (depositor, month, warehouse)
) strict, without rowid;

-- For the days of a month that is not wholly asked for.
create index pool_spell_by_from on pool_spell (from_day);
create index pool_spell_by_until on pool_spell (until_day);
create index pool_loan_by_from on pool_loan (from_day);
create index pool_loan_by_until on pool_loan (until_day);
create index pool_step_by_day on pool_step (day);

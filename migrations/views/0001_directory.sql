-- The views: everything here is folded from the log and can be thrown away.
-- Days are counted from 1970-01-01; -2147483648 is "since ever" and 2147483647 "without end".

-- How far the log has been folded. One row, written in the same transaction as the rows it speaks for.
create table cursor (
    log blob not null,
    epoch integer not null,
    position integer not null,
    last_event blob
) strict;

-- Institutions, from their first mention on: other tables name them by key. Until registered, the name is null.
create table institution (
    key integer primary key,
    id blob not null unique,
    -- How many cards its books have.
    assets integer not null default 0,
    revision integer,
    name text,
    kind text,
    level text,
    system text,
    competent_department text,
    subordinate_to text,
    located_in text,
    floor_area_m2 integer,
    has_canteen integer,
    evaluated integer,
    uscc text,
    established_on integer,
    registered_on integer,
    closed_on integer,
    -- Key of the institution that carries on.
    successor integer
) strict;

create index institution_by_name on institution (name, key);
create index institution_by_uscc on institution (uscc) where uscc is not null;
create index institution_by_district on institution (subordinate_to, assets);
create index institution_by_place on institution (located_in);
create index institution_by_department on institution (competent_department, assets);
create index institution_by_successor on institution (successor) where successor is not null;

-- What an institution was described by, from a day on; the first description holds since ever.
create table institution_description (
    institution integer not null,
    from_day integer not null,
    -- First day it no longer holds.
    until_day integer not null,
    name text not null,
    level text not null,
    system text not null,
    competent_department text,
    subordinate_to text not null,
    located_in text not null,
    has_canteen integer not null,
    primary key (institution, from_day)
) strict, without rowid;

-- Headcount by kind (JSON) and in total, from a day on until the day before the next statement.
create table headcount (
    institution integer not null,
    from_day integer not null,
    until_day integer not null,
    total integer not null,
    kinds text not null,
    primary key (institution, from_day)
) strict, without rowid;

-- Posts of institutions.
create table post (
    key integer primary key,
    id blob not null unique,
    revision integer not null,
    institution integer not null,
    role text not null,
    -- How far its holder sees, as JSON.
    scope text not null,
    title text not null,
    opened_on integer not null,
    closed_on integer,
    -- Its last day, where it ends with a contract.
    term_on integer
) strict;

create index post_by_institution on post (institution);

-- Who held a post, from a day until the day before another.
create table post_holder (
    post integer not null,
    -- Revision of the assignment.
    revision integer not null,
    issuer text not null,
    subject text not null,
    from_day integer not null,
    until_day integer not null,
    primary key (post, revision)
) strict, without rowid;

create index post_holder_by_person on post_holder (issuer, subject);

-- Who acts in the holder's place, from a day until the day before another.
create table post_delegation (
    post integer not null,
    -- Revision of the delegation.
    revision integer not null,
    id blob not null,
    issuer text not null,
    subject text not null,
    from_day integer not null,
    until_day integer not null,
    -- Kinds of documents as a JSON list; an empty one means all that the post may do.
    acts text not null,
    reason blob not null,
    primary key (post, revision)
) strict, without rowid;

create index post_delegation_by_person on post_delegation (issuer, subject);

-- What was open when a holder handed over, as JSON.
create table post_hand_over (
    post integer not null,
    revision integer not null,
    by text not null,
    taken_by text not null,
    open text not null,
    on_day integer not null,
    primary key (post, revision)
) strict, without rowid;

-- Sites of institutions.
create table premises (
    key integer primary key,
    id blob not null unique,
    revision integer not null,
    institution integer not null,
    name text not null,
    located_in text not null,
    has_canteen integer not null,
    -- First day open, and first day no longer open.
    from_day integer not null,
    until_day integer not null
) strict;

create index premises_by_institution on premises (institution);

-- Collection points of a site.
create table point (
    premises integer not null,
    point text not null,
    name text not null,
    from_day integer not null,
    primary key (premises, point)
) strict, without rowid;

-- Warehouses.
create table warehouse (
    key integer primary key,
    id blob not null unique,
    revision integer,
    name text,
    level text,
    authority integer,
    operator integer,
    located_in text,
    intake_mode text,
    opened_on integer,
    closed_on integer
) strict;

create index warehouse_by_operator on warehouse (operator);

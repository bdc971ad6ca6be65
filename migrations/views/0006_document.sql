-- Documents (单据) as their events leave them.
create table document (
    key integer primary key,
    id blob not null unique,
    revision integer not null,
    kind text not null,
    unit integer not null,
    title text not null,
    -- What all lines share, as JSON.
    terms text not null,
    attachments text not null,
    number text,
    -- Where it stands, in full as JSON and as one word.
    folded text not null,
    phase text not null,
    -- Whose signature it waits for: role, and authority as one text.
    waits_role text,
    waits_for text,
    waits_since integer,
    waits_working_days integer,
    -- The person it was passed on to, if it was.
    passed_to text,
    drafted_by text not null,
    drafted_on integer not null,
    submitted_on integer,
    digest text,
    pieces integer not null default 0,
    original_value integer not null default 0,
    possible_splitting integer not null default 0,
    -- The warehouse it is for, where it names one.
    warehouse blob,
    latest_on integer not null
) strict;

-- Lines; an outcome once they ended.
create table document_line (
    document integer not null,
    line integer not null,
    asset blob,
    content text not null,
    outcome text,
    carried blob,
    primary key (document, line)
) strict, without rowid;

-- Who did what on which document: 已办.
create table document_act (
    document integer not null,
    revision integer not null,
    person text not null,
    primary key (document, revision, person)
) strict, without rowid;

create index document_by_unit on document (unit, kind, submitted_on);
create index document_waiting on document (waits_role, waits_for) where waits_role is not null;
create index document_drafted on document (drafted_by);
create index document_line_asset on document_line (asset) where asset is not null;
create index document_act_person on document_act (person);

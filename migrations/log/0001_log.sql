-- The event log: the only source of truth. Rows are added, never changed or removed.

-- Which log this is. One row; a restore adds one to the epoch.
create table log_identity (
    id blob not null,
    epoch integer not null
) strict;

-- The part of a stream name before its first hyphen, e.g. asset.
create table category (
    number integer primary key,
    name text not null unique
) strict;

-- Every stream ever written. A subject that is a UUID is kept as its 16 bytes, any other as text.
create table stream (
    number integer primary key,
    hash integer not null,
    category integer not null,
    subject any not null
) strict;

-- Streams are found by the first 8 bytes of the SHA-256 of their name, not by a second copy of it.
-- Not unique: two names may share a hash, so whoever looks up compares the name.
create index stream_by_hash on stream (hash);

-- Stored type names with their version.
create table kind (
    number integer primary key,
    name text not null,
    version integer not null,
    unique (name, version)
) strict;

-- Who acted, as JSON, once per distinct value.
create table actor (
    number integer primary key,
    body text not null unique
) strict;

-- The events. The position is the rowid: it grows in commit order without gaps.
-- References are by number and deliberately unenforced: the one writer takes the numbers from the tables above, and
-- enforcing would look each of them up again for each row.
create table event (
    position integer primary key,
    stream integer not null,
    revision integer not null,
    kind integer not null,
    recorded_at integer not null, -- microseconds since 1970, UTC
    actor integer not null,
    id blob not null,
    command_id blob not null,
    fingerprint blob not null,
    causation blob,
    data text not null,
    -- The concurrency rule, and the index that finds a stream's events and its last revision.
    unique (stream, revision)
) strict;

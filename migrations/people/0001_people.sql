-- Names of persons and free text about them, outside the log and encrypted per subject.
-- Destroying a subject's key makes every copy of its entries unreadable; the log keeps only the random id.

-- Proof that people.key is the key of this file. One row.
create table store_key (
    proof blob not null
) strict;

-- A person or a note. The data key is wrapped by the store key; null once the subject was erased.
create table subject (
    id blob primary key,
    wrapped_key blob
) strict, without rowid;

-- What is kept of a subject: XChaCha20-Poly1305 under its data key, bound to subject and field.
create table entry (
    subject blob not null,
    field text not null,
    sealed blob not null,
    primary key (subject, field)
) strict, without rowid;

-- Finds a person by institution and name without holding either: HMAC-SHA256 under the store key.
create table blind_index (
    digest blob primary key,
    subject blob not null
) strict, without rowid;

create index blind_index_by_subject on blind_index (subject);

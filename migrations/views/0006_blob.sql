-- Attachments: which institution uploaded which bytes, named by their SHA-256.
create table blob (
    sha256 text not null,
    institution integer not null,
    bytes integer not null,
    kind text not null,
    uploaded_on integer not null,
    primary key (sha256, institution)
) strict, without rowid;

-- Local accounts: how people sign in where no other system vouches for them. All secrets are sealed under the store key.

create table account (
    id blob primary key,
    -- HMAC-SHA256 of the login name under the store key: an account is found by it, and no two have one name.
    digest blob not null unique,
    name blob not null,
    -- Argon2id in PHC form; null until a password was set.
    password blob,
    -- Whether the password was issued and must be changed first.
    must_change integer not null default 1,
    -- Secret of the second factor, and one that was shown but not yet confirmed.
    factor blob,
    factor_pending blob,
    -- The latest step of time whose code was used; a code is good once.
    factor_used integer not null default 0,
    -- Tokens issued before this second of 1970 are believed no more.
    tokens_from integer not null default 0
) strict, without rowid;

-- Attempts in a row that failed, by the digest of the name that was tried: of names that there are and of others alike.
create table sign_in_failure (
    digest blob primary key,
    count integer not null,
    -- Second of 1970 until which nobody signs in by the name; 0 for not locked.
    locked_until integer not null,
    tried_at integer not null
) strict, without rowid;

-- The asset register: one row per card or lot, as its unreversed history leaves it. What can be filtered or
-- sorted by is a column, small enums as numbers in the order of the code; the rest of the card is JSON.
create table asset (
    key integer primary key,
    id blob not null unique,
    revision integer not null,
    -- Position of its latest event.
    position integer not null,
    -- Key of the lot it was split off.
    parent integer,
    owner integer not null,
    -- Card number; empty while the books of the owner await it.
    number text not null,
    standing integer not null,
    -- 0 while somebody is awaited to book it off or in, or with a voucher.
    in_step integer not null,
    -- Since when it is the owner's, or came onto this ledger.
    owned_since integer not null,
    custodian integer not null,
    used_by integer not null,
    place text,
    name text not null,
    class text not null,
    general integer not null,
    usage integer not null,
    condition integer not null,
    pieces integer not null,
    value_kind integer not null,
    original_value integer not null,
    net_value integer,
    acquired_on integer not null,
    registered_on integer not null,
    latest_step_on integer not null,
    -- Where it lies in a warehouse.
    warehouse integer,
    operator integer,
    depositor integer,
    intake_mode integer,
    storage integer,
    in_warehouse_since integer,
    -- What keeps it from others: free, reserved, under way, on loan; for whom, since when, until when.
    occupation integer not null,
    claimant integer,
    purpose integer,
    reservation blob,
    occupied_since integer,
    reserved_until integer,
    -- Day a loan is due; without end when there is none, so that such rows sort last.
    due_on integer not null,
    -- Its listing.
    reach integer,
    for_transfer integer,
    for_loan integer,
    opens_on integer,
    closes_on integer,
    -- What a search looks through, folded.
    text text not null,
    card text not null
) strict;

-- Institutions that have to do with an asset without owning it: custodian, user, depositor, claimant.
create table asset_party (
    institution integer not null,
    asset integer not null,
    primary key (institution, asset)
) strict, without rowid;

create index asset_party_by_asset on asset_party (asset);

-- The history of every asset to which more happened than its first event; folded anew at each further one.
create table asset_step (
    asset integer not null,
    revision integer not null,
    event text not null,
    primary key (asset, revision)
) strict, without rowid;

-- How many assets have a value of a facet; what a walk would cost is judged by it.
create table asset_count (
    facet text not null,
    value text not null,
    count integer not null,
    primary key (facet, value)
) strict, without rowid;

-- Every card number and serial number an asset ever carried, folded. Rows are only added, keys leave no gap.
create table asset_code (
    key integer primary key,
    asset integer not null,
    code text not null,
    -- 0 a card number, 1 a serial number.
    kind integer not null
) strict;

create index asset_code_by_asset on asset_code (asset);

-- Every distinct text on cards (names, brands, models, places, departments, classes), folded, with how many assets have it.
create table word (
    key integer primary key,
    text text not null unique,
    uses integer not null
) strict;

-- Their characters one by one and two by two, split beforehand: the tokenizer only has to see the spaces.
create virtual table word_gram using fts5 (
    grams,
    content = '',
    columnsize = 0,
    tokenize = 'unicode61 remove_diacritics 0'
);

-- Which assets have a word.
create table asset_word (
    word integer not null,
    asset integer not null,
    primary key (word, asset)
) strict, without rowid;

-- Indexes of the register, apart from its tables: a rebuild makes them at its end, in one sorted pass each.

-- One index per sort. Behind the sort key stand the columns most filters ask for, so that a page walks the index
-- and reads only the rows it shows.
create index asset_by_number on asset (number, key, owner, class, usage, condition, occupation, general);
create index asset_by_name on asset (name, key, owner, class, usage, condition, occupation, general);
create index asset_by_acquired_on on asset (acquired_on, key, owner, class, usage, condition, occupation, general);
create index asset_by_original_value on asset (original_value, key, owner, class, usage, condition, occupation, general);
create index asset_by_position on asset (position, key, owner, class, usage, condition, occupation, general);
create index asset_by_due_on on asset (due_on, key, owner, class, usage, condition, occupation, general);

-- The same for what lies in a warehouse, with what listings and keepers ask for. Only there are things occupied or listed.
create index kept_by_number on asset (number, key, warehouse, depositor, reach, opens_on, closes_on, occupation, class, owner)
    where warehouse is not null;
create index kept_by_name on asset (name, key, warehouse, depositor, reach, opens_on, closes_on, occupation, class, owner)
    where warehouse is not null;
create index kept_by_acquired_on on asset (acquired_on, key, warehouse, depositor, reach, opens_on, closes_on, occupation, class, owner)
    where warehouse is not null;
create index kept_by_original_value on asset (original_value, key, warehouse, depositor, reach, opens_on, closes_on, occupation, class, owner)
    where warehouse is not null;
create index kept_by_position on asset (position, key, warehouse, depositor, reach, opens_on, closes_on, occupation, class, owner)
    where warehouse is not null;
create index kept_by_due_on on asset (due_on, key, warehouse, depositor, reach, opens_on, closes_on, occupation, class, owner)
    where warehouse is not null;

-- One index per filter that can be narrow; chosen when it holds fewer rows than a walk would read.
create index asset_by_owner on asset (owner, number, key, class, usage, condition, occupation, general, acquired_on, original_value, position, due_on);
create index asset_by_class on asset (class, key, owner, usage, condition, occupation, general);
create index asset_by_warehouse on asset (warehouse, key) where warehouse is not null;
create index asset_by_occupation on asset (occupation, key, due_on) where occupation <> 0;
create index asset_out_of_step on asset (key) where in_step = 0;
create index asset_by_parent on asset (parent) where parent is not null;

create index asset_code_by_code on asset_code (code, kind);

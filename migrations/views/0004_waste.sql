-- Waste by premises, point, month and category: one number per day of the month, as JSON arrays without trailing zeros.
-- Categories as numbers: 1 dry, 2 wet, 3 recyclable, 4 hazardous; 0 stands for the point as a whole and holds closures.
create table waste_month (
    premises integer not null,
    month integer not null,
    point text not null,
    category integer not null,
    -- Grams hauled away, of these estimated by bins, and grams treated on the premises.
    hauled text not null,
    estimated text not null,
    treated text not null,
    -- How many weighings and confirmed zeros cover the day.
    weighings text not null,
    zeros text not null,
    -- How many closures cover the day.
    closures text not null,
    primary key (premises, month, point, category)
) strict, without rowid;

-- What a unit's month adds up to (DOMAIN 9.3); there is a row once anything was recorded, however it ended.
create table waste_unit_month (
    institution integer not null,
    month integer not null,
    -- First and last day with an entry: a period that holds both holds all there is.
    first_day integer not null,
    last_day integer not null,
    -- Unit-days by state; those without a row, or beyond these, are missing.
    days_recorded integer not null,
    days_zero integer not null,
    days_closed integer not null,
    -- Persons times days: covered, and closed (which do not count at all).
    person_days_covered integer not null,
    person_days_closed integer not null,
    -- Grams that left the premises on covered days, and of these estimated.
    dry_grams integer not null,
    wet_grams integer not null,
    hazardous_grams integer not null,
    estimated_grams integer not null,
    -- Grams of all four categories at source on covered days, treated on the premises or not.
    generated_grams integer not null,
    -- Grams that left on days that are not covered.
    uncovered_grams integer not null,
    -- Days on which something was weighed where nobody is, and its grams: left out everywhere above.
    headless_days integer not null,
    headless_grams integer not null,
    primary key (institution, month)
) strict, without rowid;

create index waste_unit_month_by_month on waste_unit_month (month, institution);

-- On which day at the school a fact that stands was first entered (docs/adr/0071). Null: before this release, or nothing
-- that counts stands there.
ALTER TABLE mark ADD COLUMN entered_date date;             -- of an assessment; corrections keep it
ALTER TABLE lesson ADD COLUMN homework_recorded_date date; -- of homework, or of its being said to be none

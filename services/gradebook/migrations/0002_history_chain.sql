-- Every line of the history is a link of its lesson's chain (kit/audit.py): a changed line is found.

ALTER TABLE change_history ADD COLUMN number integer;
ALTER TABLE change_history ADD COLUMN hash bytea;
-- Lines from before this release stand in no chain; new ones must.
ALTER TABLE change_history ADD CONSTRAINT change_history_is_chained
    CHECK (number IS NOT NULL AND hash IS NOT NULL) NOT VALID;

-- The head of the chain stands on the lesson's row, which every save locks.
ALTER TABLE lesson ADD COLUMN history_number integer NOT NULL DEFAULT 0;
ALTER TABLE lesson ADD COLUMN history_hash bytea NOT NULL DEFAULT decode(repeat('00', 32), 'hex');

-- How many lines stood in no chain when chains began: a line put in without a number is found by this.
CREATE TABLE audit_baseline (
    single   boolean PRIMARY KEY DEFAULT true CHECK (single),
    unlinked bigint NOT NULL
);
INSERT INTO audit_baseline (unlinked) SELECT count(*) FROM change_history;

-- Disclosures and changes of rights are links of chains (kit/audit.py): a changed, removed, inserted or moved record is
-- found. One chain a school and kind; the nil UUID stands for what belongs to no school.

CREATE TABLE chain_head (
    chain     text NOT NULL CHECK (chain IN ('disclosures', 'rights')),
    school_id uuid NOT NULL,
    number    bigint NOT NULL,
    hash      bytea NOT NULL,
    PRIMARY KEY (chain, school_id)
);

ALTER TABLE disclosure ADD COLUMN number bigint;
ALTER TABLE disclosure ADD COLUMN hash bytea;
-- Records from before this release stand in no chain; new ones must.
ALTER TABLE disclosure ADD CONSTRAINT disclosure_is_chained CHECK (number IS NOT NULL AND hash IS NOT NULL) NOT VALID;
CREATE UNIQUE INDEX disclosure_chain
    ON disclosure (coalesce(school_id, '00000000-0000-0000-0000-000000000000'::uuid), number);

-- How many records stood in no chain when chains began: one put in without a number is found by this.
CREATE TABLE audit_baseline (
    single   boolean PRIMARY KEY DEFAULT true CHECK (single),
    unlinked bigint NOT NULL
);
INSERT INTO audit_baseline (unlinked) SELECT count(*) FROM disclosure;

-- Every change of a relation, whoever makes it and by whatever statement.
CREATE TABLE relation_history (
    school_id  uuid NOT NULL,
    number     bigint NOT NULL,
    hash       bytea NOT NULL,
    changed_at timestamptz NOT NULL,
    actor      text NOT NULL,                  -- "import <request id>", or the database role of who wrote by hand
    operation  text NOT NULL CHECK (operation IN ('begun', 'changed', 'removed')),
    -- The relation after the change (of a removed one: as it was), as it is hashed.
    fact       text NOT NULL,
    PRIMARY KEY (school_id, number)
);

CREATE FUNCTION relation_fact(r relation) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT concat_ws(' ', r.relation_id, r.person_id, r.relation, r.object_kind, r.object_id,
                     coalesce(r.school_id::text, '-'), r.begin_date::text, r.end_date::text)
$$;

-- The same hash as kit.audit.link: SHA-256 over the hash before and the record as compact JSON.
CREATE FUNCTION relations_are_chained() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    one    relation;
    at     timestamptz := clock_timestamp();
    who    text := coalesce(nullif(current_setting('zvonok.actor', true), ''), session_user);
    verb   text := CASE TG_OP WHEN 'INSERT' THEN 'begun' WHEN 'UPDATE' THEN 'changed' ELSE 'removed' END;
    micros text := (extract(epoch FROM at) * 1000000)::bigint::text;
    school uuid;
    head   chain_head;
BEGIN
    FOR one IN SELECT * FROM touched ORDER BY coalesce(school_id, '00000000-0000-0000-0000-000000000000'), relation_id
    LOOP
        IF school IS DISTINCT FROM coalesce(one.school_id, '00000000-0000-0000-0000-000000000000') THEN
            IF school IS NOT NULL THEN
                UPDATE chain_head SET number = head.number, hash = head.hash
                WHERE chain = 'rights' AND school_id = school;
            END IF;
            school := coalesce(one.school_id, '00000000-0000-0000-0000-000000000000');
            INSERT INTO chain_head VALUES ('rights', school, 0, decode(repeat('00', 32), 'hex')) ON CONFLICT DO NOTHING;
            SELECT * INTO head FROM chain_head WHERE chain = 'rights' AND school_id = school FOR UPDATE;
        END IF;
        head.number := head.number + 1;
        head.hash := sha256(head.hash || convert_to(
            '[' || head.number || ',' || to_json(micros) || ',' || to_json(who) || ',' || to_json(verb) || ','
            || to_json(relation_fact(one)) || ']', 'UTF8'));
        INSERT INTO relation_history VALUES (school, head.number, head.hash, at, who, verb, relation_fact(one));
    END LOOP;
    IF school IS NOT NULL THEN
        UPDATE chain_head SET number = head.number, hash = head.hash WHERE chain = 'rights' AND school_id = school;
        -- Decisions of before are void from the commit on, whoever has changed the relation.
        UPDATE relations_version SET version = version + 1;
        NOTIFY relations_changed;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER relation_begun AFTER INSERT ON relation
    REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION relations_are_chained();
CREATE TRIGGER relation_changed AFTER UPDATE ON relation
    REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION relations_are_chained();
CREATE TRIGGER relation_removed AFTER DELETE ON relation
    REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION relations_are_chained();

-- What stands already is told as it is now.
UPDATE relation SET end_date = end_date;

CREATE FUNCTION records_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is added to and never changed', TG_TABLE_NAME;
END $$;
CREATE TRIGGER relation_history_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON relation_history
    FOR EACH STATEMENT EXECUTE FUNCTION records_stay();
CREATE TRIGGER disclosure_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON disclosure
    FOR EACH STATEMENT EXECUTE FUNCTION records_stay();

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'identity_app') THEN
        REVOKE INSERT, UPDATE, DELETE ON relation_history FROM identity_app;
        REVOKE UPDATE, DELETE ON disclosure FROM identity_app;
    END IF;
END $$;

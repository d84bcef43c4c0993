-- Relations are written by people too, and court orders stand above packages.

-- Given or ended by somebody's decision: a package does not change it.
ALTER TABLE relation ADD COLUMN by_hand boolean NOT NULL DEFAULT false;

-- A court has ended a guardian's rights, or limited them for a time. While an order stands, packages say nothing of
-- this guardian and child.
CREATE TABLE guardian_order (
    order_id    uuid PRIMARY KEY,
    school_id   uuid NOT NULL REFERENCES school,  -- which school has recorded it
    pupil_id    uuid NOT NULL REFERENCES person,
    guardian_id uuid NOT NULL REFERENCES person,
    document    text NOT NULL,                    -- number and date of the court's order
    begin_date  date NOT NULL,
    end_date    date NOT NULL,                    -- inclusive; infinity: for good
    -- The guardian's relations as they were: id and last day of each, to be put back when the order is lifted.
    before      jsonb NOT NULL,
    recorded_by uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    lifted_by   uuid,
    lifted_at   timestamptz
);
CREATE UNIQUE INDEX guardian_order_stands ON guardian_order (pupil_id, guardian_id) WHERE lifted_at IS NULL;
SELECT school_wall('guardian_order');

-- An integration: a system with scopes, no person. Its rights are relations "scope:<permission>" to schools.
CREATE TABLE client (
    client_id     uuid PRIMARY KEY,
    title         text NOT NULL,
    secret_sha256 bytea NOT NULL,
    created_at    timestamptz NOT NULL,
    ended_at      timestamptz
);
ALTER TABLE relation DROP CONSTRAINT relation_person_id_fkey;
CREATE FUNCTION relation_has_a_subject() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    IF NEW.relation LIKE 'scope:%' THEN
        PERFORM FROM client WHERE client_id = NEW.person_id FOR KEY SHARE;
    ELSE
        PERFORM FROM person WHERE person_id = NEW.person_id FOR KEY SHARE;
    END IF;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'a relation of nobody' USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER relation_has_a_subject BEFORE INSERT OR UPDATE OF person_id, relation ON relation
    FOR EACH ROW EXECUTE FUNCTION relation_has_a_subject();

-- Unusual looks (domain/looks.py): one row for each reason of each look that is worth a question. Written in the commit
-- of its disclosures, added to and never changed. Reports read these, and not the disclosures, which are millions.

CREATE TABLE unusual_look (
    school_id     uuid NOT NULL,
    look_id       uuid NOT NULL,               -- of one call's look; rows of several reasons share it
    reason        text NOT NULL CHECK (reason IN ('outside_hours', 'refused', 'many_children', 'outside_own_classes')),
    minute        timestamptz NOT NULL,        -- occurred_at, cut: looks are read by the minute
    occurred_at   timestamptz NOT NULL,        -- as in its disclosures
    reader        text NOT NULL,
    kind          text NOT NULL,
    relation      text NOT NULL,
    method        text NOT NULL,
    refused       boolean NOT NULL,
    data_subjects uuid[] NOT NULL,             -- whom the reason is about
    PRIMARY KEY (school_id, minute, look_id, reason)
);
-- A family's page asks for the reader of each line.
CREATE INDEX unusual_look_of_reader ON unusual_look (reader, occurred_at);

-- The person of a reader, null of a service: so that names are found by their key.
CREATE FUNCTION reader_id(reader text) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN reader ~ '^persons/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN substr(reader, 9)::uuid END
$$;

SELECT school_wall('unusual_look');
CREATE TRIGGER unusual_look_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON unusual_look
    FOR EACH STATEMENT EXECUTE FUNCTION records_stay();

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'identity_app') THEN
        REVOKE UPDATE, DELETE ON unusual_look FROM identity_app;
    END IF;
END $$;

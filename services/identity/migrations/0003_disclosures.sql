-- Who saw whose data: one row for each person of an answer. Written before the answer leaves; never changed.

CREATE TABLE disclosure (
    disclosure_id uuid NOT NULL,
    occurred_at   timestamptz NOT NULL DEFAULT now(),
    reader        text NOT NULL,               -- persons/… or services/…
    data_subject  uuid NOT NULL,               -- person id; no foreign key: attempts may name who does not exist
    school_id     uuid,
    kind          text NOT NULL,
    relation      text NOT NULL,
    method        text NOT NULL,
    trace_id      text NOT NULL,
    refused       boolean NOT NULL,
    PRIMARY KEY (data_subject, disclosure_id)
);

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'identity_app') THEN
        REVOKE UPDATE, DELETE ON disclosure FROM identity_app;
    END IF;
END $$;

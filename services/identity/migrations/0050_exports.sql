-- Bulk exports: asked for by one, confirmed by another, downloaded by the first. Steps are set once.
CREATE TABLE export (
    export_id    uuid PRIMARY KEY,
    school_id    uuid NOT NULL REFERENCES school,
    content      text NOT NULL CHECK (content IN ('pupils', 'guardians', 'staff')),
    class_id     uuid,                         -- null: the whole school
    purpose      text NOT NULL,
    asked_by     uuid NOT NULL,
    asked_at     timestamptz NOT NULL,
    state        text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'confirmed', 'refused')),
    decided_by   uuid,
    decided_at   timestamptz,
    downloads    integer NOT NULL DEFAULT 0 CHECK (downloads <= 3),
    last_download_at timestamptz,
    CHECK (decided_by IS DISTINCT FROM asked_by)
);
CREATE INDEX export_of_school ON export (school_id, asked_at, export_id);
SELECT school_wall('export');

CREATE FUNCTION export_goes_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'UPDATE' OR NEW.downloads < OLD.downloads
        OR (OLD.state <> 'waiting' AND (NEW.state, NEW.decided_by, NEW.decided_at) IS DISTINCT FROM
            (OLD.state, OLD.decided_by, OLD.decided_at))
        OR (NEW.export_id, NEW.school_id, NEW.content, NEW.class_id, NEW.purpose, NEW.asked_by, NEW.asked_at)
            IS DISTINCT FROM
            (OLD.export_id, OLD.school_id, OLD.content, OLD.class_id, OLD.purpose, OLD.asked_by, OLD.asked_at) THEN
        RAISE EXCEPTION 'an export goes forward and is never changed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER export_goes_forward BEFORE UPDATE OR DELETE ON export FOR EACH ROW EXECUTE FUNCTION export_goes_forward();

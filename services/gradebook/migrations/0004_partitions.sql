-- What grows with marks is kept in one partition a school year: a year's work touches a year's indexes.
-- Moves the rows that there are, so a large database needs a window for this release.

-- Makes a school year's partitions where they are missing. The service may call this and make no other table.
-- Attached and not made in place, so that nobody who reads or writes has to wait.
CREATE FUNCTION open_school_year(year integer) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    parent text;
    part   text;
BEGIN
    IF year NOT BETWEEN 1000 AND 9999 THEN
        RAISE EXCEPTION 'no school year' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF to_regclass(format('change_history_%s', year)) IS NOT NULL THEN
        RETURN;
    END IF;
    PERFORM pg_advisory_xact_lock(7270002);
    FOREACH parent IN ARRAY ARRAY['line_item', 'mark', 'attendance', 'change_history'] LOOP
        part := format('%s_%s', parent, year);
        IF to_regclass(part) IS NULL THEN
            EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL)', part, parent);
            -- By its parent alone, which has the wall around it.
            EXECUTE format('REVOKE ALL ON %I FROM PUBLIC', part);
            IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'gradebook_app') THEN
                EXECUTE format('REVOKE ALL ON %I FROM gradebook_app', part);
            END IF;
            EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES IN (%s)', parent, part, year);
        END IF;
    END LOOP;
END $$;

ALTER TABLE line_item RENAME TO line_item_before;
ALTER TABLE mark RENAME TO mark_before;
ALTER TABLE attendance RENAME TO attendance_before;
ALTER TABLE change_history RENAME TO change_history_before;
ALTER SEQUENCE change_history_change_id_seq RENAME TO change_history_before_seq;

CREATE TABLE line_item (
    school_id    uuid NOT NULL,
    school_year  integer NOT NULL,
    lesson_id    uuid NOT NULL,
    line_item_id uuid NOT NULL,
    category     text NOT NULL,
    title        text NOT NULL DEFAULT '',
    weight       numeric(4, 2) NOT NULL,       -- as it was when the item was made: a later change rewrites nothing
    version      bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (school_id, school_year, lesson_id, line_item_id)
) PARTITION BY LIST (school_year);

-- Pupil before line item: a diary finds its few marks by lesson and pupil without a second index.
CREATE TABLE mark (
    school_id    uuid NOT NULL,
    school_year  integer NOT NULL,
    lesson_id    uuid NOT NULL,
    pupil_id     uuid NOT NULL,
    line_item_id uuid NOT NULL,
    value        text NOT NULL,                -- '' after a deletion: the version goes on
    version      bigint NOT NULL,
    updated_at   timestamptz NOT NULL,
    PRIMARY KEY (school_id, school_year, lesson_id, pupil_id, line_item_id)
) PARTITION BY LIST (school_year);

CREATE TABLE attendance (
    school_id    uuid NOT NULL,
    school_year  integer NOT NULL,
    lesson_id    uuid NOT NULL,
    pupil_id     uuid NOT NULL,
    attendance   text NOT NULL CHECK (attendance IN ('present', 'absent', 'late')),
    minutes_late smallint NOT NULL DEFAULT 0,
    reason       text NOT NULL DEFAULT '' CHECK (reason IN ('', 'ill', 'excused', 'unexcused')),
    version      bigint NOT NULL,
    updated_at   timestamptz NOT NULL,
    PRIMARY KEY (school_id, school_year, lesson_id, pupil_id)
) PARTITION BY LIST (school_year);

-- Who changed what, from what to what, when, why, in which request. Added to, never changed.
CREATE SEQUENCE change_history_change_id_seq;
CREATE TABLE change_history (
    school_id    uuid NOT NULL,
    school_year  integer NOT NULL,
    lesson_id    uuid NOT NULL,
    change_id    bigint NOT NULL DEFAULT nextval('change_history_change_id_seq'),
    changed_at   timestamptz NOT NULL,
    person_id    uuid NOT NULL,
    request_id   uuid NOT NULL,
    cell         text NOT NULL CHECK (cell IN ('mark', 'attendance', 'topic', 'homework', 'attendance_confirmed',
                                               'state', 'line_item')),
    line_item_id uuid,
    pupil_id     uuid,
    old_value    text NOT NULL,
    new_value    text NOT NULL,
    reason       text NOT NULL DEFAULT '',
    version      bigint NOT NULL,              -- of the cell (or the lesson) after the change
    number       integer,
    hash         bytea,
    PRIMARY KEY (school_id, school_year, lesson_id, change_id)
) PARTITION BY LIST (school_year);

SELECT open_school_year(school_year) FROM (
    SELECT school_year FROM term UNION SELECT school_year FROM lesson
    UNION SELECT school_year FROM change_history_before UNION SELECT school_year FROM mark_before
    UNION SELECT school_year FROM attendance_before UNION SELECT school_year FROM line_item_before
) AS years;
INSERT INTO line_item SELECT * FROM line_item_before;
INSERT INTO mark SELECT * FROM mark_before;
INSERT INTO attendance SELECT * FROM attendance_before;
INSERT INTO change_history SELECT * FROM change_history_before;
SELECT setval('change_history_change_id_seq', greatest(1, (SELECT coalesce(max(change_id), 1) FROM change_history)));
-- Lines from before chains began stand in none; new ones must.
ALTER TABLE change_history ADD CONSTRAINT change_history_is_chained
    CHECK (number IS NOT NULL AND hash IS NOT NULL) NOT VALID;
DROP TABLE line_item_before, mark_before, attendance_before, change_history_before;

CREATE TRIGGER change_history_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON change_history
    FOR EACH STATEMENT EXECUTE FUNCTION change_history_stays();
SELECT school_wall(each::regclass) FROM unnest(ARRAY['line_item', 'mark', 'attendance', 'change_history']) AS each;

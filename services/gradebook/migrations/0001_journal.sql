-- What identity told of schools, classes and groups: read models, newest version only.

CREATE TABLE school (
    school_id uuid PRIMARY KEY,
    version   bigint NOT NULL,
    time_zone text NOT NULL,                   -- IANA name
    live_from date,                            -- lessons before it are history that families are not told of
    edit_days integer CHECK (edit_days >= 0),  -- days after a lesson in which it can be edited; null: always
    ended     boolean NOT NULL DEFAULT false
);

CREATE TABLE term (
    school_id   uuid NOT NULL,
    term_id     uuid NOT NULL,
    begin_date  date NOT NULL,
    end_date    date NOT NULL,                 -- inclusive
    school_year integer NOT NULL,
    PRIMARY KEY (school_id, term_id)
);

CREATE TABLE class (
    school_id  uuid NOT NULL,
    class_id   uuid NOT NULL,
    version    bigint NOT NULL,
    title      text NOT NULL,
    year_group integer NOT NULL,
    ended      boolean NOT NULL,
    PRIMARY KEY (school_id, class_id)
);

CREATE TABLE teaching_group (
    school_id     uuid NOT NULL,
    group_id      uuid NOT NULL,
    version       bigint NOT NULL,
    subject_code  text NOT NULL,
    subject_title text NOT NULL,
    class_id      uuid,                        -- null where the group is mixed from several classes
    class_title   text NOT NULL,
    year_group    integer NOT NULL,
    term_ids      uuid[] NOT NULL,
    periods       text[] NOT NULL,             -- "mon-3": Monday, third bell
    room          text NOT NULL,
    ended         boolean NOT NULL,
    PRIMARY KEY (school_id, group_id)
);

-- Spans of one person in one group never overlap (domain/membership.py).
CREATE TABLE group_pupil (
    school_id  uuid NOT NULL,
    group_id   uuid NOT NULL,
    pupil_id   uuid NOT NULL,
    begin_date date NOT NULL,                  -- 0001-01-01: open
    end_date   date NOT NULL,                  -- inclusive; 9999-12-31: open
    PRIMARY KEY (school_id, group_id, pupil_id, begin_date)
);
CREATE INDEX group_pupil_of_pupil ON group_pupil (school_id, pupil_id);

CREATE TABLE group_teacher (
    school_id  uuid NOT NULL,
    group_id   uuid NOT NULL,
    person_id  uuid NOT NULL,
    begin_date date NOT NULL,
    end_date   date NOT NULL,
    PRIMARY KEY (school_id, group_id, person_id, begin_date)
);

-- The journal itself. school_year stands in the key of every table that grows with marks, so that they can be
-- partitioned by it; the lesson, which is found by its id alone, tells the year (docs/adr/0050).

CREATE TABLE category (
    school_id uuid NOT NULL,
    code      text NOT NULL,
    weight    numeric(4, 2) NOT NULL CHECK (weight > 0),
    PRIMARY KEY (school_id, code)
);

-- The lesson's row is the lock of everything in it (docs/adr/0051).
CREATE TABLE lesson (
    school_id            uuid NOT NULL,
    lesson_id            uuid NOT NULL,
    group_id             uuid NOT NULL,
    school_year          integer NOT NULL,
    term_id              uuid NOT NULL,
    date                 date NOT NULL,
    bell                 smallint NOT NULL CHECK (bell > 0),
    room                 text NOT NULL DEFAULT '',
    state                text NOT NULL DEFAULT 'planned' CHECK (state IN ('planned', 'held', 'cancelled')),
    topic                text NOT NULL DEFAULT '',
    homework             text NOT NULL DEFAULT '' CHECK (homework IN ('', 'none', 'given')),
    homework_text        text NOT NULL DEFAULT '',
    homework_due         date,
    attendance_confirmed boolean NOT NULL DEFAULT false,
    filled_date          date,                 -- school-local day on which it first was filled
    teacher_id           uuid,                 -- who recorded it last
    recorded_at          timestamptz,          -- the last save; null: the lesson holds nothing
    version              bigint NOT NULL DEFAULT 1,
    edit_version         bigint NOT NULL DEFAULT 1,  -- the version in which topic, homework or confirmation last changed
    PRIMARY KEY (school_id, lesson_id),
    UNIQUE (school_id, group_id, date, bell)
) WITH (fillfactor = 80);

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
);

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
);

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
);

-- Who changed what, from what to what, when, why, in which request. Added to, never changed.
CREATE TABLE change_history (
    school_id    uuid NOT NULL,
    school_year  integer NOT NULL,
    lesson_id    uuid NOT NULL,
    change_id    bigint GENERATED ALWAYS AS IDENTITY,
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
    PRIMARY KEY (school_id, school_year, lesson_id, change_id)
);

CREATE FUNCTION change_history_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'change_history is added to and never changed';
END $$;
CREATE TRIGGER change_history_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON change_history
    FOR EACH STATEMENT EXECUTE FUNCTION change_history_stays();

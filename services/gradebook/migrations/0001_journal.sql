-- What identity told of schools and groups: read models, newest version only.

CREATE TABLE school (
    school_id uuid PRIMARY KEY,
    version   bigint NOT NULL,
    time_zone text NOT NULL
);

CREATE TABLE term (
    school_id   uuid NOT NULL,
    term_id     uuid NOT NULL,
    begin_date  date NOT NULL,
    end_date    date NOT NULL,                 -- inclusive
    school_year integer NOT NULL,
    PRIMARY KEY (school_id, term_id)
);

CREATE TABLE teaching_group (
    school_id     uuid NOT NULL,
    group_id      uuid NOT NULL,
    version       bigint NOT NULL,
    subject_title text NOT NULL,
    class_id      uuid,
    class_title   text NOT NULL,
    year_group    integer NOT NULL,
    term_ids      uuid[] NOT NULL,
    periods       text[] NOT NULL,
    room          text NOT NULL,
    ended         boolean NOT NULL,
    PRIMARY KEY (school_id, group_id)
);

CREATE TABLE group_pupil (
    school_id  uuid NOT NULL,
    group_id   uuid NOT NULL,
    pupil_id   uuid NOT NULL,
    begin_date date NOT NULL DEFAULT '-infinity',
    end_date   date NOT NULL DEFAULT 'infinity',   -- inclusive
    PRIMARY KEY (school_id, group_id, pupil_id, begin_date)
);
CREATE INDEX group_pupil_of_pupil ON group_pupil (school_id, pupil_id);

-- The journal itself. school_year stands in every large table, because they will be partitioned by it.

CREATE TABLE category (
    school_id uuid NOT NULL,
    code      text NOT NULL,
    weight    numeric(4, 2) NOT NULL CHECK (weight > 0),
    PRIMARY KEY (school_id, code)
);

CREATE TABLE lesson (
    school_id            uuid NOT NULL,
    lesson_id            uuid NOT NULL,
    group_id             uuid NOT NULL,
    school_year          integer NOT NULL,
    term_id              uuid NOT NULL,
    date                 date NOT NULL,
    bell                 smallint NOT NULL,
    room                 text NOT NULL DEFAULT '',
    state                text NOT NULL DEFAULT 'planned' CHECK (state IN ('planned', 'held', 'cancelled')),
    topic                text NOT NULL DEFAULT '',
    homework             text NOT NULL DEFAULT '' CHECK (homework IN ('', 'none', 'given')),
    homework_text        text NOT NULL DEFAULT '',
    homework_due         date,
    attendance_confirmed boolean NOT NULL DEFAULT false,
    filled_date          date,                 -- school-local day on which it first was filled
    teacher_id           uuid,                 -- who recorded it last
    version              bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (school_id, lesson_id),
    UNIQUE (school_id, group_id, date, bell)
);

CREATE TABLE line_item (
    school_id    uuid NOT NULL,
    line_item_id uuid NOT NULL,
    lesson_id    uuid NOT NULL,
    category     text NOT NULL,
    title        text NOT NULL DEFAULT '',
    weight       numeric(4, 2) NOT NULL,       -- as it was when the item was made: a later change rewrites nothing
    version      bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (school_id, line_item_id)
);
CREATE INDEX line_item_of_lesson ON line_item (school_id, lesson_id);

CREATE TABLE mark (
    school_id    uuid NOT NULL,
    lesson_id    uuid NOT NULL,
    line_item_id uuid NOT NULL,
    pupil_id     uuid NOT NULL,
    school_year  integer NOT NULL,
    value        text NOT NULL,                -- '' after a deletion: the version goes on
    version      bigint NOT NULL,
    updated_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (school_id, lesson_id, line_item_id, pupil_id)
);
CREATE INDEX mark_of_pupil ON mark (school_id, pupil_id, lesson_id);

CREATE TABLE attendance (
    school_id    uuid NOT NULL,
    lesson_id    uuid NOT NULL,
    pupil_id     uuid NOT NULL,
    school_year  integer NOT NULL,
    attendance   text NOT NULL CHECK (attendance IN ('present', 'absent', 'late')),
    minutes_late smallint NOT NULL DEFAULT 0,
    reason       text NOT NULL DEFAULT '',
    version      bigint NOT NULL,
    updated_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (school_id, lesson_id, pupil_id)
);
CREATE INDEX attendance_of_pupil ON attendance (school_id, pupil_id, lesson_id);

-- Who changed what, from what to what, why. Added to, never changed.
CREATE TABLE change (
    school_id    uuid NOT NULL,
    lesson_id    uuid NOT NULL,
    change_id    bigint GENERATED ALWAYS AS IDENTITY,
    school_year  integer NOT NULL,
    changed_at   timestamptz NOT NULL DEFAULT now(),
    person_id    uuid NOT NULL,
    request_id   uuid NOT NULL,
    cell         text NOT NULL CHECK (cell IN ('mark', 'attendance', 'lesson')),
    line_item_id uuid,
    pupil_id     uuid,
    old_value    text NOT NULL,
    new_value    text NOT NULL,
    reason       text NOT NULL DEFAULT '',
    version      bigint NOT NULL,
    PRIMARY KEY (school_id, lesson_id, change_id)
);

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'gradebook_app') THEN
        REVOKE UPDATE, DELETE ON change FROM gradebook_app;
    END IF;
END $$;

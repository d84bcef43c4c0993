-- Teachers who are away, and who stands in for them.

CREATE TABLE teacher_absence (
    school_id   uuid NOT NULL,
    absence_id  uuid NOT NULL,
    person_id   uuid NOT NULL,
    begin_date  date NOT NULL,
    end_date    date NOT NULL,                 -- inclusive; before begin_date: it never was
    bells       smallint[] NOT NULL,           -- of each of the days; empty: the whole day
    kind        text NOT NULL CHECK (kind IN ('ill', 'trip', 'course', 'other')),
    version     bigint NOT NULL DEFAULT 1,
    recorded_by uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (school_id, absence_id)
);
CREATE INDEX teacher_absence_of_days ON teacher_absence (school_id, end_date, begin_date);

CREATE TABLE substitution (
    school_id       uuid NOT NULL,
    substitution_id uuid NOT NULL,
    lesson_id       uuid NOT NULL,
    group_id        uuid NOT NULL,
    date            date NOT NULL,             -- of the lesson, as it was when it was assigned
    bell            smallint NOT NULL,
    absent_id       uuid NOT NULL,
    absence_kind    text NOT NULL,
    person_id       uuid,                      -- null: self-study
    kind            text NOT NULL CHECK (kind IN ('substitute', 'supervising', 'merged', 'self_study')),
    state           text NOT NULL DEFAULT 'assigned' CHECK (state IN ('assigned', 'ended')),
    version         bigint NOT NULL DEFAULT 1,
    assigned_by     uuid NOT NULL,
    assigned_at     timestamptz NOT NULL,
    end_reason      text NOT NULL DEFAULT '',
    PRIMARY KEY (school_id, substitution_id),
    CHECK ((kind = 'self_study') = (person_id IS NULL))
);
-- One lesson has one substitution that stands.
CREATE UNIQUE INDEX substitution_of_lesson ON substitution (school_id, lesson_id) WHERE state = 'assigned';
CREATE INDEX substitution_of_days ON substitution (school_id, date, bell, substitution_id);
CREATE INDEX substitution_of_person ON substitution (school_id, person_id, date);

-- Who stands in stands with the lesson too, so that journals and diaries read it without a join.
ALTER TABLE lesson ADD COLUMN substitute_id uuid;
ALTER TABLE lesson ADD COLUMN substitution_kind text NOT NULL DEFAULT '';

SELECT school_wall(each::regclass) FROM unnest(ARRAY['teacher_absence', 'substitution']) AS each;

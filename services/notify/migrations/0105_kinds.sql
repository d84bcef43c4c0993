-- More than marks and attendance is told, and not to guardians alone. Opaque ids, days and titles of subjects.

-- `pupil_id` of a notice or cell is whom it is about, `guardian_id` whom it goes to: the same where somebody is told of
-- his own affairs (a substitute, an account). `lesson_id` is what it is about: a lesson, or an id made of a school and a
-- day, of a period (domain/topics.py).
ALTER TABLE cell DROP CONSTRAINT cell_kind_check;
ALTER TABLE cell ADD CONSTRAINT cell_kind_check CHECK (kind IN (
    'mark', 'attendance', 'homework', 'homework_due', 'owed', 'term_mark', 'timetable', 'substitution', 'duty',
    'reminder', 'message', 'verification', 'security'));
ALTER TABLE cell ADD COLUMN subject_title text NOT NULL DEFAULT '';
ALTER TABLE notice DROP CONSTRAINT notice_topic_check;
ALTER TABLE notice ADD CONSTRAINT notice_topic_check CHECK (topic IN (
    'mark', 'attendance', 'homework', 'homework_due', 'owed', 'term_mark', 'timetable', 'substitution', 'duty',
    'reminder', 'message', 'verification', 'security'));

-- Whether the pupil is told like a guardian (from 14 on); identity alone knows the birthday.
ALTER TABLE family ADD COLUMN own_notices boolean NOT NULL DEFAULT false;

-- Whom news of a group concern.
CREATE TABLE teaching_group (
    school_id     uuid NOT NULL,
    group_id      uuid NOT NULL,
    version       bigint NOT NULL,
    subject_title text NOT NULL,
    class_title   text NOT NULL,
    PRIMARY KEY (school_id, group_id)
);
CREATE TABLE group_pupil (
    school_id  uuid NOT NULL,
    group_id   uuid NOT NULL,
    pupil_id   uuid NOT NULL,
    begin_date date NOT NULL,
    end_date   date NOT NULL,                  -- inclusive
    PRIMARY KEY (school_id, group_id, pupil_id, begin_date)
);

-- Where a lesson was to be first, and where it is: what families are told is the difference.
CREATE TABLE rescheduled_lesson (
    school_id  uuid NOT NULL,
    lesson_id  uuid NOT NULL,
    version    bigint NOT NULL,
    first_date date NOT NULL,
    first_bell smallint NOT NULL,
    first_room text NOT NULL,
    date       date NOT NULL,
    bell       smallint NOT NULL,
    room       text NOT NULL,
    cancelled  boolean NOT NULL,
    PRIMARY KEY (school_id, lesson_id)
);

CREATE TABLE substitution (
    school_id       uuid NOT NULL,
    substitution_id uuid NOT NULL,
    version         bigint NOT NULL,
    lesson_id       uuid NOT NULL,
    date            date NOT NULL,
    bell            smallint NOT NULL,
    person_id       uuid,                      -- null: nobody stands in
    kind            text NOT NULL,
    assigned        boolean NOT NULL,
    PRIMARY KEY (school_id, substitution_id)
);
CREATE INDEX substitution_of_lesson ON substitution (school_id, lesson_id);

-- Periods whose marks families may know; `period_id` is the term's, or made of the school year.
CREATE TABLE published_period (
    school_id    uuid NOT NULL,
    period_id    uuid NOT NULL,
    published_at timestamptz NOT NULL,
    PRIMARY KEY (school_id, period_id)
);
CREATE INDEX cell_of_period ON cell (school_id, lesson_id) WHERE kind = 'term_mark';

SELECT school_wall(each::regclass) FROM unnest(ARRAY[
    'teaching_group', 'group_pupil', 'rescheduled_lesson', 'substitution', 'published_period']) AS each;

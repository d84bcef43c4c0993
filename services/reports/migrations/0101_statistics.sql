-- Statistics: decisions of periods, who is in which class, and attendance by day. Ids, marks and counts; no names.
ALTER TABLE term ADD COLUMN school_year integer NOT NULL DEFAULT 0;

-- Who was in a class from when till when. The periods of one pupil in one class do not overlap.
CREATE TABLE class_pupil (
    school_id  uuid NOT NULL,
    class_id   uuid NOT NULL,
    pupil_id   uuid NOT NULL,
    begin_date date NOT NULL,
    end_date   date NOT NULL,          -- inclusive; 9999-12-31 while open
    PRIMARY KEY (school_id, class_id, pupil_id, begin_date)
);
CREATE INDEX class_of_pupil ON class_pupil (school_id, pupil_id);

-- The newest that was told of a decision.
CREATE TABLE term_mark (
    school_id   uuid NOT NULL,
    period_id   uuid NOT NULL,         -- the term; nil: the school year
    kind        text NOT NULL,         -- term, interim, annual, exam, final
    school_year integer NOT NULL,
    group_id    uuid NOT NULL,
    pupil_id    uuid NOT NULL,
    version     bigint NOT NULL,
    value       text NOT NULL,         -- '': taken back
    average     numeric(5, 2),         -- beside the decision; null: no numeric mark
    recorded_on date,                  -- the day at the school; null: not told, so from the beginning
    PRIMARY KEY (school_id, period_id, kind, school_year, group_id, pupil_id)
);

-- The newest that was told of a pupil's attendance at a lesson.
CREATE TABLE attendance_cell (
    school_id  uuid NOT NULL,
    lesson_id  uuid NOT NULL,
    pupil_id   uuid NOT NULL,
    version    bigint NOT NULL,
    attendance text NOT NULL,          -- present, absent, late or ''
    reason     text NOT NULL,          -- ill, excused, unexcused or ''
    PRIMARY KEY (school_id, lesson_id, pupil_id)
);

-- Lessons whose attendance was confirmed, and who was not there, counted by group and day.
CREATE TABLE attendance_count (
    school_id uuid NOT NULL,
    day       date NOT NULL,
    group_id  uuid NOT NULL,
    lessons   integer NOT NULL,
    absent    integer NOT NULL,        -- for whatever reason
    ill       integer NOT NULL,
    excused   integer NOT NULL,
    unexcused integer NOT NULL,
    late      integer NOT NULL,
    PRIMARY KEY (school_id, day, group_id)
);
INSERT INTO attendance_count
SELECT school_id, day, group_id, count(*), 0, 0, 0, 0, 0
FROM lesson WHERE attendance_confirmed AND state <> 'cancelled'
GROUP BY school_id, day, group_id;

SELECT school_wall(each::regclass) FROM unnest(ARRAY[
    'class_pupil', 'term_mark', 'attendance_cell', 'attendance_count'
]) AS each;

-- A replay tells the version that is known: this lets it bring the pupils of classes and the years of terms.
UPDATE class SET version = version - 1;
UPDATE school SET version = version - 1;

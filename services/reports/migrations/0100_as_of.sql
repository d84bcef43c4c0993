-- As of a day: lessons dated up to that day, with what had been entered by its end. Whatever a lesson adds is counted
-- under the day from which it was so: a lesson filled a week late does not count as filled for the week before.
CREATE TABLE lesson_count (
    school_id         uuid NOT NULL,
    day               date NOT NULL,           -- the lesson's
    group_id          uuid NOT NULL,
    known_on          date NOT NULL,           -- from this day on; never before the lesson's own
    due               integer NOT NULL,
    held              integer NOT NULL,
    filled            integer NOT NULL,
    filled_in_time    integer NOT NULL,
    homework_recorded integer NOT NULL,
    PRIMARY KEY (school_id, day, group_id, known_on)
);
SELECT school_wall('lesson_count');

WITH counted AS (
    SELECT school_id, day, group_id, attendance_confirmed AND topic_recorded AS filled, state = 'held' AS held,
           homework IN ('none', 'given') AS homework, filled_on
    FROM lesson WHERE state <> 'cancelled'
)
INSERT INTO lesson_count
SELECT school_id, day, group_id, known_on, sum(due), sum(held), sum(filled), sum(in_time), sum(homework)
FROM (
    SELECT school_id, day, group_id, day AS known_on, 1 AS due, held::int AS held, 0 AS filled, 0 AS in_time,
           (held AND homework)::int AS homework
    FROM counted
    UNION ALL
    SELECT school_id, day, group_id, greatest(day, filled_on), 0, (NOT held)::int, 1,
           coalesce(filled_on <= day, false)::int,
           (NOT held AND homework)::int
    FROM counted WHERE filled
) AS parts
GROUP BY school_id, day, group_id, known_on;
-- group_day is not read any more; it is dropped in a later release.

-- The lessons behind a number, in their order.
CREATE INDEX lesson_by_day ON lesson (school_id, day, lesson_id);

-- Who taught a group from when till when, by the register.
CREATE TABLE group_teacher (
    school_id  uuid NOT NULL,
    group_id   uuid NOT NULL,
    person_id  uuid NOT NULL,
    begin_date date NOT NULL,
    end_date   date NOT NULL,          -- inclusive; 9999-12-31 while open
    PRIMARY KEY (school_id, group_id, person_id, begin_date)
);
SELECT school_wall('group_teacher');
-- A replay tells the version that is known: this lets it bring the teachers.
UPDATE teaching_group SET version = version - 1;
